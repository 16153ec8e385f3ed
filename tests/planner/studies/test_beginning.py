"""How a plan stands under more money, and what the first half of its order is worth: a small town by enumeration."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from benchmarks.plain.building import allowed_chargers
from planner.errors import SolverError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.ruling import with_budget
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan, chargers_of, planned
from planner.model.solve.siting import SitingModel
from planner.output.shared.beginning_words import beginning_brief, beginning_lines
from planner.plan import Plan
from planner.question import Question, question_of
from planner.studies import beginning
from planner.studies.arrays import plan_arrays
from planner.studies.beginning import BudgetStability, fates_of
from planner.support.speech import speaking
from planner.support.stopping import StoppedError, always
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city

CROWD = [{"vehicle_class": "taxi", "count": 300}, {"vehicle_class": "private", "count": 600}]
MONEY = 110_000


def town(**plan: Any) -> Question:
    keys = {"chargers": ["dc_gbt_60"], "budget_usd": MONEY, "plug_balance": 0.0, **plan}
    return question_of(tiny_city(CROWD), full_scenario(plan=keys), say=silent)


def worths(instance: Instance) -> list[tuple[np.ndarray, float]]:
    """All plans that money and rules allow, with the worth of each."""

    def each() -> Iterable[tuple[np.ndarray, float]]:
        for chargers in allowed_chargers(instance):
            try:
                yield chargers, SitingModel(instance).allocate(chargers).value
            except SolverError:
                continue

    return list(each())


def study_of(question: Question, plan: Plan) -> dict[str, Any]:
    found = beginning.study(question, plan, silent)
    assert found is not None
    return dict(found)


@pytest.fixture(scope="module")
def studied() -> tuple[Question, Plan, dict[str, Any]]:
    question = town()
    plan = best_plan(question, say=silent)
    return question, plan, study_of(question, plan)


def test_the_first_half_stands_beside_the_best_of_all_plans_for_its_money(studied) -> None:
    question, plan, found = studied
    half, order = found["half"], [one for one in found["sites"] if one["first_half"]]
    assert half["sites"] == len(order)
    cost = dict(zip(question.places.site_id, plan_arrays(question, plan).cost.tolist(), strict=True))
    assert half["budget_usd"] == pytest.approx(sum(cost[one["site_id"]] for one in order))
    assert half["budget_usd"] <= sum(cost.values()) / 2
    best = max(worth for _, worth in worths(with_budget(sound_instance(question), half["budget_usd"])))
    assert half["value"] <= best * (1 + 1e-9)
    assert best <= half["bound"] * (1 + 1e-9)
    assert (1 - found["gap"]) * best <= half["best_value"] <= best * (1 + 1e-9)
    assert half["less_share"] <= 1 - half["value"] / best + 1e-9 <= half["at_most_share"] + 2e-9
    assert not half["poor"]


def test_what_can_stay_within_the_gap_stays_in_plans_for_more_money(studied) -> None:
    question, plan, found = studied
    own, instance = chargers_of(plan, question), sound_instance(question)
    for row in found["larger"]:
        assert row["budget_usd"] == row["times"] * MONEY
        known = worths(with_budget(instance, row["budget_usd"]))
        best = max(worth for _, worth in known)
        assert row["value"] <= best * (1 + 1e-9) <= row["bound"] * (1 + 2e-9)
        assert row["value"] >= (1 - found["gap"]) ** 2 * best
        grown = max(worth for chargers, worth in known if (chargers >= own).all())
        stays = row["stay_chargers"] == row["sites"]
        assert stays or grown < best
        assert row["all_kept"] is None or row["all_kept"]["value"] <= grown * (1 + 1e-9)
        fates = [one["at"][str(row["times"])] for one in found["sites"]]
        assert fates.count(beginning.CHARGERS) == row["stay_chargers"]
        assert len(fates) - fates.count(beginning.DROPPED) == row["stay"]


def test_sites_that_stay_are_counted_by_plugs_chargers_and_money() -> None:
    question = town(chargers=["dc_gbt_60", "dc_ccs2_60", "ac_t2_22"], budget_usd=400_000)
    at, kind = question.places.number(), {one.id: k for k, one in enumerate(question.chargers)}

    def built(**chargers: dict[str, int]) -> np.ndarray:
        out = np.zeros((len(at), len(kind)), dtype=np.int64)
        for site, mine in chargers.items():
            for name, count in mine.items():
                out[at[site], kind[name]] = count
        return out

    own = built(a={"dc_gbt_60": 2}, b={"dc_ccs2_60": 2}, c={"dc_gbt_60": 1}, st={"dc_gbt_60": 1})
    other = built(a={"dc_gbt_60": 2, "ac_t2_22": 1}, b={"dc_ccs2_60": 1}, c={"dc_ccs2_60": 3})
    fates = dict(zip(question.places.site_id, fates_of(question, own, other).tolist(), strict=True))
    assert fates == {"a": "chargers", "b": "standards", "c": "other_plugs", "st": "dropped"}
    instance = sound_instance(question)
    plan = planned(SitingModel(instance).allocate(own), question, instance, 1.0)
    told = BudgetStability.between(question, plan_arrays(question, plan), other)
    assert (told.sites, told.stay, told.stay_standards, told.stay_chargers, told.same_chargers) == (4, 3, 2, 1, 0)
    of_both = instance.cost_usd(built(a={"dc_gbt_60": 2}, b={"dc_ccs2_60": 1})).sum()
    assert told.stay_usd == pytest.approx(of_both)
    assert told.stay_share == pytest.approx(of_both / instance.cost_usd(own).sum())


def lots_with(charger: str, count: int) -> dict[str, Any]:
    """What is found of a plan with so many chargers at each of the three lots."""
    question = town(chargers=["dc_gbt_60", "ac_t2_22"])
    instance, at = sound_instance(question), question.places.number()
    chargers = np.zeros((len(at), len(question.chargers)), dtype=np.int64)
    for site in ("a", "b", "c"):
        chargers[at[site], [one.id for one in question.chargers].index(charger)] = count
    return study_of(question, planned(SitingModel(instance).allocate(chargers), question, instance, 1.0))


def test_a_poor_beginning_is_called_one() -> None:
    found = lots_with("dc_gbt_60", 1)
    assert found["half"]["poor"]
    assert any("poor beginning" in line for line in beginning_lines({"beginning": found}))
    assert "less than a plan made for that half" in beginning_brief({"beginning": found})[0]


def test_where_more_money_throws_much_away_that_is_said_with_what_growing_costs() -> None:
    found = lots_with("ac_t2_22", 2)
    assert all(row["stay_share"] < beginning.MOST_STAYS for row in found["larger"])
    lines = beginning_lines({"beginning": found})
    (line,) = [one for one in lines if "throw much of this plan away" in one]
    assert "--grow" in line
    assert "less than the best plan found" in line


def test_promises_that_the_first_half_cannot_keep_are_left_out_of_both_values() -> None:
    question = town(forced=["c", "b"], chargers=["dc_gbt_60", "dc_ccs2_60"], budget_usd=160_000)
    found = study_of(question, best_plan(question, say=silent))
    half = found["half"]
    assert not half["with_promises"]
    assert half["value"] <= half["best_value"] <= half["bound"] * (1 + 1e-9)
    assert "without promises" in beginning_lines({"beginning": found})[-1]


def test_a_first_half_of_one_plug_is_no_poor_beginning_because_the_balance_would_withhold_its_energy() -> None:
    question = town(plug_balance=0.75, plug_balance_from=0.0, chargers=["dc_gbt_60", "dc_ccs2_60"], budget_usd=200_000)
    found = study_of(question, best_plan(question, say=silent))
    assert not found["half"]["with_promises"]
    assert not found["half"]["poor"]
    assert "balance of plugs" in beginning_lines({"beginning": found})[-1]


def test_it_is_told_in_russian_and_why_it_is_left_out(studied) -> None:
    found = studied[2]
    with speaking("ru"):
        lines = beginning_lines({"beginning": found})
        brief = beginning_brief({"beginning": found})
        left = beginning_lines({"left_out": [{"study": "beginning", "why": "остановлено"}]})
    assert len(lines) == 3
    assert len(brief) == 1
    assert not any(word in line for line in (*lines, *brief, *left) for word in ("With", "money", "half"))
    assert "остановлено" in left[0]


def test_without_reasons_or_for_another_aim_nothing_is_told_and_a_stop_ends_it(studied) -> None:
    question, plan, _found = studied
    assert beginning.study(town(reasons=False), plan, silent) is None
    assert beginning_lines({}) == []
    assert "plan.objective = cost" in beginning_lines({}, "cost")[0]
    assert beginning.study(town(objective="cost", coverage=0.1), plan, silent) is None
    with pytest.raises(StoppedError):
        beginning.study(question, plan, silent, always)
