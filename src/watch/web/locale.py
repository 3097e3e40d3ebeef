"""Which language a request wants."""

from collections.abc import Iterator

from starlette.requests import Request

from watch.wording.terms import Language


def chosen(request: Request) -> Language | None:
    """The language named by ``?lang=``; None when it names none of ours."""
    match request.query_params.get("lang"):
        case "fr":
            return "fr"
        case "en":
            return "en"
        case _:
            return None


def negotiated(header: str) -> Language:
    """The first of our languages that an Accept-Language header prefers; French when it asks for neither."""
    for tag in sorted(_weighted(header), key=lambda weighed: -weighed[1]):
        primary = tag[0].partition("-")[0].lower()
        if primary in {"fr", "*"}:
            return "fr"
        if primary == "en":
            return "en"
    return "fr"


def wanted(request: Request) -> Language:
    """The language of the answer: ``?lang=`` first, then what the browser prefers."""
    return chosen(request) or negotiated(request.headers.get("accept-language", ""))


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    for part in header[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag and quality > 0:
            yield tag, quality
