"""`vigie explain` says why in plain words; `vigie label` stores what a person says, and gives it out as rows."""

import json
import re
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from builders import a_document
from cli.test_cli import vigie
from flow.bench import DEAL, TITLE
from watch.analyse import InputError, read_documents
from watch.app import App, build
from watch.config import Settings
from watch.evaluation import ExportError, export_rows
from watch.explain import explained, explanation, explanation_json
from watch.label import LabelError, Wishes, review
from watch.store import corrections, documents

OPINION = "Tribune. La ville de Lyon hésite encore. Elle négocie avec Mistral AI, mais rien n'est signé."


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a deal and a column, both captured and read."""
    path = tmp_path_factory.mktemp("label") / "vigie.db"
    app = build(Settings(database=f"sqlite:///{path}"))
    with app.store.write() as tx:
        documents.capture(tx, a_document(DEAL, title=TITLE, id="deal"))
        documents.capture(tx, a_document(OPINION, title="Faut-il confier nos données à l'IA ?", id="column"))
    app.queue.drain()
    app.store.close()
    return path


@pytest.fixture
def database(read_once: Path, tmp_path: Path) -> str:
    """A copy of it for one test."""
    shutil.copy(read_once, tmp_path / "vigie.db")
    return f"sqlite:///{tmp_path / 'vigie.db'}"


@pytest.fixture
def app(database: str) -> Iterator[App]:
    """An app over the copy."""
    made = build(Settings(database=database))
    yield made
    made.store.close()


def _row(path: Path) -> dict[str, str]:
    row = {"id": "m", "title": TITLE, "text": DEAL, "published_at": "2026-01-08"}
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return row


def test_explain_names_mentions_decision_and_reasons_in_words(tmp_path: Path) -> None:
    """The whole text with each mention named, what was sought, what spoke for and against; no name of a feature."""
    row = _row(tmp_path / "in.jsonl")
    said = vigie("explain", str(tmp_path / "in.jsonl"), VIGIE_DATABASE="sqlite://").stdout
    text = " ".join(re.sub(r" \[[^\]]*\]|[⟨⟩]", "", " ".join(said.split())).split())
    assert " ".join(row["text"].split()) in text
    assert "⟨Mistral AI⟩ [privé · fournisseur]" in said
    assert "une annonce (signé), probabilité" in said
    assert "✓ une entreprise : oui « Mistral AI »" in said.replace("\u00a0", " ")
    assert "Ce qui a parlé pour" in said
    assert "mistral-ai" in said
    assert not re.search(r"\w+:(?:deal|ai|against|form)\.\w+|\b\w+=\w+\b|ai_object", said)


def test_explain_speaks_english_and_json(tmp_path: Path) -> None:
    """`--lang en` changes the sentences; `--json` gives the same with characters that index the text."""
    _row(tmp_path / "in.jsonl")
    file = str(tmp_path / "in.jsonl")
    done = vigie("explain", file, "--json", "--lang", "en", VIGIE_DATABASE="sqlite://")
    (found,) = json.loads(done.stdout)
    assert found["decision"]["by"] == "machine"
    assert found["machine"]["threshold"] == pytest.approx(0.6, abs=0.3)
    assert {"public", "private", "date"} <= {mention["kind"] for mention in found["mentions"]}
    assert all(found["full_text"][m["start"] : m["end"]] == m["quote"] for m in found["mentions"])
    assert "Body, company, AI object and commitment together in the sentences of the deal" in {
        reason["said"] for reason in found["machine"]["reasons"]
    }


def test_every_mistake_of_a_label_is_listed_at_once(database: str) -> None:
    """One sentence each, exit code 2, and nothing is stored."""
    done = vigie(
        "label", "deal", "--announcement", "yes", "--status", "agreed", "--actor", "Zorglub:public:chief",
        "--actor", "Mistral AI", "--hosting", "nulle part:moon:contract", "--date", "signed_on=hier",
        "--no-actor", "OpenAI", "--by", "L. M.", VIGIE_DATABASE=database,
    )  # fmt: skip
    assert done.returncode == 2
    for said in (
        "--status: 'agreed' is not known; one of: signed",
        "--actor role: 'chief' is not known; one of: buyer",
        "--actor: 'Zorglub' does not stand in the text",
        "--actor: 'Mistral AI' must be NAME:side:role",
        "--hosting kind: 'moon' is not known; one of: on_premise",
        "--hosting: 'nulle part' does not stand in the text",
        "--date: 'hier' is no date",
        "--no-actor: 'OpenAI' was not read there; what was read: ",
        "--reason must be given",
    ):
        assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("document_id", "wishes", "said"),
    [
        (None, Wishes("yes"), "name a stored document"),
        ("nothing", Wishes("yes"), "there is no such document"),
        ("deal", Wishes("perhaps", by="x", reason="y"), "--announcement must be yes or no"),
        ("deal", Wishes("no", by="x", reason="y"), "--why-not must say what it is instead"),
        ("deal", Wishes("yes", why_not="opinion", by="x", reason="y"), "--why-not goes with --announcement no"),
        ("column", Wishes("yes", by="x", reason="y"), "--status must be given"),
        ("deal", Wishes("no", why_not="opinion", dates=("signed_on=none",), by="x"), "--date goes with"),
        ("deal", Wishes("yes", by="x" * 81, reason="y"), "--by must be given, in at most 80 characters"),
        ("column", Wishes("yes", status="signed", actors=("mistral ai:private:host",)), "'mistral ai' does not stand"),
        ("deal", Wishes("yes", hosting=("déployé:on_premise:contract",)), "'déployé' does not stand"),
    ],
)
def test_what_does_not_go_together_is_said(app: App, document_id: str | None, wishes: Wishes, said: str) -> None:
    """An answer needs what belongs to it and nothing else; names are whole words of the text."""
    with pytest.raises(LabelError) as raised:
        review(app, document_id, wishes)
    assert said in str(raised.value)
    with app.store.read() as tx:
        assert corrections.every(tx) == ()


def test_a_correction_is_stored_takes_effect_and_is_listed(database: str) -> None:
    """The command answers with what was decided; the list names the document, the person and the settled fields."""
    done = vigie(
        "label", "deal", "--announcement", "no", "--why-not", "follow_up", "--by", "L. M.", "--reason", "Un rappel.",
        "--lang", "en", VIGIE_DATABASE=database,
    )  # fmt: skip
    assert done.stdout.strip() == "deal: no announcement (follow-up of a known deal)"
    assert "No announcement matches" in vigie("query", VIGIE_DATABASE=database).stdout
    (listed,) = json.loads(vigie("label", "--list", "--json", VIGIE_DATABASE=database).stdout)
    assert (listed["document_id"], listed["by"], listed["why_not"]) == ("deal", "L. M.", "follow_up")
    assert listed["machine"]["is_announcement"] is True


@pytest.mark.parametrize("what", ["nothing", "x" * 5000, "a\0b"])
def test_what_is_neither_document_nor_file_is_one_sentence(app: App, what: str) -> None:
    """An id that is not stored and a file that is not there are told alike."""
    with pytest.raises(InputError, match="is neither the id of a stored document nor a file"):
        explained(app, what)


def test_explain_puts_the_decision_of_a_person_before_the_machine(app: App) -> None:
    """Both are there: who decided what and why, and what the machine says."""
    review(app, "column", Wishes("no", why_not="opinion", by="L. M.", reason="Une tribune."))
    (one,) = explained(app, "column")
    out = Console(file=StringIO(), width=200)
    out.print(explanation(one, "fr", coloured=False))
    said = out.file.getvalue().replace("\u00a0", " ")  # type: ignore[attr-defined]
    human = said.index("Décision humaine : pas d’annonce (opinion ou analyse)")
    assert human < said.index("Lecture de la machine : pas d’annonce")
    assert "L. M. : pas d’annonce (opinion ou analyse) – Une tribune. (la machine disait alors : pas d’annonce" in said
    (flat,) = json.loads(explanation_json((one,), "en"))
    assert flat["decision"]["by"] == "person"
    assert flat["corrections"][0]["why_not"] == "opinion"


def test_corrected_documents_become_rows_that_analyse_reads(app: App, tmp_path: Path) -> None:
    """An evaluation row each, with the fields that a person settled since the decision last turned."""
    actors = ("ministère des Armées:public:beneficiary",)
    hosting = ("infrastructures françaises:on_premise:contract",)
    for document_id, wishes in (
        ("column", Wishes("no", why_not="opinion", by="L. M.", reason="Une tribune.")),
        ("deal", Wishes("no", why_not="rumour", by="L. M.", reason="Une rumeur.")),
        ("deal", Wishes("yes", "signed", actors=actors, hosting=hosting, by="A. B.", reason="Relu.")),
        ("deal", Wishes("yes", dates=("signed_on=2025-12", "announced_on=none"), by="A. B.", reason="Relu.")),
    ):
        review(app, document_id, wishes)
        app.queue.drain()
    file = tmp_path / "rows.jsonl"
    assert export_rows(app, file) == 2
    column, deal = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert column["gold"]["is_announcement"] is False
    assert (column["gold"]["actors"], column["gold"]["event_id"]) == ([], None)
    assert column["why_not"] == "opinion"
    assert deal["reviewed"] == ["is_announcement", "status", "actors", "hosting", "signed_on", "announced_on"]
    assert {"name": "ministère des Armées", "side": "public", "role": "beneficiary"} in deal["gold"]["actors"]
    assert {"name": "Mistral AI", "side": "private", "role": "supplier"} in deal["gold"]["actors"]
    assert [host["kind"] for host in deal["gold"]["hosting"]] == ["on_premise"]
    assert (deal["gold"]["signed_on"], deal["gold"]["announced_on"]) == ("2025-12", None)
    assert (deal["gold"]["status"], deal["gold"]["instrument"]) == ("signed", "accord-cadre")
    assert deal["gold"]["event_id"] is not None
    assert deal["why_not"] is None
    with app.store.read() as tx:
        stored = [documents.get(tx, "column"), documents.get(tx, "deal")]
    assert [one.full_text for one in read_documents(file)] == [one.full_text for one in stored if one]


def test_an_export_that_cannot_be_written_is_one_sentence(app: App, tmp_path: Path) -> None:
    """A folder that is not there is named."""
    with pytest.raises(ExportError, match=r"rows\.jsonl: cannot be written \(No such file or directory\)"):
        export_rows(app, tmp_path / "no" / "rows.jsonl")


def test_a_party_has_the_characters_of_the_text_and_its_register_id(app: App) -> None:
    """Typographic variants of a name are one name; what the machine said then is kept whole."""
    wishes = Wishes("yes", "intended", actors=("Mistral\u00a0AI:private:partner",), by="L. M.", reason="Essai.")
    made = review(app, "column", wishes)
    (party,) = made.parties
    assert (party.name, party.actor_id, party.role) == ("Mistral AI", "mistral-ai", "partner")
    assert not made.machine.detection.is_announcement
    with app.store.read() as tx:
        assert corrections.of_document(tx, "column") == (made,)
        document = documents.get(tx, "column")
    assert document is not None
    assert document.full_text[party.evidence.start : party.evidence.end] == party.name
    app.queue.drain()
    again = review(app, "column", Wishes("no", why_not="negotiation", by="A. B.", reason="Rien n’est signé."))
    assert again.machine.detection == made.machine.detection
