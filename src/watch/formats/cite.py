"""How to cite a sheet: plain words, BibTeX, CSL-JSON; the version and the day of the knowledge are part of it."""

import json
import re
from dataclasses import dataclass
from datetime import date

_BIBTEX = {
    **{each: f"\\{each}" for each in "&%$#_{}"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says."""

    key: str
    """Id of the announcement with its version."""
    title: str
    verdict: str
    """With framework and rule; empty while it awaits one."""
    day: date
    """Of the assessment, or when the announcement was first seen."""
    url: str


def bibtex(cited: Citation) -> str:
    """An entry of type ``misc``."""
    fields = {
        "author": "{Vigie}",
        "title": _escaped(cited.title),
        "year": str(cited.day.year),
        "month": str(cited.day.month),
        "howpublished": f"\\url{{{cited.url}}}",
        "note": _escaped(cited.verdict),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    key = re.sub(r"[^A-Za-z0-9-]", "", cited.key)
    return f"@misc{{vigie-{key},\n{lines}\n}}\n"


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(each, each) for each in text)


def csl(cited: Citation) -> str:
    """CSL-JSON, as Zotero and citation processors read it."""
    day = cited.day
    return json.dumps(
        [
            {
                "id": f"vigie-{cited.key}",
                "type": "webpage",
                "title": cited.title,
                "author": [{"literal": "Vigie"}],
                "container-title": "Vigie",
                "issued": {"date-parts": [[day.year, day.month, day.day]]},
                "note": cited.verdict,
                "URL": cited.url,
            }
        ],
        ensure_ascii=False,
        indent=1,
    )
