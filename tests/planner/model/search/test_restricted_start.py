"""What the search with more on offer takes over from the one with less, and where there is none."""

import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.model.bound import knapsack
from planner.model.bound.dual_bound import DualBound
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.prepared import prepared_for
from planner.model.search.search import Search
from planner.model.sets.site_sets import plain_products
from planner.model.solve.deciding import Deciding
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import stacked
from tests.fixtures.drawing import asked
from tests.fixtures.small_cities import city
from tests.fixtures.tiny_city import silent

PLAIN = ["dc_gbt", "dc_ccs2", "dc_dual", "ac_t2"]


def bounds(asked: Instance) -> tuple[DualBound, DualBound, np.ndarray]:
    """The bound of a question, that of the one with less on offer, and the products on offer there."""
    whole = prepared_for(asked, math.inf, silent).bound
    assert isinstance(whole, DualBound)
    products = plain_products(asked, whole.sets)
    assert products is not None
    less = prepared_for(asked.offering(products), math.inf, silent).bound
    assert isinstance(less, DualBound)
    return whole, less, products


def test_a_forced_site_that_only_cabinets_for_any_plug_fit_is_planned() -> None:
    plain = city(np.random.default_rng(1), 120, 40, ["dc_ccs2", "dc_pooled"], budget=600_000.0, rules=False)
    one = flat(plain)
    site = int(np.flatnonzero(~one.existing)[0])
    forced, bays, kw = np.arange(40) == site, np.array(one.bays), np.array(one.grid_kw)
    bays[site], kw[site] = 4, 250.0
    asked = changed(plain, bays=bays, grid_kw=kw, forced=forced)
    available = np.array(asked.products.available)
    available[site, 0] = 0
    plan = SitingModel(replace(asked, products=replace(asked.products, available=available))).solve(
        Effort(0.02, 60.0), silent
    )
    assert plan.chargers[site, 0] == 0
    assert plan.chargers[site, 1] > 0


@pytest.mark.parametrize("seed", range(asked(4, few=1)))
def test_the_bound_goes_on_from_the_multipliers_of_the_worlds_too(seed: int) -> None:
    base = city(np.random.default_rng(seed), 60, 20, [*PLAIN, "dc_pooled"], budget=400_000.0, rules=False)
    shares = np.array([[2.0, 2.0, 0.2, 0.2], [0.1, 0.1, 1.0, 1.0]])
    worlds = [replace(base, demand=replace(base.demand, kwh=base.demand.kwh * share)) for share in shares]
    stack = replace(stacked(worlds, [1.0, 1.0]), by_worst=True)
    whole, less, _ = bounds(stack)
    less.lower(400, boldness=1.0, target=0.0, stop=lambda _: False)
    assert whole.warm_start_from(less)
    assert whole.value == math.inf, "a bound with less on offer is none of the whole question"
    reached = whole.problem.evaluate(whole.multipliers).bound
    assert less.value - 1e-6 <= reached <= 1.02 * less.value


@pytest.mark.parametrize("seed", [2, 3])
def test_a_budget_that_only_the_smaller_question_keeps_in_its_subproblem_is_relaxed(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = city(np.random.default_rng(seed), 60, 20, [*PLAIN, "dc_pooled"], budget=250_000.0, rules=False)
    whole, less, _ = bounds(asked)
    steps = [knapsack.PARTS[-1] * len(one.sets.site) for one in (less, whole)]
    monkeypatch.setattr(knapsack, "QUICK", sum(steps) // 2)
    monkeypatch.setattr(knapsack, "MOST_WORK", sum(steps) // 2)
    assert less.problem.knapsack is not None
    assert whole.problem.knapsack is None
    less.lower(400, boldness=1.0, target=0.0, stop=lambda _: False)
    assert less.gains_within_budget
    assert whole.warm_start_from(less)
    assert whole.within is None
    model = SitingModel(asked)
    found = Search(asked, Effort(0.001, 60.0), silent, most=200, exact=Deciding(model)).run()
    assert 0 < model.allocate(found.chargers).value <= found.bound


def test_what_the_exact_model_said_of_the_plan_with_less_on_offer_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = city(np.random.default_rng(0), 120, 40, [*PLAIN, "dc_pooled"], budget=900_000.0, rules=False)
    judged, exact = list[bytes](), Deciding(SitingModel(asked))
    true_worth = Deciding.judged
    monkeypatch.setattr(
        Deciding, "judged", lambda self, chargers: (judged.append(chargers.tobytes()), true_worth(self, chargers))[1]
    )
    found = Search(asked, Effort(0.001, 60.0), silent, most=400, exact=exact).run()
    assert found.chargers.tobytes() in judged
    assert len(judged) == len(set(judged))


@pytest.mark.parametrize("seed", range(asked(3, few=1)))
def test_multipliers_of_a_question_with_next_to_nothing_on_offer_are_no_beginning(seed: int) -> None:
    asked = city(np.random.default_rng(seed), 60, 20, ["ac_t2", "dc_pooled"], budget=400_000.0, rules=False)
    whole, less, products = bounds(asked)
    less.lower(400, boldness=1.0, target=0.0, stop=lambda _: False)
    before = whole.multipliers
    assert not whole.warm_start_from(less)
    assert whole.multipliers is before
    found, lone = (
        Search(one, Effort(0.01, 60.0), silent, most=400).run() for one in (asked, asked.offering(~products))
    )
    assert found.reached
    assert found.value >= (1 - 0.01) * lone.value


def test_a_search_that_is_stopped_has_the_plan_with_less_on_offer() -> None:
    said: list[str] = []
    asked = city(np.random.default_rng(0), 120, 40, [*PLAIN, "dc_pooled"], budget=900_000.0, rules=False)
    stopped = Effort(0.0, 60.0, stop=lambda: bool(said))
    found = Search(asked, stopped, said.append).run()
    assert found.value > 0
    assert not found.chargers[:, -1].any()
    assert SitingModel(asked).allocate(found.chargers).value <= found.bound
