"""Outgoing messages and the ledger: (recipient, channel, announcement, version), each row once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from watch.model import Channel, OutgoingMessage
from watch.store import schema
from watch.store.codec import decode, encode


@dataclass(frozen=True, slots=True)
class Posting:
    """A stored message and how far it is."""

    message: OutgoingMessage
    state: str
    """waiting, sent, failed or dropped."""
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
            channel=message.channel.value,
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


def count_as_had(tx: sa.Connection, source_id: str, target_id: str, version: int) -> None:
    """Whoever was told of the announcement *source_id* has been told of that version of *target_id* by it."""
    table = schema.ledger
    told = sa.select(table.c.recipient, table.c.channel).where(
        table.c.announcement_id == target_id, table.c.version == version
    )
    known = {(row.recipient, row.channel) for row in tx.execute(told)}
    of_source = sa.select(table).where(table.c.announcement_id == source_id).order_by(table.c.version)
    latest = {(row.recipient, row.channel): row.message_id for row in tx.execute(of_source)}
    rows = [
        {
            "recipient": recipient,
            "channel": channel,
            "announcement_id": target_id,
            "version": version,
            "message_id": message_id,
        }
        for (recipient, channel), message_id in latest.items()
        if (recipient, channel) not in known
    ]
    if rows:
        tx.execute(table.insert(), rows)


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


def last_digest_at(tx: sa.Connection, subscription_id: str) -> datetime | None:
    """When that subscriber's newest digest was written; None when there was none."""
    table = schema.messages
    # the day has ten characters: without them "a" would also find the digests of "a-b"
    mine = table.c.id.startswith(f"digest-{subscription_id}-", autoescape=True)
    dated = sa.func.length(table.c.id) == len(f"digest-{subscription_id}-YYYY-MM-DD")
    return tx.execute(sa.select(sa.func.max(table.c.created_at)).where(mine, dated)).scalar()


def drop(tx: sa.Connection, message_id: str, why: str) -> None:
    """Note that the message will not be sent: its reader has left."""
    table = schema.messages
    tx.execute(table.update().where(table.c.id == message_id).values(state="dropped", error=why))


def sent_since(tx: sa.Connection, channel: Channel, start: datetime) -> int:
    """How many messages the channel has taken after *start*."""
    table = schema.messages
    wanted = (table.c.channel == channel.value, table.c.sent_at > start)
    return tx.execute(sa.select(sa.func.count()).select_from(table).where(*wanted)).scalar_one()


def alerts_since(tx: sa.Connection, recipient: str, channel: Channel, start: datetime) -> int:
    """How many immediate messages were written to that reader from *start* on."""
    table = schema.messages
    mine = (table.c.recipient == recipient, table.c.channel == channel.value, table.c.created_at >= start)
    alerts = table.c.id.startswith("alert-")
    return tx.execute(sa.select(sa.func.count()).select_from(table).where(*mine, alerts)).scalar_one()
