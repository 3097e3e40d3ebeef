"""From a view to the two bodies of a mail: HTML with its styles inlined, and plain text of equal content."""

import textwrap
from functools import cache

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from watch.wording.terms import Language, say
from watch_pipelines.templates.texts import tell

_LINE = 78


def render(name: str, lang: Language, **values: object) -> tuple[str, str]:
    """(html, text) of the templates ``<name>.html`` and ``<name>.txt``; everything is escaped in the first."""
    words = {
        "lang": lang,
        "t": lambda key, **args: tell(key, lang, **args),
        "w": lambda key: say("word", key, lang),
        "quoted": lambda text: f"«\u00a0{text}\u00a0»" if lang == "fr" else f"“{text}”",
        "semicolon": "\u00a0; " if lang == "fr" else "; ",
        "colon": "\u00a0:" if lang == "fr" else ":",
    }
    html = _environment().get_template(f"{name}.html").render(**words, **values)
    text = _environment().get_template(f"{name}.txt").render(**words, **values)
    return _inliner().inline(html), text.strip() + "\n"


def _wrap(text: str, indent: str = "", first: str | None = None) -> str:
    """*text* in lines of at most 78 characters; words (links above all) are never broken."""
    return textwrap.fill(
        text,
        _LINE,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sentence(text: str) -> str:
    """*text* with a capital first letter, the others untouched."""
    return text[:1].upper() + text[1:]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("watch_pipelines", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(wrap=_wrap, sentence=_sentence)
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    """Styles go to their elements; what cannot (dark mode, phones) stays; nothing is ever loaded."""
    return css_inline.CSSInliner(keep_at_rules=True, keep_style_tags=False, load_remote_stylesheets=False)
