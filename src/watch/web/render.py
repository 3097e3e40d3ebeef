"""Templates with the reader's words bound to them: one page, one language, one set of links."""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from watch.model import Assessment, Framework
from watch.web.locale import chosen, wanted
from watch.web.words import WORDS, tell
from watch.wording import phrases
from watch.wording.terms import Language, say

_FACT = re.compile(r"(?P<statement>.*) \((?P<url>https?://\S+), (?P<as_of>[^()]*)\)", re.DOTALL)
_TONES = frozenset({"sovereignty", "mixed", "open", "dependence"})
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
        body = self._environment.get_template(template).render(**self._words(request, lang), **values)
        headers = {"Content-Language": lang, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
        return HTMLResponse(body, status_code=status, headers=headers)

    def address(self, request: Request, path: str) -> str:
        """The full address of *path* as readers see it."""
        return f"{self._public_url or str(request.base_url).rstrip('/')}{path}"

    def _words(self, request: Request, lang: Language) -> dict[str, object]:
        """What every template may call: words, sentences of values, links."""
        root = str(request.scope.get("root_path", "")).rstrip("/")
        fixed = {"lang": lang} if chosen(request) else {}

        def link(path: str, **query: object) -> str:
            asked = {key: value for key, value in {**query, **fixed}.items() if value not in (None, "")}
            return f"{root}{path}{'?' if asked else ''}{urlencode(asked)}"

        other: Language = "fr" if lang == "en" else "en"
        asked = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
        return {
            "lang": lang,
            "other_lang": other,
            "other_url": f"{root}{_path(request)}?{urlencode([*asked, ('lang', other)])}",
            "here": _path(request),
            "link": link,
            "plain_link": lambda path: f"{root}{path}",
            "lang_asked": bool(fixed),
            "style": self._style,
            **_sentences(lang),
        }


def _path(request: Request) -> str:
    """The path of the request without what the proxy put before it, escaped again."""
    root = str(request.scope.get("root_path", ""))
    return quote(str(request.scope["path"]).removeprefix(root))


def _sentences(lang: Language) -> dict[str, object]:
    """The functions of `phrases` and the tables of words, bound to one language."""
    return {
        "t": lambda key, **values: tell(key, lang, **values),
        "w": lambda key: say("word", key, lang),
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
        "tone": lambda reading: reading if reading in _TONES else "none",
        "mark": lambda reading: _MARKS.get(reading, "–"),
        "headline": phrases.headline,
        "by_role": phrases.parties_by_role,
        "documented": phrases.hosting_documented,
        "deciding": phrases.deciding_findings,
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
