"""What is said about where this contract runs, by the documents and by the register (framework, section 6.1)."""

from collections.abc import Iterator
from functools import lru_cache

from watch.model import (
    Actor,
    Evidence,
    HostingKind,
    HostingMention,
    HostingScope,
    Role,
    Side,
)
from watch_pipelines.casework.case import CASES_REMEMBERED, Case
from watch_pipelines.casework.home import EUROPE, PartyStatus, home_order, status_of
from watch_pipelines.casework.registered import MODE_OF, PSEUDO, Statement, certified, registered
from watch_pipelines.casework.roster import roster
from watch_pipelines.casework.testimony import (
    Passage,
    origin,
    passage_at,
    passages,
    published,
    sightings,
    tier_of,
    wording,
)
from watch_pipelines.typography import fold, typographic

_AT_THE_BODY = {HostingKind.ON_PREMISE: "on_premise", HostingKind.STATE_CLOUD: "public_infrastructure"}


@lru_cache(maxsize=CASES_REMEMBERED)
def statements(case: Case) -> tuple[Statement, ...]:
    """Everything that is said at the level of this contract, from documents and from the register."""
    home = home_order(case)
    own = set(case.announcement.document_ids)
    mentions = case.announcement.hosting + tuple(
        mention
        for document, reading in case.readings
        if document.id not in own and reading.extraction
        for mention in reading.extraction.hosting
    )
    found = [one for mention in mentions if (one := _from_mention(case, mention, home)) is not None]
    found += _from_roles(case, home)
    found += _from_wordings(case, mentions)
    found += registered(case, home)
    return tuple(found)


def _from_mention(case: Case, mention: HostingMention, home: str) -> Statement | None:
    """Read one hosting mention, unless it is about something else, denied, or only being explored."""
    passage = passage_at(case, mention.evidence)
    if mention.scope is not HostingScope.CONTRACT or passage is None:
        return None
    conditional = mention.hypothetical or wording(case, "conditional", passage.folded)
    if wording(case, "exploratory", passage.folded) or (mention.hypothetical and mention.provider is None):
        return None
    if mention.negated:
        excluded = mention.kind is HostingKind.THIRD_COUNTRY_CLOUD and mention.provider is None
        excluded = excluded and wording(case, "infrastructure", passage.folded)
        return _said(case, passage, mention.evidence, mode="third_country_excluded") if excluded else None
    provider = case.actor(mention.provider_id)
    status = status_of(provider, home, case) if provider and provider.id not in PSEUDO else None
    if mention.provider and status is None:
        status = PartyStatus.UNKNOWN
    mode, host = _mode(mention, provider, status, home, case)
    qualified = wording(case, "immunity_scheme", passage.folded)
    return _said(
        case,
        passage,
        mention.evidence,
        mode=_qualified_mode(case, mention, passage, mode),
        provider=provider,
        host=host,
        location=mention.location,
        conditional=conditional,
        qualified=qualified and not wording(case, "in_progress", passage.folded),
        operates=wording(case, "operates", passage.folded),
    )


def _mode(
    mention: HostingMention, provider: Actor | None, status: PartyStatus | None, home: str, case: Case
) -> tuple[str | None, PartyStatus | None]:
    """The deployment mode and the host's status that a mention gives in the home legal order."""
    if mention.kind in _AT_THE_BODY:
        return _AT_THE_BODY[mention.kind], PartyStatus.PUBLIC if status is PartyStatus.PUBLIC else None
    if provider is None and mention.kind in {HostingKind.LOCATION_ONLY, HostingKind.UNSPECIFIED_CLAIM}:
        return None, None
    if mention.provider is None and mention.kind is HostingKind.THIRD_COUNTRY_CLOUD and home == EUROPE:
        return "third_country_cloud", PartyStatus.FOREIGN
    if provider and status is PartyStatus.HOME and provider.technology_from and not certified(provider, case):
        return "hybrid_licensed_cloud", status
    return MODE_OF.get(status) if status else None, status


def _qualified_mode(case: Case, mention: HostingMention, passage: Passage, mode: str | None) -> str | None:
    """Tell SecNumCloud from other labels: only a scheme with an immunity clause makes a qualified cloud."""
    if mode == "third_country_cloud" or mention.kind is not HostingKind.QUALIFIED_CLOUD:
        return mode
    said = wording(case, "immunity_scheme", passage.folded) and not wording(case, "in_progress", passage.folded)
    return "qualified_cloud" if said else mode


def _said(
    case: Case,
    passage: Passage,
    evidence: Evidence,
    *,
    mode: str | None,
    provider: Actor | None = None,
    host: PartyStatus | None = None,
    location: str | None = None,
    conditional: bool = False,
    qualified: bool = False,
    operates: bool = False,
) -> Statement:
    return Statement(
        mode=mode,
        provider=provider,
        host=host,
        operates=operates,
        location=location,
        qualified=qualified,
        in_progress=wording(case, "in_progress", passage.folded),
        conditional=conditional,
        secondary=wording(case, "secondary_function", passage.folded),
        tier=tier_of(case, _in_context(case, passage)),
        origin=origin(case, passage),
        as_of=published(passage.document),
        evidence=evidence,
        fact=None,
    )


def _in_context(case: Case, passage: Passage) -> Passage:
    """The same sentence with what precedes it, so that a speaker named just before counts."""
    for other in passages(case):
        if other.document.id == passage.document.id and other.start == passage.start:
            return other
    return passage


def _from_roles(case: Case, home: str) -> Iterator[Statement]:
    """A party that the documents name as the host of this deal."""
    for party in case.side(Side.PRIVATE):
        actor, passage = case.actor(party.actor_id), passage_at(case, party.evidence)
        if party.role is Role.HOST and actor is not None and passage is not None:
            status = status_of(actor, home, case)
            hybrid = actor.technology_from and not certified(actor, case)
            mode = "hybrid_licensed_cloud" if hybrid else MODE_OF.get(status)
            yield _said(case, passage, party.evidence, mode=mode, provider=actor, host=status)


def _from_wordings(case: Case, mentions: tuple[HostingMention, ...]) -> Iterator[Statement]:
    """Admissible statements that the wordings of C6 find where no mention of another scope stands."""
    aside = {
        (mention.evidence.document_id, passage.start)
        for mention in mentions
        if (mention.scope is not HostingScope.CONTRACT or mention.hypothetical)
        and (passage := passage_at(case, mention.evidence))
    }
    for sighting in sightings(case, "hosting.deployment"):
        passage = passage_at(case, sighting.evidence)
        if passage is None or (passage.document.id, passage.start) in aside:
            continue
        if wording(case, "exploratory", passage.folded):
            continue
        mode, provider, host = _who_serves(case, passage, sighting.value)
        yield _said(
            case,
            passage,
            sighting.evidence,
            mode=mode,
            provider=provider,
            host=host,
            qualified=sighting.value == "qualified_cloud",
            conditional=wording(case, "conditional", passage.folded),
        )


def _who_serves(case: Case, passage: Passage, mode: str) -> tuple[str | None, Actor | None, PartyStatus | None]:
    """For "from the publisher's cloud", the supplier meant: the one that the sentence names, or the only one.

    A home supplier that "hosts" may rely on others (framework 6.1), so nothing admissible follows from it.
    """
    if mode != "supplier_service":
        return mode, None, None
    operating = [player for player in roster(case) if player.operating]
    named = [one for one in operating if fold(typographic(one.party.name)) in passage.folded]
    meant = named or (operating if len(operating) == 1 else [])
    if len(meant) == 1 and meant[0].status is PartyStatus.FOREIGN:
        return "third_country_cloud", meant[0].actor, PartyStatus.FOREIGN
    return mode, None, None
