"""An editor's decision on a finding: checked as a whole, stored with what the machine had found."""

from dataclasses import dataclass

from watch.app import App
from watch.errors import WishError
from watch.model import Assessment, Criterion, Decision, Finding, Framework, Ruling, Tier
from watch.store import announcements, decisions
from watch.wording.phrases import plain

NAME_LIMIT, REASON_LIMIT = 80, 500


class DeskError(WishError):
    """A wish that the desk cannot fulfil; carries every mistake, not the first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line gave, as it was written."""

    criterion: str
    value: str | None
    reject: bool
    withdraw: bool
    tier: str | None
    by: str | None
    reason: str | None


def decide(app: App, announcement_id: str, wish: Wish) -> Decision:
    """Check *wish* and store the decision with the event that makes it take effect.

    Raises DeskError with every mistake at once.
    """
    with app.store.write() as tx:
        app.store.take_turn(tx)
        if announcements.get(tx, announcement_id) is None:
            raise DeskError(["there is no such announcement; `vigie query` lists the ids"], subject=announcement_id)
        made = decisions.of_announcement(tx, announcement_id)
        judged = announcements.latest_assessment(tx, announcement_id)
        criterion = _criterion(wish.criterion, app.config.framework)
        mistakes = [*_mistakes(wish, criterion, made), *unnamed(wish.by, wish.reason)]
        if criterion is None or mistakes:
            raise DeskError(mistakes, subject=announcement_id)
        decision = Decision(
            id=f"{announcement_id}/{len(made) + 1}",
            announcement_id=announcement_id,
            criterion=criterion.id,
            ruling=_ruling(wish),
            value=wish.value,
            tier=(Tier(wish.tier) if wish.tier else Tier.B) if wish.value is not None else None,
            by=plain(wish.by or ""),
            at=app.shop.clock(),
            reason=plain(wish.reason or ""),
            machine=_machine(judged, criterion.id, made),
        )
        decisions.append(tx, decision, decision.at)
    return decision


def _criterion(name: str, framework: Framework) -> Criterion | None:
    """By id (`hosting.host`) or by code (C7)."""
    return next((one for one in framework.criteria if name in {one.id, one.code}), None)


def _ruling(wish: Wish) -> Ruling:
    if wish.withdraw:
        return Ruling.WITHDRAWN
    return Ruling.REJECTED if wish.reject else Ruling.SET


def _mistakes(wish: Wish, criterion: Criterion | None, made: tuple[Decision, ...]) -> list[str]:
    found = []
    if sum((wish.value is not None, wish.reject, wish.withdraw)) != 1:
        found.append("give one of --value V, --reject, --withdraw")
    if criterion is None:
        return [*found, f"{wish.criterion!r} is no criterion; `vigie framework` or /framework lists them"]
    if wish.value is not None and wish.value not in criterion.values:
        found.append(f"--value: {wish.value!r} is no answer of {criterion.id}; one of: {', '.join(criterion.values)}")
    if wish.tier is not None and (wish.tier not in set(Tier) or wish.value is None):
        found.append(f"--tier: {wish.tier!r} must be A, B, C, D or E, and goes with --value")
    if wish.withdraw and criterion.id not in {one.criterion for one in decisions.in_force(made)}:
        found.append(f"--withdraw: no decision on {criterion.id} is in force")
    return found


def unnamed(by: str | None, reason: str | None) -> list[str]:
    """The mistakes of an act without a name or a reason: it is none."""
    given = (("--by", by, NAME_LIMIT), ("--reason", reason, REASON_LIMIT))
    return [
        f"{option} must be given, in at most {limit} characters"
        for option, text, limit in given
        if not 0 < len(plain(text or "")) <= limit
    ]


def _machine(judged: Assessment | None, criterion: str, made: tuple[Decision, ...]) -> Finding | None:
    """What the stages had found; what an earlier editor had put in its place is in that decision."""
    found = next((one for one in judged.findings if one.criterion == criterion), None) if judged else None
    if found is None or found.editor is None:
        return found
    return next((one.machine for one in made if one.criterion == criterion), None)


def said(decision: Decision) -> str:
    """The decision in one line."""
    what = {
        Ruling.SET: f"{decision.criterion} set to {decision.value} (tier {decision.tier})",
        Ruling.REJECTED: f"{decision.criterion} rejected",
        Ruling.WITHDRAWN: f"{decision.criterion} given back to the machine",
    }[decision.ruling]
    return f"{what} by {decision.by}, {decision.at:%Y-%m-%d}: {decision.reason}"
