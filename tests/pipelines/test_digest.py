import html
import re
from dataclasses import replace
from datetime import date

import pytest

from watch.model import Alert, Announcement, Assessment, Change, Digest, Issue, Moment, Status
from watch_pipelines.digest import compose_digest, digest_id, matches
from web_samples import (
    NOW,
    a_document,
    a_framework,
    a_subscription,
    an_announcement,
    an_assessment,
    an_issue,
    doctolib,
    doctrine,
)

DAY = date(2026, 11, 22)


def told(announcement: Announcement, assessment: Assessment, language: str = "fr") -> Alert:
    return Alert(a_subscription(moment=Moment.DAILY, language=language), announcement, assessment, ())


def a_digest(
    new: tuple[Alert, ...] = (),
    changed: tuple[Alert, ...] = (),
    *,
    issues: tuple[Issue, ...] = (),
    sources: int = 81,
    documents: int = 412,
    language: str = "fr",
) -> Digest:
    subscription = a_subscription(moment=Moment.DAILY, language=language)
    return Digest(subscription, DAY, new, changed, sources, documents, issues)


def a_full_digest(language: str = "fr") -> Digest:
    law, law_judged, _ = doctrine()
    health, health_judged, _ = doctolib()
    changed = replace(law, version=2, changes=(Change.HOSTING,))
    ended = replace(an_announcement(), id="a-fini", status=Status.ENDED, version=3, changes=(Change.STATUS,))
    closing = replace(an_assessment(), verdict="ended_or_denied", reading=None, rule="R0b")
    return a_digest(
        (told(an_announcement(), an_assessment(), language), told(health, health_judged, language)),
        tuple(replace(a, update=True) for a in (told(changed, law_judged, language), told(ended, closing, language))),
        issues=(an_issue(),),
        language=language,
    )


DOCUMENTS = {document.id: document for document in (a_document(), doctolib()[2], doctrine()[2])}


def words(page: str) -> str:
    body = re.sub(r"(?s)<(style|head)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split()).replace("\u00a0", " ")


def test_new_changed_and_ended_stand_apart() -> None:
    """Each deal stands once, under its heading, ends apart from mere changes."""
    text = compose_digest(a_full_digest(), DOCUMENTS, a_framework(), NOW).text
    order = [
        text.index(f"\n{heading}")
        for heading in ("NOUVELLES ANNONCES (2)", "ANNONCES MODIFIÉES (1)", "FINS ET DÉMENTIS (1)")
    ]
    assert order == sorted(order)
    assert text.count("Doctrine – ministère de la Fonction publique") == 1
    assert "Ce qui change\u00a0: hébergement" in text


def test_the_subject_counts() -> None:
    """The subject says how many deals are new, changed and ended."""
    message = compose_digest(a_full_digest(), DOCUMENTS, a_framework(), NOW)
    assert message.subject == ("[Vigie] Bulletin du 22 novembre 2026\u00a0: 2 nouvelles, 1 modifiée, 1 fin ou démenti")


def test_one_deal_alone_is_named_in_the_subject() -> None:
    """With a single deal the subject says which and its verdict."""
    message = compose_digest(a_digest((told(an_announcement(), an_assessment()),)), DOCUMENTS, a_framework(), NOW)
    assert "Mistral AI – ministère des Armées\u00a0: maîtrise partielle" in message.subject


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_bodies_say_the_same(language: str) -> None:
    """Every word of the HTML body is in the text body."""
    message = compose_digest(a_full_digest(language), DOCUMENTS, a_framework(), NOW)
    spoken = set(re.findall(r"\w+", words(message.html).lower()))
    assert spoken - set(re.findall(r"\w+", message.text.lower())) == set()
    assert len(spoken) > 100


def test_an_empty_digest_says_what_was_watched() -> None:
    """Nothing new is a statement about what was read, not an empty mail."""
    message = compose_digest(a_digest(), {}, a_framework(), NOW)
    assert message.subject.endswith("rien de nouveau")
    assert "81 sources surveillées, 412 documents lus." in words(message.html)
    assert "Ce n’est pas une panne" in words(message.html)
    assert "Aucune source en échec ni restée silencieuse." in words(message.html)
    assert message.settles == ()


def test_an_empty_digest_of_a_blind_watch_does_not_reassure() -> None:
    """When nothing could be read the silence is said to prove nothing."""
    blind = compose_digest(a_digest(issues=(an_issue(),), documents=0), {}, a_framework(), NOW)
    unwatched = compose_digest(a_digest(sources=0, documents=0), {}, a_framework(), NOW)
    for message in (blind, unwatched):
        assert "ce silence ne prouve rien" in words(message.html)
        assert "Ce n’est pas une panne" not in words(message.html)


def test_failures_are_told() -> None:
    """An open issue stands in the footer with its subject, its age and its sentence."""
    text = compose_digest(a_digest(issues=(an_issue(),)), {}, a_framework(), NOW).text.replace("\u00a0", " ")
    assert "EN ÉCHEC OU SILENCIEUX (1)" in text
    assert "sante, depuis le 19 novembre 2026 : sante.example répond 403" in text


def test_a_hostile_issue_is_escaped() -> None:
    """What a failing server said cannot become markup."""
    issue = an_issue(message="<script>alert(1)</script> & \u202e")
    message = compose_digest(a_digest(issues=(issue,)), {}, a_framework(), NOW)
    assert "<script>" not in message.html
    assert "&lt;script&gt;" in message.html


def test_one_day_has_one_message_id() -> None:
    """The same reader and day give the same id whatever the digest holds; another day gives another."""
    ids = {digest_id(a_digest()), digest_id(a_full_digest())}
    assert ids == {"digest-redaction-2026-11-22"}
    assert digest_id(replace(a_digest(), day=date(2026, 11, 23))) not in ids


def test_a_digest_settles_all_it_tells() -> None:
    """The ledger rows are exactly the deals shown, each with its version."""
    message = compose_digest(a_full_digest(), DOCUMENTS, a_framework(), NOW)
    assert set(message.settles) == {
        ("a-armees-mistral", 1),
        ("a-inria-doctolib", 1),
        ("a-etat-doctrine", 2),
        ("a-fini", 3),
    }


def test_fifty_one_deals_are_all_told() -> None:
    """No cap drops a deal silently."""
    many = tuple(told(replace(an_announcement(), id=f"a-{number}"), an_assessment()) for number in range(51))
    message = compose_digest(a_digest(many), DOCUMENTS, a_framework(), NOW)
    assert len(message.settles) == 51
    assert message.text.count("\n  Mistral AI – ministère des Armées\n") == 51


def test_every_quote_is_linked_to_its_sentence() -> None:
    """The deciding sentence of each deal links to its place in the source."""
    message = compose_digest(a_full_digest(), DOCUMENTS, a_framework(), NOW)
    assert message.html.count("#:~:text=") == 4


def test_matching_folds_accents_and_stems() -> None:
    """Words match whatever their accents, case, number or elision."""
    announcement = replace(an_announcement(), title="L’hôpital s’équipe d’assistants")
    for word in ("hopitaux", "HÔPITAL", "assistant", "équiper", "hopital"):
        subscription = replace(a_subscription(), words=(word,))
        assert matches(subscription, announcement, an_assessment()) == (f"word={word}",)
    assert matches(replace(a_subscription(), words=("hôtel",)), announcement, an_assessment()) is None


def test_matching_tells_nobody_of_the_baseline() -> None:
    """Digests follow the rule of alerts: the baseline and what is out of scope pass no subscription."""
    subscription = a_subscription(moment=Moment.DAILY)
    assert matches(subscription, replace(an_announcement(), baseline=True), an_assessment()) is None
    assert matches(subscription, an_announcement(), replace(an_assessment(), verdict="out_of_scope")) is None
    assert matches(subscription, an_announcement(), an_assessment()) == ()
