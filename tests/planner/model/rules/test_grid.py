"""Spare power in winter, substations, and connections in steps: from the tables to the plan, the price and the recheck."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.plain.flat import changed, flat
from geodata.power import FEEDERS, SUBSTATIONS
from planner.audit.recheck import broken_promises
from planner.audit.scorecard import scorecard_of
from planner.catalogue.costs import Costs, Steps, annuity, steps_of
from planner.config.grid import GridConfig
from planner.config.scenario import scenario_from
from planner.errors import ConfigError
from planner.model.program.effort import Effort
from planner.model.solve.cheapest_step import cheapest_step
from planner.model.solve.instances import instance_of
from planner.model.solve.planning import best_plan
from planner.model.solve.siting import SitingModel
from planner.question import Question, question_of
from tests.fixtures.tiny_city import NORTH, corner, silent, tiny_city, tiny_scenario

CROWD = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 400}]


def feeders(*rows: tuple[str, float, str | None]) -> pd.DataFrame:
    return FEEDERS.checked(
        pd.DataFrame(rows, columns=["feeder", "spare_kw", "substation"]).assign(x_m=None, y_m=None), source="test"
    )


def stations_of_power(*rows: tuple[str, float | None, float | None]) -> pd.DataFrame:
    """Substations as (name, spare kW, corner of the street)."""
    table = [
        {
            "substation": name,
            "spare_kw": kw,
            "x_m": None if k is None else corner(k)[0],
            "y_m": None if k is None else NORTH,
            "source": "test",
        }
        for name, kw, k in rows
    ]
    return SUBSTATIONS.checked(pd.DataFrame(table), source="test")


def asked(*, substations: pd.DataFrame | None = None, of: pd.DataFrame | None = None, **sections: Any) -> Question:
    facts = {} if substations is None else {"substations": substations}
    facts |= {} if of is None else {"feeders": of}
    return question_of(tiny_city(CROWD, **facts), tiny_scenario(**sections), say=silent)


def added_kw(question: Question) -> float:
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    return scorecard_of(plan, question, {}).power_kw_added


def test_winter_leaves_a_share_of_all_spare_power():
    plenty, cold = asked(), asked(grid={"winter_share": 0.5})
    for name in ("grid_kw", "feeder_kw"):
        assert getattr(flat(instance_of(cold)), name) == pytest.approx(0.5 * getattr(flat(instance_of(plenty)), name))
    assert added_kw(plenty) > 150 + 125 >= added_kw(cold)  # half of the 300 kW of F1 and of the 250 of the station
    plan = best_plan(plenty, say=silent)
    assert any("feeder F1 gives" in one for one in broken_promises(plan, replace(plenty, scenario=cold.scenario)))
    (said,) = [one for one in cold.places.assumptions if one.source == "grid.winter_share"]
    assert said.value == "50% at sites, feeders and substations"


def test_feeders_behind_one_substation_share_its_power():
    two = feeders(("F1", 300.0, "PS"))
    free, bound = asked(of=two), asked(of=two, substations=stations_of_power(("PS", 100.0, None)))
    assert [name for name in bound.places.substation if name] == ["PS"] * 3  # a, b, c hang on F1; st has no feeder
    assert added_kw(free) > 150
    plan = best_plan(free, say=silent)
    assert any("substation PS gives" in one for one in broken_promises(plan, bound))
    in_lots = sum(
        k.power_kw * r.count
        for r in best_plan(bound, say=silent).chargers.itertuples()
        for k in bound.chargers
        if k.id == r.charger and r.site_id != "st"
    )
    assert 0 < in_lots <= 100


def test_a_substation_that_nobody_names_is_assumed_to_be_the_nearest_and_that_is_said():
    question = asked(substations=stations_of_power(("West", 90.0, 0), ("East", 500.0, 9)))
    number = question.places.number()
    assert [question.places.substation[number[s]] for s in ("a", "b", "c")] == ["West", "East", "East"]
    said = {p.record: p.action for p in question.places.problems if "substation" in p.reason}
    assert said["a"] == "assumed behind the nearest, West, 500 m away"


def test_substations_without_a_table_limit_nothing_and_that_is_said():
    question = asked(of=feeders(("F1", 300.0, "PS")))
    assert question.places.substation_kw == {}
    assert any("they limit nothing" in p.action for p in question.places.problems)


STEPS = Steps((56.7, 144.0), (10_000.0, 16_000.0), 50.0)


@pytest.mark.parametrize(
    ("kw", "usd"), [(0.0, 0.0), (7.0, 25_000.0), (56.7, 25_000.0), (56.8, 31_000.0), (144.0, 31_000.0), (145.0, np.inf)]
)
def test_a_connection_costs_its_smallest_step_and_its_cable(kw, usd):
    assert STEPS.connection_usd(kw, 300.0) == usd


def test_a_site_is_connected_once_and_a_cabinet_has_no_connection_of_its_own():
    question = asked(grid={"connection": "stepped"})
    gbt, ccs2, _ = question.chargers
    assert question.costs.grid_usd(gbt) == 0.0
    assert question.costs.charger_usd(gbt) == gbt.hardware_usd + gbt.install_usd
    usd = question.costs.site_grid_usd([(gbt, 1), (ccs2, 1)], 100.0)
    assert usd == steps_of(question.scenario.grid, "central").usd[1] + 50.0 * 100.0  # 120 kW on 160 kVA
    assert Costs(90.0, 0.1).site_grid_usd([(gbt, 1), (ccs2, 1)], 100.0) == 90.0 * 120


def test_the_stepped_price_in_the_model_is_that_in_the_report_and_the_recheck():
    question = asked(
        grid={"connection": "stepped"}, substations=stations_of_power(("osm-1", None, 1), ("osm-2", None, 5))
    )
    number = question.places.number()
    assert question.places.cable_m[[number["a"], number["b"], number["st"]]].tolist() == [0.0, 0.0, 500.0]
    assert question.places.substation_kw == {}
    instance, plan = instance_of(question), best_plan(question, say=silent)
    counts = np.zeros((len(question.places), len(question.chargers)), dtype=np.int64)
    for row in plan.chargers.itertuples():
        counts[number[row.site_id], [k.id for k in question.chargers].index(row.charger)] = row.count
    wired = instance.connection_usd(np.arange(len(counts)), counts @ flat(instance).kw)
    ground = flat(instance).site_cost[counts.any(axis=1)].sum()
    card = scorecard_of(plan, question, {})
    assert broken_promises(plan, question) == []
    assert 0 < card.cost_parts_usd["grid"] == pytest.approx(wired.sum())
    assert card.cost_usd == pytest.approx((counts @ flat(instance).cost).sum() + ground + wired.sum())
    own = sum(
        question.costs.charger_annual_usd(k) * n for k, n in zip(question.chargers, counts.sum(axis=0), strict=True)
    )
    assert card.annual_cost_usd == pytest.approx(own + annuity(ground + wired.sum(), question.costs.discount_rate, 20))
    poor = replace(question, scenario=question.scenario.with_plan(budget_usd=card.cost_usd - 100))
    assert any("the plan costs" in one for one in broken_promises(plan, poor))
    small = question.scenario.model_copy(
        update={"grid": question.scenario.grid.model_copy(update={"steps_kva": (1.0, 2.0, 3.0, 4.0, 5.0)})}
    )
    said = broken_promises(plan, replace(question, scenario=small))
    assert any("more than any connection carries" in one for one in said)


def test_a_plan_that_pays_its_connections_only_by_halves_is_not_taken_for_one_within_the_budget():
    question = asked(grid={"connection": "stepped"}, plan={"objective": "cost", "coverage": 0.3, "budget_usd": 2e6})
    instance = instance_of(question)
    one = flat(instance)
    plan = SitingModel(instance, "cost").solve(Effort(0.01, 20.0), silent)
    spent = (plan.chargers @ one.cost).sum() + one.site_cost[plan.chargers.any(axis=1)].sum()
    spent += instance.connection_usd(np.arange(len(plan.chargers)), plan.chargers @ one.kw).sum()
    assert SitingModel(changed(instance, budget=spent), "cost").evaluated(plan.chargers) is not None
    assert SitingModel(changed(instance, budget=spent - 100), "cost").evaluated(plan.chargers) is None


def test_the_cheapest_step_pays_its_connection():
    plain, stepped = asked(plan={"budget_usd": 0}), asked(plan={"budget_usd": 0}, grid={"connection": "stepped"})
    assert cheapest_step(stepped) > cheapest_step(plain) + 10_000  # type: ignore[operator]


def test_where_no_substation_is_known_the_cable_is_assumed_and_said():
    question = asked(grid={"connection": "stepped", "assumed_cable_m": 120})
    assert (question.places.cable_m == 120.0).all()
    said = {one.source: one.value for one in question.places.assumptions}
    assert said["grid.assumed_cable_m"] == "120 m at each of 4 sites"


@pytest.mark.parametrize(
    ("grid", "said"),
    [
        ({"steps_kva": [160, 63]}, "'steps_kva' must ascend"),
        ({"step_usd": [1, 2]}, "2 prices for 5 steps"),
        ({"step_usd": [5, 4, 3, 2, 1]}, "must not fall"),
        ({"step_usd": [-1, 4, 5, 6, 7]}, "expected 0 or more"),
        ({"steps_kva": [float("nan")]}, "grid.steps_kva"),
        ({"winter_share": 1.5}, "expected 1 or less"),
        ({"winter_share": float("nan")}, "grid.winter_share"),
        ({"cable_usd_per_m": -3}, "expected 0 or more"),
        ({"power_factor": 0}, "expected more than 0"),
        ({"connection": "steps"}, "'per_kw', 'stepped'"),
        ({"substation": "x.csv"}, "did you mean 'substations'"),
    ],
)
def test_a_grid_that_cannot_be_is_refused_by_key(grid, said):
    with pytest.raises(ConfigError, match=said):
        scenario_from({"city": {"name": "x", "place": "y"}, "grid": grid})


def test_a_step_without_a_price_is_refused_with_those_that_have_one():
    with pytest.raises(ConfigError, match=r"no price is known for 100 kVA, only for 63, 160, 250, 400, 630; give grid"):
        steps_of(GridConfig(steps_kva=(100.0,)), "central")
    assert steps_of(GridConfig(steps_kva=(100.0,), step_usd=(5.0,)), "central").usd == (5.0,)


def test_assumed_steps_stay_within_the_span_of_the_facts_and_never_fall():
    for case, per_kw in (("low", 40.0), ("central", 90.0), ("high", 200.0)):
        steps = steps_of(GridConfig(), case)
        assert list(steps.usd) == sorted(steps.usd)
        assert steps.usd[2] / steps.kw[2] == pytest.approx(per_kw, rel=0.01)
