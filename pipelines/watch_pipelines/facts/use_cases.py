"""Whether the text says what the AI is for: tasks listed or clearly described (framework C11)."""

from typing import Final

from watch.model import Evidence
from watch_pipelines.facts.linear import Features, scorer
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.wordings import compiled, first_of, wording_features

STATED: Final = "stated"

_PLAIN_TASKS: Final = (
    r"redig\w+|redaction|resum\w+|tradu(?:ire|ction\w*|it)\b|transcri\w+|retrouv\w+|recherche documentaire|"
    r"repond(?:re|ra|ent)\b|tri(?:er|e|ent)\b|repere\w*|detect\w+|anonymis\w+|compar(?:e|er|ent|era)\b|verifi(?:e|"
    r"er)\b|extrai\w+|diagnosti\w+|codage|facturation|predict\w+|predi\w+|planifi\w+|dechiffr\w+|decroch\w+|"
    r"simul\w+|reconnai\w+|aide a la (?:decision|redaction)|aide au diagnostic|maintenance|surveill\w+|calcul\w+ "
    r"des|guetter|oriente\w*|classe\w*|interroger|entrainer|draft\w*|summari\w+|translat\w+|answer\w*|detect\w*|"
    r"zusammenfass\w+|ubersetz\w+|beantwort\w+|erkenn\w+"
)
_TASKS: Final = (
    r"redig\w+|redaction|resum\w+|synthe\w+|tradu\w+|transcri\w+|retrouv\w+|recherche documentaire|repond\w+|"
    r"traite\w*|tri(?:er|e|ent)\b|identifi\w+|repere\w*|detect\w+|surveill\w+|anticip\w+|predi\w+|predict\w+|"
    r"compar\w+|verifi\w+|anonymis\w+|classe\w*|classer|analys\w+|orient\w+|renseign\w+|automatis\w+|extrai\w+|"
    r"diagnosti\w+|codage|facturation|veille\b|planifi\w+|entrainer|interrog\w+|reconnai\w+|signal\w+|alert\w+|"
    r"decroch\w+|dechiffr\w+|simul\w+|conseill\w+|prepar\w+|propos\w+ d|gerer|accompagn\w+|draft\w*|summari\w+|"
    r"translat\w+|answer\w*|search\w*|detect\w*|process\w+|assist\w*|help\w*|train\w*|analy[sz]\w+|monitor\w+|"
    r"zusammenfass\w+|ubersetz\w+|auswert\w+|unterstutz\w+|beantwort\w+|erkenn\w+"
)
GROUPS: Final = compiled(
    {
        "plain": _PLAIN_TASKS,
        "task": _TASKS,
        "purpose": r"aide(?:ra|nt|r)? (?:a|les|aux)|permet\w* (?:de|d')|pour (?:rediger|traduire|resumer|analyser|"
        r"aider|repondre|trier|detecter|reperer|faciliter|chercher|accelerer|gagner|traiter)|afin (?:de|d')|"
        r"servi\w* a|destine\w* a|vise\w* a|capable de|charge\w* de|objectif|doit (?:permettre|aider|servir)|used "
        r"(?:to|for)|will help|to help|intended (?:to|for)|soll\w* ",
        "named": r"cas d'usages?|usages?\b|use cases?|applications?\b|fonctionnalit\w+|taches?\b|tasks?\b|domaines?\b|"
        r"chantiers?\b|priorit\w+",
        "product": r"chatbot\w*|assistant\w*|agent (?:conversationnel|vocal)|callbot|outils?\b|logiciel\w*|"
        r"plateforme\w*|moteur de recherche|tool\w*",
        "list": r"[•*▪►]|- [a-z]|: [a-z' ]{4,60}, [a-z' ]{4,60}(?:,| et| ou| and)",
        "vague": r"montee en competence\w*|formation\b|former\b|ecosysteme|infrastructure\w*|capital\b|puissance de "
        r"calcul|talents?|cooper\w+|groupe de travail|sans precision|n'ont pas ete (?:detaill|precis)\w+|training",
    }
)


def use_case_features(page: Page) -> Features:
    """What the scorer of use cases weighs: tasks, purposes, enumerations, and the length of the text."""
    met = wording_features(page, GROUPS)
    kinds = {name: {found[0][:6] for found in page.find(GROUPS[name], within_deal=True)} for name in ("plain", "task")}
    return {
        **{f"{name}.any": met.get(f"{name}.any", 0.0) for name in ("purpose", "named", "product", "list", "vague")},
        "plain.kinds": min(len(kinds["plain"]), 5) / 2.5,
        "plain.some": float(bool(kinds["plain"])),
        "plain.two": float(len(kinds["plain"]) > 1),
        "task.kinds": min(len(kinds["task"]), 8) / 4,
        "length": min(len(page.text), 3000) / 1500,
        "short": float(len(page.text) < 450),
    }


def read_use_cases(page: Page) -> Evidence | None:
    """The first task that the text names when it states use cases; None when it does not."""
    probability = scorer("use_cases").probabilities(use_case_features(page))[STATED]
    if probability < 0.5:
        return None
    place = first_of(page, GROUPS["task"]) or first_of(page, GROUPS["purpose"]) or first_of(page, GROUPS["named"])
    return page.evidence(*place) if place else None
