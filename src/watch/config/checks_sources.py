"""What can be wrong in sources.yml although each key has the right type."""

import json
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from parsel.csstranslator import HTMLTranslator

from watch.model import Interface, Register, Selectors, Source, SourceKind
from watch.urls import is_web_address

SHORTEST_CADENCE = timedelta(minutes=5)
PLACEHOLDERS = frozenset({"since", "since_digits", "page", "offset"})
"""What an address or a body may hold after a dollar sign."""
_SELECTORS = ("entry", "next_page", "title", "published", "text")
_PATHS = re.compile(r"\{([^{}]*)\}")


def check_sources(sources: tuple[Source, ...], register: Register) -> Iterator[str]:
    """Yield one sentence for each mistake, with id, key and value."""
    yield from (f"{one}: the id is given twice; each must be unique" for one in repeated(s.id for s in sources))
    for source in sources:
        yield from (f"{source.id}.{said}" for said in _source(source, register))


def repeated(ids: Iterable[str]) -> list[str]:
    """The ids that come more than once, sorted."""
    return sorted(one for one, count in Counter(ids).items() if count > 1)


def _source(source: Source, register: Register) -> Iterator[str]:
    if source.publisher is not None and source.publisher not in register.actors:
        yield f"publisher: {source.publisher!r} is not in actors.yml; add the actor or correct the id"
    if source.cadence < SHORTEST_CADENCE:
        yield f"cadence: {source.cadence} is too often; use at least {SHORTEST_CADENCE}"
    if source.pages < 1:
        yield f"pages: {source.pages} is no number of pages; use 1 or more"
    yield from _addresses(source)
    if source.enabled and source.kind is SourceKind.LISTING and not any(s.entry for s in source.selectors):
        yield "selectors: a listing needs at least one `entry` selector"
    if source.entry_url_pattern is not None:
        try:
            re.compile(source.entry_url_pattern)
        except re.error as error:
            yield f"entry_url_pattern: {source.entry_url_pattern!r} does not compile ({error})"
    for position, selectors in enumerate(source.selectors):
        yield from (f"selectors.{position}.{said}" for said in _selectors(selectors))
    if source.interface is not None:
        yield from (f"interface.{said}" for said in _interface(source.interface))
    if source.enabled and (source.interface is None) is (source.kind is SourceKind.JSON_API):
        yield "interface: a source of kind json_api needs one, and no other kind does"


def _addresses(source: Source) -> Iterator[str]:
    if source.enabled and not source.urls:
        yield "urls: is empty; an enabled source needs at least one address"
    yield from (f"urls: {one!r} is given twice; each must be unique" for one in repeated(source.urls))
    for url in source.urls:
        if not is_web_address(url):
            yield f"urls: {url!r} is not an http(s) address"
        yield from (f"urls: {said}" for said in _placeholders(url))


def _selectors(selectors: Selectors) -> Iterator[str]:
    for key in _SELECTORS:
        selector = getattr(selectors, key)
        if selector is None:
            continue
        try:
            HTMLTranslator().css_to_xpath(selector)
        except Exception as error:  # noqa: BLE001  (cssselect raises several kinds; each is the same mistake here)
            yield f"{key}: {selector!r} does not compile ({error})"


def _interface(interface: Interface) -> Iterator[str]:
    if not _PATHS.search(interface.link):
        yield f"link: {interface.link!r} holds no path in braces, so all rows would have one address"
    if not interface.text:
        yield "text: is empty; a document needs at least one paragraph"
    for key in ("page_size", "window"):
        if not getattr(interface, key):
            yield f"{key}: must be more than zero"
    if interface.body is not None:
        yield from (f"body: {said}" for said in _placeholders(interface.body))
        try:
            json.loads(string.Template(interface.body).safe_substitute(dict.fromkeys(PLACEHOLDERS, "1")))
        except ValueError as error:
            yield f"body: is not JSON ({error})"


def _placeholders(text: str) -> Iterator[str]:
    """Dollar signs that stand for nothing known."""
    template = string.Template(text)
    if not template.is_valid():
        yield f"{text!r} holds a lone dollar sign; write it as $$"
    for name in template.get_identifiers():
        if name not in PLACEHOLDERS:
            yield f"${name} is no placeholder; one of: {', '.join(sorted(PLACEHOLDERS))}"
