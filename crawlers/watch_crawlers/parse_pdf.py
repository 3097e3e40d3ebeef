"""PDF communiqués: bytes to `ParsedPage`. Runs in the reading process only, within its memory and its deadline."""

import io
import re
from itertools import islice

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from watch.errors import ParseError
from watch_crawlers.parsed import ParsedPage, Published, ReadTask
from watch_crawlers.plain_text import tidy
from watch_crawlers.published import from_text

MAX_PDF_PAGES = 40
"""Pages read; a communiqué has two or three, a press kit some thirty."""
MIN_PDF_TEXT = 80
"""Characters below which a PDF counts as a picture of a text."""
_HYPHEN = re.compile(r"(?<=\w)[-\xad]\n(?=[a-zéèêàâîôûç])")
_PARAGRAPH = re.compile(r"\n\s*\n|(?<=[.!?:»])\s*\n(?=[A-ZÉÈÀÎ«•–-])")


def parse_pdf(body: bytes, task: ReadTask) -> ParsedPage:
    """Read *body* as a PDF document.

    Raises ParseError when it is broken, encrypted, or holds no text (a scan).
    """
    try:
        pdf = PdfReader(io.BytesIO(body), strict=False)
        if pdf.is_encrypted and not pdf.decrypt(""):
            raise ParseError("the PDF is encrypted", subject=task.url)
        pages = [page.extract_text() for page in islice(pdf.pages, MAX_PDF_PAGES)]
        stated = (pdf.metadata.title if pdf.metadata else None) or ""
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ParseError(f"the PDF cannot be read ({type(error).__name__})", subject=task.url) from error
    text = _paragraphs("\n\n".join(pages))
    if len(text) < MIN_PDF_TEXT:
        raise ParseError("the PDF holds no text; it is a picture of one", subject=task.url)
    return ParsedPage(_title(stated, text), _published(text, task), text, ruled=False)


def _paragraphs(text: str) -> str:
    """Lines joined to paragraphs: an empty line, or a sentence's end before a capital, begins a new one."""
    whole = _HYPHEN.sub("", text.replace("\r", "\n"))
    return tidy("\n\n".join(" ".join(part.split()) for part in _PARAGRAPH.split(whole)))


def _title(stated: str, text: str) -> str:
    """The title that the file states, unless it is the name of a file; else its first line that says something."""
    stated = " ".join(stated.split())
    if len(stated) >= 15 and not re.search(r"\.(?:docx?|indd|pdf)\b|^microsoft word", stated, re.IGNORECASE):
        return stated
    lines = (line for line in text.split("\n\n") if len(line) >= 15 and not line.isupper())
    return next(lines, text)[:300]


def _published(text: str, task: ReadTask) -> Published | None:
    """« Paris, le 12 novembre 2026 »: the date of its first lines."""
    return from_text(text[:600], task.now, task.language)
