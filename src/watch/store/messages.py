"""Outgoing messages and the ledger: (recipient, channel, announcement, version), each row once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from watch.model import Channel, OutgoingMessage, Subscription
from watch.store import schema
from watch.store.codec import decode, encode


@dataclass(frozen=True, slots=True)
class Posting:
    """A stored message and how far it is."""

    message: OutgoingMessage
    state: str
    """waiting, sent or failed."""
    error: str | None


def had(tx: sa.Connection, recipient: str, channel: Channel, wanted: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the *wanted* (announcement id, version) pairs that the ledger already has for this reader."""
    table = schema.ledger
    pairs = set(wanted)
    ids = sorted({announcement_id for announcement_id, _ in pairs})
    rows = tx.execute(
        sa.select(table.c.announcement_id, table.c.version).where(
            table.c.recipient == recipient, table.c.channel == channel.value, table.c.announcement_id.in_(ids)
        )
    )
    return pairs & {(row.announcement_id, row.version) for row in rows}


def put(tx: sa.Connection, message: OutgoingMessage) -> bool:
    """Store *message* and its ledger rows; False, and nothing done, when the message is known."""
    if get(tx, message.id) is not None:
        return False
    tx.execute(
        schema.messages.insert().values(
            id=message.id,
            recipient=message.recipient,
            state="waiting",
            attempts=0,
            payload=encode(message),
            created_at=message.created_at,
        )
    )
    rows = [
        {
            "recipient": message.recipient,
            "channel": message.channel.value,
            "announcement_id": announcement_id,
            "version": version,
            "message_id": message.id,
        }
        for announcement_id, version in message.settles
    ]
    if rows:
        tx.execute(schema.ledger.insert(), rows)
    return True


def get(tx: sa.Connection, message_id: str) -> Posting | None:
    """The message of that id."""
    table = schema.messages
    row = tx.execute(sa.select(table.c.payload, table.c.state, table.c.error).where(table.c.id == message_id)).first()
    return None if row is None else Posting(decode(OutgoingMessage, row.payload), row.state, row.error)


def mark_sent(tx: sa.Connection, message_id: str, now: datetime) -> None:
    """Note that the server has accepted the message."""
    table = schema.messages
    tx.execute(
        table.update()
        .where(table.c.id == message_id)
        .values(state="sent", sent_at=now, error=None, attempts=table.c.attempts + 1)
    )


def mark_refused(tx: sa.Connection, message_id: str, why: str, *, permanent: bool) -> None:
    """Note that an attempt failed, for now or for good."""
    table = schema.messages
    tx.execute(
        table.update()
        .where(table.c.id == message_id)
        .values(state="failed" if permanent else "waiting", error=why, attempts=table.c.attempts + 1)
    )


def since(tx: sa.Connection, subscription: Subscription) -> datetime | None:
    """From when on this subscriber is told things; None when the subscription, or its recipient, is new."""
    table = schema.subscribers
    mine = (table.c.subscription_id == subscription.id, table.c.recipient == subscription.recipient)
    return tx.execute(sa.select(table.c.since).where(*mine)).scalar()


def enrol(tx: sa.Connection, subscription: Subscription, now: datetime) -> None:
    """Start a subscription: what is older is archive, not news. Another recipient is another reader and starts anew."""
    if since(tx, subscription) is None:
        row = {"subscription_id": subscription.id, "recipient": subscription.recipient, "since": now}
        tx.execute(schema.subscribers.insert().values(**row))


def last_digest_at(tx: sa.Connection, subscription_id: str) -> datetime | None:
    """When that subscriber's newest digest was written; None when there was none."""
    table = schema.messages
    # the day has ten characters: without them "a" would also find the digests of "a-b"
    mine = table.c.id.startswith(f"digest-{subscription_id}-", autoescape=True)
    dated = sa.func.length(table.c.id) == len(f"digest-{subscription_id}-YYYY-MM-DD")
    return tx.execute(sa.select(sa.func.max(table.c.created_at)).where(mine, dated)).scalar()
