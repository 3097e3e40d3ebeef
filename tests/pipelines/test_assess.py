"""From text to verdict: the gold cases of the framework, and its traps."""

from dataclasses import replace
from datetime import date

import pytest

from pipelines.deals import TODAY, Deal, Host, Told, announcement_of, judge, members_of
from pipelines.gold_cases import ARMEES, GOLD, INRIA, MISTRAL
from watch.config import Config
from watch.model import Control, HostingKind, HostingScope, Instrument, PublisherKind, Role, Sector, Status
from watch_pipelines.assess import assess, day_of_first_verdict

BUYER, SUPPLIER, PARTNER = Role.BUYER, Role.SUPPLIER, Role.PARTNER
PRESS, COMPANY = PublisherKind.PRESS, PublisherKind.COMPANY


@pytest.mark.parametrize("name", GOLD)
def test_gold_case(name: str, config: Config) -> None:
    """A gold case of the framework gets its axes, rule, verdict, prefix and flags."""
    deal, axes, verdict, prefix, flags = GOLD[name]
    found = judge(deal, config)
    told_axes = [found.axes.exposure, str(found.axes.exposure_basis), found.axes.dependence]
    sensitivity = "S?" if found.axes.sensitivity is None else f"S{found.axes.sensitivity}"
    wanted = axes.split()
    got = [*told_axes, sensitivity, str(found.claim)]
    if len(wanted) == 4:
        got.remove(str(found.axes.exposure_basis))
    assert got == wanted, [(f.criterion, f.value, f.tier) for f in found.findings]
    rule, slug, word = verdict.split()
    assert (found.rule, found.verdict) == (rule, slug)
    assert word in {"*", str(found.confidence)}
    assert found.prefix == prefix
    assert set(flags) <= set(found.flags)


OUT_OF_SCOPE = {
    "training alone": Deal(
        told=(Told("Le ministère et Google renouvellent la formation des agents. Les formations durent un an."),),
        public=(("ministère", "min-economie", PARTNER),),
        private=(("Google", "google", SUPPLIER),),
    ),
    "no public party": Deal(
        told=(Told("SAP et Delos Cloud proposent les modèles d'OpenAI.", kind=COMPANY),),
        public=(),
        private=(("SAP", "sap", SUPPLIER),),
        missing=("public_party",),
    ),
    "a State-owned company doing business": Deal(
        told=(Told("EDF choisit l'assistant de LightOn.", kind=PRESS),),
        public=(("EDF", "edf", BUYER),),
        private=(("LightOn", "lighton", SUPPLIER),),
    ),
    "an insurer that runs on a foreign cloud, no AI": Deal(
        told=(Told("Bercy choisit l'assureur Alan. Les remboursements passent par AWS.", kind=PRESS),),
        public=(("Bercy", "min-economie", BUYER),),
        private=(("Alan", "alan", SUPPLIER),),
        detected=False,
        missing=("ai_object",),
    ),
    "the end of a deal on office software": Deal(
        told=(Told("Polytechnique suspend sa bascule vers Microsoft 365 : le contrat prendra fin.", kind=PRESS),),
        public=(("Polytechnique", None, BUYER),),
        private=(("Microsoft", "microsoft", SUPPLIER),),
        status=Status.ENDED,
        detected=False,
        missing=("ai_object",),
    ),
    "a private funding round": Deal(
        told=(Told("Mistral AI lève 1,7 milliard d'euros, ASML en tête.", kind=COMPANY, publisher="Mistral AI"),),
        public=(),
        private=(MISTRAL, ("ASML", "asml", Role.INVESTOR)),
        missing=("public_party",),
    ),
    "no company": Deal(
        told=(Told("L'Insee et la DGFiP mettent en commun leurs outils."),),
        public=(("L'Insee", "insee", PARTNER),),
        private=(),
        missing=("company",),
    ),
}


@pytest.mark.parametrize("name", OUT_OF_SCOPE)
def test_out_of_scope(name: str, config: Config) -> None:
    """What lacks a public party, a company or an AI object is out of scope, and carries no label."""
    found = judge(OUT_OF_SCOPE[name], config)
    assert (found.rule, found.prefix, found.flags, found.reading) == ("R0", None, (), None)


def test_what_detection_saw_and_nobody_named_stays_in_scope(config: Config) -> None:
    """A body or a company that extraction could not name is no ground for "out of scope"."""
    nameless = replace(OUT_OF_SCOPE["no company"], missing=())
    bodiless = replace(OUT_OF_SCOPE["no public party"], missing=())
    assert (judge(nameless, config).axes.exposure, judge(nameless, config).rule) == ("J?", "R10")
    assert judge(bodiless, config).rule != "R0"


def test_usual_host_never_becomes_the_contract_s_host(config: Config) -> None:
    """A supplier's sub-processor list is kept at supplier level and never gives direct exposure."""
    found = judge(INRIA, config)
    host = next(finding for finding in found.findings if finding.criterion == "hosting.host")
    assert (host.value, host.scope.value if host.scope else None) == ("foreign", "supplier")
    assert found.axes.exposure != "J3"
    assert "hosting.host" in found.missing


def test_supplier_level_mention_moves_nothing(config: Config) -> None:
    """A hosting sentence about the supplier's services in general is not a statement on the deal."""
    text = "France Travail choisit LightOn. Par ailleurs, LightOn héberge ses services chez AWS."
    deal = Deal(
        told=(Told(text),),
        public=(("France Travail", "france-travail", BUYER),),
        private=(("LightOn", "lighton", SUPPLIER),),
        hosting=(Host("chez AWS", HostingKind.THIRD_COUNTRY_CLOUD, "AWS", "aws", scope=HostingScope.SUPPLIER),),
    )
    assert judge(deal, config).axes.exposure == "J1"


def test_conditional_host_is_a_fact_with_a_prefix(config: Config) -> None:
    """« pourra être hébergé chez X » exposes the deal and is shown as an option."""
    deal = Deal(
        told=(
            Told("Le dossier patient du CHU pourra être hébergé chez AWS, précise la directrice. LightOn le fournit."),
        ),
        public=(("CHU", "chu", BUYER),),
        private=(("LightOn", "lighton", SUPPLIER),),
        hosting=(Host("hébergé chez AWS", HostingKind.THIRD_COUNTRY_CLOUD, "AWS", "aws"),),
        sector=Sector.HEALTH,
    )
    found = judge(deal, config)
    assert (found.axes.exposure, found.prefix, found.rule) == ("J3", "option", "R1")


def test_explored_host_is_no_fact(config: Config) -> None:
    """« à l'étude » gives nothing."""
    deal = Deal(
        told=(Told("Un hébergement chez AWS est à l'étude pour l'assistant de LightOn, que la ville de Lens achète."),),
        public=(("ville de Lens", None, BUYER),),
        private=(("LightOn", "lighton", SUPPLIER),),
        hosting=(Host("hébergement chez AWS", HostingKind.THIRD_COUNTRY_CLOUD, "AWS", "aws"),),
    )
    assert judge(deal, config).axes.exposure == "J1"


def test_unregistered_supplier_is_unknown_until_a_text_gives_its_seat(config: Config) -> None:
    """A company that is not in the register blocks the presumption, unless a document says where it sits."""
    deal = Deal(
        told=(Told("La ville de Lens achète l'assistant de Nexedia."),),
        public=(("ville de Lens", None, BUYER),),
        private=(("Nexedia", None, SUPPLIER),),
    )
    seated = replace(deal, told=(Told("La ville de Lens achète l'assistant de Nexedia, société française."),))
    praised = replace(deal, told=(Told("La ville de Lens achète l'assistant de la pépite française Nexedia."),))
    assert judge(deal, config).axes.exposure == "J?"
    assert judge(seated, config).axes.exposure == "J1"
    assert judge(praised, config).axes.exposure == "J?"


def test_a_foreign_body_is_judged_from_its_own_legal_order(config: Config) -> None:
    """For a Moroccan ministry a French supplier is a third-country one."""
    deal = Deal(
        told=(Told("Le ministère marocain de la Santé achète une plateforme à Mistral AI.", title="Maroc : un achat"),),
        public=(("ministère marocain de la Santé", None, BUYER),),
        private=(MISTRAL,),
        instrument=Instrument.CONTRACT,
    )
    assert judge(deal, config).axes.exposure == "J2"


def test_verdict_at_the_announcement_knows_only_what_was_known(config: Config) -> None:
    """The host named nine months later counts today, not at the announcement (framework 6.8)."""
    deal = GOLD["France Travail–Mistral"][0]
    first = day_of_first_verdict(announcement_of(deal))
    assert first == date(2025, 4, 5)
    assert judge(deal, config, as_of=first).axes.exposure != "J1"
    assert judge(deal, config).axes.exposure == "J1"


def test_both_verdicts_are_kept(config: Config) -> None:
    """An assessment carries the verdict "at the announcement" beside today's; a fresh one has none yet."""
    deal = GOLD["France Travail–Mistral"][0]
    found = judge(deal, config)
    first = found.at_announcement
    assert first is not None
    assert (first.as_of, first.verdict, first.rule) == (date(2025, 4, 5), "indirect_exposure", "R8")
    assert (found.verdict, found.rule) == ("partial_control", "R6")
    assert judge(deal, config, as_of=date(2025, 3, 1)).at_announcement is None


def test_what_was_learnt_of_control_later_is_not_known_at_the_announcement(config: Config) -> None:
    """A majority documented after the announcement counts today, and the seat alone counted then."""
    later = Control("US", "a fund", "2026-06", "https://source.example/", "2026-06", "high", holder="financial")
    bought = replace(config.register.actors["lighton"], ultimate_control=later)
    register = replace(config.register, actors={**config.register.actors, "lighton": bought})
    deal = Deal(
        told=(Told("La ville de Lens achète l'assistant de LightOn.", on=date(2026, 1, 5)),),
        public=(("ville de Lens", None, BUYER),),
        private=(("LightOn", "lighton", SUPPLIER),),
    )
    found = judge(deal, replace(config, register=register))
    assert found.at_announcement is not None
    assert (found.axes.exposure, found.at_announcement.axes.exposure) == ("J2", "J1")
    assert "capital_test_failed" in found.flags


def test_an_old_fact_on_hosting_counts_one_tier_less(config: Config) -> None:
    """Twelve months after it was said, a ministry's word on hosting is no longer "étayé"."""
    deal = replace(ARMEES, told=ARMEES.told[:1])
    fresh, old = judge(deal, config, as_of=date(2026, 3, 1)), judge(deal, config, as_of=date(2028, 3, 1))
    words = [
        next(one.confidence for one in found.findings if one.criterion == "hosting.deployment")
        for found in (fresh, old)
    ]
    assert words == ["étayé", "probable"]
    assert all(one.confidence is None for one in fresh.findings if one.value is None)


def test_missing_evidence_has_a_holder(config: Config) -> None:
    """Whatever is missing is a criterion that says who could show it; silence that is an answer is not missing."""
    missing = judge(INRIA, config).missing
    holders = {criterion.id: criterion.held_by_fr for criterion in config.framework.criteria}
    assert "hosting.deployment" in missing
    assert all(holders[name] for name in missing)
    assert not {"claims.sovereignty", "dependence.continuity"} & set(missing)


def test_the_lightest_move_comes_first_each_way(config: Config) -> None:
    """A statement on hosting that a blog repeats moves up when the body says it; known facts are not wished away."""
    found = judge(GOLD["Caisse des Dépôts–Mistral"][0], config)
    up, down = found.moves[:2]
    assert (up.up, down.up) == (True, False)
    assert (up.criterion.partition(".")[0], up.tier, up.verdict) == ("hosting", "C", "partial_control")
    assert not any(move.criterion == "parties.supplier" for move in found.moves)


def test_hosting_of_the_same_system_is_heard(config: Config) -> None:
    """A later document on the same named system of the same body brings its hosting statement."""
    first = Deal(
        told=(Told("Le Land de Saxe présente l'assistant KARL d'Aleph Alpha.", on=date(2023, 6, 1)),),
        public=(("Land de Saxe", None, BUYER),),
        private=(("Aleph Alpha", "aleph-alpha", SUPPLIER),),
        project="KARL",
    )
    later = replace(
        first,
        name="later",
        told=(Told("KARL est exploité sur le cloud allemand STACKIT, indique le ministre.", on=date(2024, 7, 1)),),
        hosting=(Host("le cloud allemand STACKIT", HostingKind.EU_CLOUD, "STACKIT", "stackit"),),
    )
    alone = judge(first, config)
    together = assess(
        announcement_of(first),
        members_of(first),
        config.register,
        config.framework,
        config.legal,
        TODAY.date(),
        TODAY,
        same_project=members_of(later),
    )
    assert (alone.axes.exposure, together.axes.exposure, together.rule) == ("J2", "J1", "R6")


def test_what_would_change_is_what_changes(config: Config) -> None:
    """Each entry of would_change names one finding and another verdict, and the presumption is among what moves."""
    found = judge(GOLD["DGSI–ChapsVision"][0], config)
    assert found.would_change
    for change in found.would_change:
        finding, verdict = change.split(" → ")
        criterion, value = finding.split("=")
        assert value in next(c.values for c in config.framework.criteria if c.id == criterion)
        assert verdict != found.verdict
    assert "hosting.deployment=on_premise → partial_control" in found.would_change


def test_every_finding_quotes_its_document(config: Config) -> None:
    """Evidence is the exact characters of a document of the case."""
    texts = {document.id: document.full_text for document, _ in members_of(ARMEES)}
    quoted = [evidence for finding in judge(ARMEES, config).findings for evidence in finding.evidence]
    assert quoted
    assert all(texts[e.document_id][e.start : e.end] == e.quote for e in quoted)


def test_same_case_same_assessment(config: Config) -> None:
    """Judging twice gives the same value, id included; another document gives another id."""
    once, again = judge(ARMEES, config), judge(ARMEES, config)
    assert once == again
    assert judge(replace(ARMEES, told=ARMEES.told[:1]), config).id != once.id
