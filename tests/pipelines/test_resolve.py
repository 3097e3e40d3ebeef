import pytest

from watch.config import load_config
from watch.model import Annotation, EntityMention, Register, Side, Span
from watch_pipelines import nlp
from watch_pipelines.anaphora import anaphors
from watch_pipelines.names import sells, side_of
from watch_pipelines.resolve import acronyms, resolve

_CONFIG = load_config()
_READER = nlp.build(_CONFIG.register, _CONFIG.lexicon)


@pytest.fixture(scope="module")
def register() -> Register:
    return _CONFIG.register


def annotated(text: str) -> Annotation:
    (annotation,) = nlp.annotate(_READER, [(text, "fr")])
    return annotation


def resolved(text: str, name: str, register: Register) -> str | None:
    """The actor id of the last mention *name* of *text*."""
    annotation = annotated(text)
    start = annotation.text.rindex(name)
    span = Span(start, start + len(name))
    known = [each for each in annotation.entities if each.span == span]
    mention = known[0] if known else EntityMention(span, name, "ORG", (), ambiguous=False)
    actor = resolve(mention, annotation, register)
    return actor.id if actor else None


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("La start-up Mistral signe un contrat d'intelligence artificielle.", "Mistral", "mistral-ai"),
        ("Le vent se lève : le Mistral souffle en rafales de 110 km/h.", "Mistral", None),
        ("La marine a livré deux missiles Mistral à la Serbie.", "Mistral", None),
        ("Le ministère retient l'éditeur Doctrine pour ses juristes.", "Doctrine", "doctrine"),
        ("Claude Dupont est élu maire de la commune.", "Claude", None),
        ("L'assistant Claude, de la société Anthropic, équipe la ville.", "Claude", "anthropic"),
        ("Alan Turing aurait aimé cette machine.", "Alan", None),
        ("La préfecture place le département en vigilance Orange.", "Orange", None),
    ],
)
def test_homonyms_need_their_surroundings(text: str, name: str, expected: str | None, register: Register) -> None:
    """A doubtful name is an actor only where its surroundings say so."""
    assert resolved(text, name, register) == expected


def test_full_name_elsewhere_settles_it(register: Register) -> None:
    """« Mistral » after « Mistral AI » is the company, whatever stands around it."""
    assert (
        resolved("Mistral AI s'installe ici. Plus loin, on cite encore Mistral.", "Mistral", register) == "mistral-ai"
    )


def test_country_counts_when_it_acts(register: Register) -> None:
    """« la France » is a party as subject of a commitment, not as a place."""
    assert resolved("La France signe un accord avec Mistral AI.", "France", register) == "etat-fr"
    assert resolved("Les serveurs situés en France tournent.", "France", register) is None


def test_acronyms_are_read_where_they_are_defined() -> None:
    """An acronym stands for the words before it whose initials it has; any other bracket defines nothing."""
    assert acronyms("Le Centre national du cheval (CNC) parle.") == {"CNC": "Centre national du cheval"}
    assert acronyms("L'Agence du numérique en santé (ANS) parle.") == {"ANS": "Agence du numérique en santé"}
    assert acronyms("Rien à voir (DGA) ici.") == {}


def test_defined_acronym_is_its_actor(register: Register) -> None:
    """A short form that the register does not know is the actor whose name it abbreviates in this text."""
    text = "Le ministère de la Justice (MJ) hésite. Le MJ choisira."
    assert resolved(text, "MJ", register) == "min-justice"


def test_anaphor_with_one_antecedent(register: Register) -> None:
    """« le ministère » and « l'entreprise » stand for the only ministry and company named before."""
    annotation = annotated("Le ministère de la Justice choisit Doctolib. Le ministère paiera l'entreprise en mars.")
    found = {
        annotation.text[each.span.start : each.span.end]: each.antecedent.text
        for each in anaphors(annotation, register)
    }
    assert found["Le ministère"] == "ministère de la Justice"
    assert found["l'entreprise"] == "Doctolib"


def test_anaphor_with_two_antecedents_is_left(register: Register) -> None:
    """Two companies before « l'entreprise » leave it unresolved."""
    annotation = annotated("Doctolib et Owkin rencontrent le ministère de la Justice. L'entreprise se réjouit.")
    assert all(
        annotation.text[each.span.start : each.span.end] != "L'entreprise" for each in anaphors(annotation, register)
    )


@pytest.mark.parametrize(
    ("name", "before", "expected"),
    [
        ("CHU de Guéret", "", Side.PUBLIC),
        ("ville de Tulle", "", Side.PUBLIC),
        ("Bundesministerium der Justiz", "", Side.PUBLIC),
        ("Ministry of Education", "", Side.PUBLIC),
        ("Caisse des écoles", "", Side.PUBLIC),
        ("Zorglub SAS", "", Side.PRIVATE),
        ("Zorglub", "a choisi la start-up ", Side.PRIVATE),
        ("Tulle", "la commune de ", Side.PUBLIC),
        ("Zorglub", "", None),
    ],
)
def test_side_by_form(name: str, before: str, expected: Side | None, register: Register) -> None:
    """Unknown organisations stand where their form or their introduction puts them; else nobody knows."""
    assert side_of(name, register, None, before) is expected


def test_register_decides_first(register: Register) -> None:
    """A known actor stands where the register puts it, whatever its name looks like."""
    assert side_of("Mistral AI", register, "mistral-ai") is Side.PRIVATE
    assert side_of("Inria", register, "inria") is Side.PUBLIC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La mairie a choisi la solution de Zorglub.", True),
        ("Un marché a été attribué à Zorglub hier.", True),
        ("Zorglub remporte le marché.", True),
        ("Le maire a visité Zorglub.", False),
    ],
)
def test_grammar_of_selling(text: str, expected: bool) -> None:
    """A name that follows « la solution de » or precedes « remporte » is a supplier's."""
    start = text.index("Zorglub")
    assert sells(text, start, start + len("Zorglub")) is expected
