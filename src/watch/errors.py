"""Every failure Vigie knows by name. A message says what is wrong, where, and what to do."""

from collections.abc import Sequence


class WatchError(Exception):
    """Base of all named failures.

    *subject* is what failed (a file and key, a source, a document, a message); *exit_code* is what a command returns.
    """

    exit_code = 1

    def __init__(self, message: str, *, subject: str) -> None:
        super().__init__(message)
        self.subject = subject

    def __str__(self) -> str:
        return f"{self.subject}: {self.args[0]}"


class ConfigError(WatchError):
    """The configuration is wrong; carries every mistake, not the first."""

    exit_code = 2

    def __init__(self, mistakes: Sequence[str], *, subject: str) -> None:
        super().__init__("\n".join(mistakes), subject=subject)
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        return "\n".join(self.mistakes)


class WishError(WatchError):
    """What a person asked for cannot be done; carries every mistake, not the first."""

    exit_code = 2

    def __init__(self, mistakes: Sequence[str], *, subject: str) -> None:
        super().__init__("\n".join(mistakes), subject=subject)
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        return "\n".join(f"{self.subject}: {mistake}" for mistake in self.mistakes)


class FrameworkError(WatchError):
    """A criterion or rule of the framework is half there, or refers to nothing."""

    exit_code = 2


class ModelError(WatchError):
    """The language model is missing or cannot be loaded."""

    exit_code = 3


class StoreError(WatchError):
    """The database cannot be opened, written, or is of another schema."""

    exit_code = 4


class SourceError(WatchError):
    """A source failed this time; the others go on."""


class ParseError(SourceError):
    """The answer came but could not be read."""


class StageError(WatchError):
    """A stage could not treat a document; it is set aside and can be replayed."""


class DeliveryError(WatchError):
    """A message was not accepted. *permanent*: trying again is pointless. *outage*: nobody gets anything this way."""

    def __init__(self, message: str, *, subject: str, permanent: bool, outage: bool = False) -> None:
        super().__init__(message, subject=subject)
        self.permanent = permanent
        self.outage = outage


class ServiceError(WatchError):
    """The service cannot start, for instance because its port is taken."""

    exit_code = 5
