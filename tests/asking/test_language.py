"""The query language: what it reads, what it refuses, and where it points."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.asking import Between, Match, Order, Question, QuestionError, Vocabulary, Words, parse, words
from watch.asking.fields import BY_NAME, FIELDS
from watch.config import Config
from watch.web.pages import EXAMPLES


@pytest.fixture(scope="module")
def vocabulary(config: Config) -> Vocabulary:
    """What the shipped configuration may name."""
    return Vocabulary.of(config.framework, config.register, config.legal, config.sources)


def only(text: str, vocabulary: Vocabulary) -> object:
    """The one clause of *text*."""
    (clause,) = parse(text, vocabulary).clauses
    return clause


@pytest.mark.parametrize(
    ("text", "stems", "phrase", "negated"),
    [
        ("hôpitaux", ("hopital",), False, False),
        ("HÔPITAL", ("hopital",), False, False),
        ('"cloud souverain"', ("cloud", "souverain"), True, False),
        ("« cloud souverain »", ("cloud", "souverain"), True, False),
        ("-annoncées", ("annonc",), False, True),
        ("l'hôpital", ("l", "hopital"), True, False),
        ("%hôpital_", ("hopital",), False, False),
    ],
)
def test_free_text(vocabulary: Vocabulary, text: str, stems: tuple[str, ...], phrase: bool, negated: bool) -> None:
    """Words are stemmed and folded, quotation marks make a phrase, a minus excludes."""
    assert only(text, vocabulary) == Words(stems, phrase, negated, text)


@pytest.mark.parametrize(
    ("text", "field", "values", "negated"),
    [
        ("verdict:exposed_dependence", "verdict", ("exposed_dependence",), False),
        ('verdict:"dépendance exposée"', "verdict", ("exposed_dependence",), False),
        ("secteur:Santé,défense", "sector", ("defence", "health"), False),
        ("-status:ended", "status", ("ended",), True),
        ("exposure:j2,J3", "exposure", ("J2", "J3"), False),
        ("has:C12", "has", ("deal.terms",), False),
        ("missing:amount", "has", ("amount",), True),
        ("-missing:amount", "has", ("amount",), False),
        ('supplier:"Mistral AI"', "supplier", ("mistral-ai", "~mistral ai"), False),
        ("instrument:accord-cadre", "instrument", ("accord-cadre",), False),
    ],
)
def test_fields(vocabulary: Vocabulary, text: str, field: str, values: tuple[str, ...], negated: bool) -> None:
    """Fields and values have French and English names; commas are alternatives; a minus excludes."""
    assert only(text, vocabulary) == Match(field, values, negated, text)


def test_countries_are_actors(vocabulary: Vocabulary, config: Config) -> None:
    """A country becomes the actors that the register knows there; control follows owners, a seat does not."""
    seat, control = (only(f"host.{kind}:US", vocabulary) for kind in ("country", "control"))
    assert isinstance(seat, Match)
    assert isinstance(control, Match)
    assert {"aws", "microsoft"} <= set(seat.any_of)
    owned = [a.id for a in config.register.actors.values() if a.country != "US" and a.id in control.any_of]
    assert owned, "the register knows companies under US control with a seat elsewhere"
    third, union = (only(f"supplier.country:{place}", vocabulary) for place in ("third", "EU"))
    assert isinstance(third, Match)
    assert isinstance(union, Match)
    assert not set(third.any_of) & set(union.any_of)
    assert set(seat.any_of) <= set(third.any_of)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("amount:5", 5.0, 5.0),
        ("montant:1,5M..10M", 1_500_000.0, 10_000_000.0),
        ("amount:>=2k", 2000.0, None),
        ("amount:..1bn", None, 1e9),
        ("date:2025", "2025-01-01", "2025-12-31"),
        ("date:2024-02", "2024-02-01", "2024-02-29"),
        ("date:2025-03..2026", "2025-03-01", "2026-12-31"),
        ("date:>2025", "2026-01-01", None),
        ("date:<2025-03", None, "2025-02-28"),
        ("since:2025", "2025-01-01", None),
        ("until:2025", None, "2025-12-31"),
    ],
)
def test_ranges(vocabulary: Vocabulary, text: str, low: object, high: object) -> None:
    """Numbers and dates take bounds, both included; a partial date means all its days."""
    clause = only(text, vocabulary)
    assert isinstance(clause, Between)
    assert (clause.low, clause.high) == (low, high)


def test_order_and_day(vocabulary: Vocabulary) -> None:
    """sort: and as-of: are no conditions: they settle the order and the knowledge."""
    question = parse("  santé   tri:amount as-of:2026-01  ", vocabulary)
    assert question.order is Order.AMOUNT
    assert question.as_of == date(2026, 1, 31)
    assert question.text == "santé tri:amount as-of:2026-01"
    assert len(question.clauses) == 1
    assert parse("", vocabulary) == Question()


@pytest.mark.parametrize(
    ("text", "key", "pointed"),
    [
        ("santé verdit:x", "unknown_field", "verdit"),
        ("-verdit:x", "unknown_field", "verdit"),
        ("sector:helth", "unknown_value", "helth"),
        ("sector:health,helth", "unknown_value", "helth"),
        ("sector: health", "no_value", "sector:"),
        ("host.country:ZZ", "unknown_value", "ZZ"),
        ('a "b c', "open_quote", '"'),
        ("a «b", "open_quote", "«"),
        ('""', "empty_phrase", '""'),
        ("a ??", "no_word", "??"),
        ("amount:beaucoup", "not_a_number", "beaucoup"),
        ("date:2025-13", "not_a_date", "2025-13"),
        ("date:2025-02-30", "not_a_date", "2025-02-30"),
        ("date:٢٠٢٥", "not_a_date", "٢٠٢٥"),
        ("date:0000", "not_a_date", "0000"),
        ("date:>9999-12-31", "not_a_date", ">9999-12-31"),
        ("amount:9..1", "upside_down", "9..1"),
        ("amount:1,2,3", "not_a_number", "1,2,3"),
        ("sort:new,old", "one_value", "sort:new,old"),
        ("as-of:2999", "future", "2999"),
        ("-as-of:2025", "not_negated", "-as-of:2025"),
        ("sort:new sort:old", "twice", "sort:old"),
        ("sort:relevance", "relevance_of_nothing", "sort:relevance"),
        ("a\x00b", "control", "\x00"),
        ("a\ud800", "control", "\ud800"),
        ("http://x.example", "unknown_field", "http"),
        ("x" * 2001, "too_long", ""),
        (" ".join("abcdefghijklmnopqrstuvwxyzabcde"), "too_many", "e"),
    ],
)
def test_mistakes_point_at_their_characters(vocabulary: Vocabulary, text: str, key: str, pointed: str) -> None:
    """Each mistake has its code, its place, and a sentence in both languages."""
    with pytest.raises(QuestionError) as caught:
        parse(text, vocabulary)
    error = caught.value
    assert error.key == key
    assert error.text[error.start : error.end] == pointed
    assert error.said("fr") != error.said("en")
    assert error.pointing().count("\n") == 1


@pytest.mark.parametrize(("text", "near"), [("verdit:x", "verdict"), ("secteu:x", "secteur"), ("hots:x", "host")])
def test_an_unknown_field_suggests_the_near_one(vocabulary: Vocabulary, text: str, near: str) -> None:
    """The field that was probably meant is named."""
    with pytest.raises(QuestionError, match=f"“{near}”"):
        parse(text, vocabulary)


def test_every_field_has_an_example_that_reads(vocabulary: Vocabulary) -> None:
    """What help shows works, and no name means two fields."""
    for field in FIELDS:
        question = parse(f"mot {field.example}", vocabulary)
        assert len(question.clauses) == 2 or question.order is not Order.NEW or question.as_of, field.name
    assert len(BY_NAME) == sum(1 + len(field.aliases) for field in FIELDS)


@pytest.mark.parametrize("query", [query for query, *_ in EXAMPLES])
def test_the_examples_of_the_page_read(vocabulary: Vocabulary, query: str) -> None:
    """The page on searching shows only queries that work."""
    assert parse(query, vocabulary).clauses


def test_words_alone_are_never_fields() -> None:
    """`words` asks for the characters, whatever they look like."""
    assert words("sector:health").clauses == (Words(("sector", "health"), shown="sector:health"),)
    assert words("%").clauses == ()


@given(st.text(max_size=60) | st.text('abé:,"«»-.<>=0129 \n%_*()^', max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail otherwise than by a mistake that lies inside the text."""
    vocabulary = _small()
    try:
        question = parse(text, vocabulary)
    except QuestionError as mistake:
        error = mistake
    else:
        assert parse(question.text, vocabulary).clauses == question.clauses
        return
    assert 0 <= error.start <= len(text)
    assert error.said("fr")
    assert error.pointing()


def _small() -> Vocabulary:
    from watch.model import Register
    from web_samples import a_framework

    return Vocabulary.of(a_framework(), Register("t", {}))
