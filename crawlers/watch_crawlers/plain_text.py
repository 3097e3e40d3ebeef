"""From markup to plain text: paragraphs separated by one empty line, nothing that a browser would not show."""

import re

from lxml import etree, html
from w3lib.encoding import html_to_unicode

_UNSEEN = ("script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head", "select", "button")
_BLOCK_NAMES = """
address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul video
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\xad]+")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?")
_PARAGRAPHS = re.compile(r"\n{2,}")
_COMMON = {
    "fr": "le la les des du et une est dans pour sur par qui avec au aux cette ses son",
    "en": "the and of to in is for with on that by as its are from this be will",
}
_FRENCH, _ENGLISH = (frozenset(words.split()) for words in _COMMON.values())
_WORD = re.compile(r"[a-zàâçéèêëîïôùûüœ]+")


def decoded(body: bytes, content_type: str) -> str:
    """The text of an HTML answer: by its byte order mark, its header, its own declaration, UTF-8 or Windows-1252."""
    return _CONTROL.sub("", html_to_unicode(content_type or None, body, auto_detect_fun=_guess)[1])


def tree(markup: str) -> html.HtmlElement:
    """The element tree of a page or a fragment; comments are gone, and any input gives a tree."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    root = html.document_fromstring(_CONTROL.sub("", markup).strip().encode() or b"<p></p>", parser=parser)
    return root if isinstance(root, html.HtmlElement) else html.Element("html")


def text_of(element: html.HtmlElement) -> str:
    """The visible text under *element*: one empty line between blocks, a plain line break for ``<br>``."""
    pieces: list[str] = []
    unseen = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        hidden, block = node.tag in _UNSEEN, node.tag in _BLOCKS
        if event == "start":
            unseen += hidden
            if not unseen:
                pieces.append("\n" if node.tag == "br" else "\n\n" if block else "")
                pieces.append(_flat(node.text))
        else:
            unseen -= hidden
            if not unseen:
                pieces.append("\n\n" if block else "")
                pieces.append(_flat(node.tail) if node is not element else "")
    return tidy("".join(pieces))


def markup_to_text(markup: str) -> str:
    """The visible text of a fragment of HTML, or of a text that merely may be one."""
    if not _is_markup(markup):
        return tidy(markup)
    return text_of(tree(markup))


def markup_to_line(markup: str) -> str:
    """The same on one line, for titles."""
    return " ".join(markup_to_text(markup).split())


def tidy(text: str) -> str:
    """*text* without control characters, with single blanks and single empty lines."""
    joined = _BREAKS.sub("\n", _BLANKS.sub(" ", _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")))
    return _PARAGRAPHS.sub("\n\n", joined).strip()


def language_of(text: str, stated: str) -> str:
    """French or English when the commonest words of *text* leave no doubt; otherwise *stated*, as a two-letter code."""
    words = _WORD.findall(text[:5000].lower())
    french, english = (sum(map(common.__contains__, words)) for common in (_FRENCH, _ENGLISH))
    if french + english >= 8 and max(french, english) > 4 * min(french, english):
        return "fr" if french > english else "en"
    return stated[:2].lower()


def _is_markup(text: str) -> bool:
    names = {name.lower() for name in _TAG.findall(text)}
    return bool(names & html.defs.tags) or bool(_ENTITY.search(text))


def _flat(text: str | None) -> str:
    """Line breaks in the source of a page mean no more than a blank; `tidy` joins blanks."""
    return text.replace("\n", " ").replace("\r", " ") if text else ""


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # an answer cut in the middle of a character is UTF-8 all the same
        return "utf-8" if error.start > len(body) - 4 else "cp1252"
    return "utf-8"
