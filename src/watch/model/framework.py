"""The sovereignty framework as data, and what judging by it yields."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from watch.model.documents import Evidence


class Scope(StrEnum):
    """Whom a finding is about; a supplier's habit is never a contract's fact."""

    CONTRACT = "contract"
    SUPPLIER = "supplier"
    GROUP = "group"


class Tier(StrEnum):
    """Evidence strength, A best (framework, section 7)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


READINGS = ("sovereignty", "mixed", "open", "dependence")
"""How a verdict answers the framework's question, from control to dependence; some verdicts do not answer it."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Wordings that speak for one value of a criterion.

    Patterns are regular expressions on folded text: lower case, no accents, straight apostrophes, plain hyphens.
    """

    value: str
    any_of: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Wordings in the same sentence that take the sign back."""
    only_if: tuple[str, ...] = ()
    """Wordings of which one must stand in the same sentence; empty: none is asked for."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the framework, C1 to C17."""

    id: str
    """``theme.name``: also the path of its function, ``criteria/<theme>.py:<name>``."""
    code: str
    """C1 to C17."""
    question_fr: str
    question_en: str
    values: tuple[str, ...]
    evidence: str
    never_from: str
    reference: str | None
    signs: tuple[Sign, ...] = ()
    """What the code reads in texts for this criterion, published with it."""
    open_to_change: bool = True
    """False when no new evidence could move it (the amount, the wording): left out of "what would change"."""
    evidence_fr: str = ""
    """`evidence`, which is in English, for French readers."""
    never_from_fr: str = ""
    held_by_fr: str = ""
    """Who holds the evidence when it is missing: the body, the supplier, a register."""
    held_by_en: str = ""
    stale_after_months: int | None = None
    """Age from which a fact counts one tier less; None: it does not age."""
    silence_answers: bool = False
    """True where silence is an answer or no rule waits for one: never listed as missing."""


@dataclass(frozen=True, slots=True)
class Code:
    """One value of an axis or of a circumstance, with what it means."""

    code: str
    meaning_fr: str
    meaning_en: str


@dataclass(frozen=True, slots=True)
class Axis:
    """What conditions may read of a deal: one of the four axes, the claim, or a circumstance."""

    id: str
    """The name that conditions use."""
    letter: str | None
    """J, D, T or S for the four axes that are never averaged; None for the rest."""
    question_fr: str
    question_en: str
    codes: tuple[Code, ...]
    """Every value it can have, best first where they are ordered."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One column of a rule: the axis, and the codes that match it."""

    axis: str
    """exposure, basis, dependence, sensitivity, claim, scope, ended, engagement, rule, object, home…: a key of what
    `watch_pipelines.assess` knows of a deal."""
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the decision table; the first whose conditions all hold gives the verdict."""

    id: str
    verdict: str
    when: tuple[Condition, ...]
    confidence_from: tuple[str, ...]
    """The criteria whose weakest tier is the verdict's confidence; an axis name stands for the criteria it used."""
    qualifier_fr: str | None = None
    """Words that follow the verdict under this rule: "structurelle", "déclarée"."""
    qualifier_en: str | None = None
    caps: tuple["Cap", ...] = ()
    """Highest tier that this rule may show, and when."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling on the confidence of a rule."""

    tier: Tier
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A prefix (the first that holds) or a flag (each that holds), shown beside the verdict."""

    id: str
    display_fr: str
    display_en: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class VerdictText:
    """How a verdict is shown."""

    slug: str
    display_fr: str
    display_en: str
    reading: str | None
    """sovereignty, mixed, open, dependence; None for verdicts that answer nothing."""
    meaning_fr: str = ""
    """What the verdict says, in one sentence."""
    meaning_en: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """One published version of the framework."""

    version: str
    as_of: date
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...]
    """In the order in which they are tried."""
    verdicts: tuple[VerdictText, ...]
    """From the most control to the least; then those that answer nothing."""
    prefixes: tuple[Label, ...] = ()
    flags: tuple[Label, ...] = ()
    wordings: tuple[Sign, ...] = ()
    """Wordings that no single criterion owns: attribution, anonymous sources, conditional and exploratory moods."""
    axes: tuple[Axis, ...] = ()
    """The four axes, the claim, and the circumstances that rules, prefixes and flags read."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a source says against the value that stands; it is kept and shown."""

    value: str
    tier: Tier
    evidence: tuple[Evidence, ...]
    register_facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditorsWord:
    """That a person, not a stage, settled a finding: evidence of its own kind, shown as such."""

    decision_id: str
    by: str
    """Who decided, as they want to be named in public."""
    at: datetime
    reason: str
    machine_value: str | None
    """What the stages find on the day of the assessment; None: not documented."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one criterion."""

    criterion: str
    value: str | None
    """None: not documented. It must be given, it is never a default."""
    scope: Scope | None
    tier: Tier | None
    as_of: str | None
    """Date of the fact, ISO, possibly partial."""
    evidence: tuple[Evidence, ...]
    register_facts: tuple[str, ...]
    """"actor_id: statement (source_url, as_of)" for what the register, not a document, says."""
    note: str | None
    origins: int = 1
    """Publishers of independent origin that agree on it."""
    contested: bool = False
    """A source of the same strength says otherwise, or a party denies it."""
    confidence: str | None = None
    """étayé, probable, fragile, indicatif: the tier as adjusted to age, agreement and contradiction; None: no value."""
    contradictions: tuple[Contradiction, ...] = ()
    editor: EditorsWord | None = None
    """Who settled it, where an editor did; None: the stages found it."""


@dataclass(frozen=True, slots=True)
class Axes:
    """The four axes, never averaged; codes as the framework prints them."""

    exposure: str
    """J0, J1, J2, J3, J?, n/a."""
    exposure_basis: str | None
    """"declared" or "presumed" for J1; the letter of the clause for J2 and J3."""
    dependence: str
    """D0, D1, D2, D3, D?."""
    transparency: str
    """T0 to T3."""
    sensitivity: int | None
    """0 to 5; None for S?."""


@dataclass(frozen=True, slots=True)
class Move:
    """The weakest single finding that would give another verdict."""

    criterion: str
    value: str
    tier: Tier
    """The weakest tier at which it does."""
    verdict: str
    up: bool
    """True towards more control, False towards less (order of the framework's verdicts)."""


@dataclass(frozen=True, slots=True)
class EarlierVerdict:
    """What the framework said with the knowledge of an earlier day."""

    as_of: date
    axes: Axes
    verdict: str
    rule: str
    prefix: str | None
    confidence: str | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one version of one announcement by one version of the framework; append-only."""

    id: str
    announcement_id: str
    announcement_version: int
    framework_version: str
    as_of: date
    """The day whose knowledge was used."""
    axes: Axes
    claim: int
    """Strength 0 to 3."""
    gap: int | None
    """Claim minus evidence (framework 6.6); None when not computed."""
    verdict: str
    """Slug."""
    reading: str | None
    rule: str
    prefix: str | None
    """option, intention, pilote, recherche."""
    flags: tuple[str, ...]
    confidence: str | None
    """étayé, probable, fragile, indicatif; None where the rule shows none."""
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    """Evidence that is missing and who holds it, as criterion ids."""
    would_change: tuple[str, ...]
    """What would change the verdict: "criterion=value → verdict", the lightest evidence up first, then down."""
    created_at: datetime
    used: tuple[str, ...] = ()
    """Criteria on which the rule rested, by id; the weakest of them gives the confidence."""
    moves: tuple[Move, ...] = ()
    """`would_change` as values."""
    home: str | None = None
    """Legal order from whose point of view it is judged: "EU/EEA" or a country code."""
    transparency_items: tuple[str, ...] = ()
    """Which of the six items of T are public: use_cases, amount, duration, route, host, auditability."""
    at_announcement: EarlierVerdict | None = None
    """The verdict "at the announcement" (framework 6.8); None when that day is not past or has no documents."""
