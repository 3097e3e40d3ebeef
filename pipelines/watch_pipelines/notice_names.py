"""The names and numbers on the buyer and holder lines of a notice, and whom the register knows by them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from watch.model import Actor, ActorKind, Party, Register, Role, Side, Span
from watch_pipelines.facts.organisations import key_of
from watch_pipelines.memory import by_identity
from watch_pipelines.name_index import written_names
from watch_pipelines.names import PSEUDO_ACTORS, organisation_of, side_of
from watch_pipelines.notice_fields import Kind, Line, Notice
from watch_pipelines.party_names import WIDE_ACTORS, same_party

_MOST: Final = 40
"""Names of one side that are kept; a framework agreement may have hundreds of holders."""
_MOST_PIECES: Final = 200
"""Names of one line that are looked at."""
_LONGEST_NAME: Final = 160
_BETWEEN: Final = re.compile(r" ?[;|] ?|(?<!\d), ?|, | [/+] ")
_BETWEEN_ALLIES: Final = re.compile(rf"{_BETWEEN.pattern}| - | (?:et|and|avec) | ?: ")
"""In a group of companies dashes and « et » part the members; elsewhere they are inside names."""
_BRACKETS: Final = re.compile(r"\([^()\n]{0,200}\)")
_ALLIED: Final = re.compile(r"\b(?:groupement|mandataire|co-?traitante?s?|consortium|solidaire|conjoint)\b")
_ALLIANCE: Final = re.compile(
    r"(?:le |un )?(?:groupement|consortium)(?: (?:momentane|solidaire|conjoint|d'entreprises|de societes|compose|forme"
    r"|constitue|des societes|entre|de|d'|par|mene par)){0,4}\s*"
)
_GOES_ON: Final = re.compile(r"(?:des?|du|et|of|and|la|les?|pour|charge\w*|en|sur|aux?)\s|[dl]'")
"""« ministère de l'Économie, des Finances et de la Souveraineté »: a comma inside a name."""
_GOES_ON_SHOUTED: Final = re.compile(r"(?:des|du|et|of|and)\s|d'")
_LEGAL_FORM: Final = re.compile(r"(?:s\.?a\.?s?\.?u?|sarl|eurl|snc|gie|inc|ltd|llc|llp|gmbh|ag|bv|spa|se|nv)\.?")
_NOBODY: Final = re.compile(
    r"(?:nc|n/?[ac]|cdl|neant|null?|none|inconnue?s?|unknown|confidentiel\w*|anonyme|horsue|xx+|-+"
    r"|(?:\d+ |plusieurs |multi-?)?(?:titulaires?|attributaires?|entreprises?|societes?|operateurs? economiques?)"
    r"|\d{5}\b.*|sans (?:objet|titulaire|attributaire)|(?:voir|cf|see)\b.*|(?:a|to be) determine.*"
    r"|non (?:communique|renseigne|precise|determine|divulgue|public)\w*)\.?"
    r"|.*\b(?:infructueu\w*|sans suite|non attribue\w*|pas attribue\w*|aucun\w*|not awarded|no tender\w*)\b.*"
)
"""What stands on the line when nobody holds the contract or its holder is not told."""
_TAIL: Final = re.compile(r" ?(?:\(.*|(?:[-,] ?)?\b\d{5}\b.*|\bsire[nt]\b.*|\bsise?\b .*|\bmandataire\b.*)$")
"""What follows a name: brackets, an address, a number."""
_HEAD: Final = re.compile(
    r"(?:lots? (?:n ?[°o] ?)?\d{1,3}(?: ?[-:.,])? ?|(?:la |l')?(?:societe|entreprise|ste) |\d{1,2} ?[).-] )"
)
_NUMBER: Final = re.compile(r"(?<!\d)(?P<siren>\d{3}[ .]?\d{3}[ .]?\d{3})(?:[ .]?\d{5})?(?!\d)")
_NUMBERED: Final = re.compile(r"\b(?:siret|siren|numero|identifiant|id)\b|\bn ?°\)?$")
_GENERAL_WORDS: Final = frozenset(
    {
        *("technology", "technologies", "service", "services", "solution", "solutions", "consulting", "conseil"),
        *("group", "groupe", "international", "europe", "emea", "ireland", "operations", "business", "digital"),
        *("france", "sas", "sasu", "sa", "holding", "numeriques", "systems", "software", "ltd", "limited", "inc"),
    }
)
"""Words after a company's name that name a branch of it."""


def read_parties(notice: Notice, register: Register) -> tuple[Party, ...]:
    """The buyers, then the holders, each once; a number alone is a party only when *register* knows it."""
    buyers = _parties(notice, Kind.BUYER, register)
    holders = _parties(notice, Kind.HOLDER, register)
    return (*buyers, *(one for one in holders if not any(same_party(one, buyer) for buyer in buyers)))


def _parties(notice: Notice, kind: Kind, register: Register) -> list[Party]:
    numbers: list[tuple[Span, Actor]] = []
    found: list[Party] = []
    for line in notice.of(kind):
        if is_numbered(notice, line):
            numbers.extend(_numbered(notice, line, register))
            continue
        for span in names_in(notice, line) if len(found) < _MOST else ():
            _add(found, _named(notice, span, kind, register))
    if found and len(found) == 1 and len(numbers) == 1 and found[0].actor_id is None:
        known = numbers[0][1]
        one = found[0]
        return [Party(one.name, known.id, _side(known, kind), one.role, one.evidence)]
    for span, actor in () if found else numbers:
        role = Role.BUYER if kind is Kind.BUYER else Role.SUPPLIER
        _add(found, Party(actor.name, actor.id, _side(actor, kind), role, notice.evidence(span.start, span.end)))
    return found


def _add(found: list[Party], party: Party) -> None:
    if len(found) < _MOST and not any(same_party(party, other) for other in found):
        found.append(party)


def is_numbered(notice: Notice, line: Line) -> bool:
    """Whether the line gives numbers of companies instead of names."""
    value = notice.folded[line.start : line.end]
    return bool(_NUMBERED.search(line.label)) or not re.search(r"[a-z]{2}", _NUMBER.sub("", value))


def has_number(notice: Notice, line: Line) -> bool:
    """Whether *line* gives the number of a company."""
    return is_numbered(notice, line) and _NUMBER.search(notice.folded, line.start, line.end) is not None


def _numbered(notice: Notice, line: Line, register: Register) -> Iterator[tuple[Span, Actor]]:
    known = _by_siren(register)
    for found in _NUMBER.finditer(notice.folded, line.start, line.end):
        actor = known.get(re.sub(r"\D", "", found["siren"]))
        if actor is not None:
            yield Span(*found.span()), actor


@by_identity(4)
def _by_siren(register: Register) -> Mapping[str, Actor]:
    return {actor.siren: actor for actor in register.actors.values() if actor.siren is not None}


def names_in(notice: Notice, line: Line) -> Iterator[Span]:
    """Where each name on *line* stands, without address, brackets, place in the group or « sans suite »."""
    allied = _ALLIED.search(notice.folded, line.start, line.end) is not None
    for place, (start, end) in enumerate(_pieces(notice, line, _BETWEEN_ALLIES if allied else _BETWEEN)):
        span = _trimmed(notice, start, end, whole=place == 0 and line.kind is Kind.BUYER)
        if span is not None:
            yield span


def _pieces(notice: Notice, line: Line, between: re.Pattern[str]) -> Sequence[tuple[int, int]]:
    """*line* cut where names end; what only goes on with the name before it stays with it."""
    value = notice.folded[line.start : line.end]
    masked = _BRACKETS.sub(lambda found: "x" * len(found.group()), value)
    pieces: list[tuple[int, int]] = []
    start = line.start
    shouted = notice.plain[line.start : line.end].isupper()
    for cut in (*islice(between.finditer(masked), _MOST_PIECES), None):
        end = line.start + cut.start() if cut else line.end
        if pieces and _goes_on(notice, start, end, shouted=shouted):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
        start = line.start + cut.end() if cut else line.end
    return pieces


def _goes_on(notice: Notice, start: int, end: int, *, shouted: bool) -> bool:
    if _LEGAL_FORM.fullmatch(notice.folded, start, end):
        return True
    if shouted:
        return _GOES_ON_SHOUTED.match(notice.folded, start, end) is not None
    return notice.plain[start : start + 1].islower() and _GOES_ON.match(notice.folded, start, end) is not None


_CAPITAL: Final = re.compile(r"(?<![\w'])[a-z]{0,2}[A-ZÀ-Þ0-9]")


def _trimmed(notice: Notice, start: int, end: int, *, whole: bool) -> Span | None:
    """The name itself; None when the words between *start* and *end* name nobody.

    Common words before it are cut off, unless the *whole* may be the name (« entreprise commune EuroHPC »).
    """
    folded = notice.folded
    for head in () if whole else (_ALLIANCE, _HEAD):
        if (found := head.match(folded, start, end)) is not None and found.end() < end:
            start = found.end()
    if _NOBODY.fullmatch(folded, start, end):
        return None
    tail = _TAIL.search(folded, start + 1, end) if start + 1 < end else None
    end = tail.start() if tail else end
    while start < end and folded[start] in " -.,:\"'*":
        start += 1
    while end > start and folded[end - 1] in " -,:;\"'*":
        end -= 1
    if not re.search(r"[^\W\d_]{2}", folded[start:end]) or end - start > _LONGEST_NAME:
        return None
    if not whole:
        capital = _CAPITAL.search(notice.plain, start, end)
        start = capital.start() if capital else end
    if start == end:
        return None
    return None if _NOBODY.fullmatch(folded, start, end) else Span(start, end)


def _named(notice: Notice, span: Span, kind: Kind, register: Register) -> Party:
    evidence = notice.evidence(span.start, span.end)
    name = notice.plain[span.start : span.end]
    actor = known_buyer(name, register) if kind is Kind.BUYER else known_holder(name, register)
    role = Role.BUYER if kind is Kind.BUYER else Role.SUPPLIER
    return Party(evidence.quote, actor.id if actor else None, _side_of(name, actor, kind, register), role, evidence)


def _side(actor: Actor, kind: Kind) -> Side:
    if actor.kind is ActorKind.PUBLIC_BODY:
        return Side.PUBLIC
    # laboratories and their like buy as public bodies do; the register only says that they are no administration
    return Side.PUBLIC if kind is Kind.BUYER and actor.kind is ActorKind.RESEARCH else Side.PRIVATE


def _side_of(name: str, actor: Actor | None, kind: Kind, register: Register) -> Side:
    """The side of a name: by the register, else by the line; a holder that begins like a public body is one."""
    if actor is not None:
        return _side(actor, kind)
    known = organisation_of(name, register)
    if known is not None and known.side is not None:
        return known.side
    if kind is Kind.BUYER:
        return Side.PUBLIC
    whole, opening = side_of(name, register), side_of(" ".join(name.split()[:2]), register)
    return Side.PUBLIC if whole is Side.PUBLIC and opening is Side.PUBLIC else Side.PRIVATE


@by_identity(4)
def _by_key(register: Register) -> Mapping[str, tuple[Actor, ...]]:
    """The actors that a name may mean, best first, by `key_of` the name; people and ways of hosting left out."""
    found: dict[str, tuple[Actor, ...]] = {}
    for name in written_names(register):
        actors = tuple(register.actors[each] for each in name.actor_ids if each not in PSEUDO_ACTORS)
        if actors and not name.person:
            found.setdefault(key_of(name.text), actors)
    return found


def known_holder(name: str, register: Register) -> Actor | None:
    """The actor that holds a contract under *name*: its name, alone or with words for a branch after it."""
    known = _by_key(register)
    words = key_of(name).split()
    for count in range(len(words), 0, -1):
        actors = known.get(" ".join(words[:count]))
        if actors and set(words[count:]) <= _GENERAL_WORDS:
            return min(actors, key=lambda actor: actor.kind is ActorKind.PUBLIC_BODY)
    return None


_LEVELS: Final = re.compile(r"\s+-\s+|\s*[/:]\s*|,\s+")


def known_buyer(name: str, register: Register) -> Actor | None:
    """The actor that buys under *name*: that name, else the first of « ministère - direction - service » it knows."""
    known = _by_key(register)
    found = [known[key] for level in (name, *_LEVELS.split(name)) if (key := key_of(level)) in known]
    chosen = [min(actors, key=lambda actor: actor.kind is not ActorKind.PUBLIC_BODY) for actors in found]
    narrow = [actor for actor in chosen if actor.id not in WIDE_ACTORS]
    return next(iter((*narrow, *chosen)), None)
