"""The whole demonstration, run as a newcomer runs it: its promises hold on the recorded fortnight."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa

from demo.content import Post, load_sites
from watch.model import Announcement, Assessment, Document
from watch.query import EVERYTHING, listing
from watch.store import Store, decode, issues, links, schema

ROOT = Path(__file__).resolve().parents[2]
IMMEDIATE, DAILY = "journaliste@redaction.example", "veille@observatoire.example"
FOUNDING = {
    "armees-mistral": "partial_control",
    "inria-doctolib": "unsubstantiated_claim",
    "etat-doctrine": "exposed_dependence",
}

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Found:
    """One announcement as the demonstration left it."""

    announcement: Announcement
    assessment: Assessment | None
    documents: tuple[Document, ...]
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run left behind."""

    finished: subprocess.CompletedProcess[str]
    seconds: float
    store: Store
    found: tuple[Found, ...]
    mails: tuple[EmailMessage, ...]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("demo")
    started = time.monotonic()
    finished = subprocess.run(
        [sys.executable, "demo/run.py", "--keep", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    seconds = time.monotonic() - started
    assert finished.returncode == 0, finished.stderr
    store = Store(f"sqlite:///{folder / 'vigie.db'}")
    mails = tuple(
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((folder / "mails").glob("*.eml"))
    )
    yield Run(finished, seconds, store, tuple(_found(store)), mails)
    store.close()


def _found(store: Store) -> Iterator[Found]:
    posts = {f"{site.id}/{post.slug}": post for site in load_sites() for post in site.posts}
    for announcement, assessment in listing(store, EVERYTHING, limit=500).rows:
        with store.read() as tx:
            documents = tuple(document for document, _ in links.members(tx, announcement.id))
        carried = tuple(posts[f"{d.source_id}/{d.url.partition('?')[0].rpartition('/')[2]}"] for d in documents)
        yield Found(announcement, assessment, documents, carried)


def telling(run: Run, deal: str) -> list[Found]:
    return [found for found in run.found if any(post.deal == deal for post in found.posts)]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return squeezed(part.get_content())


def in_scope(found: Found) -> bool:
    return found.assessment is not None and found.assessment.verdict != "out_of_scope"


def test_it_takes_less_than_ninety_seconds(run: Run) -> None:
    """The README promises a minute and a half on a laptop."""
    assert run.seconds < 90


@pytest.mark.parametrize("deal", FOUNDING)
def test_the_founding_deals_are_found_and_judged(run: Run, deal: str) -> None:
    """Each of the three is one announcement, with the verdict that the framework gives its facts."""
    (found,) = telling(run, deal)
    assert {post.deal for post in found.posts} == {deal}
    assert len(found.documents) >= 2
    assert found.assessment is not None
    assert found.assessment.verdict == FOUNDING[deal]


def test_near_misses_are_not_announced(run: Run) -> None:
    """No announcement that the framework keeps in its scope rests on documents that tell no commitment."""
    baseless = [
        (found.announcement.title, {post.near_miss for post in found.posts})
        for found in run.found
        if all(post.deal is None for post in found.posts) and in_scope(found)
    ]
    assert baseless == []


def test_most_other_deals_are_found(run: Run) -> None:
    """Of the commitments that the fortnight and the baseline hold, at least four in five become announcements."""
    deals = {post.deal for site in load_sites() for post in site.posts if post.deal}
    told = {post.deal for found in run.found for post in found.posts if post.deal}
    assert len(told) >= 0.8 * len(deals), deals - told


def test_the_baseline_is_kept_and_never_alerted(run: Run) -> None:
    """Deals known only from the first sweep are the baseline; no mail carries the title of one."""
    baseline = [found.announcement for found in run.found if all(d.baseline for d in found.documents)]
    assert baseline
    fresh = [found.announcement.title for found in run.found if not found.announcement.baseline and in_scope(found)]
    texts = [plain(mail) for mail in run.mails]
    assert [title for title in fresh if any(squeezed(title) in text for text in texts)]
    assert not [a.title for a in baseline if any(squeezed(a.title) in text for text in texts)]


def test_every_mail_arrived_once(run: Run) -> None:
    """No Message-ID came twice; one reader had an alert for each new announcement in scope, the other 14 digests."""
    assert max(Counter(str(mail["Message-ID"]) for mail in run.mails).values()) == 1
    readers = Counter(str(mail["To"]) for mail in run.mails)
    fresh = [found for found in run.found if not found.announcement.baseline and in_scope(found)]
    assert readers[DAILY] == 14
    assert readers[IMMEDIATE] >= len(fresh)


def test_a_changed_verdict_is_told(run: Run) -> None:
    """When the trade press names the American host, both readers hear of the new verdict, after they had the first."""
    for reader in IMMEDIATE, DAILY:
        texts = [plain(mail) for mail in run.mails if mail["To"] == reader]
        told = [text for text in texts if "Doctrine" in text]
        assert len(told) >= 2, reader
        assert any("dépendance exposée" in text for text in told[1:]), reader


def test_the_blocked_source_is_an_issue(run: Run) -> None:
    """A challenge page with status 200 is no silence: it opens an issue that names the source."""
    with run.store.read() as tx:
        said = {issue.subject: issue.message for issue in issues.issues(tx)}
    assert "challenge" in said["interieur"]


def test_what_can_be_read_is_read(run: Run) -> None:
    """Every page is a document but the one that is gone; the cut feed and the moved page lose nothing."""
    with run.store.read() as tx:
        kept = Counter(tx.execute(sa.select(schema.documents.c.source_id)).scalars())
    assert kept == {site.id: sum(not post.gone for post in site.posts) for site in load_sites() if site.posts}


def test_what_robots_txt_reserves_was_not_read(run: Run) -> None:
    """Of the premium page only what the feed says of it is in the store."""
    with run.store.read() as tx:
        reserved = [
            document.text
            for (payload,) in tx.execute(sa.select(schema.documents.c.payload))
            if "/premium/" in (document := decode(Document, payload)).url
        ]
    assert not any("robots.txt" in text for text in reserved)


def test_it_tells_what_it_did(run: Run) -> None:
    """The terminal shows the founding deals, the blocked source and where the newest digest lies."""
    shown = run.finished.stdout
    assert "Mistral AI" in shown
    assert "Doctolib" in shown
    assert "Newest digest: " in shown
    path = Path(shown.partition("Newest digest: ")[2].splitlines()[0])
    assert path.suffix == ".html"
    assert path.exists()
