"""What was known when: each state of the framework, of the law and of each actor's facts, appended once it is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from watch.model import Actor, Framework, LegalBase, Register
from watch.store import schema
from watch.store.codec import decode, encode, fingerprint

NAMES = "*"
"""Stands, among actors, for the names of all: what a party that the register does not know was compared with."""
_ONE = "-"
"""The key where a kind has one piece only."""


@dataclass(frozen=True)
class Fingerprints:
    """The fingerprints of the knowledge of one configuration."""

    framework: str
    legal: str
    actors: dict[str, str]

    @property
    def whole(self) -> str:
        """One for all."""
        return fingerprint(repr((self.framework, self.legal, sorted(self.actors.items()))))


def fingerprints(framework: Framework, legal: LegalBase, register: Register) -> Fingerprints:
    """Fingerprint each piece; about ten milliseconds for the shipped configuration."""
    actors = {actor.id: fingerprint(actor) for actor in register.actors.values()}
    named = [(actor.id, actor.name, actor.kind, actor.ambiguous) for actor in register.actors.values()]
    actors[NAMES] = fingerprint(repr(sorted(named, key=str)))
    return Fingerprints(fingerprint(framework), fingerprint(legal), actors)


def record(
    tx: sa.Connection, framework: Framework, legal: LegalBase, register: Register, current: Fingerprints, now: datetime
) -> int:
    """Append every piece that differs from what was last recorded, an actor taken out included; return how many."""
    last = _last(tx)
    rows = [
        {"kind": kind, "key": key, "fingerprint": mark, "payload": encode(value), "recorded_at": now}
        for kind, key, mark, value in _pieces(framework, legal, register, current)
        if last.pop((kind, key), None) != mark
    ]
    gone = [(kind, key) for (kind, key), mark in last.items() if mark and kind == "actor" and key not in current.actors]
    rows += [
        {"kind": kind, "key": key, "fingerprint": "", "payload": None, "recorded_at": now} for kind, key in sorted(gone)
    ]
    if rows:
        tx.execute(schema.knowledge.insert(), rows)
    return len(rows)


def _pieces(
    framework: Framework, legal: LegalBase, register: Register, current: Fingerprints
) -> Iterator[tuple[str, str, str, object]]:
    yield "framework", _ONE, current.framework, framework
    yield "legal", _ONE, current.legal, legal
    for actor in register.actors.values():
        yield "actor", actor.id, current.actors[actor.id], actor


def _last(tx: sa.Connection) -> dict[tuple[str, str], str]:
    """The newest fingerprint of each piece; "" for an actor that was taken out."""
    table = schema.knowledge
    newest = sa.select(sa.func.max(table.c.sequence)).group_by(table.c.kind, table.c.key)
    rows = tx.execute(sa.select(table.c.kind, table.c.key, table.c.fingerprint).where(table.c.sequence.in_(newest)))
    return {(row.kind, row.key): row.fingerprint for row in rows}


def _at(tx: sa.Connection, kind: str, moment: datetime) -> list[str]:
    table = schema.knowledge
    newest = (
        sa.select(sa.func.max(table.c.sequence))
        .where(table.c.kind == kind, table.c.recorded_at <= moment)
        .group_by(table.c.key)
    )
    found = sa.select(table.c.payload).where(table.c.sequence.in_(newest), table.c.payload.is_not(None))
    return list(tx.execute(found.order_by(table.c.sequence)).scalars())


def actors_at(tx: sa.Connection, moment: datetime) -> dict[str, Actor]:
    """The actors as recorded at *moment*, by id; empty before the first record."""
    actors = (decode(Actor, payload) for payload in _at(tx, "actor", moment))
    return {actor.id: actor for actor in actors}


def framework_at(tx: sa.Connection, moment: datetime) -> Framework | None:
    """The framework in force at *moment*; None before the first record."""
    found = _at(tx, "framework", moment)
    return decode(Framework, found[0]) if found else None


def states_of(tx: sa.Connection, actor_id: str) -> tuple[tuple[datetime, Actor | None], ...]:
    """Every state of one actor's facts with the moment from which it was known, oldest first; None: taken out."""
    table = schema.knowledge
    rows = tx.execute(
        sa.select(table.c.recorded_at, table.c.payload)
        .where(table.c.kind == "actor", table.c.key == actor_id)
        .order_by(table.c.sequence)
    )
    return tuple((row.recorded_at, row.payload and decode(Actor, row.payload)) for row in rows)
