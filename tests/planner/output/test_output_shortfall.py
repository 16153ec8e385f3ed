"""What a plan leaves is told: money that is not spent, drivers for whom nothing is added."""

import dataclasses

import pytest

from planner.cli.tables import show_plan
from planner.output.report.writer import report_html
from planner.output.shared.plain_words import keyless
from planner.output.shared.shortfall import bypassed, shortfalls, unspent
from planner.output.shared.words import energy, percent
from planner.proofs import Sense
from planner.support.speech import LANGUAGES, speaking
from tests.fixtures.dossier_fixture import make_dossier

NARROW = "\u202f"


def rich():
    dossier = make_dossier()
    return dataclasses.replace(dossier, configuration={**dossier.configuration, "plan": {"budget_usd": 1_000_000}})


def everybody_served():
    dossier = make_dossier()
    card = dataclasses.replace(dossier.scorecard, served_kwh=dict(dossier.scorecard.demand_kwh))
    return dataclasses.replace(dossier, scorecard=card)


def test_money_that_is_left_is_told_with_what_it_could_still_buy():
    told = unspent(rich())
    assert told.startswith(f"$546{NARROW}244 (55{NARROW}%) of the budget is not spent:")
    assert f"at most 0.60{NARROW}% more" in told
    assert told in report_html(rich())
    why = "40 kWh a day stay unserved, held back by bays (full at 9 of 12 sites)"
    told = unspent(dataclasses.replace(rich(), studies={"unspent": {"why": why}}))
    assert told == (
        f"$546{NARROW}244 (55{NARROW}%) of the budget is not spent: {why}; a plan for the whole of it could be worth at most 0.60{NARROW}% more than this one, as proven."
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_not_spent_is_a_sentence_of_its_own_in_every_language(code):
    with speaking(code):
        told = unspent(dataclasses.replace(rich(), studies={"unspent": {"why": "…"}}))
    assert not told[0].islower()


def test_small_change_phases_and_minimised_objectives_say_nothing_of_money():
    dossier = rich()
    tight = {**dossier.configuration, "plan": {"budget_usd": 455_000}}
    assert unspent(dataclasses.replace(dossier, configuration=tight)) is None
    assert unspent(dataclasses.replace(dossier, studies={"phases": {}})) is None
    proof = dataclasses.replace(dossier.proof, sense=Sense.MIN, objective="cost", bound=dossier.proof.value * 0.999)
    assert unspent(dataclasses.replace(dossier, proof=proof)) is None


def test_drivers_for_whom_nothing_is_added_are_named(capsys, tmp_path):
    dossier = make_dossier()
    asked = sum(kwh for name, kwh in dossier.scorecard.demand_kwh.items() if name.startswith("chademo"))
    [told] = bypassed(dossier)
    assert told.startswith("The plan adds nothing for drivers of CHAdeMO / Type 1, of whose demand")
    assert f"{asked:,.0f} kWh a day".replace(",", NARROW) in told
    assert keyless(told) in report_html(dossier)
    assert "plan.chargers" not in report_html(dossier), "a council knows no key of the configuration"
    show_plan(dossier, tmp_path)
    assert "The plan adds nothing for drivers of CHAdeMO / Type 1" in " ".join(capsys.readouterr().out.split())


def test_who_is_served_by_what_stands_is_not_left_out_and_of_others_only_what_stays_unserved_is_told():
    dossier = everybody_served()
    card = dossier.scorecard
    fast, slow = card.demand_kwh["ccs2_fast"], card.demand_kwh["ccs2_slow"]

    def told(share):
        served = {**card.served_kwh, "ccs2_fast": 0.97 * fast, "ccs2_slow": share * slow}
        return bypassed(
            dataclasses.replace(
                dossier,
                scorecard=dataclasses.replace(card, served_kwh=served),
                do_nothing=dataclasses.replace(dossier.do_nothing, served_kwh=served),
            )
        )

    [half] = told(0.5)
    share = percent(0.5 * slow / card.total_demand_kwh)
    assert half.startswith(
        "The plan adds nothing for drivers of CCS2 / Type 2 (slow charging), "
        f"of whose demand {energy(0.5 * slow)} kWh a day ({share} of all demand) stay unserved"
    )
    assert told(0.95) == []


def with_chargers(*names, budget_usd=455_000):
    """The dossier in which CHAdeMO and GB/T ask and get nothing, of a plan that may buy these chargers."""
    dossier = make_dossier()
    card, before = dossier.scorecard, dossier.do_nothing.served_kwh
    served = {
        name: kwh if not name.startswith("gbt") else before.get(name, 0.0) for name, kwh in card.served_kwh.items()
    }
    plan = {"budget_usd": budget_usd, "chargers": list(names)}
    return dataclasses.replace(
        dossier,
        scorecard=dataclasses.replace(card, served_kwh=served),
        configuration={**dossier.configuration, "plan": plan},
    )


def test_where_a_charger_on_offer_has_the_plug_the_money_is_the_reason_and_not_the_list():
    [told] = bypassed(with_chargers("dc_ccs2_60", "dc_gbt_60"))
    assert told.endswith(
        "; none of the chargers that the plan chooses from has a plug of CHAdeMO / Type 1"
        ": the configuration lists them (plan.chargers); "
        "chargers for GB/T are on offer, but the money went where it serves more."
    )
    [told] = bypassed(with_chargers("dc_ccs2_60"))
    assert told.endswith(
        "none of the chargers that the plan chooses from has a plug of GB/T or CHAdeMO / Type 1: the configuration lists them (plan.chargers)."
    )
    assert keyless(told).endswith("GB/T or CHAdeMO / Type 1: the configuration lists them."), "a report has the pointer"
    [rich] = bypassed(with_chargers("dc_gbt_60", budget_usd=4_000_000))
    assert "the money went" not in rich
    everything = dataclasses.replace(with_chargers("dc_gbt_60"), configuration={})
    assert bypassed(everything)[0].endswith(" of all demand) stay unserved.")


def test_a_plan_that_serves_every_family_leaves_nobody_to_name():
    assert bypassed(everybody_served()) == []


def test_drivers_who_cannot_charge_fast_are_named_where_slow_posts_with_their_plug_are_built():
    """6 % of a family served slowly hid that hardly anybody of it was served fast."""
    dossier = everybody_served()
    card = dossier.scorecard
    fast, slow = card.demand_kwh["ccs2_fast"], card.demand_kwh["ccs2_slow"]
    offer = {"plan": {"budget_usd": 455_000, "chargers": ["dc_gbt_60", "ac_t2_7"]}}

    def served(**kwh):
        changed = dataclasses.replace(card, served_kwh={**card.served_kwh, **kwh})
        nothing = dataclasses.replace(dossier.do_nothing, served_kwh=dict.fromkeys(card.demand_kwh, 0.0))
        return dataclasses.replace(dossier, scorecard=changed, do_nothing=nothing, configuration=offer)

    [told] = bypassed(served(ccs2_fast=0.0, ccs2_slow=0.2 * slow))
    assert told.startswith("The plan adds nothing for drivers of CCS2 / Type 2 (fast charging), of whose demand")
    assert "none of the chargers that the plan chooses from has a plug of CCS2 / Type 2 (fast charging): the" in told
    assert energy(fast) in told, "slow charging is not counted in"
    [told] = bypassed(served(ccs2_fast=0.023 * fast, ccs2_slow=0.2 * slow))
    assert told.startswith("Drivers of CCS2 / Type 2 (fast charging) get hardly anything: of the ")
    assert f"2.3{NARROW}% is served" in told
    [told] = bypassed(served(ccs2_fast=0.02 * fast, ccs2_slow=0.02 * slow))
    assert told.startswith("Drivers of CCS2 / Type 2 get hardly anything"), "both needs are the family"
    assert bypassed(served(ccs2_fast=0.06 * fast)) == []


def test_a_plan_that_builds_nothing_is_told_elsewhere():
    dossier = make_dossier()
    assert shortfalls(dossier)
    card = dataclasses.replace(dossier.scorecard, chargers=0, cost_usd=0.0)
    assert shortfalls(dataclasses.replace(dossier, scorecard=card)) == []
