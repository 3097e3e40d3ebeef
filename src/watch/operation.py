"""The running service as its web addresses see it: how it is, what it counts, and how a reader leaves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily

from watch.app import App
from watch.errors import StoreError
from watch.handlers.leaving import leave, reader_of
from watch.measures import REGISTRY
from watch.store import outbox, schema, subscriptions

LONGEST_SILENCE = timedelta(minutes=12)
"""Longer than any single event may take: a part that says nothing for so long hangs."""


@dataclass
class Pulse:
    """When each part of the service last turned."""

    turns: dict[str, datetime] = field(default_factory=dict)

    def beat(self, part: str, now: datetime) -> None:
        """Note that *part* turned."""
        self.turns[part] = now


@dataclass(frozen=True, slots=True)
class Operation:
    """Implements `watch.web.Service`."""

    app: App
    pulse: Pulse

    def known(self, token: str) -> bool:
        """Whether *token* ends a subscription of somebody's."""
        return reader_of(self.app.shop, token) is not None

    def leave(self, token: str) -> bool:
        """End the subscription of *token*; False when the token is not ours."""
        return leave(self.app.shop, token)

    def ready(self) -> tuple[bool, dict[str, str]]:
        """Whether the database answers and every part has turned lately; and how each is, in a word."""
        now = self.app.shop.clock()
        parts = {
            part: "turns" if abs(now - turn) < LONGEST_SILENCE else f"silent since {turn:%Y-%m-%dT%H:%M:%SZ}"
            for part, turn in self.pulse.turns.items()
        }
        try:
            with self.app.store.read() as tx:
                tx.execute(sa.text("SELECT 1"))
            parts["database"] = "answers"
        except (StoreError, sa.exc.SQLAlchemyError):
            parts["database"] = "does not answer"
        good = parts["database"] == "answers" and all(not said.startswith("silent") for said in parts.values())
        return good, parts

    def metrics(self) -> bytes:
        """What this process counted, and what the database knows now; the latter left out when it does not answer."""
        try:
            known = generate_latest(_Known(self._families()))
        except (StoreError, sa.exc.SQLAlchemyError):
            known = b"# the database does not answer\n"
        return generate_latest(REGISTRY) + known

    def _families(self) -> list[GaugeMetricFamily]:
        now = self.app.shop.clock()
        with self.app.store.read() as tx:
            events = _counted(tx, "vigie_queue", "Events by state.", schema.events.c.state)
            mails = _counted(tx, "vigie_messages", "Messages by state.", schema.messages.c.state)
            wanted = schema.issues.c.closed_at.is_(None)
            opened = tx.execute(sa.select(sa.func.count()).select_from(schema.issues).where(wanted)).scalar_one()
            oldest = outbox.oldest_due(tx, now)
            readers = len(subscriptions.active(tx, self.app.config.subscriptions))
            swept = tx.execute(sa.select(sa.func.max(schema.source_states.c.last_checked_at))).scalar()
        age = (now - oldest).total_seconds() if oldest else 0.0
        since = (now - swept).total_seconds() if swept else -1.0
        return [
            events,
            mails,
            GaugeMetricFamily("vigie_issues_open", "Things a person must look at.", value=opened),
            GaugeMetricFamily("vigie_queue_oldest_seconds", "How long the oldest due event has waited.", value=age),
            GaugeMetricFamily("vigie_last_sweep_seconds", "Since a source was last read; -1: never.", value=since),
            GaugeMetricFamily("vigie_subscriptions", "Subscriptions that their readers have not ended.", value=readers),
        ]


def _counted(tx: sa.Connection, name: str, said: str, column: sa.ColumnElement[str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, said, labels=["state"])
    for state, count in tx.execute(sa.select(column, sa.func.count()).group_by(column)):
        family.add_metric([state], count)
    return family


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows, as Prometheus's library collects it."""

    families: list[GaugeMetricFamily]

    def collect(self) -> list[GaugeMetricFamily]:
        """The families."""
        return self.families
