"""A change of the framework or of a fact is an event: what it concerns is judged again, and told if it moved."""

import contextlib
from collections.abc import Iterator, Mapping, ValuesView
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flow.bench import Bench, Killed, kill_at, the_deal
from watch.analyse import read_documents
from watch.app import App
from watch.config import Config, Settings
from watch.desk import revision
from watch.events import KnowledgeRevised
from watch.handlers import judging, revising
from watch.handlers.basis import basis_of
from watch.model import Actor, Assessment, Change, Control, Document, PublisherKind, Register
from watch.store import announcements, bases, documents, issues, links, outbox, schema
from watch_pipelines.assess import assess

CORPUS = Path(__file__).parent.parent / "corpus"


def doctolib_deal() -> Document:
    """Another deal, of other parties."""
    return the_deal(
        id="inria",
        title="Inria et Doctolib signent un partenariat de recherche sur l’IA en santé",
        text="Inria et Doctolib ont signé le 6 janvier 2026 un partenariat de recherche. Les deux partenaires "
        "développeront ensemble des modèles d’intelligence artificielle pour les soignants.",
        publisher="Inria",
        publisher_kind=PublisherKind.AGENCY,
        url="https://inria.example/doctolib",
        canonical_url="https://inria.example/doctolib",
    )


def bare_deal() -> Document:
    """A deal of which nobody, and no fact of the register, says where it runs."""
    return the_deal(
        id="gladia",
        title="Le ministère de l’Intérieur notifie un marché à Gladia sur l’intelligence artificielle",
        text="Paris, le 8 janvier 2026 – Le ministère de l'Intérieur a notifié le 16 décembre 2025 un marché à Gladia. "
        "L'entreprise fournira à la police ses modèles d'intelligence artificielle, ses logiciels et ses services.",
        publisher="Ministère de l'Intérieur",
        url="https://interieur.example/gladia",
        canonical_url="https://interieur.example/gladia",
    )


def knowing(config: Config, actor_id: str, **facts: object) -> Config:
    """*config* with other facts of one actor."""
    actors = config.register.actors
    changed = replace(actors[actor_id], **facts)  # type: ignore[arg-type]
    return replace(config, register=replace(config.register, actors={**actors, actor_id: changed}))


def another_version(config: Config) -> Config:
    """*config* with a new version of the framework that says the same."""
    return replace(config, framework=replace(config.framework, version="next"))


FOREIGN = Control(
    "US", "Grande Firme, Inc.", "2026", "https://firme.example/rachat", "2026-01-05", "high", "operating", True
)


def history(bench: Bench, announcement_id: str) -> tuple[Assessment, ...]:
    """The assessments of an announcement, newest first."""
    with bench.store.read() as tx:
        return announcements.history(tx, announcement_id)


def the_id(bench: Bench, document: Document) -> str:
    """The announcement of a document."""
    with bench.store.read() as tx:
        found = links.of_document(tx, document.id)
    assert found is not None
    return found


def both_read(bench: Bench) -> tuple[str, str]:
    """Two deals read, judged and told; ids of the police's and of Inria's."""
    bench.app().revise()
    bench.capture(bare_deal(), doctolib_deal())
    bench.app().queue.drain()
    assert len(bench.mailbox.received) == 2
    return the_id(bench, bare_deal()), the_id(bench, doctolib_deal())


def restarted(bench: Bench, config: Config) -> App:
    """The service started again with other files, its queue worked."""
    bench.config = config
    app = bench.app()
    app.revise()
    app.queue.drain()
    return app


def test_a_new_version_that_says_the_same_is_noted_and_not_told(bench: Bench) -> None:
    """Every announcement gets an assessment of the new version; no reader hears of it; a second start does nothing."""
    ids = both_read(bench)
    app = restarted(bench, another_version(bench.config))
    for one in ids:
        newest, before = history(bench, one)
        assert (newest.framework_version, newest.verdict) == ("next", before.verdict)
        assert newest.id != before.id
    assert len(bench.mailbox.received) == 2
    assert not app.revise()


def test_an_edited_fact_concerns_only_the_deals_that_rest_on_it(bench: Bench) -> None:
    """A supplier bought from abroad moves its own deal, whose readers are told once; the other is left alone."""
    police, inria = both_read(bench)
    changed = knowing(bench.config, "gladia", ultimate_control=FOREIGN)
    bench.config = changed
    assert revising.concerned(bench.app().shop) == (police,)
    restarted(bench, changed)
    newest, before = history(bench, police)
    assert newest.axes.exposure != before.axes.exposure
    assert len(history(bench, inria)) == 1
    assert len(bench.mailbox.received) == 3
    with bench.store.read() as tx:
        told = announcements.get(tx, police)
    assert told is not None
    assert told.version == newest.announcement_version == before.announcement_version + 1
    assert Change.AXIS in told.changes or Change.VERDICT in told.changes


def test_a_fact_changed_and_changed_back_on_one_day_is_three_assessments(bench: Bench) -> None:
    """Each step is kept under an id of its own, though the first and the last say the same."""
    police, _ = both_read(bench)
    first = bench.config
    restarted(bench, knowing(first, "gladia", ultimate_control=FOREIGN))
    restarted(bench, first)
    found = history(bench, police)
    assert len({one.id for one in found}) == 3
    assert found[0].verdict == found[2].verdict


def test_a_note_that_changes_nothing_is_confirmed_without_an_assessment(bench: Bench) -> None:
    """A judgement that comes out the same is not repeated, and is not looked at again."""
    police, _ = both_read(bench)
    restarted(bench, knowing(bench.config, "gladia", notes="relu"))
    assert len(history(bench, police)) == 1
    assert revising.concerned(bench.app().shop) == ()


def test_a_dry_run_shows_the_difference_and_writes_nothing(bench: Bench) -> None:
    """Verdict, axes and criteria are compared; the database stays as it is."""
    police, _ = both_read(bench)
    bench.config = knowing(bench.config, "gladia", ultimate_control=FOREIGN)
    (seen,) = revision.reassess(bench.app(), dry_run=True, everything=False)
    assert seen.announcement.id == police
    assert '"name": "parties.control"' in revision.reassessment_json([seen], dry_run=True)
    assert len(history(bench, police)) == 1
    assert len(revision.reassess(bench.app(), dry_run=True, everything=True)) == 2


def test_judging_again_by_command_writes_what_the_dry_run_showed(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same differences, now stored; the text names them criterion by criterion."""
    police, _ = both_read(bench)
    bench.config = knowing(bench.config, "gladia", ultimate_control=FOREIGN)
    foreseen = revision.reassess(bench.app(), dry_run=True, everything=False)
    done = revision.reassess(bench.app(), dry_run=False, everything=False)
    assert [one.after for one in foreseen] == [one.after for one in done]
    assert len(history(bench, police)) == 2
    revision.print_reassessment(done, dry_run=False)
    said = capsys.readouterr().out
    assert "parties.control: home" in said
    assert "1 judged again: 1 say something new, 1 move the verdict or an axis." in said


def test_an_announcement_judged_before_bases_were_kept_is_judged_again_once(bench: Bench) -> None:
    """A database of an earlier version knows no bases: everything is looked at, nothing new is said."""
    police, _ = both_read(bench)
    with bench.store.write() as tx:
        tx.execute(schema.bases.delete())
    restarted(bench, bench.config)
    assert len(history(bench, police)) == 1
    with bench.store.read() as tx:
        assert bases.get(tx, police) is not None


def test_a_process_with_other_files_does_not_act_on_the_event(bench: Bench) -> None:
    """Its judgement would be by the old rules: the event is set aside, and a restarted process does the work."""
    police, _ = both_read(bench)
    old = bench.config
    bench.config = another_version(old)
    bench.app().revise()
    bench.config = old
    bench.app().queue.drain()
    assert len(history(bench, police)) == 1
    with bench.store.read() as tx:
        assert any("restart this one" in issue.message for issue in issues.issues(tx))
    restarted(bench, another_version(old))
    assert len(history(bench, police)) == 2


def test_long_work_keeps_its_lease(bench: Bench) -> None:
    """Each batch renews it; who has lost it stops and writes nothing more."""
    police, _ = both_read(bench)
    bench.config = another_version(bench.config)
    app = bench.app()
    app.revise()
    with bench.store.write() as tx:
        task = outbox.claim(tx, bench.now, timedelta(minutes=10))
    assert task is not None
    assert task.event == KnowledgeRevised(app.shop.marks.whole)
    bench.now += timedelta(minutes=11)
    with bench.store.write() as tx:
        assert outbox.claim(tx, bench.now, timedelta(minutes=10)) is not None
    with pytest.raises(Exception, match="taken over"):
        revising.on_revised(app.shop, task)
    assert len(history(bench, police)) == 1


@pytest.mark.parametrize("before_commit", [True, False], ids=["before", "after"])
def test_killed_at_any_commit_it_is_judged_and_told_once(bench: Bench, *, before_commit: bool) -> None:
    """Die at the n-th commit of a revision, for every n, and restart: one new assessment, one message, nothing left."""
    police, _ = both_read(bench)
    bench.config = knowing(bench.config, "gladia", ultimate_control=FOREIGN)
    for step in range(1, 30):
        count = kill_at(bench.store, step, before_commit=before_commit)
        with contextlib.suppress(Killed):
            app = bench.app()
            app.revise()
            app.queue.drain()
        del bench.store.write
        bench.now += timedelta(minutes=11)  # leases of the dead run out
        if count[0] < step:
            break
    assert len(history(bench, police)) == 2
    assert len(set(bench.mailbox.ids)) == 3
    with bench.store.read() as tx:
        assert set(outbox.depth(tx)) == {"done"}


class Watching(Mapping[str, Actor]):
    """The actors of a register, which remembers whom it was asked for."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self.actors, self.asked = actors, set[str]()

    def __getitem__(self, key: str) -> Actor:
        found = self.actors[key]
        self.asked.add(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.actors)

    def __len__(self) -> int:
        return len(self.actors)

    def values(self) -> ValuesView[Actor]:
        """All actors: looking through all names is asking for nobody."""
        return self.actors.values()


def test_the_basis_names_every_actor_that_judging_looked_at(bench: Bench) -> None:
    """Over two hundred documents: whoever the stages asked the register for is in the basis of the judgement."""
    if not bench.store.is_sqlite:
        pytest.skip("the stages are the same on both databases")
    app = bench.app()
    with bench.store.write() as tx:
        for name in ("invented.jsonl", "retold.jsonl"):
            for document in read_documents(CORPUS / name):
                documents.capture(tx, document)
    app.queue.drain()
    config, seen = bench.config, 0
    with bench.store.read() as tx:
        for announcement_id in tx.execute(sa.select(schema.announcements.c.id)).scalars().all():
            announcement = announcements.get(tx, announcement_id)
            assert announcement is not None
            members = links.members(tx, announcement_id)
            watching = Watching(config.register.actors)
            watched = Register(config.register.version, watching)
            assess(announcement, members, watched, config.framework, config.legal, date(2026, 11, 22), bench.now)
            basis = basis_of(announcement, members, config.register, app.shop.marks)
            assert watching.asked <= {actor_id for actor_id, _ in basis.actors}, announcement_id
            seen += len(watching.asked)
    assert seen > 20


def test_moved_is_the_verdict_or_a_code_of_an_axis() -> None:
    """What a rule is called, or how a code is founded, is no news."""
    from builders import an_assessment

    before = an_assessment()
    assert judging.moved(before, replace(before, verdict="presumed_european")) == (Change.VERDICT,)
    assert judging.moved(before, replace(before, axes=replace(before.axes, dependence="D2"))) == (Change.AXIS,)
    assert judging.moved(before, replace(before, rule="R9", claim=2)) == ()
    assert judging.moved(before, replace(before, axes=replace(before.axes, exposure_basis="presumed"))) == ()


def test_settings_are_not_part_of_the_knowledge(bench: Bench) -> None:
    """The same files give the same fingerprint in another process; another fact gives another one."""
    marks = bench.app().shop.marks
    assert bench.app().shop.marks == marks
    assert Settings() == Settings()
    bench.config = knowing(bench.config, "outscale", notes="autre")
    other = bench.app().shop.marks
    assert other.whole != marks.whole
    assert {one for one in marks.actors if marks.actors[one] != other.actors[one]} == {"outscale"}
