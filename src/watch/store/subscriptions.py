"""Who is told things: the configured subscriptions, those made by command, and those that their readers ended."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from watch.model import Subscription
from watch.store import schema
from watch.store.codec import decode, encode


def made(tx: sa.Connection) -> tuple[Subscription, ...]:
    """The subscriptions made by command, oldest first."""
    table = schema.subscriptions
    rows = tx.execute(sa.select(table.c.payload).order_by(table.c.created_at, table.c.id)).scalars()
    return tuple(decode(Subscription, row) for row in rows)


def known(tx: sa.Connection, configured: Sequence[Subscription]) -> tuple[Subscription, ...]:
    """The *configured* ones and those made by command; where two have one id, the file's."""
    ids = {subscription.id for subscription in configured}
    return (*configured, *(each for each in made(tx) if each.id not in ids))


def active(tx: sa.Connection, configured: Sequence[Subscription]) -> tuple[Subscription, ...]:
    """Those of the known ones that their reader has not ended."""
    over = ended(tx)
    return tuple(each for each in known(tx, configured) if (each.id, each.recipient) not in over)


def save(tx: sa.Connection, subscription: Subscription, now: datetime) -> None:
    """Keep a subscription made by command, in place of an earlier one of that id."""
    table = schema.subscriptions
    tx.execute(table.delete().where(table.c.id == subscription.id))
    tx.execute(table.insert().values(id=subscription.id, payload=encode(subscription), created_at=now))


def remove(tx: sa.Connection, subscription_id: str) -> bool:
    """Forget a subscription made by command; False when there is none of that id."""
    table = schema.subscriptions
    return tx.execute(table.delete().where(table.c.id == subscription_id)).rowcount > 0


def since(tx: sa.Connection, subscription: Subscription) -> datetime | None:
    """From when on this subscriber is told things; None when the subscription, or its recipient, is new."""
    return tx.execute(sa.select(schema.subscribers.c.since).where(*_mine(subscription))).scalar()


def enrol(tx: sa.Connection, subscription: Subscription, now: datetime, *, again: bool = False) -> None:
    """Start a subscription: what is older is archive, not news. Another recipient is another reader and starts anew.

    One that its reader has ended is not started by this, unless *again*.
    """
    table = schema.subscribers
    if since(tx, subscription) is None:
        row = {"subscription_id": subscription.id, "recipient": subscription.recipient, "since": now}
        tx.execute(table.insert().values(**row))
    elif again:
        tx.execute(table.update().where(*_mine(subscription)).values(since=now, ended_at=None))


def end(tx: sa.Connection, subscription_id: str, recipient: str, now: datetime) -> bool:
    """End a subscription at its reader's wish; False when it was ended already, or never began."""
    table = schema.subscribers
    mine = (table.c.subscription_id == subscription_id, table.c.recipient == recipient, table.c.ended_at.is_(None))
    return tx.execute(table.update().where(*mine).values(ended_at=now)).rowcount > 0


def resume(tx: sa.Connection, subscription: Subscription) -> None:
    """Take an end back; from when on this subscriber is told things stays as it was."""
    tx.execute(schema.subscribers.update().where(*_mine(subscription)).values(ended_at=None))


def ended(tx: sa.Connection) -> dict[tuple[str, str], datetime]:
    """(subscription id, recipient) of those that were ended, and when."""
    table = schema.subscribers
    rows = tx.execute(sa.select(table).where(table.c.ended_at.is_not(None)))
    return {(row.subscription_id, row.recipient): row.ended_at for row in rows}


def recipients(tx: sa.Connection, subscription_id: str) -> tuple[str, ...]:
    """Everybody who was ever told things by the subscription of that id."""
    table = schema.subscribers
    return tuple(tx.execute(sa.select(table.c.recipient).where(table.c.subscription_id == subscription_id)).scalars())


def _mine(subscription: Subscription) -> tuple[sa.ColumnElement[bool], ...]:
    table = schema.subscribers
    return (table.c.subscription_id == subscription.id, table.c.recipient == subscription.recipient)
