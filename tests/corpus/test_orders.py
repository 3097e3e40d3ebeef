"""Two hundred documents in any order give the same announcements, comments, verdicts and axes."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import watch.handlers.reading as reading_module
from watch.analyse import TODAY, read_documents
from watch.app import App
from watch.config import Config, Settings
from watch.deliver import MailSettings
from watch.handlers import Workshop
from watch.handlers.reading import read_parts
from watch.model import Document, Member
from watch.store import Store, announcements, documents, links
from watch_pipelines import nlp
from watch_pipelines.normalise import normalise

HERE = Path(__file__).parent
Read = Mapping[str, tuple[Member, ...]]
Picture = dict[str, tuple[object, ...]]


@pytest.fixture(scope="module")
def texts() -> tuple[Document, ...]:
    """Both files, each document under a name of its file."""
    return tuple(document for path in sorted(HERE.glob("*.jsonl")) for document in read_documents(path))


@pytest.fixture(scope="module")
def read(texts: tuple[Document, ...], config: Config, reader: nlp.Reader) -> Read:
    """Each text read once: reading one document does not look at another."""
    shop = _shop(config)
    vars(shop)["reader"] = reader
    return {document.id: read_parts(shop, normalise(document)) for document in texts}


def _shop(config: Config) -> Workshop:
    return Workshop(Store("sqlite://"), config, Settings(), MailSettings(), lambda: TODAY)


def _settled(order: Sequence[Document], read: Read, config: Config, monkeypatch: pytest.MonkeyPatch) -> Picture:
    """For each document, its companions, what comments on their deal, and how the deal is judged."""
    monkeypatch.setattr(reading_module, "read_parts", lambda _shop, document: read[document.id])
    app = App(_shop(config))
    with app.store.write() as tx:
        for document in order:
            documents.capture(tx, document)
    app.queue.drain()
    found: Picture = {}
    with app.store.read() as tx:
        for document in order:
            home = links.of_document(tx, document.id)
            known = announcements.get(tx, home) if home else None
            judged = announcements.latest_assessment(tx, home) if home else None
            if home is None or known is None or judged is None:
                continue
            comments = tuple(one.id for one, _ in links.members(tx, home, kinds=links.FOLLOWING))
            found[document.id] = (known.document_ids, comments, judged.verdict, judged.axes, judged.confidence)
    app.store.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_arrival_does_not_matter(
    texts: tuple[Document, ...], read: Read, config: Config, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """In order of publication and shuffled, every document has the same companions and its deal the same verdict."""
    shuffled = list(texts)
    random.Random(seed).shuffle(shuffled)
    in_order = sorted(texts, key=lambda document: document.order)
    expected = _settled(in_order, read, config, monkeypatch)
    assert len({companions for companions, *_ in expected.values()}) > 40
    assert _settled(shuffled, read, config, monkeypatch) == expected
