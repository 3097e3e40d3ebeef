import html
import re
from dataclasses import replace

import pytest

from watch.model import (
    Alert,
    Amount,
    Announcement,
    Change,
    Evidence,
    Finding,
    Moment,
    PartialDate,
    Scope,
    Sector,
    Status,
    Tier,
)
from watch.wording.phrases import plain, quote_link, safe_link, say_amount, say_date, shorten
from watch_pipelines.alert import alerts, compose_alert
from web_samples import (
    NOW,
    a_document,
    a_framework,
    a_quote,
    a_subscription,
    an_announcement,
    an_assessment,
    doctolib,
    doctrine,
)

HOSTILE = '</p><script>alert("x")</script><img src=http://evil.example/p.gif onerror=alert(1)>'


def an_alert(announcement: Announcement | None = None, **subscribed: object) -> Alert:
    subscription = replace(a_subscription(), **subscribed)  # type: ignore[arg-type]
    (alert,) = alerts(announcement or an_announcement(), an_assessment(), [subscription])
    return alert


def visible(page: str) -> str:
    """The words of an HTML page on one line."""
    body = re.sub(r"(?s)<(style|head)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize(
    ("filters", "why"),
    [
        ({}, ()),
        ({"verdicts": ("critical_dependence", "partial_control")}, ("verdict=partial_control",)),
        ({"readings": ("mixed",)}, ("reading=mixed",)),
        ({"sectors": ("defence", "health")}, ("sector=defence",)),
        ({"actors": ("mistral-ai",)}, ("actor=mistral-ai",)),
        ({"words": ("accords-cadres", "ARMÉE")}, ("word=accords-cadres", "word=ARMÉE")),
        ({"words": ("mistral",), "sectors": ("defence",)}, ("sector=defence", "word=mistral")),
        ({"verdicts": ("critical_dependence",)}, None),
        ({"readings": ("open",)}, None),
        ({"sectors": ("health",)}, None),
        ({"actors": ("doctolib",)}, None),
        ({"words": ("armée", "hôpital")}, None),
        ({"sectors": ("defence",), "actors": ("doctolib",)}, None),
    ],
)
def test_filters_decide_and_say_why(filters: dict[str, object], why: tuple[str, ...] | None) -> None:
    """An alert is raised when every filter lets the announcement pass, and names those that did."""
    subscription = replace(a_subscription(), **filters)  # type: ignore[arg-type]
    raised = alerts(an_announcement(), an_assessment(), [subscription])
    assert tuple(alert.why for alert in raised) == (() if why is None else (why,))


def test_a_sector_that_nobody_knows_passes_no_sector_filter() -> None:
    """An announcement without sector is not told to those who asked for one."""
    subscription = replace(a_subscription(), sectors=("defence",))
    assert alerts(replace(an_announcement(), sector=None), an_assessment(), [subscription]) == ()


def test_the_baseline_never_alerts() -> None:
    """What the first sweep found is kept, never told."""
    assert alerts(replace(an_announcement(), baseline=True), an_assessment(), [a_subscription()]) == ()


def test_out_of_scope_never_alerts() -> None:
    """What the framework sets aside is told to nobody, even to one who asks for that verdict."""
    judged = replace(an_assessment(), verdict="out_of_scope", reading=None, rule="R0")
    asking = replace(a_subscription(), verdicts=("out_of_scope",))
    assert alerts(an_announcement(), judged, [a_subscription(), asking]) == ()


def test_an_end_alerts() -> None:
    """Ends and denials are news like others."""
    judged = replace(an_assessment(), verdict="ended_or_denied", reading=None, rule="R0b")
    ended = replace(an_announcement(), status=Status.ENDED, version=2, changes=(Change.STATUS,))
    (alert,) = alerts(ended, judged, [a_subscription()])
    message = compose_alert(alert, [a_document()], a_framework(), NOW)
    assert "Fin ou démenti" in visible(message.html)
    assert "fin ou démenti" in message.subject


def test_only_immediate_subscriptions_are_alerted() -> None:
    """Daily readers wait for their digest."""
    readers = [a_subscription("a"), a_subscription("b", moment=Moment.DAILY), a_subscription("c")]
    assert [alert.subscription.id for alert in alerts(an_announcement(), an_assessment(), readers)] == ["a", "c"]


def test_the_subject_tells_who_and_what() -> None:
    """Parties and verdict stand in the subject; the signatory parties only."""
    message = compose_alert(an_alert(), [a_document()], a_framework(), NOW)
    assert message.subject == "[Vigie] Mistral AI – ministère des Armées\u00a0: maîtrise partielle (déclarée)"


def test_the_subject_holds_no_line_end() -> None:
    """Names and titles cannot inject a header."""
    party = replace(an_announcement().parties[2], name="Mistral\r\nBcc: autre@exemple.example")
    announcement = replace(an_announcement(), parties=(party,))
    message = compose_alert(an_alert(announcement), [a_document()], a_framework(), NOW)
    assert "\r" not in message.subject
    assert "\n" not in message.subject


def test_one_version_has_one_message_id() -> None:
    """Composing again, later, with other documents gives the same id; another version or reader gives another."""
    alert, later = an_alert(), NOW.replace(hour=23)
    first = compose_alert(alert, [a_document()], a_framework(), NOW).id
    assert compose_alert(alert, [], a_framework(), later).id == first
    others = {
        compose_alert(an_alert(replace(an_announcement(), version=2)), [], a_framework(), NOW).id,
        compose_alert(an_alert(id="autre"), [], a_framework(), NOW).id,
    }
    assert len({first, *others}) == 3


def test_a_message_settles_what_it_tells() -> None:
    """The ledger row of the message is its announcement and version."""
    message = compose_alert(an_alert(replace(an_announcement(), version=4)), [], a_framework(), NOW)
    assert message.settles == (("a-armees-mistral", 4),)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_bodies_say_the_same(language: str) -> None:
    """Every word of the HTML body is in the text body."""
    message = compose_alert(an_alert(language=language), [a_document()], a_framework(), NOW)
    spoken = set(re.findall(r"\w+", visible(message.html).lower()))
    written = set(re.findall(r"\w+", message.text.lower()))
    assert spoken - written == set()
    assert len(spoken) > 100


@pytest.mark.parametrize(
    "said",
    [
        "Nouvelle annonce",
        "Acheteur\nministère des Armées",
        "Pilote\nAMIAD",
        "Fournisseur\nMistral AI",
        "Annoncé le\n8 janvier 2026",
        "Signé ou notifié le\ndécembre 2025 (jour non précisé)",
        "Instrument\naccord-cadre",
        "Montant\naucune mention publique",
        "cloud européen · France · pour ce contrat",
        "Maîtrise partielle (déclarée)",
        "Les deux : une part de maîtrise, une part de dépendance.",
        "J1 – chaîne européenne ou nationale, déclarée par une partie sans preuve publiée",
        "D2 – un seul fournisseur",
        "T1 – 2 éléments publics sur 6",
        "S5 – défense",
        "« Les modèles seront déployés sur des infrastructures françaises, sans recours à un cloud étranger. »",
        "s’il était établi « infrastructure publique », le verdict deviendrait « souveraineté étayée »",
        "Qualification de sécurité",
        "Votre abonnement n’a pas de filtre",
        "règle R6",
    ],
)
def test_an_alert_says_what_a_reader_needs(said: str) -> None:
    """Parties, dates, hosting, verdict, axes, evidence, what would change it, and why this reader gets it."""
    message = compose_alert(an_alert(), [a_document()], a_framework(), NOW)
    assert said.replace("\n", " ") in visible(message.html).replace("\u00a0", " ")


def test_undocumented_hosting_is_said() -> None:
    """Silence about hosting is a finding of its own; a supplier's habit does not replace it."""
    announcement, assessment, document = doctolib()
    (alert,) = alerts(announcement, assessment, [a_subscription()])
    message = compose_alert(alert, [document], a_framework(), NOW)
    assert "Hébergement non documenté" in visible(message.html)
    assert "[recherche] affichage non étayé" in message.text


def test_the_filters_are_told_in_words() -> None:
    """The reader sees which filters let the announcement pass, not their codes."""
    alert = an_alert(sectors=("defence",), actors=("mistral-ai",), words=("armées",))
    text = compose_alert(alert, [a_document()], a_framework(), NOW).text.replace("\u00a0", " ")
    assert "secteur : défense" in " ".join(text.split())
    assert "acteur : Mistral AI" in " ".join(text.split())


def test_a_change_is_named() -> None:
    """Who has had an earlier version is told what changed, in subject and body; for others it is new."""
    changed = replace(an_announcement(), version=2, changes=(Change.HOSTING, Change.AMOUNT))
    first = compose_alert(an_alert(changed), [a_document()], a_framework(), NOW)
    assert "mise à jour" not in first.subject
    assert "Ce qui change : " not in visible(first.html).replace("\u00a0", " ")
    message = compose_alert(replace(an_alert(changed), update=True), [a_document()], a_framework(), NOW)
    assert "Ce qui change : hébergement, montant" in visible(message.html).replace("\u00a0", " ")
    assert message.subject.endswith("(mise à jour)")


def test_foreign_text_is_escaped() -> None:
    """Markup in titles, names, quotes and publishers is shown as text."""
    document = a_document(title=HOSTILE, text=f"{HOSTILE} héberge ici.", publisher=HOSTILE)
    quote = a_quote(document, f"{HOSTILE} héberge ici.")
    party = replace(an_announcement().parties[0], name=HOSTILE)
    announcement = replace(an_announcement(), title=HOSTILE, parties=(party,), project=HOSTILE)
    finding = Finding("hosting.deployment", HOSTILE, Scope.CONTRACT, Tier.B, None, (quote,), (), None)
    assessment = replace(
        an_assessment(), findings=(finding,), flags=(HOSTILE,), would_change=(HOSTILE,), missing=(HOSTILE,)
    )
    alert = Alert(a_subscription(), announcement, assessment, (f"word={HOSTILE}",))
    message = compose_alert(alert, [document], a_framework(), NOW)
    assert "<script" not in message.html
    assert "<img" not in message.html
    assert HOSTILE in html.unescape(message.html)


def test_nothing_is_loaded_from_elsewhere() -> None:
    """The mail has no image, no style sheet, no form: it opens without a request."""
    message = compose_alert(an_alert(), [a_document()], a_framework(), NOW)
    assert not re.search(r"<(img|link|script|iframe|object|form|base)\b|@import|url\(", message.html)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://gouv.example@evil.example/", "//x"]
)
def test_unsafe_addresses_never_become_links(url: str) -> None:
    """Only http and https with a plain host are linked; the title is still shown."""
    message = compose_alert(an_alert(), [a_document(url=url)], a_framework(), NOW)
    assert "href" not in message.html
    assert url not in message.text
    assert "Un accord-cadre pour l’intelligence artificielle" in message.text


def test_only_short_quotes_are_shown() -> None:
    """A long sentence is cut at 300 characters; the text of the document is not in the mail."""
    document = a_document(text="Le service sera hébergé " + "très " * 200 + "loin.\n\nUn secret de la fin du texte.")
    quote = a_quote(document, document.text.split("\n")[0])
    finding = Finding("hosting.deployment", "home_cloud", Scope.CONTRACT, Tier.B, None, (quote,), (), None)
    alert = Alert(
        a_subscription(), replace(an_announcement(), hosting=()), replace(an_assessment(), findings=(finding,)), ()
    )
    message = compose_alert(alert, [document], a_framework(), NOW)
    quoted = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", message.html)
    assert [len(html.unescape(each)) <= 304 for each in quoted] == [True]
    assert "Un secret de la fin" not in message.html + message.text


def test_a_missing_document_is_said() -> None:
    """When a document is gone the quote stays and its source is said to be lost."""
    message = compose_alert(an_alert(), [], a_framework(), NOW)
    assert "source non conservée" in message.text


@pytest.mark.parametrize(
    ("url", "quote", "link"),
    [
        (
            "https://a.example/p",
            "hébergé à l’étranger, semi-public",
            "https://a.example/p#:~:text=h%C3%A9berg%C3%A9%20%C3%A0%20l%E2%80%99%C3%A9tranger%2C%20semi%2Dpublic",
        ),
        ("https://a.example/p", "R&D « sûre »", "https://a.example/p#:~:text=R%26D%20%C2%AB%20s%C3%BBre%20%C2%BB"),
        ("https://a.example/p#suite", "un mot", "https://a.example/p#suite:~:text=un%20mot"),
        (
            "https://a.example/p",
            "Titre du texte\n\nPremier paragraphe",
            "https://a.example/p#:~:text=Titre%20du%20texte,Premier%20paragraphe",
        ),
        ("https://a.example/p", " ".join("abcdefgh" for _ in range(40)), None),
        ("https://a.example/é è", "x", "https://a.example/%C3%A9%20%C3%A8#:~:text=x"),
        ("https://a.example/%C3%A9", "x", "https://a.example/%C3%A9#:~:text=x"),
    ],
)
def test_links_land_on_the_sentence(url: str, quote: str, link: str | None) -> None:
    """Text fragments are percent-encoded, hyphens too; long or broken quotes are given by their two ends."""
    built = quote_link(url, quote)
    assert built is not None
    if link is None:
        assert len(built) < 200
        assert built.count(",") == 1
    else:
        assert built == link


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example", "https://", "https://[::1", "https://a.example:99999/", "java\nscript:x"]
)
def test_what_is_no_address_is_no_link(url: str) -> None:
    """Broken addresses give no link, and no error."""
    assert safe_link(url) is None


def test_lines_are_plain() -> None:
    """Controls, reordering marks and lone surrogates go; French spaces stay."""
    assert plain("a\r\nb\x00\u202ec\ud800 «\u00a0d\u00a0»") == "a bc «\u00a0d\u00a0»"


def test_shortening_never_exceeds_its_limit() -> None:
    """A cut text ends with an ellipsis within the limit, also without any blank."""
    for text in ("mot " * 200, "x" * 900, "court"):
        assert len(shorten(text, 100)) <= 100
    assert shorten("x" * 900, 100).endswith("…")


@pytest.mark.parametrize(
    ("date", "french", "english"),
    [
        (PartialDate(2026, 3, 1), "1er mars 2026", "1 March 2026"),
        (PartialDate(2025, 11), "novembre 2025 (jour non précisé)", "November 2025 (day not stated)"),
        (PartialDate(2025), "2025 (mois non précisé)", "2025 (month not stated)"),
    ],
)
def test_partial_dates_are_shown_as_such(date: PartialDate, french: str, english: str) -> None:
    """A month is never shown as its first day."""
    assert (say_date(date, "fr"), say_date(date, "en")) == (french, english)


@pytest.mark.parametrize(
    ("value", "currency", "cap", "french", "english"),
    [
        (140_000_000, "EUR", True, "jusqu’à 140\u00a0M€", "up to €140 million"),
        (44_400_000, "EUR", False, "44,4\u00a0M€", "€44.4 million"),
        (300_000, "EUR", False, "300\u202f000\u00a0€", "€300,000"),
        (2_000_000, "USD", False, "2\u00a0M USD", "USD 2 million"),
        (0, "EUR", False, "0\u00a0€", "€0"),
    ],
)
def test_amounts_are_said_as_people_write_them(
    value: float, currency: str, cap: bool, french: str, english: str
) -> None:
    """Ceilings, millions and currencies are told apart; nothing is converted."""
    amount = Amount(value, currency, None, cap, Evidence("d", 0, 1, "x"))
    assert (say_amount(amount, "fr"), say_amount(amount, "en")) == (french, english)


def test_an_exposed_deal_names_its_host() -> None:
    """The provider, its place and the sentence are in the alert."""
    announcement, assessment, document = doctrine()
    (alert,) = alerts(announcement, assessment, [replace(a_subscription(), sectors=(Sector.JUSTICE,))])
    message = compose_alert(alert, [document], a_framework(), NOW)
    assert "AWS · cloud d’un pays tiers · Allemagne · pour ce contrat" in visible(message.html)
    assert "#:~:text=La%20solution%20est%20h%C3%A9berg%C3%A9e%20chez%20AWS%2C" in message.html
