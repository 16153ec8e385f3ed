"""What flexibility is worth, on the tiny street: offers, the curve of dual cabinets, and what a wrong bet must buy later."""

import dataclasses
import json
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.compare import studies
from planner.compare.crossplay import charger_array
from planner.compare.dual_limits import LIMITS
from planner.compare.flexibility import flexibility_of
from planner.compare.hedges import HedgeInputs, hedges_of
from planner.compare.offers import DUAL, KIT, POOLED, offers_of, with_flexible
from planner.compare.recourse import Later
from planner.compare.spending import dual_share, install_usd, spent_usd
from planner.model.program.effort import Effort
from planner.model.solve.planning import sound_instance
from planner.model.solve.siting import SitingModel
from planner.support.stopping import never
from tests.fixtures import street_worlds
from tests.fixtures.street_worlds import compared, inputs_by_world, street
from tests.fixtures.tiny_city import silent

DC = ("dc_gbt_30", "dc_dual_60", "ac_t2_22")
"""A street where CCS2 fast drivers need a dual cabinet."""
ALL = (*DC, *POOLED)
BETS = ("chinese", "european")


@pytest.fixture(scope="module", autouse=True)
def dc_street():
    for kinds in (DC, ALL):
        street_worlds.FLEETS[kinds] = street_worlds.FLEETS[street_worlds.SPLIT]
        street_worlds.MONEY[kinds] = 90_000
    yield
    for kinds in (DC, ALL):
        del street_worlds.FLEETS[kinds], street_worlds.MONEY[kinds]


@pytest.fixture(scope="module")
def told():
    scenario = street(DC, compare={"flexibility": True, "regret_target": 0.08}, plan={"time_limit_s": 60})
    return compared(scenario, *BETS).comparison.as_dict()


@pytest.fixture(scope="module")
def study(told):
    assert told["studies_left_out"] == []
    return told["flexibility"]


def test_the_study_is_plain_json(study):
    assert json.loads(json.dumps(study, allow_nan=False)) == study
    assert set(study) == {
        "target",
        "offers",
        "curve",
        "from_catalogue",
        "least_share",
        "not_enough_share",
        "why_not",
        "recourse",
        "assumed",
    }


def test_more_on_offer_never_makes_the_hedge_lose_more(study):
    losses = [row["max_regret"] for row in study["offers"]]
    assert len(losses) == 4
    assert losses == sorted(losses, reverse=True) or losses == pytest.approx(sorted(losses, reverse=True), abs=1e-6)
    bounds = [row["least_possible_regret"] for row in study["offers"]]
    assert all(one >= two - 1e-9 for one, two in pairwise(bounds))
    assert study["offers"][0]["dual_share"] == 0
    assert all(row["cost_usd"] <= 90_000 + 1e-6 for row in study["offers"])


def test_dual_cabinets_bring_the_loss_down_where_one_standard_has_no_cabinet_of_its_own(study):
    single, dual = study["offers"][:2]
    assert dual["max_regret"] < single["max_regret"] - 0.01
    assert dual["dual_share"] > 0
    assert dual["dual_chargers"].keys() == {"dc_dual_60"}
    assert single["dual_chargers"] == {}


def test_the_curve_falls_and_keeps_its_limits(told, study):
    curve = study["curve"]
    assert [row["max_dual_share"] for row in curve] == list(LIMITS)
    assert all(row["dual_share"] <= row["max_dual_share"] + 1e-9 for row in curve)
    losses = [row["max_regret"] for row in curve]
    assert all(two <= one + 1e-9 for one, two in pairwise(losses))
    assert all(row["least_possible_regret"] <= row["max_regret"] + 1e-9 for row in curve)
    assert losses[-1] <= told["max_regret"]["hedged"] + 1e-6
    assert losses[-1] == pytest.approx(study["offers"][2]["max_regret"]), (
        "pooled cabinets are on offer in the curve too"
    )
    assert losses[0] > losses[-1]


@pytest.mark.slow
def test_a_hedge_that_more_on_offer_found_is_one_of_the_curve_too(monkeypatch):
    """The comparison's hedge was taken for the best of every limit: text and curve told 7.9 % where the table beside them had 7.6."""
    seen = []
    monkeypatch.setattr(studies, "flexibility_of", lambda asked, say: seen.append(asked) or flexibility_of(asked, say))
    compared(street(ALL, compare={"flexibility": True, "regret_target": 0.0}, plan={"time_limit_s": 60}))
    [asked] = seen
    poor = dataclasses.replace(asked, hedged={}, proven=(0.1, 1.0))
    found = flexibility_of(poor, silent)
    buildable = [row["max_regret"] for row in found["offers"][:3]]
    assert found["curve"][-1]["max_regret"] == pytest.approx(min(buildable))
    assert found["curve"][-1]["max_regret"] < 0.9 - 0.01
    assert all(row["dual_share"] <= row["max_dual_share"] + 1e-9 for row in found["curve"])


def test_the_least_share_is_that_of_a_plan_which_reaches_the_target(study):
    reached = [row for row in study["curve"] if row["max_regret"] <= study["target"]]
    assert reached, "the case shows nothing"
    assert study["least_share"] == min(row["dual_share"] for row in reached)
    assert study["why_not"] is None


def test_the_curve_ends_where_the_rule_of_the_file_does_and_a_target_out_of_reach_is_said_to_be():
    rule = {"max_dual_share": 0.3, "budget_usd": 30_000}
    asked = street(DC, compare={"flexibility": True, "regret_target": 0.0}, plan=rule)
    told = compared(asked, *BETS).comparison.as_dict()
    study = told["flexibility"]
    assert [row["max_dual_share"] for row in study["curve"]] == [0.0, 0.1, 0.25, 0.3]
    assert study["why_not"].startswith(
        "with up to 30\u202f% of the budget for chargers of two standards, the best hedge found loses "
    )
    assert study["least_share"] is None
    assert "above the target of 0\u202f%" in study["why_not"]


def test_the_recourse_of_a_plan_is_in_its_worst_world(told, study):
    assert set(study["recourse"]) == set(BETS)
    for plan, row in study["recourse"].items():
        assert row["regret"] == max(told["regret"][plan].values())
        assert told["regret"][plan][row["world"]] == row["regret"]
        if row["regret"] <= study["target"]:
            assert row["later_usd"] == 0.0
        elif row["later_usd"] is None:
            assert "no plan upon it" in row["why_not"]
        else:
            assert 0 <= row["at_least_usd"] <= row["later_usd"]
            assert row["later_with_conduits_usd"] <= row["later_usd"]


def test_nothing_is_priced_where_one_world_is_compared():
    asked = street(compare={"flexibility": True})
    assert compared(asked, "mixed").comparison.as_dict()["flexibility"] is None


def test_offers_take_from_the_catalogue_what_the_scenario_lacks():
    question = inputs_by_world(street())["mixed"].question
    single, dual, pooled, kits = offers_of(question)
    assert {kind.id for kind in single.kinds} == {"ac_t2_22", "ac_gbt_7"}
    assert (dual.added, pooled.added, kits.added) == (DUAL, POOLED, KIT)
    other = with_flexible({"mixed": question})["mixed"]
    assert {kind.id for kind in other.chargers} == {"ac_t2_22", "ac_gbt_7", *DUAL, *POOLED}
    own = inputs_by_world(street(ALL))["mixed"].question
    assert with_flexible({"mixed": own})["mixed"] is own


def test_what_is_bought_later_by_hand():
    """A street that needs a second and a third cabinet: the sum is that of the cheapest plan which is enough."""
    question = inputs_by_world(street(DC))["chinese"].question
    instance = changed(sound_instance(question), budget=500_000.0)
    kinds = [kind.id for kind in question.chargers]
    now = charger_array({"a": {"dc_gbt_30": 1}}, question)
    value = SitingModel(instance).allocate(now).value
    rich = charger_array({"a": {"dc_gbt_30": 1}, "b": {"dc_gbt_30": 1}}, question)
    need = SitingModel(instance).allocate(rich).value
    assert need > value
    later = Later(changed(instance, budget=40_000.0), question, now, need, Effort(0.0, 10.0))
    later.look(value, need)
    told = later.told(conduit_usd=1_000.0, saves=0.4)
    assert told["later_usd"] <= spent_usd(instance, rich) - spent_usd(instance, now) + 1e-6
    assert told["at_least_usd"] <= told["later_usd"]
    assert told["conduits_now_usd"] == 1_000.0
    assert told["later_with_conduits_usd"] <= told["later_usd"]
    install = next(kind.install_usd for kind in question.chargers if kind.id == "dc_gbt_30")
    assert install_usd(question, rich)[question.places.number()["b"]] == install
    assert dual_share(question, rich) == 0.0
    both = rich.copy()
    both[question.places.number()["c"], kinds.index("dc_dual_60")] = 2
    # A cabinet of 12,500 USD, its installation of 8,000, and 60 kW of connection at 90 a kW; of 90,000 USD.
    assert dual_share(question, both) == pytest.approx(2 * 25_900 / 90_000)


def test_a_need_beyond_all_money_is_told():
    question = inputs_by_world(street(DC))["chinese"].question
    instance = sound_instance(question)
    one = flat(instance)
    nothing = np.zeros((len(one.existing), len(one.kw)), dtype=np.int64)
    later = Later(instance, question, nothing, 1e9, Effort(0.0, 5.0))
    later.look(0.0, 1e9)
    told = later.told(1_000.0, 0.4)
    assert told["later_usd"] is None
    assert told["at_least_usd"] > 0
    assert "no plan upon it" in told["why_not"]


def test_with_pooled_cabinets_on_offer_too_the_hedge_is_no_worse_than_without():
    pooled = (*DC, "dc_dual_120_4cable")
    street_worlds.FLEETS[pooled], street_worlds.MONEY[pooled] = street_worlds.FLEETS[DC], street_worlds.MONEY[DC]
    found = inputs_by_world(street(pooled), *BETS)
    questions = {name: world_inputs.question for name, world_inputs in found.items()}
    plain = {name: world_inputs.question for name, world_inputs in inputs_by_world(street(DC), *BETS).items()}
    best = {
        name: SitingModel(sound_instance(one)).solve(Effort(0.0, 20.0), silent).value for name, one in questions.items()
    }
    chances = dict.fromkeys(questions)
    with_them = hedges_of(HedgeInputs(questions, best, chances, {}), silent, never)
    without = hedges_of(HedgeInputs(plain, best, chances, {}), silent, never)
    assert with_them.hedge.hedged.value >= without.hedge.hedged.value - 1e-6
    assert with_them.hedge.hedged.bound <= 1 + 1e-6
