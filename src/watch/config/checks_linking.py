"""What makes the rules of linking unusable: a wording that cannot be compiled or names nobody."""

import re
from collections.abc import Iterator

from watch.model import Change, Linking


def check_linking(linking: Linking) -> Iterator[str]:
    """Yield one sentence for each mistake: key, what is wrong, what to do."""
    if Change.NEW not in linking.material_changes:
        yield "material_changes: 'new' must be listed; a new announcement is always told"
    for key, patterns in (("any_of", linking.replaced.any_of), ("unless", linking.replaced.unless)):
        for pattern in patterns:
            yield from (f"replaced.{key}: {pattern!r} {said}" for said in _pattern(pattern, named=key == "any_of"))


def _pattern(pattern: str, *, named: bool) -> Iterator[str]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"is no regular expression ({error})"
    if named and "OLD" not in pattern:
        yield "must hold OLD, which stands for the supplier's name"
    plain = re.sub("OLD|GAP", "", pattern)
    if plain != plain.lower() or not plain.isascii():
        yield "must be lower case and without accents: it is asked of folded text"
