"""What a mail shows of one announcement: strings that are ready to lay out, the same for HTML and plain text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from watch.model import Alert, Announcement, Assessment, Change, Document, Framework, Status
from watch.wording.differences import fact_differences
from watch.wording.phrases import (
    axis_rows,
    criterion_name,
    deciding_findings,
    headline,
    hosting_documented,
    parties_by_role,
    plain,
    quote_link,
    safe_link,
    say_amount,
    say_answer,
    say_change_of_verdict,
    say_date,
    say_day,
    say_duration,
    say_full_verdict,
    say_hosting,
    say_label,
    say_value,
    say_verdict,
    shorten,
)
from watch.wording.terms import Language, language, say
from watch_pipelines.templates.texts import tell

_QUOTES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that the verdict rests on: what it shows, its words, where they stand."""

    shows: str
    text: str
    source: str
    link: str | None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A document of the announcement."""

    title: str
    publisher: str
    day: str
    link: str | None


@dataclass(frozen=True, slots=True)
class AxisLine:
    """One axis: its name, its code and what the code means."""

    name: str
    code: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Deal:
    """One announcement with its verdict, in the reader's language."""

    news: str
    differences: tuple[str, ...]
    """What this reader's last version said otherwise; empty for a new deal."""
    headline: str
    title: str
    tone: str
    """Reading of the verdict, for its colour: sovereignty, mixed, open, dependence or none."""
    verdict: str
    answer: str
    confidence: str | None
    flags: tuple[str, ...]
    axes: tuple[AxisLine, ...]
    facts: tuple[Row, ...]
    hosting: tuple[str, ...]
    """With the words of each statement; the first line says so when this contract's is undocumented."""
    brief: tuple[str, ...]
    """What is documented of dates, instrument, money and hosting, without quotation."""
    quotes: tuple[Quoted, ...]
    would_change: tuple[str, ...]
    missing: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    judged: str
    why: tuple[str, ...]


def is_ended(alert: Alert) -> bool:
    """True when the news is an end or a denial."""
    return alert.announcement.status is Status.ENDED or alert.assessment.verdict == "ended_or_denied"


def view(alert: Alert, documents: Mapping[str, Document], framework: Framework) -> Deal:
    """What a mail shows of *alert*; *documents* by id, those that are missing are said to be."""
    announcement, assessment = alert.announcement, alert.assessment
    lang = language(alert.subscription.language)
    return Deal(
        news=_news(alert, lang),
        differences=tuple(map(plain, _differences(alert, framework, lang))),
        headline=headline(announcement),
        title=shorten(announcement.title) or say("word", "untitled", lang),
        tone=assessment.reading or "none",
        verdict=say_full_verdict(assessment, framework, lang),
        answer=say_answer(assessment, lang),
        confidence=say("confidence", assessment.confidence, lang) if assessment.confidence else None,
        flags=tuple(plain(say_label(flag, framework, lang)) for flag in assessment.flags),
        axes=tuple(AxisLine(name, code, meaning) for _, name, code, meaning in axis_rows(assessment.axes, lang)),
        facts=_facts(announcement, lang),
        hosting=_hosting(announcement, lang),
        brief=_brief(announcement, lang),
        quotes=_quotes(assessment, documents, framework, lang),
        would_change=tuple(plain(say_change_of_verdict(line, framework, lang)) for line in assessment.would_change),
        missing=tuple(plain(criterion_name(name, framework, lang)) for name in assessment.missing),
        sources=_sources(announcement, documents, lang),
        judged=_judged(assessment, lang),
        why=tuple(_say_filter(each, announcement, framework, lang) for each in alert.why),
    )


def _news(alert: Alert, lang: Language) -> str:
    """New, changed (and what), or ended."""
    changes = tuple(change for change in alert.announcement.changes if change is not Change.NEW)
    if is_ended(alert):
        return tell("ended", lang)
    if not alert.update or not changes:
        return tell("new", lang)
    changed = ", ".join(say("change", change, lang) for change in changes)
    return f"{tell('changes', lang)}{chr(0xA0) if lang == 'fr' else ''}: {changed}"


def _differences(alert: Alert, framework: Framework, lang: Language) -> Iterator[str]:
    """Each fact that differs from what the reader had, and the verdict: before → after."""
    if alert.before is not None:
        yield from fact_differences(alert.before, alert.announcement, lang)
    if alert.judged_before is not None:
        before, after = (say_full_verdict(one, framework, lang) for one in (alert.judged_before, alert.assessment))
        if before != after:
            yield f"{say('change', 'verdict', lang)}{chr(0xA0) if lang == 'fr' else ''}: {before} → {after}"


def _facts(announcement: Announcement, lang: Language) -> tuple[Row, ...]:
    """Parties by role, then dates, instrument, money; what no document states is said to be undocumented."""
    unknown = say("word", "unstated", lang)
    parties = [
        Row(say("role", role, lang).capitalize(), ", ".join(names)) for role, names in parties_by_role(announcement)
    ]
    return (*parties, *(Row(say("word", key, lang), text or unknown) for key, text in _documented(announcement, lang)))


def _documented(announcement: Announcement, lang: Language) -> tuple[tuple[str, str | None], ...]:
    """(word, what is documented of it), dates first; None where nothing is."""
    announced, signed, amount = announcement.announced_on, announcement.signed_on, announcement.amount
    months, project = announcement.duration_months, announcement.project
    rows = (
        ("announced_on", say_date(announced, lang) if announced else None),
        ("signed_on", say_date(signed, lang) if signed else None),
        ("status", say("status", announcement.status, lang)),
        ("instrument", say("instrument", announcement.instrument, lang) if announcement.instrument else None),
        ("sector", say("sector", announcement.sector, lang) if announcement.sector else None),
        ("amount", plain(say_amount(amount, lang)) if amount else None),
        ("duration", say_duration(months, lang) if months else None),
    )
    return (*rows, ("project", shorten(project, 120))) if project else rows


def _brief(announcement: Announcement, lang: Language) -> tuple[str, ...]:
    """The documented facts and the first hosting statement, one short text each."""
    colon = "\u00a0:" if lang == "fr" else ":"
    facts = tuple(
        f"{say('word', key, lang)}{colon} {text}" for key, text in _documented(announcement, lang) if text is not None
    )
    if not hosting_documented(announcement):
        return (*facts, say("word", "no_hosting", lang).capitalize())
    return (*facts, f"{say('word', 'hosting', lang)}{colon} {say_hosting(announcement.hosting[0], lang)}")


def _hosting(announcement: Announcement, lang: Language) -> tuple[str, ...]:
    """Each statement with its words; the first line says so when none of them documents this contract."""
    quotation = "« {} »" if lang == "fr" else "“{}”"
    lines = tuple(
        f"{say_hosting(mention, lang)} – {quotation.format(shorten(mention.evidence.quote))}"
        for mention in announcement.hosting
    )
    return lines if hosting_documented(announcement) else (say("word", "no_hosting", lang).capitalize(), *lines)


def _quotes(
    assessment: Assessment, documents: Mapping[str, Document], framework: Framework, lang: Language
) -> tuple[Quoted, ...]:
    """The first sentences of the findings that decided, each once."""
    quotes: dict[str, Quoted] = {}
    for finding in deciding_findings(assessment, framework):
        name = plain(criterion_name(finding.criterion, framework, lang))
        value = plain(say_value(finding.criterion, finding.value, framework, lang))
        shows = f"{name}{chr(0xA0) if lang == 'fr' else ''}: {value}"
        for evidence in finding.evidence:
            document = documents.get(evidence.document_id)
            source = shorten(document.publisher, 120) if document else tell("source_lost", lang)
            link = quote_link(document.url, evidence.quote) if document else None
            quotes.setdefault(plain(evidence.quote), Quoted(shows, shorten(evidence.quote), source, link))
    return tuple(quotes.values())[:_QUOTES_SHOWN]


def _sources(announcement: Announcement, documents: Mapping[str, Document], lang: Language) -> tuple[SourceLine, ...]:
    """The documents in order of publication."""
    kept = (documents[each] for each in announcement.document_ids if each in documents)
    return tuple(
        SourceLine(
            title=shorten(document.title, 200) or say("word", "untitled", lang),
            publisher=shorten(document.publisher, 120),
            day=say_day(document.published_on, lang) if document.published_on else say("word", "undated", lang),
            link=safe_link(document.url),
        )
        for document in kept
    )


def _judged(assessment: Assessment, lang: Language) -> str:
    return tell(
        "framework",
        lang,
        version=plain(assessment.framework_version),
        rule=plain(assessment.rule),
        as_of=say_day(assessment.as_of, lang),
    )


def _say_filter(reason: str, announcement: Announcement, framework: Framework, lang: Language) -> str:
    """A filter that matched ("sector=health") in words: "secteur : santé"."""
    kind, _, code = reason.partition("=")
    name = {
        "verdict": lambda: say_verdict(code, framework, lang),
        "actor": lambda: next((party.name for party in announcement.parties if party.actor_id == code), code),
        "word": lambda: code,
        "query": lambda: code,
    }.get(kind, lambda: say(kind, code, lang))()
    colon = "\u00a0:" if lang == "fr" else ":"
    return plain(f"{tell(f'filter.{kind}', lang)}{colon} {name}")
