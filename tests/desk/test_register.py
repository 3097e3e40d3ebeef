"""The register's desk: sheets of actors, what the register lacks, and one fact more without touching another byte."""

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_document, a_party, a_reading, an_extraction
from watch.app import App
from watch.config import Config, Settings, copy_defaults, load_config
from watch.deliver import MailSettings
from watch.desk import checks, editing, facts, sheets
from watch.desk.deciding import DeskError
from watch.desk.editing import NewFact
from watch.desk.yaml_text import append_entry, set_key
from watch.handlers import Workshop
from watch.model import AliasPeriod, HostingKind, HostingMention, HostingScope, Register, Tier
from watch.store import Store, documents

TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
FACT = NewFact(
    "hosting", "{provider_id: outscale, region: FR, scope: inference}", "https://x.example/p", "2026-11-01", "C"
)


@pytest.fixture
def app(tmp_path: Path, config: Config) -> Iterator[App]:
    """An app over a copy of the shipped files and an empty store."""
    copy_defaults(tmp_path / "config")
    store = Store("sqlite://")
    yield App(
        Workshop(store, replace(config, directory=tmp_path / "config"), Settings(), MailSettings(), lambda: TODAY)
    )
    store.close()


def actors_file(app: App) -> Path:
    """The file that the desk edits."""
    return app.config.directory / "actors.yml"


def added(app: App, actor_id: str, fact: NewFact) -> list[str]:
    """Add the fact; the lines that this changed, as a diff without context."""
    before = actors_file(app).read_text(encoding="utf-8").splitlines()
    editing.add_fact(app, app.config.register.actors[actor_id], fact)
    after = actors_file(app).read_text(encoding="utf-8").splitlines()
    return [
        line for line in difflib.unified_diff(before, after, n=0) if line[:3] not in {"---", "+++"} and line[0] in "+-"
    ]


def reloaded(app: App) -> Config:
    """The configuration as the next start reads it."""
    return load_config(app.config.directory)


def test_a_fact_is_written_in_its_place_and_nothing_else_changes(app: App) -> None:
    """A host at the end of the actor's hosts; every other line as it was."""
    lines = added(app, "mistral-ai", FACT)
    assert all(line.startswith("+") for line in lines)
    assert lines[0] == "+      - provider_id: outscale"
    new = reloaded(app).register.actors["mistral-ai"].hosting[-1]
    assert (new.provider_id, new.region, new.scope, new.tier) == ("outscale", "FR", "inference", "C")
    assert (new.source_url, new.as_of) == ("https://x.example/p", "2026-11-01")


def test_an_added_fact_counts_at_its_tier(app: App) -> None:
    """The sheet, and the stages, read the stated tier."""
    from watch_pipelines.casework.registered import fact_tier

    added(app, "mistral-ai", replace(FACT, tier="A"))
    fact = reloaded(app).register.actors["mistral-ai"].hosting[-1]
    assert facts.tier_of(fact) is Tier.A
    assert fact_tier(fact) is Tier.A


@pytest.mark.parametrize(
    ("actor_id", "kind", "value", "key"),
    [
        ("sgdsn", "alias", "{alias: SGDN, until: 2009-12-29}", "alias_periods"),
        ("gladia", "certification", "{name: HDS, scope: hosting, status: certified}", "name: HDS"),
        ("etat-fr", "seat", "FR", "country_source"),
        (
            "gladia",
            "control",
            "{country: FR, owner: fondateurs, holder: operating, majority: true}",
            "ultimate_control",
        ),
        ("sgdsn", "hosting", "outscale", "hosting"),
    ],
)
def test_every_kind_of_fact_can_be_added(app: App, actor_id: str, kind: str, value: str, key: str) -> None:
    """Lists grow, single facts are set; whatever is not of this actor stays equal."""
    before = app.config.register.actors
    assert any(key in line for line in added(app, actor_id, replace(FACT, kind=kind, value=value)))
    after = reloaded(app).register.actors
    assert {one for one in before if before[one] != after[one]} == {actor_id}
    found = [fact for fact in facts.facts_of(after[actor_id]) if fact.source == "https://x.example/p"]
    assert [(fact.kind, fact.as_of, fact.tier) for fact in found] == [(kind, "2026-11-01", Tier.C)]


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (replace(FACT, source=None), "a fact without a source is none"),
        (replace(FACT, source="vu à la télé"), "--source must be the http(s) address"),
        (replace(FACT, as_of="2027-01-01"), "--as-of: 2027-01-01 is in the future"),
        (replace(FACT, as_of="hier"), "--as-of must be the date"),
        (replace(FACT, as_of=None), "--as-of must be the date"),
        (replace(FACT, tier=None), "--tier must be A, B, C, D or E"),
        (
            replace(FACT, kind="rumour"),
            "'rumour' is no kind of fact; one of: alias, seat, control, hosting, certification",
        ),
        (replace(FACT, value=" "), "--value is empty"),
        (replace(FACT, value="{provider_id: ["), "--value is no YAML mapping"),
        (replace(FACT, value="{provider_id: outscale, tier: A}"), "tier has its own option"),
        (replace(FACT, value="{provider_id: nobody}"), "'nobody' is not an actor of this file"),
        (replace(FACT, value="{provider_id: outscale, colour: red}"), "colour: unknown key"),
        (replace(FACT, kind="alias", value="{alias: Doctolib}"), "doctolib"),
    ],
)
def test_a_fact_that_is_none_is_refused_and_nothing_is_written(app: App, fact: NewFact, words: str) -> None:
    """One sentence that says what to do; the file is byte for byte as before."""
    before = actors_file(app).read_bytes()
    with pytest.raises(DeskError) as caught:
        editing.add_fact(app, app.config.register.actors["mistral-ai"], fact)
    assert words in str(caught.value)
    assert actors_file(app).read_bytes() == before


def test_a_file_that_someone_else_writes_meanwhile_is_not_overwritten(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their change stays, ours is refused."""
    path = actors_file(app)

    def meddling(*_arguments: object, **_named: object) -> Config:
        path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
        return load_config(app.config.directory)

    monkeypatch.setattr(editing, "load_config", meddling)
    with pytest.raises(DeskError, match="was changed by someone else meanwhile"):
        editing.add_fact(app, app.config.register.actors["mistral-ai"], FACT)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


def test_line_ends_and_comments_stay(app: App) -> None:
    """A file from another system keeps its line ends, in the new lines as well."""
    path = actors_file(app)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    editing.add_fact(app, app.config.register.actors["mistral-ai"], FACT)
    after = path.read_bytes()
    assert after.startswith(b"# Register of actors")
    assert after.count(b"\n") == after.count(b"\r\n")


names = st.text(alphabet="abcé -:#'\"é0", max_size=12)
entries = st.lists(
    st.fixed_dictionaries(
        {"name": names},
        optional={"tags": st.lists(names, max_size=3), "more": st.dictionaries(st.sampled_from("xyz"), names)},
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=80, deadline=None)
@given(entries, st.data(), st.sampled_from([False, None]))
def test_an_edit_changes_what_it_says_and_nothing_else(
    found: list[dict[str, object]], data: st.DataObject, flow: bool | None
) -> None:
    """Whatever the style and the content of a file, appending and setting mean for YAML what they mean in words."""
    for number, entry in enumerate(found):
        entry["id"] = f"e{number}"
    text = yaml.safe_dump(
        {"version": "1", "all": found}, allow_unicode=True, default_flow_style=flow, sort_keys=False, width=1000
    )
    chosen = data.draw(st.sampled_from(found))
    value = data.draw(st.one_of(names, st.fixed_dictionaries({"alias": names, "since": st.none()})))
    if re.search(rf"^- \{{.*id: {chosen['id']}\}}$", text, re.MULTILINE):
        with pytest.raises(ValueError, match="is written in one line"):
            append_entry(text, str(chosen["id"]), "tags", value)
        return
    expected = [dict(one) for one in found]
    place = found.index(chosen)
    expected[place]["tags"] = [*(chosen.get("tags") or []), value]  # type: ignore[misc]
    assert yaml.safe_load(append_entry(text, str(chosen["id"]), "tags", value))["all"] == expected
    expected[place]["more"] = value
    after = set_key(append_entry(text, str(chosen["id"]), "tags", value), str(chosen["id"]), "more", value)
    assert yaml.safe_load(after)["all"] == expected


def test_an_actor_is_found_by_id_name_and_alias(app: App) -> None:
    """Case and accents do not matter; a name that nobody bears is answered with the nearest ones."""
    assert sheets.actor_named(app, "mistral-ai").id == "mistral-ai"
    assert sheets.actor_named(app, "MISTRAL AI SAS").id == "mistral-ai"
    with pytest.raises(DeskError, match=r"did you mean: .*mistral-ai"):
        sheets.actor_named(app, "Mistrale AI")


def test_a_sheet_shows_each_fact_with_source_date_and_tier(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    """Aliases, seat, control, hosting and certifications; stale ones say so."""
    app.revise()
    actor = sheets.actor_named(app, "mistral-ai")
    sheets.print_sheet(actor, sheets.states(app, actor), TODAY.date(), facts.limits(app.config.framework))
    said = capsys.readouterr().out
    assert "alias: Le Chat" in said
    assert "hosting: microsoft-azure; SE, NO" in said
    assert "2026-08-05, tier C" in said
    assert "STALE" in said
    assert "recorded 2026-11-24 12:00 UTC" in said
    rows = json.loads(sheets.sheet_json(actor, (), TODAY.date(), facts.limits(app.config.framework)))["facts"]
    assert {row["kind"] for row in rows} >= {"name", "alias", "seat", "control", "hosting", "certification"}
    assert all(row["source"] and row["as_of"] and row["tier"] for row in rows if row["kind"] == "hosting")


def test_a_sheet_of_a_past_day_needs_a_record(app: App) -> None:
    """Before anything was recorded there is no answer, and that is said."""
    with pytest.raises(DeskError, match="nothing was recorded yet on that day"):
        sheets.actor_named(app, "mistral-ai", date(2026, 11, 1))
    app.revise()
    assert sheets.actor_named(app, "mistral-ai", TODAY.date()).id == "mistral-ai"


@pytest.mark.parametrize(
    ("kind", "as_of", "stale"),
    [
        ("hosting", "2025-11-25", False),
        ("hosting", "2025-11-20", True),
        ("certification", "2025-10", True),
        ("control", "2024-12", False),
        ("control", "2024-11-01", True),
        ("hosting", "undated copy", True),
        ("seat", "1999", False),
    ],
)
def test_facts_age_as_the_framework_says(config: Config, kind: str, as_of: str, *, stale: bool) -> None:
    """Hosting and certifications after twelve months, ownership after twenty-four; an undated one at once."""
    fact = facts.Fact("a", kind, "x", "https://x.example", as_of, Tier.B)
    assert fact.stale(TODAY.date(), facts.limits(config.framework)) is stale


def _host(name: str, provider_id: str | None = None) -> HostingMention:
    evidence = a_party(name).evidence
    return HostingMention(
        name,
        provider_id,
        HostingKind.EU_CLOUD,
        None,
        HostingScope.CONTRACT,
        negated=False,
        hypothetical=False,
        evidence=evidence,
    )


def test_strangers_in_documents_are_counted(app: App) -> None:
    """Hosts and parties without an entry, by the number of documents; one that was entered since is not counted."""
    facts_of_two = an_extraction(
        parties=(a_party("Nébuleuse SA", actor_id=None), a_party(), a_party("Doctolib", actor_id=None)),
        hosting=(_host("Nuage Breton"), _host("Outscale", "outscale")),
    )
    other = an_extraction(parties=(a_party("NEBULEUSE SA", actor_id=None), a_party("Nébuleuse SA", actor_id=None)))
    with app.store.write() as tx:
        for name, extraction in (("d1", facts_of_two), ("d2", other)):
            documents.capture(tx, a_document(id=name))
            documents.save_reading(tx, a_reading(name, extraction=extraction), TODAY)
        documents.capture(tx, a_document(id="d3"))
        refused = a_reading("d3", extraction=other)
        documents.save_reading(tx, replace(refused, detection=replace(refused.detection, is_announcement=False)), TODAY)
    found = checks.check(app.store, app.config.register, app.config.framework, TODAY.date())
    assert [(one.name, one.documents) for one in found.parties] == [("Nébuleuse SA", 2)]
    assert found.providers == (checks.Stranger("Nuage Breton", 1, "d1"),)


def test_a_check_lists_what_is_stale_and_what_has_no_link(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped register is sourced but for seven facts whose note says why; the text names each."""
    found = checks.check(app.store, app.config.register, app.config.framework, TODAY.date())
    assert all(fact.note for fact in found.unsourced)
    assert {fact.actor_id for fact in found.unsourced} >= {"gladia", "ovhcloud"}
    later = checks.check(app.store, app.config.register, app.config.framework, TODAY.date() + timedelta(days=800))
    assert len(later.stale) > len(found.stale)
    checks.print_check(found)
    said = capsys.readouterr().out
    assert f"Stale facts ({len(found.stale)})" in said
    assert "no source, 2026, tier" in said or "no source, 2026;" in said
    assert json.loads(checks.check_json(found))["unknown_parties"] == []


def test_a_name_of_several_actors_is_listed(app: App) -> None:
    """Two bodies that bore one name in turn are shown together."""
    actors = dict(app.config.register.actors)
    for one, since, until in (("min-armees", None, "2020-01-01"), ("min-interieur", "2020-01-02", None)):
        period = AliasPeriod("le Ministère", since, until, "https://x.example", "2026-01-01")
        actors[one] = replace(actors[one], aliases=(*actors[one].aliases, "le Ministère"), alias_periods=(period,))
    shared = checks.shared_names(Register("1", actors))
    assert shared["le ministere"] == ("min-armees", "min-interieur")


ALIAS = (
    "\n    alias_periods:\n      - {{alias: {alias}, since: {since}, until: {until}, source_url: 'https://x.example', "
    "as_of: {as_of}}}\n"
)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"alias": "Inconnu"}, "sgdsn.alias_periods: 'Inconnu' is none of its names"),
        ({"since": "'2024'", "until": "'2020'"}, "ends (2020) before it begins (2024)"),
        ({"as_of": "'2999-01-01'"}, "has as_of 2999-01-01, which is after today"),
    ],
)
def test_a_wrong_period_is_refused_at_start(app: App, values: dict[str, str], words: str) -> None:
    """File, actor and key are named."""
    path = actors_file(app)
    block = ALIAS.format(**({"alias": "SGDSN", "since": "null", "until": "null", "as_of": "'2026-01-01'"} | values))
    text = path.read_text(encoding="utf-8").replace("  - id: sgdsn\n", f"  - id: sgdsn{block}", 1)
    with pytest.raises(Exception, match=r"actors\.yml") as caught:
        load_config(app.config.directory, instead={"actors.yml": text})
    assert words in str(caught.value)


def test_a_name_that_two_bear_at_once_is_refused_and_in_turn_is_not(app: App) -> None:
    """Periods tell two actors of one name apart only while they do not overlap."""
    text = actors_file(app).read_text(encoding="utf-8")

    def with_name(first_until: str) -> str:
        found = text
        for one, since, until in (("sgdsn", "null", first_until), ("premier-ministre", "'2020-01-01'", "null")):
            found = append_entry(found, one, "aliases", "Secrétariat de test")
            found = append_entry(
                found,
                one,
                "alias_periods",
                {
                    "alias": "Secrétariat de test",
                    "since": yaml.safe_load(since),
                    "until": yaml.safe_load(until),
                    "source_url": "https://x.example",
                    "as_of": "2026-01-01",
                },
            )
        return found

    load_config(app.config.directory, instead={"actors.yml": with_name("'2019-12-31'")})
    with pytest.raises(Exception, match="at that time; correct since or until"):
        load_config(app.config.directory, instead={"actors.yml": with_name("'2021-01-01'")})
