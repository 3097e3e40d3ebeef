"""The name of the system or service that the deal is about, when the text gives it one."""

import re
from typing import Final

from watch.model import Annotation, Evidence
from watch_pipelines.facts.page import Page

_NAME: Final = r"(?P<name>[^\W\d_a-zà-öø-ÿ][\w'’.-]{0,40}(?:[ \u00a0][A-ZÉ0-9][\w'’.-]{0,40}){0,3})"
"""Words of bounded length: a line without a space would take time that grows with its square."""
_QUOTED: Final = r"[«\"“]\s?(?P<quoted>[^»\"”\n]{2,40}?)\s?[»\"”]"
_THING: Final = (
    r"(?:assistant|outil|agent conversationnel|chatbot|callbot|robot|plateforme|projet|programme|solution|service|"
    r"logiciel|application|système|supercalculateur|machine|calculateur|moteur de recherche|dispositif|module|"
    r"modèle|laboratoire|prototype|tool|platform|project|programme?|system|supercomputer|assistent|plattform|"
    r"projekt)"
)
_CALLED: Final = re.compile(
    rf"\b(?:baptisée?s?|nommée?s?|dénommée?s?|appelée?s?|intitulée?s?|surnommée?s?|du nom de|sous le nom de|named|"
    rf"called|dubbed|known as|namens|genannt)\s(?:le |la |l['’])?(?:{_QUOTED}|{_NAME})"
)
_THING_NAMED: Final = re.compile(rf"\b{_THING}(?: [a-zà-ÿ']+){{0,2}} (?:{_QUOTED}|{_NAME})")
_NAME_IS: Final = re.compile(
    rf"{_NAME}(?:, c['’]est son nom|, (?:l['’]|le |la |un |une |cet |ce |notre |son )(?:nouvel(?:le)? |nouveau |"
    rf"futur )?{_THING})"
)
_VERSIONED: Final = re.compile(r"\b(?P<name>[A-Z][A-Za-z]{1,14}(?:GPT|IA|FT|Bot)|(?:GPT|IA)[A-Z][a-z]{2,12})\b")
_NOT_A_NAME: Final = re.compile(
    r"(?:IA|AI|KI|Le|La|Les|Il|Elle|Un|Une|Ce|Cette|L|France|Europe|Paris|État|Etat|The|GPU|DSI|En|Pour|Avec|"
    r"Mais)(?:$|['’ ])"
)


def read_project(page: Page, annotation: Annotation) -> tuple[str, Evidence] | None:
    """The first name given to the system of the deal; organisations of the text are no names of systems."""
    organisations = {entity.text for entity in annotation.entities if entity.actor_ids}
    best: tuple[float, str, Evidence] | None = None
    for weight, pattern in ((3.0, _CALLED), (2.6, _NAME_IS), (2.0, _VERSIONED), (1.4, _THING_NAMED)):
        for found in pattern.finditer(page.text):
            named = "quoted" if found.groupdict().get("quoted") else "name"
            name = found[named].strip(" .'’")
            if name in organisations or _NOT_A_NAME.match(name) or len(name) < 3 or not page.tells_deal(found.start()):
                continue
            repeated = min(page.text.count(name), 4) * 0.4
            score = weight + repeated + 0.5 * (name in page.text[: page.body])
            if best is None or score > best[0]:
                best = (score, name, page.evidence(found.start(named), found.end(named)))
    return (best[1], best[2]) if best and best[0] >= _ENOUGH else None


_ENOUGH: Final = 2.2
