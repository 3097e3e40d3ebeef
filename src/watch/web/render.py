"""Templates with the reader's words bound to them: one page, one language, one set of links."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from watch.model import READINGS, Assessment, Framework
from watch.web.locale import chosen, wanted
from watch.web.words import WORDS, tell
from watch.web.words_asking import country
from watch.wording import phrases, reasons
from watch.wording.markup import one_line
from watch.wording.terms import Language, say

_FACT = re.compile(r"(?P<statement>.*) \((?P<url>https?://\S+), (?P<as_of>[^()]*)\)", re.DOTALL)
_MARKS = {"sovereignty": "●", "mixed": "◐", "open": "○", "dependence": "▲"}


class Pages:
    """Renders the templates; *public_url* is the address readers see, the request's own when None."""

    def __init__(self, public_url: str | None = None) -> None:
        self._public_url = public_url.rstrip("/") if public_url else None
        self._environment = Environment(
            loader=PackageLoader("watch.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["first_upper"] = _sentence
        style = files("watch.web").joinpath("static/vigie.css").read_bytes()
        self._style = sha256(style).hexdigest()[:12]

    def page(self, request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """The page made of *template* in the language that the request wants."""
        lang = wanted(request)
        body = self._environment.get_template(template).render({**self._words(request, lang), **values})
        headers = {"Content-Language": lang, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
        return HTMLResponse(body, status_code=status, headers=headers)

    def address(self, request: Request, path: str) -> str:
        """The full address of *path* as readers see it."""
        return f"{self._public_url or str(request.base_url).rstrip('/')}{path}"

    def _words(self, request: Request, lang: Language) -> dict[str, object]:
        """What every template may call: words, sentences of values, links."""
        root = str(request.scope.get("root_path", "")).rstrip("/")
        fixed: dict[str, object] = {"lang": lang} if chosen(request) else {}
        as_of = _known_on(request)
        here = _path(request)
        kept = {"as_of": as_of} if as_of and _in_time(here) else {}

        def link(path: str, **query: object) -> str:
            every = {**(kept if _in_time(path) else {}), **query, **fixed}
            asked = {key: value for key, value in every.items() if value not in (None, "")}
            return f"{root}{path}{'?' if asked else ''}{urlencode(asked)}"

        other: Language = "fr" if lang == "en" else "en"
        asked = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
        return {
            "lang": lang,
            "other_lang": other,
            "other_url": f"{root}{_path(request)}?{urlencode([*asked, ('lang', other)])}",
            "here": _path(request),
            "link": link,
            "here_with": lambda address: _with(f"{root}{address}", fixed),
            "country": lambda code: country(code, lang),
            "plain_link": lambda path: f"{root}{path}",
            "lang_asked": bool(fixed),
            "as_of": as_of if kept else None,
            "today_url": link(here, as_of=None),
            "style": self._style,
            **_sentences(lang),
        }


def date_asked(request: Request) -> date | None:
    """The day in the address whose knowledge is asked for; None: today's. ValueError for what is no day."""
    asked = request.query_params.get("as_of")
    return date.fromisoformat(asked) if asked else None


def _with(address: str, more: Mapping[str, object]) -> str:
    """*address* with what every link of this page carries."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}" if more else address


def _in_time(path: str) -> bool:
    """Whether the page of *path* can be asked as of a day: the list and the sheets."""
    return path == "/" or path.startswith("/announcements/")


def _known_on(request: Request) -> date | None:
    """The same for a page that must be shown even when the address is wrong."""
    try:
        return date_asked(request)
    except ValueError:
        return None


def _path(request: Request) -> str:
    """The path of the request without what the proxy put before it, escaped again."""
    root = str(request.scope.get("root_path", ""))
    return quote(str(request.scope["path"]).removeprefix(root))


def _sentences(lang: Language) -> dict[str, object]:
    """The functions of `phrases` and the tables of words, bound to one language."""
    return {
        "t": lambda key, **values: tell(key, lang, **values),
        "w": lambda key: say("word", key, lang),
        "r": lambda kind, code, **values: reasons.say(kind, code, lang, **values),
        "rule": lambda name: reasons.say_rule(name, lang),
        "aside": lambda why: reasons.say_aside(why, lang),
        "decided": lambda correction: reasons.say_correction(correction, lang),
        "fields": lambda names: reasons.say_fields(names, lang),
        "one_line": one_line,
        "say": lambda kind, code: say(kind, code, lang),
        "colon": "\u00a0:" if lang == "fr" else ":",
        "semicolon": "\u00a0; " if lang == "fr" else "; ",
        "quoted": lambda text: f"«\u00a0{text}\u00a0»" if lang == "fr" else f"“{text}”",
        "day": lambda when: phrases.say_day(when, lang),
        "moment": lambda when: _moment(when, lang),
        "date": lambda when: phrases.say_date(when, lang),
        "fact_date": lambda text: phrases.say_fact_date(text, lang),
        "every": lambda span: _every(span, lang),
        "amount": lambda amount: phrases.say_amount(amount, lang),
        "duration": lambda months: phrases.say_duration(months, lang),
        "hosting": lambda mention: phrases.say_hosting(mention, lang),
        "axes": lambda axes: phrases.axis_rows(axes, lang),
        "answer": lambda assessment: phrases.say_answer(assessment, lang),
        "label": lambda label, framework: phrases.say_label(label, framework, lang),
        "value": lambda criterion, value, framework: phrases.say_value(criterion, value, framework, lang),
        "criterion": lambda name, framework: phrases.criterion_name(name, framework, lang),
        "axis_key": lambda axis: tell(f"axis_key.{axis}", lang) if f"axis_key.{axis}" in WORDS else axis,
        "changes": lambda announcement: ", ".join(say("change", change, lang) for change in announcement.changes),
        "register_fact": _register_fact,
        "would_change": lambda line, framework: phrases.say_change_of_verdict(line, framework, lang),
        "verdict_name": lambda slug, framework: _sentence(phrases.say_verdict(slug, framework, lang)),
        "verdict": lambda assessment, framework: _verdict(assessment, framework, lang),
        "tone": lambda reading: reading if reading in READINGS else "none",
        "mark": lambda reading: _MARKS.get(reading, "–"),
        "headline": phrases.headline,
        "by_role": phrases.parties_by_role,
        "documented": phrases.hosting_documented,
        "deciding": phrases.deciding_findings,
        "fact": lambda name, value: phrases.say_fact(name, value, lang),
        "short": phrases.shorten,
        "safe": phrases.safe_link,
        "at_quote": phrases.quote_link,
    }


def _verdict(assessment: Assessment, framework: Framework, lang: Language) -> str:
    """The verdict with its prefix and what distinguishes it."""
    return _sentence(phrases.say_full_verdict(assessment, framework, lang))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _register_fact(line: str) -> tuple[str, str | None, str]:
    """(statement, source, date) of "actor: statement (source, date)"; the whole line when its shape is another."""
    found = _FACT.fullmatch(line)
    return (found["statement"], found["url"], found["as_of"]) if found else (line, None, "")


def _moment(when: datetime, lang: Language) -> str:
    return f"{phrases.say_day(when.date(), lang)}, {when:%H:%M} UTC"


def _every(span: timedelta, lang: Language) -> str:
    """A cadence: "toutes les 30 min", "every 6 h"."""
    minutes = int(span.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    length = f"{minutes}\u00a0min" if rest or not hours else f"{hours}\u00a0h"
    return f"toutes les {length}" if lang == "fr" else f"every {length}"
