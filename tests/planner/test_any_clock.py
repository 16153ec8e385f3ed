"""What a search finds is the same whatever the clock says meanwhile, as it is on a quick machine, a slow one and one that others use too.

Only its overall time limit goes by the clock, and ends none of these searches.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from city_fixtures import town as city_files
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.corridor_roads import made
from benchmarks.corridor_trips import made_towns
from benchmarks.corridor_trips import question as roads_between
from benchmarks.plain.flat import changed
from planner.cluster.jobs import Job, done_in_turn
from planner.config.scenario import load_scenario
from planner.corridors.solve import solve
from planner.country.config.country import load_country
from planner.country.plan.planning import plan_country
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Problem
from planner.model.solve.planning import best_plan
from planner.model.solve.siting import SitingModel
from planner.pipeline import gather_city
from planner.question import question_of
from planner.scripting.calls import change_scenario
from planner.support.resources import configs_dir
from planner.support.stopping import Stopping
from tests.fixtures.drawing import drawn
from tests.fixtures.promising_cities import promising_town
from tests.fixtures.tiny_city import silent
from tests.fixtures.town_config import TOWN_CONFIG

QUICK, SLOW = 1e-4, 2e-2
"""Seconds that pass by two clocks from one look at them to the next."""
LIMIT_S = 1e5


@contextmanager
def clock_of(step_s: float) -> Iterator[None]:
    """A clock that goes on by so much whenever somebody looks at it."""
    now = 0.0

    def look() -> float:
        nonlocal now
        now += step_s
        return now

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "perf_counter", look)
        patch.setattr(time, "monotonic", look)
        yield


class Here:
    """Whoever does the jobs of a country in this process, one after the other."""

    apart = False

    def run(self, jobs: Sequence[Job], *, even_if_stopped: bool = False, finished: Any = None) -> dict[str, Any]:
        return done_in_turn(jobs, silent, Stopping(), even_if_stopped=even_if_stopped, finished=finished)


@pytest.fixture(scope="module")
def demo():
    """The demo city and its configuration."""
    scenario = load_scenario(configs_dir() / "sample_city" / "demo.toml")
    return gather_city(scenario, say=silent), scenario


@pytest.mark.slow
def test_a_city_has_the_same_plan_by_any_clock(demo) -> None:
    city, scenario = demo
    few = ["dc_gbt_60", "dc_ccs2_60", "dc_dual_120", "ac_t2_22", "ac_gbt_7"]
    asked = {"plan.chargers": few, "plan.time_limit_s": LIMIT_S, "plan.budget_usd": 300_000, "plan.gap": 0.02}
    question = question_of(city, change_scenario(scenario, asked), say=silent)
    found = []
    for step_s in (QUICK, SLOW):
        with clock_of(step_s):
            plan = best_plan(question, say=silent)
        assert plan.proof.stopped == "gap"
        found.append((plan.proof.value, plan.proof.bound, plan.chargers.to_csv(), plan.flows.to_csv()))
    assert found[0] == found[1]


@pytest.mark.slow
def test_a_city_has_the_same_least_cost_by_any_clock() -> None:
    model, found = SitingModel(changed(promising_town(0.25, 450, 90), max_sites=60), "cost"), []
    for step_s in (QUICK, SLOW):
        with clock_of(step_s):
            plan = model.solve(Effort(0.05, LIMIT_S), silent)
        assert plan.end is End.GAP
        assert plan.path.startswith("search by prices")
        found.append((plan.value, plan.bound, plan.chargers.tobytes(), plan.flow_kwh.tobytes()))
    assert found[0] == found[1]


def test_a_country_is_planned_alike_by_any_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVPLAN_CACHE_MB", "0")
    city_files(tmp_path)
    (tmp_path / "osh.toml").write_text(
        TOWN_CONFIG.format(budget=100_000) + "reasons = false\n[demand]\nsamples = 0\n", encoding="utf-8"
    )
    text = 'country = "KZ"\nbudget_usd = 200_000\n[money]\nsums_usd = [100_000]\n[[cities]]\nconfig = "osh.toml"\nname = "Osh"\n'
    file = tmp_path / "country.toml"
    file.write_text(text, encoding="utf-8")
    found = []
    for step_s in (QUICK, SLOW):
        with clock_of(step_s):
            found.append(plan_country(load_country(file), Here(), say=silent, stopping=Stopping(), fresh=True))
    one, other = found
    assert one.sharing == other.sharing
    for name, answer in one.answers.items():
        assert [(row.usd, row.value, row.bound, row.plan.chargers.to_csv()) for row in answer.answers] == [
            (row.usd, row.value, row.bound, row.plan.chargers.to_csv()) for row in other.answers[name].answers
        ]


def test_roads_have_the_same_stations_by_any_clock() -> None:
    roads, found = made(100, 0), []
    asked = roads_between(roads, made_towns(roads, 5, 0), 25.0, 0.5, 2).with_budget(1e6)
    for step_s in (QUICK, SLOW):
        with clock_of(step_s):
            plan = solve(asked, gap=0.03, time_limit_s=LIMIT_S)
        assert plan.proof.stopped == "gap"
        found.append((plan.value, plan.bound, plan.built))
    assert found[0] == found[1]


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 3.0))
@drawn(6, few=4)
def test_branch_and_bound_ends_by_its_work_at_the_same_point_by_any_clock(seed: int, work_s: float) -> None:
    rng, found = np.random.default_rng(seed), []
    problem = Problem("boxes")
    columns = problem.add(40, upper=1.0, whole=True)
    for _row in range(8):
        weight = rng.integers(0, 50, 40).astype(float)
        problem.at_most(columns, weight, float(weight.sum() // 3))
    problem.minimise(columns, -rng.integers(1, 60, 40).astype(float))
    for step_s in (QUICK, SLOW):
        with clock_of(step_s):
            outcome = problem.solve(Effort(gap=0.0, time_limit_s=LIMIT_S, work_s=work_s))
        assert outcome.end in (End.GAP, End.TIME)
        found.append((outcome.end, outcome.objective, outcome.bound))
    assert found[0] == found[1]


def test_branch_and_bound_ends_where_its_bound_is_enough() -> None:
    rng, ends = np.random.default_rng(0), []
    for _draw in range(5):
        problem = Problem("boxes")
        columns = problem.add(40, upper=1.0, whole=True)
        for _row in range(8):
            weight = rng.integers(0, 50, 40).astype(float)
            problem.at_most(columns, weight, float(weight.sum() // 3))
        problem.minimise(columns, -rng.integers(1, 60, 40).astype(float))
        best, enough = (
            problem.solve(Effort()),
            problem.solve(Effort(), enough=problem.solve(Effort(relaxed=True)).bound),
        )
        assert best.end is End.GAP
        assert enough.bound <= best.bound + 1e-6
        ends.append(enough.bound < best.bound - 1e-6)
    assert any(ends)
