"""What sort of organisation a name says it is: a union, a regulator, a hospital; and the trade of the register's firms.

A union or a supervisor is often heard about a deal and seldom a party to it; nobody's own name counts here.
"""

import re
from functools import lru_cache
from typing import Final

from watch.model import Actor, ActorKind
from watch_pipelines.scanning import Group
from watch_pipelines.typography import fold

_SORTS: Final = Group(
    {
        "union": re.compile(
            r"\b(?:syndicat (?:national|canadien|des|de la)|cgt|cfdt|sud|unsa|fsu|federation|confederation|union"
            r"|intersyndicale|collectif|gewerkschaft)\b"
        ),
        "association": re.compile(r"\b(?:association|ligue|observatoire|fondation|foundation|amicale|verein)\b"),
        "regulator": re.compile(
            r"\b(?:autorite|commission (?:nationale|d'acces|de protection)|controleur|defenseur|data protection"
            r"|supervisor|inspection|watchdog|regulat\w+|haute autorite|inspectorate)\b"
        ),
        "court": re.compile(r"\b(?:cour|tribunal|tribunaux|conseil d'etat|court|\w*gericht\w*|parquet|juge\w*)\b"),
        "parliament": re.compile(
            r"\b(?:senat|assemblee|parlement|parliament|bundestag|congress|depute\w*|chambre des)\b"
        ),
        "research": re.compile(r"\b(?:institut\w*|recherche|research|forschung\w*|laborato\w+|centre national)\b"),
        "university": re.compile(r"\b(?:universit\w+|ecole\w*|polytechnique|college|faculte|insa|campus|academ\w+)\b"),
        "hospital": re.compile(r"\b(?:chu|chru|hopita\w+|hospi\w+|centre hospitalier|clini\w+|klinik\w*|nhs)\b"),
        "town": re.compile(r"\b(?:ville|mairie|commune|city|stadt|council)\b"),
        "territory": re.compile(
            r"\b(?:metropole|region|departement\w*|conseil (?:regional|departemental)|agglomeration|communaute"
            r"|canton)\b"
        ),
        "ministry": re.compile(r"\b(?:minist\w+|secretariat|department)\b"),
        "direction": re.compile(r"\b(?:direction|service|bureau|division|pole)\b"),
        "state": re.compile(
            r"\b(?:etat|gouvernement|government|france|royaume|republique|regierung|state|confederation"
            r"|union europeenne|eu|ue|european union)\b"
        ),
        "agency": re.compile(r"\b(?:agence|agency|office|caisse|etablissement)\b"),
        "buyer": re.compile(r"\b(?:centrale d'achats?|groupement d'achats?|purchasing|procurement)\b"),
        "force": re.compile(r"\b(?:police|gendarmerie|armee\w*|marine|army|navy|pompiers|sdis)\b"),
        "fund": re.compile(r"\b(?:fonds|fund|capital|ventures|banque|bank|invest\w*|plan|programme|feder)\b"),
    }
)
_TRADES: Final = {
    "hyper": re.compile(r"\bhyperscaler"),
    "cloud": re.compile(r"\b(?:cloud|hosting|paas|data centre|serverless)\b"),
    "lab": re.compile(r"\bmodel lab\b"),
    "ai": re.compile(r"\bai\b"),
    "services": re.compile(r"\b(?:services|integrator|reseller|consult\w+)\b"),
    "fund": re.compile(r"\b(?:fund|investment)\b"),
    "group": re.compile(r"\bgroup\b"),
    "chips": re.compile(r"\b(?:chips|supercomputers)\b"),
}
"""By what the register calls the trade of a firm."""


@lru_cache(maxsize=2048)
def sorts_of(name: str) -> tuple[str, ...]:
    """The sorts of organisation that the words of *name* tell; none, one or several."""
    return tuple(_SORTS.met(fold(name)))


@lru_cache(maxsize=512)
def _trades(subkind: str) -> tuple[str, ...]:
    return tuple(trade for trade, pattern in _TRADES.items() if pattern.search(subkind))


def trades_of(actor: Actor) -> tuple[str, ...]:
    """The trades of a firm of the register; none for a body."""
    return () if actor.kind is ActorKind.PUBLIC_BODY else _trades((actor.subkind or "").lower())
