"""A reviewer's correction: checked as a whole, stored with what the machine said then, and listed."""

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from watch.app import App
from watch.errors import WishError
from watch.handlers import corrected, read
from watch.model import (
    Correction,
    Document,
    Evidence,
    HostingKind,
    HostingMention,
    HostingScope,
    PartialDate,
    Party,
    Reading,
    Register,
    Role,
    Side,
    Status,
    WhyNot,
)
from watch.store import corrections, documents
from watch.tables import as_json as to_json
from watch.tables import console
from watch.wording.phrases import plain, shorten
from watch.wording.reasons import say_correction, say_correction_line
from watch.wording.terms import Language
from watch_pipelines.name_index import written_names
from watch_pipelines.typography import fold, typographic

_DATES = ("announced_on", "signed_on")
_NAME_LIMIT, _REASON_LIMIT = 80, 500
_MISSPELT = 60

Choice = TypeVar("Choice", bound=StrEnum)
Found = TypeVar("Found")


class LabelError(WishError):
    """A correction that cannot be stored; carries every mistake, not the first."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line gave, as it was written."""

    announcement: str | None
    status: str | None = None
    why_not: str | None = None
    actors: tuple[str, ...] = ()
    no_actors: tuple[str, ...] = ()
    hosting: tuple[str, ...] = ()
    no_hosting: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    by: str | None = None
    reason: str | None = None


def review(app: App, document_id: str | None, wishes: Wishes) -> Correction:
    """Check *wishes* against the stored document, and store the correction with the event that makes it take effect.

    Raises LabelError with every mistake at once.
    """
    if document_id is None:
        raise LabelError(["name a stored document; `vigie show ID --json` lists ids"], subject="vigie label")
    with app.store.read() as tx:
        document, stored = documents.get(tx, document_id), documents.reading(tx, document_id)
        earlier = corrections.of_document(tx, document_id)
    if document is None:
        raise LabelError(["there is no such document; `vigie show ID --json` lists ids"], subject=document_id)
    if stored is None:
        raise LabelError(["was not read yet; `vigie replay` works the queue"], subject=document_id)
    machine = replace(read(app.shop, document), duplicate_of=stored.duplicate_of) if earlier else stored
    desk = Desk(document, corrected(stored, earlier), app.config.register)
    made = desk.correction(wishes, machine, app.shop.clock())
    with app.store.write() as tx:
        corrections.append(tx, made, made.at)
    return made


@dataclass(frozen=True, slots=True)
class Desk:
    """What a correction is checked against; *mistakes* gathers what is wrong with it."""

    document: Document
    reading: Reading
    """The reading in force."""
    register: Register
    mistakes: list[str] = field(default_factory=list)

    def correction(self, wishes: Wishes, machine: Reading, now: datetime) -> Correction:
        """The correction that *wishes* describe; LabelError with every mistake."""
        yes = self._decided(wishes)
        made = Correction(
            id=uuid.uuid4().hex,
            document_id=self.document.id,
            by=self._written("--by", wishes.by, _NAME_LIMIT),
            at=now,
            reason=self._written("--reason", wishes.reason, _REASON_LIMIT),
            machine=machine,
            is_announcement=yes,
            status=self._choice("--status", wishes.status, Status),
            why_not=self._choice("--why-not", wishes.why_not, WhyNot),
            parties=self._each(wishes.actors, self._party),
            without_parties=self._known("--no-actor", wishes.no_actors, [one.name for one in self._facts_parties]),
            hosting=self._each(wishes.hosting, self._host),
            without_hosting=self._known(
                "--no-hosting", wishes.no_hosting, [one.evidence.quote for one in self._facts_hosting]
            ),
            dates=self._each(wishes.dates, self._date),
        )
        if self.mistakes:
            raise LabelError(self.mistakes, subject=self.document.id)
        return made

    @property
    def _facts_parties(self) -> tuple[Party, ...]:
        return self.reading.extraction.parties if self.reading.extraction else ()

    @property
    def _facts_hosting(self) -> tuple[HostingMention, ...]:
        return self.reading.extraction.hosting if self.reading.extraction else ()

    def _decided(self, wishes: Wishes) -> bool:
        """Yes or no; what does not go with the answer is a mistake."""
        if wishes.announcement not in {"yes", "no"}:
            self.mistakes.append("--announcement must be yes or no")
            return False
        yes = wishes.announcement == "yes"
        if yes and wishes.why_not:
            self.mistakes.append("--why-not goes with --announcement no")
        if yes and not wishes.status and self.reading.detection.status is None:
            self.mistakes.append(f"--status must be given, for the machine saw no deal; one of: {_listed(Status)}")
        if not yes and not wishes.why_not:
            self.mistakes.append(f"--why-not must say what it is instead; one of: {_listed(WhyNot)}")
        for name, given in (("--status", wishes.status), ("--actor", wishes.actors), ("--date", wishes.dates)):
            if not yes and given:
                self.mistakes.append(f"{name} goes with --announcement yes")
        return yes

    def _written(self, name: str, given: str | None, limit: int) -> str:
        text = plain(given or "")
        if not text or len(text) > limit:
            self.mistakes.append(f"{name} must be given, in at most {limit} characters")
        return text

    def _choice(self, name: str, given: str | None, choices: type[Choice]) -> Choice | None:
        if given is None:
            return None
        try:
            return choices(given)
        except ValueError:
            self.mistakes.append(f"{name}: {given!r} is not known; one of: {_listed(choices)}")
            return None

    def _each(self, given: Sequence[str], read_one: Callable[[str], Found | None]) -> tuple[Found, ...]:
        return tuple(one for one in map(read_one, given) if one is not None)

    def _known(self, name: str, given: Sequence[str], read_there: Sequence[str]) -> tuple[str, ...]:
        """What is taken out must be there; in the spelling of the reading."""
        by_fold = {_plain_fold(words): words for words in read_there}
        for words in given:
            if _plain_fold(words) not in by_fold:
                there = "; ".join(shorten(each, _MISSPELT) for each in read_there) or "nothing"
                self.mistakes.append(f"{name}: {words!r} was not read there; what was read: {there}")
        return tuple(by_fold[_plain_fold(words)] for words in given if _plain_fold(words) in by_fold)

    def _quoted(self, name: str, words: str) -> Evidence | None:
        """The first place where *words* stand as whole words, spaces, dashes and quotes being alike."""
        wanted, text = typographic(words.strip()), self.document.full_text
        found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", typographic(text)) if wanted else None
        if found is None:
            self.mistakes.append(f"{name}: {words!r} does not stand in the text; copy the words as they are written")
            return None
        start, end = found.span()
        return Evidence(self.document.id, start, end, text[start:end])

    def _party(self, given: str) -> Party | None:
        parts = given.rsplit(":", 2)
        if len(parts) != 3:
            self.mistakes.append(f"--actor: {given!r} must be NAME:side:role, e.g. 'Mistral AI:private:supplier'")
            return None
        side, role = self._choice("--actor side", parts[1], Side), self._choice("--actor role", parts[2], Role)
        evidence = self._quoted("--actor", parts[0])
        if side is None or role is None or evidence is None:
            return None
        return Party(evidence.quote, self._actor_id(evidence.quote), side, role, evidence)

    def _actor_id(self, name: str) -> str | None:
        """The register id of *name*: as the reading has it, else that of the only actor so named."""
        folded = _plain_fold(name)
        for party in self._facts_parties:
            if party.actor_id and _plain_fold(party.name) == folded:
                return party.actor_id
        named = (one for one in written_names(self.register) if not one.ambiguous and not one.person)
        ids = next((one.actor_ids for one in named if _plain_fold(one.text) == folded), ())
        return ids[0] if len(ids) == 1 else None

    def _host(self, given: str) -> HostingMention | None:
        words, negated = (given.removesuffix(":negated"), True) if given.endswith(":negated") else (given, False)
        parts = words.rsplit(":", 2)
        if len(parts) != 3:
            self.mistakes.append(f"--hosting: {given!r} must be WORDS:kind:scope, or WORDS:kind:scope:negated")
            return None
        kind = self._choice("--hosting kind", parts[1], HostingKind)
        scope = self._choice("--hosting scope", parts[2], HostingScope)
        found = self._quoted("--hosting", parts[0])
        if kind is None or scope is None or found is None:
            return None
        overlapping = (
            one for one in self._facts_hosting if one.evidence.start < found.end > found.start < one.evidence.end
        )
        known = next(overlapping, None)
        return HostingMention(
            provider=known.provider if known else None,
            provider_id=known.provider_id if known else None,
            kind=kind,
            location=known.location if known else None,
            scope=scope,
            negated=negated,
            hypothetical=False,
            evidence=found,
        )

    def _date(self, given: str) -> tuple[str, PartialDate | None] | None:
        name, _, value = given.partition("=")
        if name not in _DATES or not value:
            self.mistakes.append(f"--date: {given!r} must be announced_on=DATE or signed_on=DATE, or =none")
            return None
        if value == "none":
            return name, None
        try:
            return name, PartialDate.parse(value)
        except ValueError:
            self.mistakes.append(f"--date: {value!r} is no date; write YYYY-MM-DD, YYYY-MM, YYYY or none")
            return None


def _plain_fold(words: str) -> str:
    return fold(typographic(words)).strip()


def _listed(choices: type[StrEnum]) -> str:
    return ", ".join(choices)


def print_corrections(app: App, lang: Language, *, as_json: bool) -> None:
    """Print every correction, oldest first, or say that there is none."""
    with app.store.read() as tx:
        found = corrections.every(tx)
    if as_json:
        console().out(to_json([_summary(one) for one in found]), highlight=False)
        return
    for one in found:
        console().out(f"{one.document_id}  {say_correction_line(one, lang)}", highlight=False)
    if not found:
        console().out("No correction was made.", highlight=False)


def _summary(one: Correction) -> dict[str, Any]:
    then = one.machine.detection
    return {
        "id": one.id,
        "document_id": one.document_id,
        "at": one.at,
        "by": one.by,
        "reason": one.reason,
        "is_announcement": one.is_announcement,
        "status": one.status,
        "why_not": one.why_not,
        "reviewed": one.reviewed,
        "machine": {"is_announcement": then.is_announcement, "status": then.status, "score": then.score},
    }


def stored_message(made: Correction, lang: Language) -> str:
    """What the command answers."""
    return f"{made.document_id}: {say_correction(made, lang)}"
