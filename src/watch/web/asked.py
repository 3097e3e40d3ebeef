"""The question in an address: the query of the search box, with what the form and the facets add to it."""

import re
from datetime import date
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from watch.asking import Question, Vocabulary, parse
from watch.web.render import date_asked
from watch.wording.phrases import plain

CHOICES = ("verdict", "sector", "status")
"""The fields that the form has a list for."""
_BLANK = re.compile(r"[\s,]")
_KNOWN = re.compile(r"(^|\s)(as-of|état-au):", re.IGNORECASE)


def asked(request: Request, vocabulary: Vocabulary) -> Question:
    """The question of the address; QuestionError where it makes no sense, HTTPException 400 for what is no day."""
    return parse(query_text(request), vocabulary)


def query_text(request: Request) -> str:
    """The query with the choices of the form in the same language, so that one text says it all."""
    params = request.query_params
    parts = [plain(params.get("q", ""))]
    parts += [f"{name}:{quoted(value)}" for name in CHOICES if (value := plain(params.get(name) or ""))]
    day = asked_day(request)
    if day is not None and not _KNOWN.search(parts[0]):
        parts.append(f"as-of:{day.isoformat()}")
    return " ".join(part for part in parts if part)


def asked_day(request: Request) -> date | None:
    """The day whose knowledge is asked for; None: today's. HTTPException 400 for what is no day."""
    try:
        return date_asked(request)
    except ValueError:
        raise HTTPException(400, "as_of") from None


def quoted(value: str) -> str:
    """*value* as a query writes it: between quotation marks when it has blanks."""
    bare = value.replace('"', " ").strip()
    return f'"{bare}"' if _BLANK.search(bare) else bare


def narrowed(text: str, field: str, value: str) -> str:
    """*text* with one more condition; "none" asks for what is missing where the language can."""
    if value == "none":
        missing = {"supplier.country": "missing:supplier", "host.country": "missing:host"}.get(field)
        missing = missing or (f"missing:{field}" if field in {"sector", "instrument"} else "missing:assessment")
        return f"{text} {missing}".strip()
    return f"{text} {'date' if field == 'year' else field}:{quoted(value)}".strip()


def permalink(path: str, text: str, **more: str) -> str:
    """The address of *path* with that query."""
    asked_for = {key: value for key, value in {"q": text, **more}.items() if value}
    return f"{path}{'?' if asked_for else ''}{urlencode(asked_for)}"
