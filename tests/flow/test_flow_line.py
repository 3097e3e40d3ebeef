"""The flow line says what the handler table does."""

import re
from pathlib import Path

import watch
from watch import events
from watch.app import HANDLERS

ROOT = Path(watch.__file__).parents[2]


def _line(text: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip().startswith("sources →"))


def _events(line: str) -> list[str]:
    """Names of the events of the line, in order: what stands between "⇒" or ";" and "|"."""
    named = [name for chunk in re.findall(r"(?:⇒|;)\s+([\w/-]+)\s+\|", line) for name in chunk.split("/")]
    return [name for name in named if name]


def test_the_line_and_the_table_name_the_same_events_in_the_same_order() -> None:
    """`HANDLERS` has exactly the events of the flow line."""
    assert _events(_line(watch.__doc__ or "")) == list(HANDLERS)


def test_every_event_has_a_handler() -> None:
    """An event type without a row in the table would never be treated."""
    names = {shape.name for shape in vars(events).values() if isinstance(shape, type) and hasattr(shape, "name")}
    assert names == set(HANDLERS)


def test_readme_and_docs_show_the_same_line() -> None:
    """The line is the same wherever it is shown."""
    line = _line(watch.__doc__ or "")
    for path in ("README.md", "docs/flow.md"):
        assert _line((ROOT / path).read_text(encoding="utf-8")) == line


def test_the_stages_of_the_line_exist() -> None:
    """Each lower-case word between arrows after `captured` is a module of the stages."""
    import importlib.util

    line = _line(watch.__doc__ or "")
    words = set(re.findall(r"[a-z]+", line[line.index("captured") :])) & {
        "normalise", "dedupe", "detect", "extract", "resolve", "link", "assess", "alert", "digest",
    }  # fmt: skip
    assert len(words) == 9
    assert all(importlib.util.find_spec(f"watch_pipelines.{word}") for word in words)
