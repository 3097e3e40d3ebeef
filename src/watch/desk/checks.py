"""What the register lacks: facts that have aged, facts without a link, shared names, and strangers met in documents."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from watch.config.checks_register import bearers
from watch.desk.facts import Fact, Limits, facts_of, limits
from watch.model import Extraction, Framework, Reading, Register
from watch.stems import spelling
from watch.store import Store, decode, schema
from watch.tables import as_json, console


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name met in announcing documents that the register does not know."""

    name: str
    documents: int
    example: str
    """Id of one of them."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check of the register found."""

    today: date
    limits: Limits
    stale: tuple[Fact, ...]
    unsourced: tuple[Fact, ...]
    shared: tuple[tuple[str, tuple[str, ...]], ...]
    """(name, ids of the actors that bear it); which is meant depends on the words around it."""
    providers: tuple[Stranger, ...]
    parties: tuple[Stranger, ...]


def check(store: Store, register: Register, framework: Framework, today: date) -> Findings:
    """Look through every fact of *register*, and through the stored readings for names that it lacks."""
    facts = [fact for actor in register.actors.values() for fact in facts_of(actor)]
    providers, parties = strangers(store, register)
    ages = limits(framework)
    return Findings(
        today=today,
        limits=ages,
        stale=tuple(fact for fact in facts if fact.stale(today, ages)),
        unsourced=tuple(fact for fact in facts if fact.kind in {*ages, "seat"} and not fact.source),
        shared=tuple(sorted(shared_names(register).items())),
        providers=providers,
        parties=parties,
    )


def shared_names(register: Register) -> dict[str, tuple[str, ...]]:
    """Each name (folded) that several actors bear, with their ids."""
    return {name: tuple(ids) for name, ids in bearers(register.actors).items() if len(ids) > 1}


def strangers(store: Store, register: Register) -> tuple[tuple[Stranger, ...], tuple[Stranger, ...]]:
    """Hosts and parties named in announcing documents and unknown to *register*, most frequent first.

    A name that has been entered since its document was read is not counted any more.
    """
    known = bearers(register.actors)
    providers, parties = _Count(known), _Count(known)
    for document_id, facts in _announcing(store):
        providers.add(document_id, (one.provider for one in facts.hosting if one.provider and not one.provider_id))
        parties.add(document_id, (one.name for one in facts.parties if not one.actor_id))
    return providers.ranked(), parties.ranked()


def _announcing(store: Store) -> Iterator[tuple[str, Extraction]]:
    table = schema.readings
    with store.read() as tx:
        rows = tx.execute(sa.select(table.c.payload).where(table.c.is_announcement).order_by(table.c.document_id))
        for payload in rows.scalars():
            reading = decode(Reading, payload)
            if reading.extraction is not None:
                yield reading.document_id, reading.extraction


class _Count:
    """Names with the number of documents that hold each, spelt as most often."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._spelt: dict[str, Counter[str]] = defaultdict(Counter)
        self._seen: dict[str, list[str]] = defaultdict(list)

    def add(self, document_id: str, names: Iterable[str]) -> None:
        """Count the names of one document, each once."""
        for folded, name in {spelling(name): name for name in names}.items():
            if folded not in self._known:
                self._spelt[folded][name] += 1
                self._seen[folded].append(document_id)

    def ranked(self) -> tuple[Stranger, ...]:
        """Most frequent first, then by name."""
        found = (
            Stranger(self._spelt[folded].most_common(1)[0][0], len(seen), seen[0])
            for folded, seen in self._seen.items()
        )
        return tuple(sorted(found, key=lambda one: (-one.documents, one.name)))


def print_check(found: Findings) -> None:
    """Print each section, with what to do about it."""
    out = console()
    allowed = ", ".join(f"{kind} {months} months" for kind, months in found.limits.items())
    _section(f"Stale facts ({len(found.stale)}): older than the framework allows ({allowed}), or undated")
    for fact in found.stale:
        out.out(f"  {_line(fact)}", highlight=False)
    _section(f"Unsourced facts ({len(found.unsourced)}): give source_url, or take the fact out")
    for fact in found.unsourced:
        out.out(f"  {_line(fact)}", highlight=False)
    _section(f"Names that several actors bear ({len(found.shared)}): told apart by `ambiguous` or `alias_periods`")
    for name, ids in found.shared:
        out.out(f"  {name}: {', '.join(ids)}", highlight=False)
    for title, names in (("Unknown providers", found.providers), ("Unknown parties", found.parties)):
        _section(f"{title} in stored documents ({len(names)})")
        for one in names:
            out.out(f"  {one.documents:4} × {one.name}  (e.g. document {one.example})", highlight=False)


def _section(title: str) -> None:
    console().print(f"[bold]{title}[/bold]")


def _line(fact: Fact) -> str:
    tier = f", tier {fact.tier}" if fact.tier else ""
    note = f"; {fact.note}" if fact.note and not fact.source else ""
    known = f"{fact.source or 'no source'}, {fact.as_of or 'undated'}{tier}{note}"
    return f"{fact.actor_id} {fact.kind}: {fact.text} ({known})"


def check_json(found: Findings) -> str:
    """The same for a script."""

    def stranger(one: Stranger) -> dict[str, Any]:
        return {"name": one.name, "documents": one.documents, "example": one.example}

    return as_json(
        {
            "today": found.today,
            "stale": [flat(fact) for fact in found.stale],
            "unsourced": [flat(fact) for fact in found.unsourced],
            "shared_names": [{"name": name, "actors": ids} for name, ids in found.shared],
            "unknown_providers": [stranger(one) for one in found.providers],
            "unknown_parties": [stranger(one) for one in found.parties],
        }
    )


def flat(fact: Fact) -> dict[str, Any]:
    """A fact for a script."""
    return {
        "actor": fact.actor_id,
        "kind": fact.kind,
        "text": fact.text,
        "source": fact.source,
        "as_of": fact.as_of,
        "tier": fact.tier,
        "note": fact.note,
    }
