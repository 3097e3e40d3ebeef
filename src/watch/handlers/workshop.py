"""What the handlers work with."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from watch.asking import Vocabulary
from watch.config import Config, Settings
from watch.deliver import MailLine, MailSettings
from watch.queue import Clock
from watch.store import Store
from watch.store.knowledge import Fingerprints, fingerprints

if TYPE_CHECKING:
    from watch_pipelines import nlp


@dataclass(frozen=True)
class Workshop:
    """Store, configuration and clock. Not slotted: the language pipeline is loaded when first needed."""

    store: Store
    config: Config
    settings: Settings
    mail: MailSettings
    clock: Clock

    @cached_property
    def marks(self) -> Fingerprints:
        """The fingerprints of the knowledge by which this process judges."""
        return fingerprints(self.config.framework, self.config.legal, self.config.register)

    @cached_property
    def line(self) -> MailLine:
        """The line to the mail server, shared by the mails of a batch."""
        return MailLine(self.mail)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What queries may name."""
        config = self.config
        return Vocabulary.of(config.framework, config.register, config.legal, config.sources)

    @cached_property
    def reader(self) -> "nlp.Reader":
        """The language pipeline; costs about a second, once. Raises ModelError when it cannot be loaded."""
        # spaCy takes a second to import, and most commands only ask the store
        from watch_pipelines import nlp  # noqa: PLC0415
        from watch_pipelines.language import MODEL_PATH  # noqa: PLC0415

        return nlp.build(self.config.register, self.config.lexicon, self.settings.model or MODEL_PATH)
