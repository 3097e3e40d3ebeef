"""C6 to C9: how this contract is deployed, on whose machines, where, and with which qualification."""

from collections.abc import Callable, Iterable

from watch.model import Contradiction, Evidence, Finding, Scope, Tier
from watch_pipelines.casework.case import Case, at_least
from watch_pipelines.casework.home import PartyStatus, home_order
from watch_pipelines.casework.registered import Statement, certified, fact_tier, told, usual_hosts
from watch_pipelines.casework.statements import statements
from watch_pipelines.casework.testimony import Camps, empty, opposed

_MODES = (
    "third_country_cloud",
    "hybrid_licensed_cloud",
    "on_premise",
    "public_infrastructure",
    "third_country_excluded",
    "qualified_cloud",
    "home_cloud",
    "supplier_service",
)
"""At equal strength the worse stands; among admissible statements, the one that covers most."""

_MODE_CAMPS = (
    frozenset({"third_country_cloud", "hybrid_licensed_cloud"}),
    frozenset({"on_premise", "public_infrastructure", "third_country_excluded", "qualified_cloud", "home_cloud"}),
)

_HOSTS = ("foreign", "unknown", "public", "home_operator", "home")
_HOST_CAMPS = (frozenset({"foreign"}), frozenset({"public", "home_operator", "home"}))
_PLACES = ("third", "FR", "home", "EEA", "EU")
_PLACE_CAMPS = (frozenset({"third"}), frozenset(_PLACES) - {"third"})


def deployment(case: Case) -> Finding:
    """C6: the deployment mode that a contract-level statement gives; location and adjectives give none."""
    return _strongest(
        "hosting.deployment", statements(case), lambda one: None if one.secondary else one.mode, _MODES, _MODE_CAMPS
    )


def host(case: Case) -> Finding:
    """C7: the named host or operator of this contract; without one, whether suppliers usually rely on foreign hosts."""
    found = _strongest("hosting.host", statements(case), _host_of, _HOSTS, _HOST_CAMPS)
    if found.value is not None:
        return found
    secondary = [one for one in statements(case) if one.secondary and one.host is PartyStatus.FOREIGN]
    if secondary:
        return _strongest("hosting.host", secondary, lambda _: "foreign_secondary", ("foreign_secondary",))
    return _usual(case)


def _host_of(one: Statement) -> str | None:
    if one.secondary or one.host is None:
        return "foreign" if one.mode == "third_country_cloud" and not one.secondary else None
    if one.host is PartyStatus.CAPITAL_FAIL:
        return "home"
    return "home_operator" if one.host is PartyStatus.HOME and one.operates else one.host.value


def _usual(case: Case) -> Finding:
    """What the suppliers' usual hosts say, at the level of the supplier: never a fact on the contract."""
    usual = usual_hosts(case)
    worst = [one for one in usual if one[2] is PartyStatus.FOREIGN] or list(usual)
    if not worst:
        return empty("hosting.host")
    facts = tuple(told(player.actor, fact) for player, fact, _ in worst if player.actor)
    return Finding(
        criterion="hosting.host",
        value="foreign" if worst[0][2] is PartyStatus.FOREIGN else "home",
        scope=Scope.SUPPLIER,
        tier=min(fact_tier(fact) for _, fact, _ in worst),
        as_of=max((fact.as_of for _, fact, _ in worst if fact.as_of), default=None),
        evidence=(),
        register_facts=facts[:6],
        note="usual hosts of the supplier; nothing is known of this contract",
    )


def location(case: Case) -> Finding:
    """C8: where the contract's data are said to lie. It is recorded, and it never gives immunity."""
    home = home_order(case)

    def place(one: Statement) -> str | None:
        if one.location is None:
            return None
        if not case.legal.is_home(one.location, home):
            return "third"
        if home != "EU/EEA":
            return "home"
        return one.location if one.location in {"FR", "EU"} else "EEA"

    return _strongest("hosting.location", statements(case), place, _PLACES, _PLACE_CAMPS)


def qualification(case: Case) -> Finding:
    """C9: a qualification with an immunity clause, in force for what hosts this contract; labels are not one."""

    def scheme(one: Statement) -> str | None:
        if one.qualified or (one.provider and one.mode != "third_country_cloud" and certified(one.provider, case)):
            return "in_force"
        return "in_progress" if one.in_progress else None

    return _strongest("hosting.qualification", statements(case), scheme, ("in_force", "in_progress"))


def _strongest(
    criterion: str,
    among: Iterable[Statement],
    value_of: Callable[[Statement], str | None],
    ranking: tuple[str, ...],
    camps: Camps = (),
) -> Finding:
    """The value of the strongest statement; at equal tier the first in *ranking*, contested when camps disagree."""
    valued: dict[str, list[Statement]] = {}
    for one in among:
        said = value_of(one)
        if said is not None and said in ranking:
            valued.setdefault(said, []).append(one)
    if not valued:
        return empty(criterion)
    tiers = {value: _merged(ones) for value, ones in valued.items()}
    value = min(tiers, key=lambda one: (tiers[one].value, ranking.index(one)))
    chosen = valued[value]
    against = tuple(
        Contradiction(other, tiers[other], _quotes(ones), _facts(ones))
        for other, ones in valued.items()
        if opposed(value, other, camps)
    )
    return Finding(
        criterion=criterion,
        value=value,
        scope=Scope.CONTRACT,
        tier=tiers[value],
        as_of=max((one.as_of for one in chosen if one.as_of), default=None),
        evidence=_quotes(chosen),
        register_facts=_facts(chosen),
        note="conditional" if all(one.conditional for one in chosen) else None,
        origins=max(len({one.origin for one in chosen}), 1),
        contested=any(at_least(one.tier, tiers[value]) for one in against),
        contradictions=against,
    )


def _quotes(ones: Iterable[Statement]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(one.evidence for one in ones if one.evidence))[:3]


def _facts(ones: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.fact for one in ones if one.fact))


def _merged(ones: list[Statement]) -> Tier:
    """The best tier of statements that agree; two of tier D and of independent origin make C."""
    best = min((one.tier for one in ones), key=lambda tier: tier.value)
    origins = {one.origin for one in ones if at_least(one.tier, Tier.D)}
    return Tier.C if best is Tier.D and len(origins) > 1 else best
