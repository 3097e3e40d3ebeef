"""The sheet of one actor: everything the register says of it, and what it said on an earlier day."""

import difflib
from collections.abc import Mapping
from datetime import date, datetime

from watch.app import App
from watch.desk.checks import flat
from watch.desk.deciding import DeskError
from watch.desk.facts import Fact, Limits, facts_of
from watch.model import Actor
from watch.stems import spelling
from watch.store import history, knowledge
from watch.tables import as_json, console


def actor_named(app: App, name: str, as_of: date | None = None) -> Actor:
    """The actor of that id, name or alias, as known today or at the end of *as_of*.

    Raises DeskError for a name that nobody bears (with the nearest ones) or that several do.
    """
    actors = app.config.register.actors if as_of is None else _recorded(app, as_of)
    if name in actors:
        return actors[name]
    folded = spelling(name)
    found = [one for one in actors.values() if folded in {spelling(each) for each in (one.name, *one.aliases)}]
    if len(found) == 1:
        return found[0]
    if found:
        raise DeskError([f"is a name of {', '.join(one.id for one in found)}; give one of these ids"], subject=name)
    names = {spelling(each): one.id for one in actors.values() for each in (one.id, one.name, *one.aliases)}
    near = dict.fromkeys(names[each] for each in difflib.get_close_matches(folded, names, n=5))
    hint = f"did you mean: {', '.join(near)}" if near else "`vigie register check` lists names met and not known"
    raise DeskError([f"is not in the register; {hint}"], subject=name)


def _recorded(app: App, as_of: date) -> Mapping[str, Actor]:
    with app.store.read() as tx:
        found = knowledge.actors_at(tx, history.end_of(as_of))
    if not found:
        raise DeskError(["nothing was recorded yet on that day"], subject=str(as_of))
    return found


def states(app: App, actor: Actor) -> tuple[tuple[datetime, Actor | None], ...]:
    """When the facts of *actor* were recorded in another state, oldest first."""
    with app.store.read() as tx:
        return knowledge.states_of(tx, actor.id)


def print_sheet(actor: Actor, recorded: tuple[tuple[datetime, Actor | None], ...], today: date, limits: Limits) -> None:
    """Print every fact with its source, date and tier."""
    out = console()
    kind = f"{actor.kind}, {actor.subkind}" if actor.subkind else actor.kind
    out.print("[bold]", end="")
    out.out(f"{actor.name}  ({actor.id})", highlight=False)
    out.out(f"  {kind}{'; listed' if actor.listed else ''}", highlight=False)
    for label, text in (
        ("SIREN", actor.siren),
        ("product kind", actor.product_kind),
        ("public status", actor.public_status),
        ("technology from", ", ".join(actor.technology_from)),
        ("joint venture of", ", ".join(actor.joint_venture_of)),
        ("documented presence", ", ".join(actor.foreign_presence)),
        ("offers", ", ".join(f"{offer.name} ({offer.product_kind})" for offer in actor.offers)),
        ("ambiguous", actor.ambiguous),
        ("notes", actor.notes),
    ):
        if text:
            out.out(f"  {label}: {text}", highlight=False)
    for fact in facts_of(actor):
        for line in _lines(fact, today, limits):
            out.out(line, highlight=False)
    for when, state in recorded:
        what = "recorded" if state else "taken out"
        out.out(f"  {what} {when:%Y-%m-%d %H:%M} UTC", highlight=False)


def _lines(fact: Fact, today: date, limits: Limits) -> list[str]:
    if fact.kind == "alias" and fact.source is None:
        return [f"  alias: {fact.text}"]
    known = [fact.source or "no source", fact.as_of or "undated"]
    known += [f"tier {fact.tier}"] if fact.tier else []
    known += ["STALE"] if fact.stale(today, limits) else []
    lines = [f"  {fact.kind}: {fact.text}"]
    if fact.kind != "parent":
        lines.append(f"      {', '.join(known)}")
    return lines + ([f"      note: {fact.note}"] if fact.note else [])


def sheet_json(actor: Actor, recorded: tuple[tuple[datetime, Actor | None], ...], today: date, limits: Limits) -> str:
    """The same for a script."""
    return as_json(
        {
            "id": actor.id,
            "name": actor.name,
            "kind": actor.kind,
            "subkind": actor.subkind,
            "siren": actor.siren,
            "ambiguous": actor.ambiguous,
            "notes": actor.notes,
            "facts": [{**flat(fact), "stale": fact.stale(today, limits)} for fact in facts_of(actor)],
            "recorded": [{"at": when, "present": state is not None} for when, state in recorded],
        }
    )
