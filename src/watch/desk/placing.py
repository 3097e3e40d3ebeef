"""Editors' acts on documents and announcements: checked as a whole, stored, and taken back by another act."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from watch.app import App
from watch.desk.deciding import DeskError, unnamed
from watch.handlers.joining import free_id
from watch.model import Act, Placed, Placement
from watch.store import announcements, documents, links, placements
from watch.wording.phrases import plain


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acts, and why, as the command line gave it."""

    by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was stored, and the earlier acts of which it says the contrary."""

    placement: Placement
    against: tuple[Placement, ...]


def merge(app: App, kept: str, other: str, signed: Signature) -> Done:
    """Make *other* a part of *kept*: its documents move, its id leads there for ever. DeskError for any mistake."""
    with app.store.write() as tx:
        app.store.take_turn(tx)
        mistakes = unnamed(signed.by, signed.reason)
        ids = [_standing(tx, one, mistakes) for one in (kept, other)]
        if None not in ids and ids[0] == ids[1]:
            mistakes.append(f"{kept} and {other} are one announcement already ({ids[0]})")
        if mistakes:
            raise DeskError(mistakes, subject=other)
        target = str(ids[0])
        placed = [
            Placed(document.id, where, target) for where in map(str, ids) for document, _ in links.members(tx, where)
        ]
        return _store(app, tx, Act.MERGE, placed, signed)


def split(app: App, announcement_id: str, document_ids: Sequence[str], signed: Signature) -> Done:
    """Let some documents of an announcement open one of their own. DeskError for any mistake."""
    with app.store.write() as tx:
        app.store.take_turn(tx)
        mistakes = unnamed(signed.by, signed.reason)
        current = _standing(tx, announcement_id, mistakes)
        members = {document.id: document for document, _ in links.members(tx, current)} if current else {}
        strangers = [one for one in document_ids if one not in members]
        if current and strangers:
            mistakes.append(f"{', '.join(strangers)}: not among its documents, which are {', '.join(members)}")
        if current and not strangers and len(set(document_ids)) == len(members):
            mistakes.append("at least one document must stay")
        if mistakes or current is None:
            raise DeskError(mistakes, subject=announcement_id)
        opener = min((members[one] for one in document_ids), key=lambda document: document.order)
        made = free_id(tx, opener)
        placed = [Placed(one, current, made if one in set(document_ids) else current) for one in members]
        return _store(app, tx, Act.SPLIT, placed, signed)


def move(app: App, document_id: str, target: str | None, signed: Signature) -> Done:
    """Put a document under another announcement; None: one that announces nothing belongs to none. DeskError."""
    with app.store.write() as tx:
        app.store.take_turn(tx)
        mistakes = unnamed(signed.by, signed.reason)
        current = _standing(tx, target, mistakes) if target is not None else None
        reading = documents.reading(tx, document_id)
        before = next((one for one, _ in links.all_of(tx, document_id)), None)
        if reading is None:
            mistakes.append(f"document {document_id} is not in the store, or was not read yet")
        elif target is None and reading.detection.is_announcement:
            mistakes.append("the document announces a deal; `vigie split` gives it an announcement of its own")
        elif before == current:
            mistakes.append(f"the document is there already ({current or 'with no announcement'})")
        if mistakes:
            raise DeskError(mistakes, subject=document_id)
        return _store(app, tx, Act.MOVE, [Placed(document_id, before, current)], signed)


def undo(app: App, placement_id: str, signed: Signature) -> Done:
    """Put every document of an act back where it was. DeskError when a later act has moved one of them on."""
    with app.store.write() as tx:
        app.store.take_turn(tx)
        mistakes = unnamed(signed.by, signed.reason)
        act = placements.get(tx, placement_id)
        if act is None:
            raise DeskError([*mistakes, "there is no such act; `vigie placements` lists them"], subject=placement_id)
        pins = placements.pins(tx, [one.document_id for one in act.documents])
        later = sorted({by for _, by in pins.values() if by != placement_id})
        if later:
            mistakes.append(f"its documents were placed again since, by {', '.join(later)}; undo that first")
        if mistakes:
            raise DeskError(mistakes, subject=placement_id)
        placed = [Placed(one.document_id, one.after, one.before) for one in act.documents]
        for one in {one.after for one in placed if one.after is not None}:
            links.stand(tx, one)
        return _store(app, tx, Act.UNDO, placed, signed, undoes=placement_id)


def withdraw(app: App, document_id: str, reason: str | None) -> None:
    """Note that its publisher has taken the document back; what it said stays, marked as such. DeskError."""
    with app.store.write() as tx:
        app.store.take_turn(tx)
        mistakes = [said for said in unnamed("-", reason) if said.startswith("--reason")]
        if documents.get(tx, document_id) is None:
            mistakes.append("there is no such document; the sheet of its announcement lists the ids")
        elif not mistakes and not documents.withdraw(tx, document_id, plain(reason or ""), app.shop.clock()):
            mistakes.append("was noted as withdrawn before")
        if mistakes:
            raise DeskError(mistakes, subject=document_id)


def _standing(tx: sa.Connection, announcement_id: str, mistakes: list[str]) -> str | None:
    """Where the id leads; a mistake when no announcement with documents is there."""
    current = links.current_id(tx, announcement_id)
    if not announcements.is_known(tx, current):
        mistakes.append(f"there is no announcement {announcement_id}; `vigie query` lists the ids")
    elif announcements.withdrawn_at(tx, current) is not None:
        mistakes.append(f"{announcement_id} has no document any more")
    else:
        return current
    return None


def _store(
    app: App, tx: sa.Connection, act: Act, placed: Sequence[Placed], signed: Signature, undoes: str | None = None
) -> Done:
    made = placements.all_made(tx)
    placement = Placement(
        id=f"{act.value}-{len(made) + 1}",
        act=act,
        documents=tuple(placed),
        undoes=undoes,
        by=plain(signed.by or ""),
        at=app.shop.clock(),
        reason=plain(signed.reason or ""),
    )
    pins = placements.pins(tx, [one.document_id for one in placed])
    crossed = {
        pins[one.document_id][1]
        for one in placed
        if one.document_id in pins and pins[one.document_id][0] != one.after and undoes is None
    }
    placements.append(tx, placement, placement.at)
    return Done(placement, tuple(one for one in made if one.id in crossed))


def said(placement: Placement) -> str:
    """The act in one line."""
    moved = [one for one in placement.documents if one.before != one.after]
    ways = sorted({(one.before or "no announcement", one.after or "no announcement") for one in moved})
    what = ", ".join(f"{before} → {after}" for before, after in ways)
    undone = f", takes back {placement.undoes}" if placement.undoes else ""
    count = f"{len(moved)} document{'s' if len(moved) != 1 else ''}"
    return f"{placement.id}: {what} ({count}{undone}) by {placement.by}, {placement.at:%Y-%m-%d}: {placement.reason}"
