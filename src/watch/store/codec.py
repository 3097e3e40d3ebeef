"""Values as JSON text and back, without loss; the columns beside them are only for searching."""

import hashlib
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from watch.errors import StoreError

T = TypeVar("T")


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(shape: type) -> TypeAdapter[Any]:
    if shape not in _adapters:
        _adapters[shape] = TypeAdapter(shape)
    return _adapters[shape]


def encode(value: object) -> str:
    """*value* (a dataclass of `watch.model` or `watch.events`) as JSON."""
    return str(_adapter(type(value)).dump_json(value), "utf-8")


def decode(shape: type[T], text: str) -> T:
    """The value of *shape* that `encode` wrote; StoreError when the text is of another shape."""
    try:
        value: T = _adapter(shape).validate_json(text)
    except ValidationError as error:
        raise StoreError(
            f"a stored {shape.__name__} cannot be read ({error.error_count()} mistakes); the row was written by "
            "another version or is damaged",
            subject="database",
        ) from error
    return value


def fingerprint(value: object) -> str:
    """A short digest of *value*'s content: what a field that stands at its default says does not count.

    A field added to a value type in a later version therefore changes no fingerprint until someone fills it.
    """
    content = _adapter(type(value)).dump_json(value, exclude_defaults=True)
    return hashlib.sha256(content).hexdigest()[:20]
