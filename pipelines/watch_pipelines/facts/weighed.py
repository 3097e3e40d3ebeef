"""Every organisation of a text with what is weighed of it; detection and extraction ask the same of one document."""

from typing import Final

from watch.model import Annotation, Register
from watch_pipelines.facts.candidates import gather
from watch_pipelines.facts.linear import Features
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.party_features import party_features

Weighed = tuple[tuple[Candidate, Features], ...]

_last: Final[list[tuple[Page, Annotation, Register, Weighed]]] = []
"""The last answer with all that it was drawn from: these are kept too, so that nothing else takes their identity."""


def weighed_candidates(page: Page, annotation: Annotation, register: Register) -> Weighed:
    """Each organisation of *page* and its `party_features`, in order of first mention; not to be changed."""
    for last_page, last_annotation, last_register, answer in _last:
        if last_annotation is annotation and last_register is register and last_page == page:
            return answer
    found = gather(page, annotation, register)
    answer = tuple((each, party_features(page, each, found, register)) for each in found)
    _last[:] = [(page, annotation, register, answer)]
    return answer
