"""C10: how sensitive the data are, from the text and from the nature of the body and of the use."""

from dataclasses import replace

from watch.model import ActorKind, Finding, Party, Scope, Sector, Side, Tier
from watch_pipelines.casework.case import Case
from watch_pipelines.casework.roster import public_bodies
from watch_pipelines.casework.testimony import conclude, sightings
from watch_pipelines.typography import fold, typographic

_RANKING = ("5", "4", "3", "2", "1", "0")

_BY_SUBKIND = {
    "intelligence service": "5",
    "foreign intelligence service": "5",
    "defence agency": "5",
    "foreign defence": "5",
}
_DEFENCE = ("armee", "defense", "defence", "militaire", "verteidigung", "marine nationale")
_CARE = ("chu", "hopita", "hospi", "medicament", "donnees de sante", "health data", "klinik")
"""Words of bodies that give care or keep health data: in a deal of the health sector their data are rank 4."""
_CLEARLY = 4
"""Rank from which extraction's own reading fills a silence: health, police and defence are named plainly."""
_OFFICE = frozenset({"0", "1"})


def data_class(case: Case) -> Finding:
    """C10: rank 0 to 5, the highest class supported; silence is never 0, and the rank is a floor."""
    found = conclude("sensitivity.data_class", sightings(case, "sensitivity.data_class"), _RANKING)
    if _only_public(case):
        return conclude(
            "sensitivity.data_class", [s for s in sightings(case, "sensitivity.data_class") if s.value == "0"], ("0",)
        )
    read = case.announcement.sensitivity
    if found.value is None and read is not None and read >= _CLEARLY:
        note = "class read in the documents by extraction"
        found = replace(found, value=str(read), scope=Scope.CONTRACT, tier=Tier.D, note=note)
    nature = _nature(case)
    if nature is not None and _above(nature, found.value):
        office = found.value in _OFFICE and case.announcement.sector is not Sector.DEFENCE
        if not office:
            return replace(
                found,
                value=nature,
                scope=Scope.CONTRACT,
                tier=found.tier or Tier.C,
                note="nature of the body and of the use",
            )
    return found


def _above(value: str, other: str | None) -> bool:
    return other is None or value > other


def _only_public(case: Case) -> bool:
    """Return whether a document says that nothing but published data is processed: it outranks the cues of the body."""
    return any(sighting.value == "0" for sighting in sightings(case, "sensitivity.data_class"))


def _nature(case: Case) -> str | None:
    """The rank that the nature of the bodies gives; None when it gives none."""
    ranks = [rank for party in public_bodies(case) if (rank := _of_body(case, party))]
    if case.announcement.sector is Sector.DEFENCE:
        ranks.append("5")
    return max(ranks, default=None)


def _of_body(case: Case, party: Party) -> str | None:
    actor = case.actor(party.actor_id)
    if actor is not None and actor.kind is ActorKind.PUBLIC_BODY and actor.subkind in _BY_SUBKIND:
        return _BY_SUBKIND[actor.subkind]
    name = fold(typographic(f"{party.name} {actor.name if actor else ''}"))
    if case.announcement.sector is Sector.HEALTH and any(word in name for word in _CARE):
        return "4"
    return "5" if party.side is Side.PUBLIC and any(word in name for word in _DEFENCE) else None
