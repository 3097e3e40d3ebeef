"""What machines ask, and how a reader leaves: no login, one POST, nothing ended by a mail scanner's GET."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from builders import a_subscription
from watch.app import App
from watch.config import Config, Settings
from watch.deliver import MailSettings, one_click_token
from watch.events import AlertRaised
from watch.handlers import Workshop
from watch.operation import Operation, Pulse
from watch.store import Store, outbox, subscriptions
from watch.web import create_app

SECRET = "a secret of the house"
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
ADDRESS = "lectrice@ong.example"


@pytest.fixture
def app(tmp_path: Path, config: Config) -> Iterator[App]:
    """An app with one reader."""
    reader = a_subscription(id="bulletin", recipient=ADDRESS)
    settings = Settings(secret=SecretStr(SECRET), public_url="https://vigie.example")
    store = Store(f"sqlite:///{tmp_path / 'v.db'}")
    made = App(Workshop(store, replace(config, subscriptions=(reader,)), settings, MailSettings(), lambda: NOW))
    made.enrol()
    yield made
    store.close()


@pytest.fixture
def pulse() -> Pulse:
    """Both parts turned just now."""
    return Pulse({"queue": NOW, "schedule": NOW})


@pytest.fixture
def client(app: App, pulse: Pulse) -> TestClient:
    """A browser without cookies."""
    return TestClient(create_app(app.library, service=Operation(app, pulse)))


def _listens(app: App) -> bool:
    with app.store.read() as tx:
        return bool(subscriptions.active(tx, app.config.subscriptions))


def test_a_get_shows_a_button_and_ends_nothing(client: TestClient, app: App) -> None:
    """Scanners open the links of mails; only a POST ends the subscription, and again is the same."""
    path = f"/unsubscribe/{one_click_token(SECRET, 'bulletin', ADDRESS)}"
    page = client.get(path)
    assert page.status_code == 200
    assert '<form method="post">' in page.text
    assert ADDRESS not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert _listens(app)
    for _ in range(2):
        done = client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
        assert "Abonnement terminé" in done.text
    assert not _listens(app)
    assert "Subscription ended" in client.post(f"{path}?lang=en").text


@pytest.mark.parametrize(
    "token",
    [
        one_click_token(SECRET, "bulletin", "autre@ong.example"),
        one_click_token("another secret", "bulletin", ADDRESS),
        one_click_token(SECRET, "autre", ADDRESS),
        "bulletin." + "A" * 43,
        "x" * 5000,
        "%00" * 20,
    ],
)
def test_a_foreign_token_finds_nothing(client: TestClient, app: App, token: str) -> None:
    """Of another reader, another secret, another subscription, or noise: 404 for both methods."""
    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}").status_code == 404
    assert _listens(app)


def test_metrics_count_what_waits(client: TestClient, app: App) -> None:
    """Prometheus reads the depth of the queue and the age of what waits longest."""
    with app.store.write() as tx:
        outbox.add(tx, AlertRaised("m1"), NOW - timedelta(minutes=5))
    text = client.get("/metrics").text
    assert 'vigie_queue{state="ready"} 1.0' in text
    assert "vigie_queue_oldest_seconds 300.0" in text
    assert "vigie_subscriptions 1.0" in text
    assert ADDRESS not in text


def test_ready_says_which_part_hangs(client: TestClient, pulse: Pulse) -> None:
    """Alive is not ready: a queue that has not turned for long answers 503 and is named."""
    assert client.get("/live").text == "alive\n"
    assert client.get("/ready").status_code == 200
    pulse.beat("queue", NOW - timedelta(hours=1))
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["queue"].startswith("silent since")
