"""The facts of the deal that one document states, each with the characters that state it."""

from watch.model import Annotation, Detection, Document, Evidence, Extraction, Lexicon, Register, Side
from watch_pipelines.facts.amounts import read_amount
from watch_pipelines.facts.claims import read_claims
from watch_pipelines.facts.cues import read_cues
from watch_pipelines.facts.dates import read_dates
from watch_pipelines.facts.durations import read_duration
from watch_pipelines.facts.hosting import read_hosting
from watch_pipelines.facts.instrument import read_instrument
from watch_pipelines.facts.page import Page, open_page
from watch_pipelines.facts.parties import read_parties
from watch_pipelines.facts.project import read_project
from watch_pipelines.facts.sector import read_sector
from watch_pipelines.facts.sensitivity import read_sensitivity
from watch_pipelines.facts.use_cases import read_use_cases


def extract(
    document: Document, annotation: Annotation, detection: Detection, register: Register, lexicon: Lexicon
) -> Extraction:
    """Read the facts of the deal that *detection* saw in *document*; what the text does not say stays None.

    *annotation* is that of `document.full_text`; cues that *lexicon* does not know are left out.
    """
    page = open_page(document, annotation, detection)
    hosting = read_hosting(page, annotation, register)
    parties = read_parties(page, annotation, register, detection.status, hosting)
    dates = read_dates(page)
    instrument = read_instrument(page, detection.status)
    sector = read_sector(page, [party.name for party in parties if party.side is Side.PUBLIC])
    sensitivity = read_sensitivity(page)
    duration = read_duration(page)
    use_cases = read_use_cases(page)
    project = read_project(page, annotation)
    return Extraction(
        parties=parties,
        hosting=hosting,
        announced_on=dates.announced_on,
        signed_on=dates.signed_on,
        instrument=instrument[0] if instrument else None,
        sector=sector[0] if sector else None,
        sensitivity=sensitivity[0] if sensitivity else None,
        amount=read_amount(page),
        duration_months=duration.months if duration else None,
        use_cases_stated=use_cases is not None,
        claims=read_claims(page, parties),
        project=project[0] if project else None,
        evidence=_evidence(
            announced_on=dates.announced_evidence,
            signed_on=dates.signed_evidence,
            instrument=instrument[1] if instrument else None,
            sector=sector[1] if sector else None,
            sensitivity=sensitivity[1] if sensitivity else None,
            duration_months=duration.evidence if duration else None,
            use_cases_stated=use_cases,
            project=project[1] if project else None,
        ),
        cues=_known_cues(page, annotation, lexicon),
    )


def _evidence(**fields: Evidence | None) -> tuple[tuple[str, Evidence], ...]:
    return tuple((name, evidence) for name, evidence in fields.items() if evidence is not None)


def _known_cues(page: Page, annotation: Annotation, lexicon: Lexicon) -> tuple[tuple[str, Evidence], ...]:
    return tuple((cue, evidence) for cue, evidence in read_cues(page, annotation) if cue in lexicon.cues)
