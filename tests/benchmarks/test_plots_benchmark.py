"""Small plots beside a plan: the same money, the rules kept, no list worth more than the plan."""

import json

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.plot_programme import CABINETS, PlotProgramme
from benchmarks.plots import GREEDY, NOTHING, PLAN, RANDOM, SEARCHED
from planner.model.rules.kinds.coupling import Coupling
from planner.model.solve.instances import sound_instance
from planner.question import question_of
from planner.scripting.calls import change_scenario, demo_scenario, gather_city

BUDGET_USD = 300_000


@pytest.fixture(scope="module")
def programme() -> PlotProgramme:
    scenario = change_scenario(demo_scenario(), {"plan.budget_usd": BUDGET_USD, "plan.chargers": list(CABINETS)})
    question = question_of(gather_city(scenario), scenario, say=lambda _: None)
    return PlotProgramme(sound_instance(question), question.demand.kwh_per_day, BUDGET_USD)


def test_the_plan_of_the_sample_city_is_worth_more_than_plots_for_the_same_money(capsys):
    asked = ("--sample", "--budgets", str(BUDGET_USD), "--draws", "1", "--days", "2")
    assert main(["plots", *asked]) == 0
    told = capsys.readouterr()
    found = {row["list"]: row for row in map(json.loads, told.out.splitlines())}
    assert list(found) == [PLAN, NOTHING, GREEDY, SEARCHED, f"{RANDOM}, draw 1"]
    assert "WORTH LESS" not in told.err
    lists = [found[name] for name in (GREEDY, SEARCHED, f"{RANDOM}, draw 1")]
    assert max(row["worth"] for row in lists) < found[PLAN]["worth"]
    assert found[f"{RANDOM}, draw 1"]["worth"] < found[GREEDY]["worth"]
    for row in lists:
        assert row["sites"] == row["new_sites"] == sum(row["chargers"].values()) == row["guns"] / 2 > 0
        assert set(row["chargers"]) <= set(CABINETS)
        assert row["kwh_play"] == pytest.approx(row["kwh_model"], rel=0.2)
    for row in found.values():
        assert row["cost_usd"] <= BUDGET_USD
        assert row["broken"] == 0


def test_every_list_keeps_money_and_shared_power_and_a_seed_gives_the_same_plots(programme):
    lists = [programme.greedy(), *(programme.at_random(np.random.default_rng(seed)) for seed in (1, 1, 2))]
    for chargers in lists:
        assert set(chargers.sum(axis=1)) == {0, 1}, "one cabinet a plot"
        assert not chargers[programme.instance.sites.existing].any()
        for rule in programme.instance.rules.every(Coupling):
            assert (rule.spare(programme.instance, chargers) >= -1e-6).all()
    assert (lists[1] == lists[2]).all()
    assert (lists[1] != lists[3]).any()


def test_budgets_that_are_no_numbers_are_one_line_and_code_2(capsys):
    assert main(["plots", "--budgets", "two"]) == 2
    assert capsys.readouterr().err == "error: --budgets: expected numbers with commas between them, not 'two'\n"
