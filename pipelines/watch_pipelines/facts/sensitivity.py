"""The data sensitivity rank that the text, or the nature of the body and the use, supports (framework, section 6.5)."""

import re
from typing import Final

from watch.model import Evidence
from watch_pipelines.facts.page import Page

_RANKS: Final[tuple[tuple[int, re.Pattern[str]], ...]] = tuple(
    (rank, re.compile(rf"\b(?:{pattern})"))
    for rank, pattern in {
        5: (
            r"secret[- ]defense|secret (?:de la )?defense|(?:systemes?|donnees|reseaux?) classifi\w+|classified "
            r"(?:systems?|networks?|data)|renseignement (?:militaire|interieur|exterieur)|services? de "
            r"renseignement|(?:dgsi|dgse|drm|dgri)\b|ministere (?:[a-z]+ )?(?:des armees|de la defense)|"
            r"ministere[^.;,]{0,14}defense\b|armees\b|forces armees|armed forces|ministry of (?:defen[cs]e|armed "
            r"forces)|defen[cs]e (?:ministry|procurement)|direction generale de l'armement|\bdga\b|militaires?\b|"
            r"military|otan\b|nato\b|marine nationale|armee de (?:terre|l'air)|bundeswehr|verteidigungsministerium|"
            r"pentagon\w*|la defense (?:luxembourgeoise|belge|nationale)|amiad\b|war department|army\b|navy\b"
        ),
        4: (
            r"donnees (?:de sante|medicales|genetiques|cliniques|hospitalieres|biometriques)|dossiers? (?:patients?|"
            r"medica\w+)|secret medical|patients?\b|soignants?|medecins?\b|hopita\w+|chu\b|chru\b|hospital\w*|"
            r"health data|imagerie medicale|biometri\w+|reconnaissance faciale|facial recognition|empreintes "
            r"digitales|fichiers? (?:de police|criminels?)|enquetes? (?:judiciaires?|criminelles?|policieres?)|"
            r"enqueteurs?|procedure penale|police judiciaire|analyse policiere|polic(?:e|iers?)\b|gendarmes?|"
            r"diffusion restreinte|gesundheitsdaten|patienten|polizei\w*|criminal investigation\w*|nhs\b|"
            r"pharmacovigilance"
        ),
        3: (
            r"numeros? de securite sociale|donnees fiscales|secret fiscal|impots?\b|contribuables?|fisc\b|"
            r"prestations? sociales|allocataires?|minima sociaux|retraites?\b|secret professionnel|contentieux|"
            r"juristes? de l'etat|juristes publics|notes juridiques|decisions de justice|magistrats?|greffiers?|"
            r"tribuna\w+|casier judiciaire|zone a regime restrictif|\bzrr\b|secret des affaires|cotisants?|assures "
            r"sociaux|tax (?:records|data)|taxpayers?|court (?:files|records)|finances publiques|notai\w+"
        ),
        2: (
            r"demandeurs? d'emploi|usagers|administres\b|habitants|citoyens|eleves\b|etudiants\b|candidats?\b|"
            r"donnees personnelles|voyageurs|personal data|citizens|students|pupils|job-?seekers|residents|"
            r"videoprotection|images de cameras|cameras|clients\b|burger\w*|schuler\w*|appelants?"
        ),
        1: (
            r"documents? (?:internes?|de travail|administratifs?)|agents publics|fonctionnaires|notes? "
            r"(?:administratives?|de synthese)|redaction|courriels?|comptes[- ]rendus?|deliberations?|base "
            r"documentaire|synthese|civil servants|internal documents|officials|bureautique|traduction|"
            r"transcription|beamte\w*|verwaltung\w*|agents\b"
        ),
    }.items()
)
_PUBLIC_ONLY: Final = re.compile(
    r"\b(?:(?:seules?|uniquement|exclusivement|que des|only|nur)[^.;]{0,30}(?:donnees (?:publiques|ouvertes)|open "
    r"data|textes publies|public data)|aucune donnee (?:personnelle|sensible)[^.;]{0,40}(?:traitee|utilisee|"
    r"transmise))"
)
_AT_MOST_ONCE_ELSEWHERE: Final = re.compile(
    r"(?:comme|par exemple|autres?|ailleurs|contrairement|deja|ancien\w*|ni l\w+|hors|exclu\w*|pas)[^.;]{0,40}$"
)


def read_sensitivity(page: Page) -> tuple[int, Evidence] | None:
    """The highest rank supported, with its words; None when nothing of the kind is said (silence is never 0)."""
    public_only = next(page.find(_PUBLIC_ONLY, within_deal=True), None)
    if public_only is not None:
        return 0, page.evidence(public_only.start(), public_only.end())
    for rank, pattern in _RANKS:
        found = [match for match in page.find(pattern, within_deal=True) if not _in_passing(page, match)]
        if found and (rank < 3 or len(found) > 1 or found[0].start() < page.body + 500):
            return rank, page.evidence(found[0].start(), found[0].end())
    return None


def _in_passing(page: Page, match: re.Match[str]) -> bool:
    sentence = page.sentence_at(match.start())
    return bool(_AT_MOST_ONCE_ELSEWHERE.search(page.folded[max(sentence.start, match.start() - 60) : match.start()]))
