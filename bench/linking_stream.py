"""Made-up documents on made-up deals, each with what reading would find in it: what `linking.py` feeds to the line.

A few great names sign every week and stand in a skewed distribution; most bodies and companies are met once or twice.
Deals are spread evenly over the days of five years.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from watch.model import (
    Amount,
    Detection,
    Document,
    Evidence,
    Extraction,
    Instrument,
    PartialDate,
    Party,
    PublisherKind,
    Reading,
    Reason,
    Register,
    Role,
    Sector,
    Side,
    Span,
    Status,
)

DAYS = 1826
"""Five years: the more deals, the more of them on each day."""
FIRST_DAY = date(2021, 1, 4)
COPIES, FOLLOW_UPS, COMMENTS = 0.25, 0.15, 1.0
"""Documents of each sort for one deal, on average."""

Item = tuple[Document, Reading]

_BODIES = (
    *("min-armees", "inria", "etat-fr", "cnrs", "dga", "france-travail", "bpifrance", "cea", "dinum", "aphp"),
    *("dgsi", "amiad", "cdc", "cnil", "anssi"),
)
_COMPANIES = (
    *("mistral-ai", "microsoft", "google", "openai", "palantir", "nvidia", "anthropic", "atos", "capgemini", "thales"),
    *("sap", "doctrine", "ovhcloud", "doctolib", "airbus"),
)
_KINDS = ("CHU de {}", "ville de {}", "université de {}", "département de {}", "région {}", "rectorat de {}")
_TOWNS = (
    *("Rennes", "Lyon", "Lille", "Nantes", "Toulouse", "Bordeaux", "Strasbourg", "Grenoble", "Dijon", "Angers", "Metz"),
    *("Brest", "Limoges", "Tours", "Amiens", "Nancy", "Caen", "Rouen", "Orléans", "Poitiers", "Besançon", "Nîmes"),
)
_FORMS = ("{} AI", "{} Labs", "{}", "{} Systèmes", "Groupe {}")
_PROJECTS = ("Le Chat", "Copilot", "GenAI.gouv", "Albert")
_SENTENCES = (
    "{body} a signé avec {firm} un accord portant sur un assistant d'intelligence artificielle pour {word}.",
    "Selon le communiqué, {word} et {other} seront les premiers services concernés par le déploiement.",
    "« Nous avons choisi {firm} pour la qualité de ses modèles », explique la direction du {word} de {body}.",
    "L'hébergement des données de {word} fera l'objet d'un audit, assure {other}.",
    "Les agents de {word} pourront interroger {other} milliers de documents, précise-t-on chez {firm}.",
    "Le calendrier prévoit {other} mois d'expérimentation avant une généralisation à {word}.",
)
_WORDS = 30_000
_GREAT, _BOTH_GREAT = 0.5, 0.15
"""Share of great names among the leading parties of a side; among those of the other where one is great already."""
_LINES = 18
"""Sentences of a text: about 270 words."""
_REASONS = tuple(Reason(f"feature {number}", 0.1 * number, None) for number in range(14))


@dataclass(frozen=True, slots=True)
class Deal:
    """What the documents of one deal have in common."""

    number: int
    day: date
    parties: tuple[Party, ...]
    amount: float | None
    duration: int | None
    project: str | None
    sector: Sector
    instrument: Instrument


class Stream:
    """Deals and their documents, the same for the same *seed*; *salt* makes the ids and texts others."""

    def __init__(self, register: Register, seed: int, salt: str) -> None:
        self._dice = random.Random(seed)
        self._salt = salt
        self._great = {
            Side.PUBLIC: [(one, register.actors[one].name) for one in _BODIES],
            Side.PRIVATE: [(one, register.actors[one].name) for one in _COMPANIES],
        }
        self._shares = list(accumulate(1 / rank for rank in range(1, len(_COMPANIES) + 1)))
        self._words = [_made_up(self._dice) for _ in range(_WORDS)]
        self._made = 0

    def word(self) -> str:
        """A word that nobody knows."""
        return self._words[int(self._dice.random() * _WORDS)]

    def deal(self, day: date) -> Deal:
        """A deal of *day* between one or two bodies and one to three companies."""
        dice = self._dice
        self._made += 1
        parties = self._parties(dice.choice((1, 1, 1, 2)), dice.choice((1, 1, 2, 3)))
        named = dice.choice(_PROJECTS) if dice.random() < 0.5 else self.word().capitalize()
        return Deal(
            self._made, day, parties,
            amount=dice.choice((1, 2, 5, 10, 50)) * 1e6 if dice.random() < 0.2 else None,
            duration=dice.choice((12, 36, 48)) if dice.random() < 0.3 else None,
            project=named if dice.random() < 0.18 else None,
            sector=dice.choice(list(Sector)), instrument=dice.choice(list(Instrument)),
        )  # fmt: skip

    def _parties(self, bodies: int, firms: int) -> tuple[Party, ...]:
        """A great body has mostly small partners, and a great company small customers: no two sign every week."""
        great = self._dice.random() < _GREAT
        found = [self._body(great=great and at == 0) for at in range(bodies)]
        great = self._dice.random() < (_BOTH_GREAT if great else _GREAT)
        return (*found, *(self._company(great=great and at == 0) for at in range(firms)))

    def _body(self, *, great: bool) -> Party:
        if great:
            return self._party(Side.PUBLIC, Role.BUYER)
        town = self._dice.choice(_TOWNS) if self._dice.random() < 0.3 else self.word().capitalize()
        return _named(self._dice.choice(_KINDS).format(town), None, Side.PUBLIC, Role.BUYER)

    def _company(self, *, great: bool) -> Party:
        if great:
            return self._party(Side.PRIVATE, Role.SUPPLIER)
        name = self._dice.choice(_FORMS).format(self.word().capitalize())
        return _named(name, None, Side.PRIVATE, Role.SUPPLIER)

    def _party(self, side: Side, role: Role) -> Party:
        (actor_id, name), *_ = self._dice.choices(self._great[side], cum_weights=self._shares)
        return _named(name, actor_id, side, role)

    def report(self, deal: Deal, suffix: str = "", days: int = 0) -> Item:
        """A document that announces *deal*, so many days later; another *suffix*, another text."""
        body, firm = deal.parties[0].name, deal.parties[-1].name
        title = f"{body} choisit {firm} pour {self.word()} {self.word()}"
        document = self._document(f"{deal.number}{suffix}", title, self._text(body, firm), deal.day + timedelta(days))
        return document, _reading(document, deal, announces=True)

    def copy(self, item: Item) -> Item:
        """The same text in another paper, a line added."""
        document, reading = item
        text = f"{document.text}\n\nAvec l'agence {self.word()}."
        made = replace(document, id=f"{document.id}-copy", text=text, publisher="Quotidien", source_id="quotidien")
        return made, replace(reading, document_id=made.id)

    def comment(self, deal: Deal, days: int) -> Item:
        """A document that announces nothing: on the parties of *deal*, or on others."""
        parties = deal.parties if self._dice.random() < 0.5 else self._parties(1, 1)
        body, firm = parties[0].name, parties[-1].name
        title = f"Ce que {body} attend de {self.word()}"
        number = f"{deal.number}-comment-{self.word()}"
        document = self._document(number, title, self._text(body, firm), deal.day + timedelta(days))
        return document, _reading(document, replace(deal, parties=parties), announces=False)

    def documents_of(self, deal: Deal) -> Iterator[list[Item]]:
        """The documents of a deal: first its reports together, then one list for each that announces nothing."""
        dice = self._dice
        reports = [self.report(deal)]
        if dice.random() < COPIES:
            reports.append(self.copy(reports[0]))
        if dice.random() < FOLLOW_UPS:
            reports.append(self.report(deal, "-more", dice.randint(0, 5)))
        yield reports
        if dice.random() < COMMENTS:
            yield [self.comment(deal, dice.randint(-30, 200))]

    def _text(self, body: str, firm: str) -> str:
        lines = [
            self._dice.choice(_SENTENCES).format(body=body, firm=firm, word=self.word(), other=self.word())
            for _ in range(_LINES)
        ]
        return "\n\n".join(" ".join(lines[start : start + 3]) for start in range(0, _LINES, 3))

    def _document(self, number: str, title: str, text: str, day: date) -> Document:
        name = f"{self._salt}-{number}"
        url = f"https://presse.example/{name}"
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        return Document(
            name,
            "presse",
            url,
            url,
            "Presse",
            PublisherKind.PRESS,
            "fr",
            title,
            text,
            day,
            None,
            moment,
            baseline=False,
        )


def _made_up(dice: random.Random) -> str:
    return "".join(dice.choice("bcdfglmnprstv") + dice.choice("aeiou") for _ in range(dice.randint(2, 4)))


def _named(name: str, actor_id: str | None, side: Side, role: Role) -> Party:
    return Party(name, actor_id, side, role, Evidence("", 0, len(name), name))


def _reading(document: Document, deal: Deal, *, announces: bool) -> Reading:
    """As full as a reading of a real text is: its size is what loading it costs."""
    quotes = [
        Evidence(document.id, 20 * at, 20 * at + 20, document.full_text[20 * at : 20 * at + 20]) for at in range(18)
    ]
    facts = Extraction(
        parties=tuple(replace(one, evidence=replace(one.evidence, document_id=document.id)) for one in deal.parties),
        hosting=(), announced_on=PartialDate.of(document.day) if announces else None, signed_on=None,
        instrument=deal.instrument, sector=deal.sector, sensitivity=2,
        amount=None if deal.amount is None else Amount(deal.amount, "EUR", deal.amount, False, quotes[0]),
        duration_months=deal.duration, use_cases_stated=True, claims=(), project=deal.project,
        evidence=tuple((f"field {at}", quote) for at, quote in enumerate(quotes[:6])),
        cues=tuple((f"cue.number-{at}", quote) for at, quote in enumerate(quotes)),
    )  # fmt: skip
    status = Status.ANNOUNCED if announces else None
    seen = tuple(Span(20 * at, 20 * at + 20) for at in range(4))
    return Reading(document.id, Detection(announces, 0.9, status, _REASONS, (), seen), facts, None, None)
