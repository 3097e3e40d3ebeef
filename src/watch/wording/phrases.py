"""Sentences made of values: dates, amounts, hosting, verdicts, and links that land on the quoted sentence."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from urllib.parse import quote, urlsplit

from watch.model import (
    Amount,
    Announcement,
    Assessment,
    Axes,
    Finding,
    Framework,
    HostingMention,
    HostingScope,
    PartialDate,
    Role,
    Side,
)
from watch.wording.terms import Language, known, say, typographic

QUOTE_LIMIT = 300
"""Longest quotation shown, in characters."""
_BEHIND: Mapping[str, tuple[str, ...]] = {
    "exposure": ("C7", "C6", "C9", "C8", "C3", "C2"),
    "dependence": ("C15", "C13", "C14"),
}
"""The criteria behind an axis that a rule names, those that weigh most first."""
_WHOLE_FRAGMENT = 120
_FRAGMENT_WORDS = 5
_BLANKS = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")
_URL_SAFE = "%/:?#[]@!$&'()*+,;=~-._"

_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def plain(text: str) -> str:
    """*text* on one line, without control characters, lone surrogates, or marks that reverse the order of reading."""
    line = _BLANKS.sub(" ", text).strip()
    return "".join(
        character
        for character in line
        if unicodedata.category(character) not in {"Cc", "Cs", "Co"} and not _reorders(character)
    )


def _reorders(character: str) -> bool:
    return unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def shorten(text: str, limit: int = QUOTE_LIMIT) -> str:
    """*text* as `plain`, cut at a word so that it has at most *limit* characters."""
    line = plain(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    kept = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return f"{kept.rstrip(' ,;:')}…"


def safe_link(url: str) -> str | None:
    """*url* fit for a link: http or https, a host, no user name; None for anything else."""
    line = url.strip()
    try:
        parts = urlsplit(line)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc or line != plain(line):
        return None
    return quote(line, safe=_URL_SAFE)


def quote_link(url: str, sentence: str) -> str | None:
    """A link that lands on *sentence* in the page at *url* (text fragment); None when *url* is not fit for a link."""
    link = safe_link(url)
    blocks = [plain(block) for block in sentence.split("\n") if plain(block)]
    if link is None or not blocks:
        return link
    first, last = blocks[0], blocks[-1]
    if len(blocks) == 1 and len(first) <= _WHOLE_FRAGMENT:
        directive = _fragment(first)
    else:
        # a fragment given whole must lie in one block; the two ends may lie in different ones
        start, end = first.split(" ")[:_FRAGMENT_WORDS], last.split(" ")[-_FRAGMENT_WORDS:]
        directive = f"{_fragment(' '.join(start))},{_fragment(' '.join(end))}"
    return f"{link}{'' if '#' in link else '#'}:~:text={directive}"


def _fragment(words: str) -> str:
    """Percent-encoded; the hyphen too, which has a meaning of its own in a text fragment."""
    return quote(words, safe="").replace("-", "%2D")


def say_day(day: date, lang: Language) -> str:
    """A full date in words: "1er mars 2026", "1 March 2026"."""
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[lang][day.month - 1]} {day.year}"


def say_date(when: PartialDate, lang: Language) -> str:
    """A date in words that says what it does not know: "novembre 2025 (jour non précisé)"."""
    if when.day is not None:
        return say_day(when.first_day, lang)
    if when.month is not None:
        unknown = "jour non précisé" if lang == "fr" else "day not stated"
        return f"{_MONTHS[lang][when.month - 1]} {when.year} ({unknown})"
    return f"{when.year} ({'mois non précisé' if lang == 'fr' else 'month not stated'})"


def say_fact_date(text: str, lang: Language) -> str:
    """An ISO date, possibly partial, in words; text of another shape comes back as it is."""
    try:
        return say_date(PartialDate.parse(text), lang)
    except ValueError:
        return text


def say_fact(fact: str, value: str, lang: Language) -> str:
    """A value of `Testimony` in words: "26 novembre 2025", "36", "accord-cadre", "cloud qualifié (Outscale)"."""
    if fact in {"announced_on", "signed_on"}:
        return say_fact_date(value, lang)
    if fact == "amount":
        number, currency = value.split(" ")
        return f"{int(number):,}".replace(",", "\u202f" if lang == "fr" else ",") + f"\u00a0{currency}"
    if fact == "hosting":
        kind, _, where = value.partition(":")
        named = say("hosting", kind, lang) if known("hosting", kind) else kind
        return f"{named} ({shorten(where, 80)})" if where else named
    return say(fact, value, lang) if known(fact, value) else value


def say_amount(amount: Amount, lang: Language) -> str:
    """Money in words: "jusqu’à 140 M€", "up to €140 million"."""
    million = abs(amount.value) >= 1_000_000
    figure = f"{amount.value / 1_000_000 if million else amount.value:,.2f}".rstrip("0").rstrip(".")
    if lang == "fr":
        figure = figure.replace(",", "\u202f").replace(".", ",")
        unit = "€" if amount.currency == "EUR" else amount.currency
        space = "" if unit == "€" else " "
        return f"{'jusqu’à ' if amount.cap else ''}{figure}\u00a0{f'M{space}{unit}' if million else unit}"
    money = f"€{figure}" if amount.currency == "EUR" else f"{amount.currency} {figure}"
    return f"{'up to ' if amount.cap else ''}{money}{' million' if million else ''}"


def say_duration(months: int, lang: Language) -> str:
    """A length: "4 ans", "18 mois"."""
    if months % 12 == 0:
        years = months // 12
        unit = "an" if lang == "fr" else "year"
        return f"{years}\u00a0{unit}{'s' if years > 1 else ''}"
    if lang == "fr":
        return f"{months}\u00a0mois"
    return f"{months}\u00a0month{'s' if months > 1 else ''}"


def say_verdict(slug: str, framework: Framework, lang: Language) -> str:
    """The display of a verdict in the framework's own words."""
    for text in framework.verdicts:
        if text.slug == slug:
            return text.display_en if lang == "en" else text.display_fr
    return slug.replace("_", " ")


NAMING_FLAG = "national_presumption"
"""The flag that renames its verdict: a home supplier of a body outside Europe is presumed national, not European."""


def say_verdict_of(assessment: Assessment, framework: Framework, lang: Language) -> str:
    """The display of the verdict of *assessment*, without prefix; in the words of its naming flag where it has one."""
    if NAMING_FLAG in assessment.flags:
        return say_label(NAMING_FLAG, framework, lang)
    return say_verdict(assessment.verdict, framework, lang)


def say_label(label: str, framework: Framework, lang: Language) -> str:
    """The words of the framework for a prefix or a flag."""
    for known_label in (*framework.prefixes, *framework.flags):
        if known_label.id == label:
            return known_label.display_en if lang == "en" else known_label.display_fr
    return label.replace("_", " ")


def say_full_verdict(assessment: Assessment, framework: Framework, lang: Language) -> str:
    """The verdict with its prefix and the qualifier of its rule: "[pilote] maîtrise partielle (déclarée)"."""
    verdict = say_verdict_of(assessment, framework, lang)
    rule = next((rule for rule in framework.rules if rule.id == assessment.rule), None)
    qualifier = (rule.qualifier_en if lang == "en" else rule.qualifier_fr) if rule else None
    prefix = f"[{say_label(assessment.prefix, framework, lang)}] " if assessment.prefix else ""
    return plain(f"{prefix}{verdict}{f' ({qualifier})' if qualifier else ''}")


def criterion_name(reference: str, framework: Framework, lang: Language) -> str:
    """The short name of a criterion given by id or code; its question when it has no short name."""
    found = next((each for each in framework.criteria if reference in (each.id, each.code)), None)
    if found is None:
        return say("criterion", reference, lang)
    if known("criterion", found.code):
        return say("criterion", found.code, lang)
    return found.question_en if lang == "en" else found.question_fr


def say_value(criterion: str, value: str | None, framework: Framework, lang: Language) -> str:
    """The words for the value of a finding; *criterion* by id or code."""
    if value is None:
        return say("word", "undocumented", lang)
    code = next((each.code for each in framework.criteria if criterion in (each.id, each.code)), criterion)
    if code == "C10" and known("code", f"S{value}"):
        return f"S{value} – {say('code', f'S{value}', lang)}"
    named = f"{code}.{value}"
    return say("value", named if known("value", named) else value, lang)


def say_change_of_verdict(line: str, framework: Framework, lang: Language) -> str:
    """One line of `would_change` ("criterion=value → verdict") as a sentence; other shapes come back as they are."""
    found = re.fullmatch(r"(?P<criterion>[^=]+)=(?P<value>.+?)\s*→\s*(?P<verdict>\S+)", line.strip())
    if not found:
        return line
    name = criterion_name(found["criterion"].strip(), framework, lang)
    value = say_value(found["criterion"].strip(), found["value"].strip(), framework, lang)
    verdict = say_verdict(found["verdict"], framework, lang)
    if lang == "en":
        return f"{name}: if shown to be “{value}”, the verdict would become “{verdict}”."
    return typographic(f"{name} : s’il était établi « {value} », le verdict deviendrait « {verdict} ».", lang)


def say_hosting(mention: HostingMention, lang: Language) -> str:
    """One hosting statement: who, what kind, where, whom it is about, and whether it is denied or only considered."""
    place = say("place", mention.location, lang) if mention.location else None
    parts = [mention.provider, say("hosting", mention.kind, lang), place, say("scope", mention.scope, lang)]
    if mention.negated:
        parts.insert(0, say("word", "excluded", lang))
    elif mention.hypothetical:
        parts.insert(0, say("word", "considered", lang))
    return " · ".join(plain(part) for part in parts if part)


def hosting_documented(announcement: Announcement) -> bool:
    """True when some statement says where this very contract runs."""
    return any(
        mention.scope is HostingScope.CONTRACT and not mention.negated and not mention.hypothetical
        for mention in announcement.hosting
    )


def headline(announcement: Announcement) -> str:
    """The parties in one line, company first: "Mistral AI – ministère des Armées"; the title when none is known."""
    companies = _first_names(announcement, Side.PRIVATE, Role.SUPPLIER)
    bodies = _first_names(announcement, Side.PUBLIC, Role.BUYER)
    return " – ".join(names for names in (companies, bodies) if names) or shorten(announcement.title, 120)


def _first_names(announcement: Announcement, side: Side, leading: Role) -> str:
    """At most two names of one side: those of the leading role, or whoever is there when nobody has it."""
    parties = tuple(party for party in announcement.parties if party.side is side)
    leaders = tuple(party for party in parties if party.role is leading) or parties
    names = list(dict.fromkeys(shorten(party.name, 60) for party in leaders))
    return ", ".join(names[:2]) + ("…" if len(names) > 2 else "")


def parties_by_role(announcement: Announcement) -> tuple[tuple[Role, tuple[str, ...]], ...]:
    """The names of the parties, grouped by role in the order of the roles."""
    grouped = {
        role: tuple(dict.fromkeys(shorten(party.name, 160) for party in announcement.parties if party.role is role))
        for role in Role
    }
    return tuple((role, names) for role, names in grouped.items() if names)


def axis_rows(axes: Axes, lang: Language) -> tuple[tuple[str, str, str, str], ...]:
    """(letter, name, code, meaning) of each axis."""
    sensitivity = "S?" if axes.sensitivity is None else f"S{axes.sensitivity}"
    codes = (("J", axes.exposure), ("D", axes.dependence), ("T", axes.transparency), ("S", sensitivity))
    rows = []
    for letter, code in codes:
        based = f"{code}.{axes.exposure_basis}"
        meaning = say("code", based if known("code", based) else code, lang)
        rows.append((letter, say("axis", letter, lang), plain(code), meaning))
    return tuple(rows)


def deciding_findings(assessment: Assessment, framework: Framework) -> tuple[Finding, ...]:
    """The proven findings that the rule rests on, in its order; all proven findings when it rests on none of them."""
    rule = next((rule for rule in framework.rules if rule.id == assessment.rule), None)
    wanted = [code for name in (rule.confidence_from if rule else ()) for code in _BEHIND.get(name, (name,))]
    codes = {criterion.id: criterion.code for criterion in framework.criteria}
    proven = tuple(finding for finding in assessment.findings if finding.evidence and finding.value is not None)
    decided = [
        (wanted.index(name), place, finding)
        for place, finding in enumerate(proven)
        for name in (finding.criterion, codes.get(finding.criterion, ""))
        if name in wanted
    ]
    return tuple(finding for *_, finding in sorted(decided, key=lambda found: found[:2])) or proven


def say_answer(assessment: Assessment, lang: Language) -> str:
    """What the verdict answers to the question of the framework."""
    return say("answer", assessment.reading or "none", lang)
