"""The fields that a query may name: their French and English names, what they take, and an example."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from watch.model import Role


class Kind(StrEnum):
    """What a field takes."""

    CHOICE = "choice"
    """One of a list of codes, or their display in French or English."""
    ACTOR = "actor"
    """A register id, a name or alias of the register, or any party's name."""
    COUNTRY = "country"
    """ISO code, "EU" (a member State or the Union), "third" (outside the Economic Area) or "unknown"."""
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    PRESENCE = "presence"
    ORDER = "order"
    AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the language."""

    name: str
    aliases: tuple[str, ...]
    kind: Kind
    index: str
    """The field of the index that holds it, or the column of its numbers and dates."""
    example: str
    help_fr: str
    help_en: str


def _f(names: str, kind: Kind, index: str, example: str, help_fr: str, help_en: str) -> Field:
    name, *aliases = names.split()
    return Field(name, tuple(aliases), kind, str(index), example, help_fr, help_en)


_C, _A, _P = Kind.CHOICE, Kind.ACTOR, Kind.COUNTRY
_ROLES = {
    Role.BUYER: ("acheteur", "buyer:min-armees", "organisme qui achète", "body that buys"),
    Role.BENEFICIARY: ("bénéficiaire", "beneficiary:ap-hp", "organisme qui bénéficie", "body that benefits"),
    Role.GOVERNANCE: ("pilote", "governance:dinum", "organisme qui pilote", "body that steers"),
    Role.SUPERVISING: ("tutelle", "supervising:min-sante", "autorité de tutelle", "supervising authority"),
    Role.PARTNER: ("partenaire", "partner:inria", "partenaire", "partner"),
    Role.SUPPLIER: ("fournisseur", 'supplier:"Mistral AI"', "fournisseur", "supplier"),
    Role.SUBCONTRACTOR: ("sous-traitant", "subcontractor:capgemini", "sous-traitant", "subcontractor"),
    Role.INVESTOR: ("investisseur", "investor:bpifrance", "investisseur", "investor"),
}

FIELDS: tuple[Field, ...] = (
    _f("verdict", _C, "verdict", "verdict:exposed_dependence", "verdict du cadre", "verdict of the framework"),
    _f("reading lecture", _C, "reading", "reading:dependence", "réponse à la question du cadre", "what it answers"),
    _f("exposure exposition", _C, "exposure", "exposure:J2,J3", "axe J, exposition juridique", "axis J, exposure"),
    _f("dependence dépendance", _C, "dependence", "dependence:D3", "axe D, dépendance", "axis D, dependence"),
    _f("transparency transparence", _C, "transparency", "transparency:T0", "axe T", "axis T, transparency"),
    _f("sensitivity sensibilité", _C, "sensitivity", "sensitivity:S4,S5", "axe S, données", "axis S, data"),
    _f("claim affichage", _C, "claim", "claim:2,3", "force de l’affichage, 0 à 3", "strength of the claim, 0 to 3"),
    _f("confidence confiance", _C, "confidence", "confidence:étayé", "confiance du verdict", "confidence"),
    _f("rule règle", _C, "rule", "rule:R2", "règle qui a donné le verdict", "rule that gave the verdict"),
    _f("flag signal", _C, "flag", "flag:minors", "signal du cadre", "flag of the framework"),
    _f("actor acteur partie party", _A, "actor", 'actor:"Mistral AI"', "une partie, tout rôle", "a party in any role"),
    *(_f(f"{role} {name}", _A, role, *rest) for role, (name, *rest) in _ROLES.items()),
    _f("host hébergeur", _A, "host", "host:ovhcloud", "hébergeur de ce contrat", "host of this contract"),
    _f("role rôle", _C, "role", "role:investor", "rôle tenu par une partie", "role held by some party"),
    _f(
        "supplier.country supplier-country fournisseur.pays",
        _P,
        "supplier",
        "supplier.country:US",
        "siège du fournisseur",
        "its seat",
    ),
    _f(
        "supplier.control supplier-control fournisseur.contrôle",
        _P,
        "supplier",
        "supplier.control:US",
        "son contrôle",
        "its control",
    ),
    _f(
        "host.country host-country hébergeur.pays",
        _P,
        "host",
        "host.country:FR",
        "siège de l’hébergeur",
        "seat of the host",
    ),
    _f(
        "host.control host-control hébergeur.contrôle",
        _P,
        "host",
        "host.control:US",
        "qui contrôle l’hébergeur",
        "its control",
    ),
    _f("hosting hébergement", _C, "hosting", "hosting:third_country_cloud", "ce qui est dit", "what is stated"),
    _f("location lieu", _C, "location", "location:FR", "lieu d’hébergement", "place of hosting"),
    _f("sector secteur", _C, "sector", "sector:health", "secteur", "sector"),
    _f("status statut", _C, "status", "status:signed", "état d’avancement", "how far it is"),
    _f("instrument", _C, "instrument", "instrument:marché", "forme de l’engagement", "form of the commitment"),
    _f("source", _C, "source", "source:elysee", "source d’un document", "source of a document"),
    _f("publisher éditeur", _C, "publisher", "publisher:government", "nature de l’éditeur", "kind of publisher"),
    _f("language langue", _C, "language", "language:fr", "langue d’un document", "language of a document"),
    _f("amount montant", Kind.MONEY, "amount", "amount:>=1M", "montant en euros", "amount in euros"),
    _f("duration durée", Kind.NUMBER, "duration", "duration:>=48", "durée en mois", "length in months"),
    _f("origins origines", Kind.NUMBER, "origins", "origins:>=2", "origines indépendantes", "independent origins"),
    _f("date", Kind.DATE, "day", "date:2025..2026-06", "annonce, sinon signature", "announced, else signed"),
    _f("since depuis", Kind.DATE, "day", "since:2025", "à partir de", "from that day on"),
    _f("until jusque", Kind.DATE, "day", "until:2026-03", "jusqu’à", "until that day"),
    _f("announced annoncé", Kind.DATE, "announced", "announced:2026-01", "date d’annonce", "date of announcement"),
    _f("signed signé", Kind.DATE, "signed", "signed:2025", "date de signature", "date of signature"),
    _f("changed modifié", Kind.DATE, "changed", "changed:>=2026-11-01", "dernier changement", "last change"),
    _f("has avec", Kind.PRESENCE, "has", "has:amount", "ce qui est documenté", "what is documented"),
    _f("missing sans", Kind.PRESENCE, "has", "missing:hosting", "ce qui ne l’est pas", "what is not"),
    _f("sort tri", Kind.ORDER, "", "sort:amount", "ordre : new, old, relevance, amount, changed", "the order"),
    _f("as-of état-au", Kind.AS_OF, "", "as-of:2026-01-31", "ce qui était connu ce jour-là", "what was known then"),
)
"""In the order in which help lists them."""

PRESENCES = (
    *("amount", "duration", "signed", "announced", "hosting", "host", "instrument", "sector", "supplier", "claim"),
    *("use_cases", "project", "assessment"),
)
"""What has: and missing: take, besides the criteria of the framework."""

BY_NAME: Mapping[str, Field] = {name: field for field in FIELDS for name in (field.name, *field.aliases)}
