"""What is derived once and asked often: by the identity of large values, never by their content.

A register or a legal base has thousands of parts; hashing one to find a remembered answer costs more than the answer.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

Whole = TypeVar("Whole")
Answer = TypeVar("Answer")
Rest = ParamSpec("Rest")


class Remembering(Protocol):
    """A decorator that leaves the signature as it is."""

    def __call__(
        self, function: Callable[Concatenate[Whole, Rest], Answer], /
    ) -> Callable[Concatenate[Whole, Rest], Answer]:
        """The same function, which remembers."""
        ...


def by_identity(size: int, key: Callable[[Any], object] | None = None) -> Remembering:
    """Remember the last *size* answers of a function by the identity of its first argument, or of *key* of it.

    The value behind the identity is kept as long as its answers, so that no other value can take its place. Other
    arguments must be hashable, and given by position; a call that names one is not remembered.
    """

    def decorate(
        function: Callable[Concatenate[Whole, Rest], Answer],
    ) -> Callable[Concatenate[Whole, Rest], Answer]:
        kept: OrderedDict[tuple[int, Hashable], tuple[object, Answer]] = OrderedDict()

        @wraps(function)
        def remembering(whole: Whole, /, *rest: Rest.args, **named: Rest.kwargs) -> Answer:
            known: object = key(whole) if key is not None else whole
            place = (id(known), rest)
            found = kept.get(place)
            if found is not None and not named:
                return found[1]
            answer = function(whole, *rest, **named)
            if not named:
                kept[place] = (known, answer)
                if len(kept) > size:
                    kept.popitem(last=False)
            return answer

        return remembering

    return decorate
