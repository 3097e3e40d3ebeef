"""What the handlers work with is what ships."""

from watch.config import Config, Settings
from watch.deliver import MailSettings
from watch.handlers import Workshop
from watch.store import Store


def test_the_service_reads_with_the_shipped_model(config: Config) -> None:
    """Without a setting the shipped language model is loaded: a name that the register does not hold is found."""
    from watch_pipelines import nlp

    shop = Workshop(Store("sqlite://"), config, Settings(), MailSettings(), lambda: None)  # type: ignore[arg-type, return-value]
    assert shop.reader.has_model
    (annotation,) = nlp.annotate(shop.reader, [("La société Brumaline fournira le logiciel.", "fr")])
    assert "Brumaline" in {entity.text for entity in annotation.entities}
