"""One fact more in the register's file: checked first, written in its place, every other byte left as it was."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

import watch
from watch.app import App
from watch.config import load_config
from watch.desk.deciding import DeskError
from watch.desk.yaml_text import Block, append_entry, set_key
from watch.errors import ConfigError
from watch.model import Actor, PartialDate, Tier
from watch.urls import is_web_address

FILE = "actors.yml"
KINDS = ("alias", "seat", "control", "hosting", "certification")
_MAIN_KEY = {
    "alias": "alias",
    "seat": "country",
    "control": "country",
    "hosting": "provider_id",
    "certification": "name",
}
"""What a value stands for that is no mapping."""
_CONFIDENCE = {"A": "high", "B": "high", "C": "medium", "D": "low", "E": "low"}
_OURS = {"source_url", "as_of", "tier"}


@dataclass(frozen=True, slots=True)
class NewFact:
    """What the command line gave, as it was written."""

    kind: str
    value: str
    """A word, or a YAML mapping: ``{provider_id: outscale, region: FR, scope: inference}``."""
    source: str | None
    as_of: str | None
    tier: str | None


def add_fact(app: App, actor: Actor, fact: NewFact) -> Path:
    """Write *fact* into actors.yml of the configuration in use; return the file.

    Raises DeskError, in sentences that say what to do, and writes nothing, for a fact that is not one, has no source or
    lies in the future, or that the register would refuse at its next start.
    """
    path = app.config.directory / FILE
    if app.config.directory.is_relative_to(Path(watch.__file__).parent):
        raise DeskError(
            ["is part of the installed package; copy the files with `vigie init DIR` and set VIGIE_CONFIG=DIR"],
            subject=str(path),
        )
    content = _content(actor, fact, app.shop.clock().date())
    before = path.read_bytes()
    try:
        after = edited(before.decode("utf-8"), actor, fact.kind, content).encode("utf-8")
        config = load_config(app.config.directory, instead={FILE: after.decode("utf-8")})
    except ConfigError as error:
        raise DeskError(list(error.mistakes), subject=f"{actor.id} {fact.kind}") from error
    except ValueError as error:
        raise DeskError([str(error)], subject=str(path)) from error
    others = {one: known for one, known in config.register.actors.items() if one != actor.id}
    assert others == {one: known for one, known in app.config.register.actors.items() if one != actor.id}
    _replace(path, before, after)
    return path


def _content(actor: Actor, fact: NewFact, today: date) -> dict[str, Any]:
    """The fact as keys of the file; DeskError with every mistake of the wish."""
    mistakes = []
    if fact.kind not in KINDS:
        mistakes.append(f"--fact: {fact.kind!r} is no kind of fact; one of: {', '.join(KINDS)}")
    if not is_web_address(fact.source or ""):
        mistakes.append(
            "--source must be the http(s) address of the page that says it; a fact without a source is none"
        )
    mistakes += _date_mistakes(fact.as_of, today)
    if fact.tier not in set(Tier):
        mistakes.append("--tier must be A, B, C, D or E (framework, section 7)")
    value = _value(fact, mistakes)
    if mistakes:
        raise DeskError(mistakes, subject=actor.id)
    return {**value, "source_url": fact.source, "as_of": fact.as_of, "tier": str(fact.tier)}


def _date_mistakes(as_of: str | None, today: date) -> list[str]:
    try:
        day = PartialDate.parse(as_of or "").first_day
    except ValueError:
        return ["--as-of must be the date on which the source said it: YYYY-MM-DD, YYYY-MM or YYYY"]
    if day > today:
        return [f"--as-of: {as_of} is in the future; give the day on which the source said it"]
    return []


def _value(fact: NewFact, mistakes: list[str]) -> dict[str, Any]:
    """*fact*'s value as a mapping; what is wrong with it is added to *mistakes*."""
    text = fact.value.strip()
    if not text:
        mistakes.append("--value is empty")
        return {}
    if not text.startswith("{"):
        return {_MAIN_KEY.get(fact.kind, "value"): text}
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mistakes.append(f"--value is no YAML mapping ({' '.join(str(error).split())})")
        return {}
    if given := sorted(_OURS & set(read)):
        mistakes.append(f"--value: {', '.join(given)} has its own option")
    return {key: str(one) if isinstance(one, date) else one for key, one in read.items()}


def edited(text: str, actor: Actor, kind: str, content: Mapping[str, Any]) -> str:
    """*text* of the file with the fact in the block of *actor*."""
    if kind == "seat":
        text = set_key(text, actor.id, "country", content.get("country"))
        text = set_key(text, actor.id, "country_source", content["source_url"])
        text = set_key(text, actor.id, "country_as_of", content["as_of"])
        return set_key(text, actor.id, "country_tier", content["tier"])
    if kind == "control":
        return set_key(text, actor.id, "ultimate_control", _control(content))
    if kind == "alias":
        if content.get("alias") not in (actor.name, *actor.aliases):
            text = append_entry(text, actor.id, "aliases", content.get("alias"))
        return append_entry(text, actor.id, "alias_periods", {"since": None, "until": None, **content})
    if kind == "hosting":
        needed: Block = {"provider_id": None, "region": None, "scope": "not stated by the source"}
        return append_entry(text, actor.id, "hosting", {**needed, **content, "evidence": None})
    needed = {"name": None, "scope": None, "status": None}
    return append_entry(text, actor.id, "certifications", {**needed, **content})


def _control(content: Mapping[str, Any]) -> Block:
    tier = content["tier"]
    return {"country": None, "owner": None, "since": None, **content, "confidence": _CONFIDENCE[tier]}


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Put *after* in the place of the file in one step; DeskError when someone else wrote it meanwhile."""
    if path.read_bytes() != before:
        raise DeskError(["was changed by someone else meanwhile; try again"], subject=str(path))
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "wb") as file:
            file.write(after)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except OSError as error:
        raise DeskError([f"cannot be written ({error.strerror})"], subject=str(path)) from error
