"""Whether the words around a name make it the host: a verb of hosting or keeping, a preposition, a kind of name."""

import re
from typing import Final

from watch.model import Actor, ActorKind, EntityMention, HostingKind, Register, Span
from watch_pipelines.facts import hosting_wordings as say
from watch_pipelines.facts.hosting_spotted import known_actor
from watch_pipelines.facts.hosting_statements import kind_of, said_around
from watch_pipelines.facts.page import Page
from watch_pipelines.typography import fold

_HOSTED_BY: Final = re.compile(
    r"\b(?:heberge\w*|hebergement|exploite\w*|opere\w*|infogere\w*|stocke\w*|tourne\w*|fonctionne\w*|deploye\w*|"
    r"servie?s? (?=depuis|par)|hosted|runs?|operated|stored|gehostet|betrieben)[^.;\n]{0,45}?\b(?:chez|par|sur|on|by|"
    r"bei|von|"
    r"via|dans|depuis)(?: le| la| l'| les| un| the)?(?: cloud)?(?: public)?(?: de| d'| du)?[ ']{0,2}(?:(?:la |le |l')?"
    r"(?:societe|hebergeur|editeur|fournisseur|operateur|prestataire|groupe|entreprise|filiale)(?: [a-z-]+)? )?\"?$|"
    r"\bhebergeurs?(?: (?!d[eu] )[a-z-]+)? $|"
    r"\b(?:loue\w*|rents?|rented|leases?)\b(?=[^.;\n]*\b(?:from|machines|serveurs|servers|processeurs|capacit\w+|"
    r"puissance|gpu|calcul))[^.;\n]{0,30} (?:a|aupres de|aupres d'|chez|from) (?:la |le |l')?$"
)


_HELD: Final = re.compile(
    rf"\b(?:{say.RUN}|dor(?:t|mir|miront)|abrit\w+|heberg\w+|rapatri\w+|bascul\w+|demenag\w+|remont\w+|rejoin\w+|"
    rf"ir(?:a|ont)|vont|"
    r"va|charge\w*|copie\w*|livree?s?|se trouv\w+|serveurs?|served|sits?|burst|rent\w*|leas\w+|liegen|rechne[nt]|"
    r"abgelegt|outil\w*|bati\w*|built)\b"
    r"[^.;:\n]{0,60}?\b(?P<by>chez|bei|sur|dans|on|in|to|from|depuis|au sein d[eu]|aupres d[eu]|a|au|aux|im|auf|at|"
    r"vers)"
    r"(?: (?:le|la|les|l'|the|der|dem|den|un|une|a|an)\b)?(?: ?(?:clouds?|nuages?|serveurs?|machines?|"
    r"centres? (?:de donnees|de calcul)|"
    r"region(?: \W?[\w -]+\W?)?|plateforme|infrastructures?|federal|groupe|societe|hebergeur|editeur|new|own))? ?"
    r"(?:de |d'|du |of )?(?:la |le |l')?$"
)
"""Where a thing is kept or run, and the preposition before its host."""


_CHEZ: Final = re.compile(
    r"\b(?:chez|bei|aupres d[eu']|tenancy (?:of|on|with)|(?:lou\w+|heberge\w*)[^.;\n]{0,30} (?:a|"
    r"aupres d[e']?)) ?(?:le |la |l'|un |the )?$"
)


_CLOUD_CALLED: Final = re.compile(
    r"\b(?:cloud|nuage)s?(?: (?:interne|prive|federal|ministeriel|gouvernemental|d'etat|souverain|national|"
    r"du ministere))? $"
)
"""« le cloud interne X »: the capitals name a cloud."""
_REGION: Final = re.compile(r"(?:'s| ')? (?:[a-z]+ )?(?:region|data cent(?:er|re)s?|servers|tenancy)\b")
"""« AWS's Dublin region », « Google data centres »."""
_COMPANIES: Final = ({"ORG", "PROD", "MISC"}, {"ORG", "PROD"})
"""Labels of what may be a company: the models of other languages know less, the French one is trusted."""
_CAREER: Final = re.compile(
    r"\b(?:vien\w+ de|venue?s? de|issue?s? de|passee?s?|dirige\w*|travaill\w+|ancienne?s?) chez $"
)
"""Where people or things come from, not where they are kept."""
_ENGINE: Final = re.compile(
    r"'s? (?!.{0,25}\b(?:servers?|data|clouds?|cent\w+|infra\w+|halls?|facilit\w+|machines|own)\b)"
)
"""« on X's engine »: the software, not the place."""
_INSIDE: Final = frozenset({"in", "dans", "auf", "im", "at", "au", "aux"})
_LED: Final = re.compile(
    r"\b(?:sur|dans|depuis|vers|via|chez|au sein d[eu]|on|in|from|to|inside|auf|in|au|a|the|le|own) ?(?:le |la |les |"
    r"l'|the |der |die "
    r"|un |une )?(?:[a-z-]+ )?$"
)
"""What leads to a place."""
_BY_AGENT: Final = re.compile(
    r"\b(?:heberge\w*|stocke\w*|hosted|gehostet) (?:\w+ )?(?:par|by|von) (?:le |la |l'|the )?$"
)
_OWN_CLOUD: Final = re.compile(r"[\w-]*cloud(?: [a-z]+)?|nubo|nuage gouvernemental[a-z ]*|[a-z-]*pilv")
"""A name that says it is a cloud."""


_CLOUD_OF: Final = re.compile(
    r"\b(?:cloud|nuage|serveurs?|servers|data ?centers?|infrastructures?)(?: public| souverain)? (?:de |d'|du |des |"
    r"of |von )?(?:la societe )?$"
)


_HOSTS: Final = re.compile(
    r"^[^.;\n]{0,40}?\b(?:heberge(?:ra|ront|nt)?\b|qui l'heberge|assure\w* l'hebergement|fournit l'infrastructure|"
    r"exploite(?:ra|ront)? l'infrastructure|(?:qui )?(?:accueill\w+|stocke\w*) les (?:donnees|modeles|serveurs)|"
    r"fournira l'infrastructure|l'hebergement|hosts|provides the cloud|met\w* "
    r"a disposition (?:son|le) cloud)|^,? (?:dont|whose) (?:les )?(?:serveurs|machines|centres|clouds?|servers|"
    r"data cent\w+)\b|"
    r"^,? hebergee?s? (?:a|en|au|aux|dans|sur) "
)


_NO_HOST: Final = re.compile(
    r"secnumcloud|hds|anssi|iso(?: \d+)?|union|union europeenne|ue|eu|europe|ia|ai|ki|mcp|api|llm|saas|gpu|france|uk|"
    r"us|usa|(?:mon|tues|wednes|thurs|fri|satur|sun)day|dkk|eur|chf|gbp|est-ce|"
    r"european union|internet|etat|state"
)


def is_host(page: Page, mention: EntityMention) -> bool:
    """Whether the words around *mention* make it the one that hosts or runs the machines."""
    before = page.folded[max(page.body, mention.span.start - 90) : mention.span.start].rpartition(". ")[2]
    after = page.folded[mention.span.end : mention.span.end + 90]
    name = fold(mention.text)
    centre = say.COMPUTING_BODY.search(name) and say.COMPUTING_CENTRE.search(f"{before}{name}")
    return bool(centre or _HOSTED_BY.search(before) or _CLOUD_OF.search(before) or _HOSTS.search(after))


def beside(page: Page, mention: EntityMention) -> tuple[str, str]:
    """The words of its sentence just before and just after *mention*."""
    before = page.folded[max(page.body, mention.span.start - 90) : mention.span.start].rpartition(". ")[2]
    return before, page.folded[mention.span.end : mention.span.end + 90]


def said_to_host(before: str, after: str) -> bool:
    """Whether the words *before* and *after* a name say outright that it hosts."""
    return bool(_HOSTED_BY.search(before) or _CLOUD_OF.search(before) or _HOSTS.search(after))


def cloud_is_told(page: Page, actor: Actor, mention: EntityMention, *, hosts: bool, negated: bool) -> bool:
    """Whether *mention* of the cloud *actor* is one of a host, and not only of a company."""
    before, _ = beside(page, mention)
    if say.SISTER.search(before) and actor.kind is not ActorKind.CLOUD_PROVIDER:
        return False
    if hosts or (_is_cloud(page, actor, mention) and _in_context(page, mention, negated=negated)):
        return True
    region = _REGION.match(page.folded, mention.span.end)
    return bool(_HELD.search(before) or region) or (_CHEZ.search(before) is not None and _runs_near(page, mention))


def company_is_told(page: Page, mention: EntityMention, register: Register, *, hosts: bool) -> bool:
    """Whether the text says that *mention*, no cloud of the register, hosts; *hosts*: a verb of hosting says so."""
    before, after = beside(page, mention)
    if not _may_host(mention) or _CAREER.search(before) or _ENGINE.match(after):
        return False
    if mention.label == "LOC":
        return _BY_AGENT.search(before) is not None
    if _CLOUD_CALLED.search(before):
        return _runs_near(page, mention)
    if mention.label not in _COMPANIES[page.language == "fr"] or say.SISTER.search(before):
        return False
    return _company_in_context(page, mention, register, hosts=hosts)


def _company_in_context(page: Page, mention: EntityMention, register: Register, *, hosts: bool) -> bool:
    before, _ = beside(page, mention)
    if _OWN_CLOUD.fullmatch(fold(mention.text)):
        return _runs_near(page, mention) and _LED.search(before) is not None
    known = known_actor(mention, register)
    if known is not None and known.kind is ActorKind.PUBLIC_BODY:
        return _HOSTED_BY.search(before) is not None or (_CHEZ.search(before) is not None and _runs_near(page, mention))
    held = _HELD.search(before)
    if hosts or held is None or mention.label == "PROD":
        return hosts
    acronym = any(sum(letter.isupper() for letter in word) > 1 for word in mention.text.replace("-", " ").split())
    return held["by"] in {"chez", "bei"} or (acronym and held["by"] in _INSIDE)


def _runs_near(page: Page, mention: EntityMention) -> bool:
    return say.RUNNING.search(said_around(page, mention.span.start)) is not None


def kind_named(
    page: Page, clause: Span, actor: Actor | None, mention: EntityMention, register: Register
) -> HostingKind:
    """The kind of a named host: a public body's machines are its own, a cloud named by the State is the State's."""
    before, _ = beside(page, mention)
    if actor is None and (_OWN_CLOUD.fullmatch(fold(mention.text)) or _CLOUD_CALLED.search(before)):
        state = say.OF_STATE.search(page.folded[clause.start : clause.end])
        return HostingKind.STATE_CLOUD if state else HostingKind.EU_CLOUD
    known = known_actor(mention, register)
    if actor is None and known is not None and known.kind is ActorKind.PUBLIC_BODY:
        return HostingKind.ON_PREMISE
    return kind_of(page, clause, actor)


def _may_host(mention: EntityMention) -> bool:
    loose = mention.text.islower() or "," in mention.text or " sur " in mention.text
    return _NO_HOST.fullmatch(fold(mention.text)) is None and not loose


def _is_cloud(page: Page, actor: Actor, mention: EntityMention) -> bool:
    follows = page.folded[mention.span.end : mention.span.end + 19]
    return actor.kind is ActorKind.CLOUD_PROVIDER or "cloud" in mention.text.lower() or "cloud" in follows.split(",")[0]


def _in_context(page: Page, mention: EntityMention, *, negated: bool) -> bool:
    sentence = page.sentence_at(mention.span.start)
    before = page.folded[max(sentence.start, mention.span.start - 40) : mention.span.start]
    if negated or say.UPON.search(before) or say.ON_OWN.search(said_around(page, mention.span.start)):
        return True
    floor, ceiling = max(sentence.start, mention.span.start - 100), min(sentence.end, mention.span.end + 70)
    return any(
        found.end() <= mention.span.start or found.start() >= mention.span.end
        for found in say.RUNNING_NEAR.finditer(page.folded, floor, ceiling)
    )
