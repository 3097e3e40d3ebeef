"""What the handlers work with."""

from dataclasses import dataclass
from functools import cached_property

from watch.config import Config, Settings
from watch.deliver import MailSettings
from watch.queue import Clock
from watch.store import Store
from watch_pipelines import nlp
from watch_pipelines.language import MODEL_PATH


@dataclass(frozen=True)
class Workshop:
    """Store, configuration and clock. Not slotted: the language pipeline is loaded when first needed."""

    store: Store
    config: Config
    settings: Settings
    mail: MailSettings
    clock: Clock

    @cached_property
    def reader(self) -> nlp.Reader:
        """The language pipeline; costs about a second, once. Raises ModelError when it cannot be loaded."""
        return nlp.build(self.config.register, self.config.lexicon, self.settings.model or MODEL_PATH)
