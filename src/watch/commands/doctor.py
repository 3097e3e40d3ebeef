"""Whether an installation can do its work: each part looked at for itself, in plain words."""

import importlib
import shutil
import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from watch.app import App, build
from watch.config import Config, Settings, load_config
from watch.deliver import MailSettings
from watch.errors import StoreError, WatchError
from watch.model import Channel
from watch.store import Store, schema

_LITTLE_SPACE = 500_000_000
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right shows an earlier moment."""
_MAIL_SECONDS = 10


class State(StrEnum):
    """How a part is."""

    WELL = "ok"
    DOUBTFUL = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    part: str
    state: State
    said: str
    """What was seen and, where something is wrong, what to do."""


def examine() -> tuple[Check, ...]:
    """Look at everything; a part that fails does not keep the others from being looked at."""
    try:
        settings = Settings()
        config = load_config(settings.config)
    except (WatchError, ValueError) as error:
        return (Check("configuration", State.WRONG, str(error)), *_clock(None))
    checks = [_configuration(config), _model(settings)]
    try:
        app = build(settings)
    except (WatchError, ValueError) as error:
        part = "database" if isinstance(error, StoreError) else "settings"
        return (*checks, Check(part, State.WRONG, str(error)), *_clock(None))
    needed = any(subscription.channel is Channel.MAIL for subscription in config.subscriptions)
    looks: tuple[Callable[[], Iterator[Check]], ...] = (
        lambda: _database(app.store),
        lambda: iter([_mail(app.shop.mail, needed=needed)]),
        lambda: _clock(app.store),
        lambda: _sources(app),
    )
    return (*checks, *(check for look in looks for check in _safe(look)))


def _safe(look: Callable[[], Iterator[Check]]) -> list[Check]:
    try:
        return list(look())
    except (WatchError, sa.exc.SQLAlchemyError, OSError) as error:
        return [Check("database", State.WRONG, str(error))]


def _configuration(config: Config) -> Check:
    enabled = sum(source.enabled for source in config.sources)
    said = f"{config.directory}: {enabled} sources enabled, {len(config.register.actors)} actors, framework"
    if not enabled:
        return Check("configuration", State.WRONG, f"{config.directory}: no source is enabled; see sources.yml")
    return Check("configuration", State.WELL, f"{said} {config.framework.version}")


def _model(settings: Settings) -> Check:
    from watch_pipelines.language import MODEL_PATH

    path = Path(settings.model or MODEL_PATH)
    if not (path / "config.cfg").is_file():
        return Check("language model", State.WRONG, f"{path} holds no model; install it again or unset VIGIE_MODEL")
    importlib.import_module("spacy")
    return Check("language model", State.WELL, str(path))


def _database(store: Store) -> Iterator[Check]:
    name = store.url.render_as_string(hide_password=True)
    cards, table = schema.cards, schema.announcements
    began = time.monotonic()
    with store.read() as tx:
        if store.is_sqlite:
            found = tx.execute(sa.text("PRAGMA quick_check(1)")).scalar_one()
            if found != "ok":
                yield Check("database", State.WRONG, f"{name} is damaged ({found}); restore a backup")
                return
        standing = tx.execute(
            sa.select(sa.func.count()).select_from(table).where(table.c.withdrawn_at.is_(None))
        ).scalar_one()
        indexed = tx.execute(sa.select(sa.func.count()).select_from(cards)).scalar_one()
    yield Check("database", State.WELL, f"{name}: {standing} announcements, read in {time.monotonic() - began:.2f} s")
    if standing != indexed:
        yield Check("search", State.WRONG, f"{indexed} of {standing} announcements can be found; run `vigie reindex`")
    else:
        yield Check("search", State.WELL, f"{indexed} announcements can be found")
    if store.is_sqlite and store.url.database not in {None, "", ":memory:"}:
        free = shutil.disk_usage(Path(str(store.url.database)).resolve().parent).free
        state = State.WELL if free > _LITTLE_SPACE else State.DOUBTFUL
        yield Check("disk", state, f"{free / 1e9:.1f} GB free beside the database")


def _mail(mail: MailSettings, *, needed: bool) -> Check:
    """Whether the server answers; *needed* when somebody subscribes by mail."""
    kind = smtplib.SMTP_SSL if mail.smtp_tls else smtplib.SMTP
    try:
        with kind(mail.smtp_host, mail.smtp_port, timeout=_MAIL_SECONDS) as server:
            code, _ = server.ehlo()
    except (OSError, smtplib.SMTPException) as error:
        said = f"{mail.server} does not answer ({error}); see VIGIE_SMTP_HOST and VIGIE_SMTP_PORT"
        return Check("mail", State.WRONG if needed else State.DOUBTFUL, said)
    return Check("mail", State.WELL, f"{mail.server} answers ({code}); nothing was sent")


def _clock(store: Store | None) -> Iterator[Check]:
    now = datetime.now(UTC)
    last = None
    if store is not None:
        with store.read() as tx:
            last = tx.execute(sa.select(sa.func.max(schema.documents.c.captured_at))).scalar()
    if now < _EARLIEST:
        yield Check("clock", State.WRONG, f"it says {now:%Y-%m-%d %H:%M} UTC; set it, digests go by it")
    elif last is not None and last > now + timedelta(minutes=5):
        yield Check(
            "clock", State.WRONG, f"it says {now:%Y-%m-%d %H:%M} UTC, but a document was captured later; set it"
        )
    else:
        yield Check("clock", State.WELL, f"{now:%Y-%m-%d %H:%M} UTC")


def _sources(app: App) -> Iterator[Check]:
    watched = [each for each in app.source_health() if each.source.enabled]
    failing = sorted(each.source.id for each in watched if each.state and each.state.consecutive_failures)
    waiting = sum(each.state is None or each.state.last_checked_at is None for each in watched)
    if waiting == len(watched):
        yield Check("sources", State.DOUBTFUL, f"{waiting} enabled, none read yet; run `vigie crawl` or `vigie serve`")
    elif failing:
        listed = ", ".join(failing[:8]) + ("…" if len(failing) > 8 else "")
        yield Check("sources", State.DOUBTFUL, f"{len(failing)} of {len(watched)} fail: {listed}; see `vigie sources`")
    else:
        yield Check("sources", State.WELL, f"{len(watched) - waiting} of {len(watched)} read, none fails")
