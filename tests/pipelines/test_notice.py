"""Notices of procurement registers are read by their fields, and proved to be the award of a known deal or not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_buyer, a_document, a_party, a_reading, an_announcement, an_evidence
from watch.config import Config
from watch.model import (
    Actor,
    Amount,
    Announcement,
    Document,
    Extraction,
    Instrument,
    PartialDate,
    PublisherKind,
    Reading,
    Register,
    Role,
    Sector,
    Side,
    Status,
)
from watch_pipelines import nlp
from watch_pipelines.normalise import normalise
from watch_pipelines.notice import matches, notice_number, read_notice
from watch_pipelines.notice_match import score, weigh_notice

BUYER = "Acheteur : Communauté d’agglomération du Haut-Vallon"


def a_notice(*lines: str, title: str = "Résultat de marché – Acheteur : objet", **changes: Any) -> Document:
    """A notice of a register, one paragraph a field."""
    changes.setdefault("publisher_kind", PublisherKind.REGISTER)
    return normalise(a_document("\n\n".join(lines), title=title, **changes))


def _read(document: Document, config: Config, reader: nlp.Reader, register: Register | None = None) -> Reading | None:
    (annotation,) = nlp.annotate(reader, [(document.full_text, document.language)])
    return read_notice(document, annotation, register or config.register, config.lexicon)


def _reading(document: Document, config: Config, reader: nlp.Reader, register: Register | None = None) -> Reading:
    reading = _read(document, config, reader, register)
    assert reading is not None
    return reading


def _facts(document: Document, config: Config, reader: nlp.Reader, register: Register | None = None) -> Extraction:
    facts = _reading(document, config, reader, register).extraction
    assert facts is not None
    return facts


def _names(facts: Extraction, role: Role) -> list[str]:
    return [party.name for party in facts.parties if party.role is role]


AI_OBJECTS = [
    "Fourniture d’un agent conversationnel pour la relation aux usagers",
    "Accès à de grands modèles de langage pour les services centraux",
    "Analyse d’images aériennes par apprentissage profond",
    "Abonnement à la plateforme Dataiku",
    "France – Software package – Generative AI assistant for case officers",
    "Mise en œuvre d’une solution de reconnaissance vocale pour les comptes rendus",
]


@pytest.mark.parametrize("subject", AI_OBJECTS)
def test_an_award_about_ai_is_an_announcement(subject: str, config: Config, reader: nlp.Reader) -> None:
    """However the object says AI, a named holder makes it a signed deal, with the words as evidence."""
    reading = _reading(a_notice(f"Objet : {subject}", BUYER, "Titulaire : Brumaire Logiciels"), config, reader)
    assert (reading.detection.is_announcement, reading.detection.status) == (True, Status.SIGNED)
    ai = [reason.evidence for reason in reading.detection.reasons if reason.rule == "ai_object"]
    assert ai[0] is not None
    assert ai[0].quote in subject


NOT_AI = [
    "Acquisition de licences logicielles et maintenance associée",
    "Nettoyage des locaux et entretien des espaces verts",
    "Refonte du portail des démarches, hors intelligence artificielle",
    "Détection automatique d’incendie dans les bâtiments",
    "Acquisition d’un supercalculateur pour la prévision du temps",
    "Téléversement des documents d’urbanisme sur le GPU",
    "Prestations d’assistance à l’IA-IPR de mathématiques",
]


@pytest.mark.parametrize("subject", NOT_AI)
def test_an_award_about_something_else_is_none(subject: str, config: Config, reader: nlp.Reader) -> None:
    """Software, cleaning, AI ruled out, a task or a machine that need not be AI: an award, but of no AI deal."""
    reading = _reading(a_notice(f"Objet : {subject}", BUYER, "Titulaire : Brumaire Logiciels"), config, reader)
    assert reading.detection.missing == ("ai_object",)
    assert reading.detection.status is None


def test_a_seller_of_ai_does_not_make_the_object_ai(config: Config, reader: nlp.Reader) -> None:
    """Licences bought from an AI company may be anything: no announcement, but the holder is told for matching."""
    plain = a_notice("Objet : Acquisition de licences logicielles", BUYER, "Titulaire : MISTRAL AI")
    detection = _reading(plain, config, reader).detection
    assert detection.missing == ("ai_object",)
    assert "notice_ai_holder" in {reason.rule for reason in detection.reasons}


def test_a_task_counts_when_a_seller_of_ai_does_it(config: Config, reader: nlp.Reader) -> None:
    """Automatic detection bought from a company that sells nothing but AI is AI."""
    task = a_notice("Objet : Détection automatique des fraudes", BUYER, "Titulaire : LightOn")
    assert _reading(task, config, reader).detection.is_announcement


@pytest.mark.parametrize(
    "line",
    [
        None,
        "Titulaire : Infructueux",
        "Titulaire : sans suite",
        "Titulaire : NC",
        "Titulaire : lot 1 déclaré sans suite",
    ],
)
def test_without_a_holder_nothing_is_awarded(line: str | None, config: Config, reader: nlp.Reader) -> None:
    """A call, and a result that chose nobody, commit nobody."""
    lines = ["Objet : Agent conversationnel pour les usagers", BUYER, *([line] if line else [])]
    reading = _reading(a_notice(*lines), config, reader)
    assert {"company", "commitment"} <= set(reading.detection.missing)
    assert reading.extraction is not None
    assert _names(reading.extraction, Role.SUPPLIER) == []


@pytest.mark.parametrize(
    ("title", "missing", "status"),
    [
        ("Avis de modification – Ville : objet", ("newness",), None),
        ("Avis rectificatif – Ville : objet", ("newness",), None),
        ("Avis d’intention de conclure – Ville : objet", (), Status.INTENDED),
        ("Résultat de marché – Ville : Modification du système", (), Status.SIGNED),
    ],
)
def test_what_kind_of_notice_it_is(
    title: str, missing: tuple[str, ...], status: Status | None, config: Config, reader: nlp.Reader
) -> None:
    """A change of a known contract is no news; an intention is one; the same words in the object say neither."""
    lines = ["Objet : Assistant d’intelligence artificielle", BUYER, "Titulaire : Brumaire Logiciels"]
    detection = _reading(a_notice(*lines, title=title), config, reader).detection
    assert (detection.missing, detection.status) == (missing, status)


@pytest.mark.parametrize(
    "line", ["Type de marché : TRAVAUX ; procédure : Procédure ouverte", "Avis 1-2026, CPV 45214400"]
)
def test_building_works_are_not_ai(line: str, config: Config, reader: nlp.Reader) -> None:
    """The house of an institute of AI is built by masons."""
    lines = ["Objet : Construction de la maison de l’intelligence artificielle", BUYER, "Titulaire : Bati Sud"]
    assert _reading(a_notice(*lines, line), config, reader).detection.missing == ("ai_object",)


HOLDERS = [
    ("Solenn IA, Argos Sud", ["Solenn IA", "Argos Sud"]),
    ("Hewlett Packard Enterprise, SAS", ["Hewlett Packard Enterprise, SAS"]),
    ("Groupement Fjord Data (mandataire) / Lanvaux Conseil", ["Fjord Data", "Lanvaux Conseil"]),
    ("groupement solidaire Fjord Data – Lanvaux", ["Fjord Data", "Lanvaux"]),
    ("BRUMAIRE LOGICIELS, 75015 PARIS", ["BRUMAIRE LOGICIELS"]),
    ("Société Brumaire (groupe Ventôse) ; Argos Sud", ["Brumaire", "Argos Sud"]),
    ("Lot 1 : Brumaire ; Lot 2 : infructueux ; Lot 3 : Argos Sud", ["Brumaire", "Argos Sud"]),
    ("oXya, iExec", ["oXya", "iExec"]),
    ("Brumaire et Fils", ["Brumaire et Fils"]),
]


@pytest.mark.parametrize(("written", "names"), HOLDERS)
def test_holders_as_registers_write_them(written: str, names: list[str], config: Config, reader: nlp.Reader) -> None:
    """Lists, groups of companies, addresses, lots without holder: the companies, and nothing beside them."""
    document = a_notice("Objet : Agent conversationnel", BUYER, f"Titulaire : {written}")
    assert _names(_facts(document, config, reader), Role.SUPPLIER) == names


def test_holders_of_lots_on_lines_of_their_own(config: Config, reader: nlp.Reader) -> None:
    """Each lot has its line; whoever holds two is one party."""
    lines = ["Lot n° 1 – Titulaire : Brumaire", "Titulaire du lot 2 : Argos Sud", "Attributaire (lot 3) : BRUMAIRE SAS"]
    facts = _facts(a_notice("Objet : Agent conversationnel", BUYER, *lines), config, reader)
    assert _names(facts, Role.SUPPLIER) == ["Brumaire", "Argos Sud"]


BUYERS = [
    ("Région Val-Vert, Département du Val-Vert", ["Région Val-Vert", "Département du Val-Vert"], None),
    ("Ministère de l’Économie, des Finances et de l’Industrie", None, "min-economie"),
    ("MINISTERE DE L'INTERIEUR - DIRECTION DU NUMERIQUE", None, "min-interieur"),
    ("Direction générale de l'armement (DGA)", ["Direction générale de l'armement"], "dga"),
    ("entreprise commune Borée", ["entreprise commune Borée"], None),
]


@pytest.mark.parametrize(("written", "names", "actor_id"), BUYERS)
def test_buyers_as_registers_write_them(
    written: str, names: list[str] | None, actor_id: str | None, config: Config, reader: nlp.Reader
) -> None:
    """Several buyers, commas inside a name, a ministry with its service, capitals: who buys, known where it is."""
    document = a_notice("Objet : Agent conversationnel", f"Acheteur : {written}", "Titulaire : Argos Sud")
    buyers = [party for party in _facts(document, config, reader).parties if party.role is Role.BUYER]
    assert [party.name for party in buyers] == (names or [written])
    assert buyers[0].actor_id == actor_id
    assert {party.side for party in buyers} == {Side.PUBLIC}


@pytest.mark.parametrize(
    ("written", "actor_id"),
    [
        ("MISTRAL AI SAS", "mistral-ai"),
        ("Mistral", "mistral-ai"),
        ("Orange", "orange-business"),
        ("CAPGEMINI TECHNOLOGY SERVICES", "capgemini"),
        ("Atos Medical", None),
        ("Mistral Bâtiment", None),
    ],
)
def test_a_holder_is_known_by_its_whole_name(
    written: str, actor_id: str | None, config: Config, reader: nlp.Reader
) -> None:
    """A name of the register, alone or with a word for a branch; another company that begins alike is another one."""
    document = a_notice("Objet : Agent conversationnel", BUYER, f"Titulaire : {written}")
    holder = next(party for party in _facts(document, config, reader).parties if party.role is Role.SUPPLIER)
    assert holder.actor_id == actor_id


def test_a_public_holder_is_no_company(config: Config, reader: nlp.Reader) -> None:
    """A university that holds a contract stands on the public side."""
    document = a_notice("Objet : Agent conversationnel", BUYER, "Titulaire : Université de Haut-Vallon")
    assert _reading(document, config, reader).detection.missing == ("company",)


NUMBERS = (
    "Objet : Assistant d’intelligence artificielle pour les usagers",
    "Acheteur (SIRET) : 21440109300015",
    "Titulaire (SIRET) : 73282932000074",
    "Montant : 240000 euros",
    "Durée : 36 mois",
    "Nature : Marché ; procédure : Appel d’offres ouvert ; CPV 72212900",
)


def test_numbers_are_no_names(config: Config, reader: nlp.Reader) -> None:
    """Numbers that the register does not know name no party; the rest of the notice is read."""
    document = a_notice(*NUMBERS, title="Marché 2026M0045 : Assistant", published_on=date(2026, 10, 30))
    reading = _reading(document, config, reader)
    assert reading.detection.missing == ("public_party", "company")
    facts = reading.extraction
    assert facts is not None
    assert facts.parties == ()
    assert (facts.amount and facts.amount.eur, facts.duration_months) == (240000.0, 36)
    assert (facts.signed_on, facts.announced_on) == (PartialDate(2026, 10, 30), None)


def _knowing(config: Config, **numbers: str) -> Register:
    known: dict[str, Actor] = dict(config.register.actors)
    for identifier, siren in numbers.items():
        key = identifier.replace("_", "-")
        known[key] = replace(known[key], siren=siren)
    return replace(config.register, actors=known)


def test_a_number_of_the_register_names_its_actor(config: Config, reader: nlp.Reader) -> None:
    """Buyer and holder by numbers that the register knows are parties, with the number as evidence."""
    register = _knowing(config, nantes="214401093", mistral_ai="732829320")
    reading = _reading(a_notice(*NUMBERS), config, reader, register)
    assert reading.detection.is_announcement
    assert reading.extraction is not None
    assert [(party.actor_id, party.evidence.quote) for party in reading.extraction.parties] == [
        ("nantes", "21440109300015"),
        ("mistral-ai", "73282932000074"),
    ]


def test_a_number_beside_a_name_tells_who_it_is(config: Config, reader: nlp.Reader) -> None:
    """One unknown name with one known number is that actor, under the written name."""
    lines = ["Objet : Agent conversationnel", BUYER, "Titulaire : MAI Exploitation", "Titulaire (numéro) : 732 829 320"]
    facts = _facts(a_notice(*lines), config, reader, _knowing(config, mistral_ai="732829320"))
    assert [(p.name, p.actor_id) for p in facts.parties if p.role is Role.SUPPLIER] == [
        ("MAI Exploitation", "mistral-ai")
    ]


AMOUNTS = [
    (["Montant : 240000 euros"], (240000.0, False)),
    (["Montant total : 442932.50 EUR"], (442932.5, False)),
    (["Montant maximal : 3 500 000 EUR"], (3500000.0, True)),
    (["Valeur totale HT : 1,2 million d’euros"], (1200000.0, False)),
    (["Montant : 100 000 euros", "Montant : 250 000 euros"], None),
    (["Montant du lot 1 : 100 000 euros", "Montant total : 350 000 euros"], (350000.0, False)),
    (["Montant : non communiqué"], None),
]


@pytest.mark.parametrize(("lines", "expected"), AMOUNTS)
def test_amounts(lines: list[str], expected: tuple[float, bool] | None, config: Config, reader: nlp.Reader) -> None:
    """The sum, whether it is a ceiling; the total of lots, and none when each lot has its own."""
    amount = _facts(
        a_notice("Objet : Agent conversationnel", BUYER, "Titulaire : Argos Sud", *lines), config, reader
    ).amount
    assert (amount and (amount.eur, amount.cap)) == expected


def test_a_framework_agreement_by_its_technique(config: Config, reader: nlp.Reader) -> None:
    """Essential data give the ceiling of a framework agreement as its amount."""
    facts = _facts(a_notice(*NUMBERS, "Techniques d’achat : Accord-cadre"), config, reader)
    assert facts.instrument is Instrument.FRAMEWORK_AGREEMENT
    assert facts.amount is not None
    assert facts.amount.cap


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Conclu le : 2026-11-02+01:00"], "2026-11-02"),
        (["Date de notification : 12/10/2022"], "2022-10-12"),
        (["Conclu le : 2026-11-02+01:00, 2026-11-09+01:00"], None),
        (["Conclu le : 2026-02-31"], None),
        ([], None),
    ],
)
def test_the_day_of_signature_is_not_that_of_publication(
    lines: list[str], expected: str | None, config: Config, reader: nlp.Reader
) -> None:
    """A stated day of conclusion or notification is taken, the day of publication never for it."""
    document = a_notice("Objet : Agent conversationnel", BUYER, "Titulaire : Argos Sud", *lines)
    signed = _facts(document, config, reader).signed_on
    assert (str(signed) if signed else None) == expected


@pytest.mark.parametrize("lines", [["Durée : 4 ans"], ["Durée du marché : 48 mois"], ["Duration : 4 years"]])
def test_durations(lines: list[str], config: Config, reader: nlp.Reader) -> None:
    """Years and months are months."""
    document = a_notice("Objet : Agent conversationnel", BUYER, "Titulaire : Argos Sud", *lines)
    assert _facts(document, config, reader).duration_months == 48


def test_only_a_notice_is_read_as_one(config: Config, reader: nlp.Reader) -> None:
    """Prose of a register, and the lines of a notice in a newspaper, go the way of prose."""
    lines = ("Objet : Agent conversationnel", BUYER, "Titulaire : Argos Sud")
    assert _read(a_notice(*lines, publisher_kind=PublisherKind.PRESS), config, reader) is None
    assert _read(a_notice("La ville a choisi Argos Sud pour son agent conversationnel."), config, reader) is None


@pytest.mark.parametrize(
    ("url", "title", "line", "number"),
    [
        ('https://www.boamp.fr/pages/avis/?q=idweb:"26-901122"', "Résultat", "", "26-901122"),
        ("https://www.boamp.fr/pages/avis/?q=idweb%3A%2226-901122%22", "Résultat", "", "26-901122"),
        ("https://www.boamp.fr/avis/detail/26-901122", "Résultat", "", "26-901122"),
        ("https://ted.europa.eu/en/notice/-/detail/790111-2026", "Résultat", "", "790111-2026"),
        ("https://ted.europa.eu/udl?uri=TED:NOTICE:790111-2026:TEXT:FR:HTML", "Résultat", "", "790111-2026"),
        ("https://data.economie.gouv.fr/x?refine.acheteur_id=2144&refine.id=2026M0045", "Marché", "", "2026M0045"),
        ("https://x.example/", "Résultat", "Avis n° 26-901122, département 44", "26-901122"),
        ("https://x.example/", "Résultat", "Avis 790111-2026, CPV 48000000", "790111-2026"),
        ("https://x.example/", "Marché 2026M0045 : Assistant", "", "2026M0045"),
        ("https://x.example/", "Résultat", "Marché n° 2026M0045", "2026M0045"),
        ("https://x.example/", "Résultat", "Procédure du 20-11-2026", None),
    ],
)
def test_the_number_of_a_notice(url: str, title: str, line: str, number: str | None) -> None:
    """By address or by text, as each register writes it; a date is no number."""
    document = a_notice("Objet : Assistant", BUYER, line, title=title, url=url, canonical_url=url)
    assert notice_number(document) == number


# ------------------------------------------------------------------------------------------------- matching

KNOWN = an_announcement(
    title="Haut-Vallon confie ses comptes rendus à Brumaire",
    announced_on=PartialDate(2026, 1, 8),
    parties=(a_buyer("Haut-Vallon Agglomération", actor_id=None), a_party("Brumaire Logiciels", actor_id=None)),
)
TOWN = "Acheteur : Haut-Vallon Agglomération"
HOLDER = "Titulaire : BRUMAIRE LOGICIELS"
PLAIN = "Objet : Prestations informatiques"
AMOUNT = Amount(2_400_000.0, "EUR", 2_400_000.0, cap=False, evidence=an_evidence())


def _matched(
    config: Config, reader: nlp.Reader, *lines: str, known: Announcement = KNOWN, days: int = 30, **changes: Any
) -> set[str]:
    changes.setdefault("published_on", date(2026, 1, 8) + timedelta(days=days))
    document = a_notice(*lines, **changes)
    reading = _reading(document, config, reader)
    return {reason.rule for reason in matches(document, reading, known, config.register)}


def test_an_award_belongs_to_its_announcement_without_saying_ai(config: Config, reader: nlp.Reader) -> None:
    """Buyer and holder, a month later, an object that says nothing: the proof of the deal, with the grounds."""
    assert {"notice_buyer", "notice_holder", "notice_near"} <= _matched(config, reader, PLAIN, TOWN, HOLDER)


OTHERS = {
    "the buyer alone": (PLAIN, TOWN),
    "the holder alone": (PLAIN, HOLDER, "Avis n° 26-901122"),
    "another holder": (PLAIN, TOWN, "Titulaire : Argos Sud"),
    "another buyer": (PLAIN, "Acheteur : Ville de Port-Nord", HOLDER),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("money", [(), ("Montant : 2400000 euros",)])
def test_one_party_is_never_enough(name: str, money: tuple[str, ...], config: Config, reader: nlp.Reader) -> None:
    """Neither alone, nor with the money, does one party make another one's award the announcement's."""
    assert _matched(config, reader, *OTHERS[name], *money, known=replace(KNOWN, amount=AMOUNT)) == set()


@pytest.mark.parametrize("days", [-400, -61, 401, 800])
def test_another_time_is_another_contract(days: int, config: Config, reader: nlp.Reader) -> None:
    """Long before or long after, the same parties signed something else, whatever else agrees."""
    lines = ("Objet : Comptes rendus confiés à une machine", TOWN, HOLDER, "Montant : 2400000 euros")
    assert _matched(config, reader, *lines, known=replace(KNOWN, amount=AMOUNT), days=days) == set()


def test_a_late_notice_needs_something_of_the_deal(config: Config, reader: nlp.Reader) -> None:
    """Ten months later the same pair may have signed anew: only the money tells."""
    known = replace(KNOWN, amount=AMOUNT)
    assert _matched(config, reader, PLAIN, TOWN, HOLDER, known=known, days=300) == set()
    assert "notice_amount" in _matched(
        config, reader, PLAIN, TOWN, HOLDER, "Montant : 2390000 euros", known=known, days=300
    )


def test_another_sum_speaks_against(config: Config, reader: nlp.Reader) -> None:
    """The same pair in the same month for a quarter of the money is another contract."""
    known = replace(KNOWN, amount=AMOUNT)
    assert _matched(config, reader, PLAIN, TOWN, HOLDER, "Montant : 600000 euros", known=known) == set()


def test_great_suppliers_need_more_than_their_name(config: Config, reader: nlp.Reader) -> None:
    """A ministry and an integrator sign every month: a plain object is not theirs, an AI object is."""
    known = replace(KNOWN, parties=(a_buyer(), a_party("Capgemini", actor_id="capgemini")))
    lines = ("Acheteur : MINISTERE DES ARMEES", "Titulaire : CAPGEMINI SAS")
    assert _matched(config, reader, PLAIN, *lines, known=known) == set()
    assert _matched(config, reader, "Objet : Agent conversationnel", *lines, known=known)


@pytest.mark.parametrize(
    ("lines", "belongs"),
    [
        (("Montant : 2400000 euros", "Durée : 36 mois"), True),
        (("Montant : 2400000 euros", "Durée : 24 mois"), False),
        (("Montant : 2400000 euros",), False),
        (("Durée : 36 mois",), False),
        (("Montant : 900000 euros", "Durée : 36 mois"), False),
    ],
)
def test_without_names_money_and_length_must_agree(
    lines: tuple[str, ...], belongs: bool, config: Config, reader: nlp.Reader
) -> None:
    """Numbers name nobody: the sum alone, or the length alone, is met in many contracts."""
    known = replace(KNOWN, amount=AMOUNT, duration_months=36)
    numbers = ("Acheteur (SIRET) : 21440109300015", "Titulaire (SIRET) : 73282932000074")
    assert bool(_matched(config, reader, "Objet : Prestations", *numbers, *lines, known=known)) is belongs


def test_without_names_the_words_of_the_object_tell(config: Config, reader: nlp.Reader) -> None:
    """The sum with the words of the title, or with the name of the system, is enough; common words are none."""
    known = replace(KNOWN, amount=AMOUNT, title="Des comptes rendus dictés au tribunal", project="Greffiel")
    numbers = ("Acheteur (SIRET) : 21440109300015", "Titulaire (SIRET) : 73282932000074", "Montant : 2400000 euros")
    assert "notice_words" in _matched(config, reader, "Objet : Dictée de comptes du tribunal", *numbers, known=known)
    assert "notice_project" in _matched(config, reader, "Objet : Maintenance de Greffiel", *numbers, known=known)
    assert _matched(config, reader, "Objet : Fourniture d’une solution numérique", *numbers, known=known) == set()


def test_a_directorate_buys_for_its_ministry(config: Config, reader: nlp.Reader) -> None:
    """The armament agency is related to the ministry of the armed forces; that counts with the money, not without."""
    known = replace(KNOWN, amount=AMOUNT, parties=(a_buyer(), a_party()))
    lines = (PLAIN, "Acheteur : Direction générale de l’armement", "Titulaire : Mistral AI")
    assert "notice_related_buyer" in _matched(config, reader, *lines, "Montant : 2400000 euros", known=known)
    assert _matched(config, reader, *lines, known=known) == set()


def test_the_end_of_a_deal_is_not_its_award(config: Config, reader: nlp.Reader) -> None:
    """An announcement that a contract was ended has no award notice."""
    assert _matched(config, reader, PLAIN, TOWN, HOLDER, known=replace(KNOWN, status=Status.ENDED)) == set()


def test_of_two_announcements_the_nearer_weighs_more(config: Config, reader: nlp.Reader) -> None:
    """The score tells which of two deals of the same pair a notice proves."""
    document = a_notice(PLAIN, TOWN, HOLDER, "Durée : 36 mois", published_on=date(2026, 2, 8))
    reading = _reading(document, config, reader)
    one, other = replace(KNOWN, duration_months=36), replace(KNOWN, sector=Sector.SPACE)
    weighed = [score(weigh_notice(document, reading, known, config.register)) for known in (one, other)]
    assert weighed[0] > weighed[1]


def test_an_unread_notice_matches_nothing() -> None:
    """Without facts there is nothing to compare."""
    assert matches(a_document(), replace(a_reading(), extraction=None), KNOWN) == ()


# ------------------------------------------------------------------------------------------------- properties

_PIECES = st.sampled_from(
    [
        *("Objet : ", "Acheteur : ", "Titulaire : ", "Titulaire (SIRET) : ", "Montant : ", "Durée : ", "Lot 1 : "),
        *(
            "Conclu le : ",
            "Nature : ",
            "Avis n° ",
            "CPV ",
            "Mistral AI",
            "Ministère des Armées",
            "groupement ",
            "Orange",
        ),
        *(", ", " ; ", " - ", " / ", "\n\n", "\n", " et ", "(", ")", "’", "«", "26-901122", "21440109300015", "240000"),
        *(
            " euros",
            " mois",
            "45",
            "IA",
            "agent conversationnel",
            "\u00a0",
            "\u200b",
            "É",
            "2026-02-31",
            "99999999999 ans",
        ),
        *("sans suite", "NC", "É" * 300, "12/13/2026", "°", "º", "ﬁ", "İ", "\U0001f680"),
    ]
)


@settings(deadline=None, max_examples=120)
@given(title=st.lists(_PIECES, max_size=6), text=st.lists(_PIECES | st.text(max_size=12), max_size=40))
def test_whatever_the_notice_says_every_quote_stands_in_it(
    title: list[str], text: list[str], config: Config, reader: nlp.Reader
) -> None:
    """Odd fields never break the reading; each quote is the characters at its place; known rules only match."""
    lines = "".join(text).encode("utf-8", "ignore").decode()
    document = a_notice("Objet : agent conversationnel", BUYER, lines, title="".join(title))
    notice_number(document)
    reading = _read(document, config, reader)
    if reading is None:
        return
    facts = reading.extraction
    assert facts is not None
    quotes = [reason.evidence for reason in reading.detection.reasons]
    quotes += [party.evidence for party in facts.parties] + [evidence for _, evidence in facts.evidence]
    quotes += [facts.amount.evidence] if facts.amount else []
    for quote in quotes:
        assert quote is None or quote.quote == document.full_text[quote.start : quote.end]
    assert all(party.name for party in facts.parties)
    matches(document, reading, KNOWN, config.register)
