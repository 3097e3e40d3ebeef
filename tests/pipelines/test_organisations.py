"""Names known for their side only: found in a text, on their side, and never judged."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from watch.config import load_config
from watch.model import Document, Organisation, PublisherKind, Register, Side
from watch_pipelines import nlp
from watch_pipelines.detect import detect
from watch_pipelines.language import MODEL_PATH
from watch_pipelines.names import organisation_of, side_of

_CONFIG = load_config()
_NAMES = (
    Organisation("Ministère des Phares", Side.PUBLIC, "ministry", "FR", ("Minphare",)),
    Organisation("Zorblat", Side.PRIVATE, "ai", "FR"),
    Organisation("La Lanterne du Golfe", None, "newspaper", "FR"),
)
_REGISTER = replace(_CONFIG.register, organisations=_NAMES)
_READER = nlp.build(_REGISTER, _CONFIG.lexicon, MODEL_PATH)


def _document(title: str, text: str) -> Document:
    day = date(2025, 3, 12)
    return Document(
        "d1", "s", "https://x.example/1", "https://x.example/1", "Journal", PublisherKind.PRESS, "fr", title, text, day,
        None, datetime(2025, 3, 12, tzinfo=UTC), baseline=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "side"),
    [
        ("ministère des Phares", Side.PUBLIC),
        ("le Ministère des Phares", Side.PUBLIC),
        ("Minphare", Side.PUBLIC),
        ("Zorblat", Side.PRIVATE),
    ],
)
def test_a_known_name_has_its_side(written: str, side: Side) -> None:
    """Determiner, capitals of a common head noun and aliases do not matter."""
    assert side_of(written, _REGISTER) is side


def test_an_actor_of_the_register_comes_first() -> None:
    """A name that both know is the actor's: facts hang on it."""
    register = replace(_REGISTER, organisations=(Organisation("Mistral AI", None, "newspaper"),))
    (annotation,) = nlp.annotate(nlp.build(register, _CONFIG.lexicon), [("Mistral AI livre.", "fr")])
    assert annotation.entities[0].actor_ids == ("mistral-ai",)
    assert side_of("Mistral AI", register, "mistral-ai") is Side.PRIVATE


def test_known_names_make_a_deal() -> None:
    """A body and a seller of AI that only this list knows are the two parties; the newspaper that tells is none."""
    document = _document(
        "Minphare choisit Zorblat",
        "Le ministère des Phares a signé mercredi avec Zorblat un contrat de trois ans, a appris La Lanterne du Golfe. "
        "L'outil d'intelligence artificielle surveillera les côtes.",
    )
    (annotation,) = nlp.annotate(_READER, [(document.full_text, "fr")])
    found = detect(document, annotation, _REGISTER)
    parties = {
        reason.evidence.quote for reason in found.reasons if reason.evidence and reason.rule.startswith("commit")
    }
    assert found.is_announcement
    assert parties == {"ministère des Phares", "Zorblat"}
    said = {reason.evidence.quote for reason in found.reasons if reason.evidence and reason.rule == "company"}
    assert "La Lanterne du Golfe" not in said


def test_two_registers_do_not_mix() -> None:
    """What is remembered of one list is never the answer for another."""
    for _ in range(6):
        other = Register("1", {}, (Organisation("Zorblat", Side.PUBLIC, "agency"),))
        assert side_of("Zorblat", other) is Side.PUBLIC
        assert side_of("Zorblat", _REGISTER) is Side.PRIVATE


def test_the_shipped_list_has_no_name_without_letters() -> None:
    """Every shipped name can be found by its own form."""
    register = _CONFIG.register
    assert len(register.organisations) > 7_000
    lost = [each.name for each in register.organisations if organisation_of(each.name, register) is None]
    assert lost == []
