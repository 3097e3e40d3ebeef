"""Groups of wordings as features: where in a text each group is met, and how often."""

import re
from collections.abc import Mapping
from math import log1p

from watch_pipelines.facts.page import LEAD, Page

Groups = Mapping[str, re.Pattern[str]]


def compiled(groups: Mapping[str, str]) -> Groups:
    """Whole-word patterns on folded text, by group."""
    return {name: re.compile(rf"(?<![\w])(?:{pattern})") for name, pattern in groups.items()}


def wording_features(page: Page, groups: Groups) -> dict[str, float]:
    """For each group: met in the title, met in the opening, and the logarithm of how often within the deal's text."""
    features: dict[str, float] = {}
    for name, pattern in groups.items():
        places = [found.start() for found in page.find(pattern, within_deal=True)]
        in_title = any(place < page.body for place in places)
        in_lead = any(page.body <= place < page.body + LEAD for place in places)
        if places:
            features[f"{name}.any"] = log1p(len(places))
        if in_title:
            features[f"{name}.title"] = 1.0
        if in_lead:
            features[f"{name}.lead"] = 1.0
    return features


def first_of(page: Page, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """Characters of the first match of *pattern* within the deal, title included."""
    found = next(page.find(pattern, within_deal=True), None)
    return (found.start(), found.end()) if found else None
