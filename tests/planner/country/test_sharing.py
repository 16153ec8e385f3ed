"""Money shared over curves: the best split at the sums that were planned for, and a bound that no split at all passes."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.country.money.curves import Curve, Line, Point, curve_of
from planner.country.money.knapsack import Choice, best_steps
from planner.country.money.sharing import Floor, share
from planner.errors import InfeasibleError
from tests.fixtures.drawing import drawn

SEEDS = st.integers(0, 2**32 - 1)
REGION = "region north"


class Made:
    """Askers whose every sum is known: what each makes of 0, 1/2, 1, ... units, and how much of it lies in the north.

    Money may end within a unit; `whole` is what is whole of it.
    """

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.halves = int(rng.integers(0, 14))
        self.money, self.whole = self.halves / 2, self.halves // 2
        askers = int(rng.integers(1, 4))
        shape = (askers, self.halves + 2)
        self.truth = np.cumsum(rng.integers(0, 6, shape) * rng.integers(0, 2, shape), axis=1)
        self.north = rng.integers(0, 2, askers)
        self.curves = [self._curve(at, rng) for at in range(askers)]

    def _curve(self, at: int, rng: np.random.Generator) -> Curve:
        sums = {0, *(int(one) for one in rng.integers(0, self.whole + 3, int(rng.integers(0, 5))))}
        answers, most = [], float(self.truth[at, -1])
        for units in sorted(sums):
            true = float(self.truth[at, 2 * units]) if 2 * units <= self.halves + 1 else most
            plan = float(rng.integers(0, int(true) + 1))
            bound = true + float(rng.integers(0, 4))
            answers.append(Point(units, plan, bound, {REGION: plan * self.north[at]}, units))
        lines = []
        if rng.integers(0, 2):  # a line above all that is true
            slope = float(rng.integers(0, 5))
            end = (self.halves + 1) // 2
            over = max(float(self.truth[at, h]) + slope * (end - h / 2) for h in range(2 * end + 1))
            lines = [Line(end, over, slope)]
        return curve_of(f"asker {at}", answers, most + 2, {REGION: (most + 2) * self.north[at]}, lines=lines)

    def best_of_all(self, least: float) -> float:
        """The greatest value of any split of the money that keeps the floor; -inf where none does."""
        best = -np.inf
        for split in itertools.product(range(self.halves + 1), repeat=len(self.truth)):
            values = [self.truth[at, halves] for at, halves in enumerate(split)]
            if sum(split) <= self.halves and np.dot(values, self.north) >= least:
                best = max(best, float(sum(values)))
        return best

    def best_at_sums(self, least: float) -> float:
        """The greatest value of a choice of one point a curve."""
        best = -np.inf
        for choice in itertools.product(*(one.points for one in self.curves)):
            kept = sum(one.amounts[REGION] for one in choice) >= least - 1e-9
            if kept and sum(one.units for one in choice) <= self.money:
                best = max(best, sum(one.value for one in choice))
        return best


@given(SEEDS)
@drawn(150)
def test_the_shared_plan_is_the_best_at_its_sums_and_no_split_passes_its_bound(seed: int) -> None:
    made = Made(seed)
    least = float(np.random.default_rng(seed).integers(0, 6))
    floors = [Floor(REGION, least, "the north")] if least else []
    known, best = made.best_at_sums(least), made.best_of_all(least)
    if known == -np.inf:
        with pytest.raises(InfeasibleError, match="the north") as refused:
            share(made.curves, made.money, floors)
        assert best == -np.inf or "at the sums that were planned for" in str(refused.value)
        return
    found = share(made.curves, made.money, floors)
    assert found.value == pytest.approx(known)
    assert found.spent_units <= made.money
    assert found.bound >= best - 1e-6
    assert found.value <= found.bound_at_sums + 1e-6
    assert found.bound_at_sums <= found.bound + 1e-6


@given(SEEDS, st.integers(0, 3))
@drawn(60)
def test_whoever_stops_the_sharing_gets_what_was_shared_by_then_under_a_bound_that_holds(seed: int, looks: int) -> None:
    made, left = Made(seed), itertools.count()
    known, best = made.best_at_sums(0.0), made.best_of_all(0.0)
    found = share(made.curves, made.money, stop=lambda: next(left) >= looks)
    assert found.spent_units <= made.money
    assert found.value <= known + 1e-6
    assert found.bound >= best - 1e-6
    assert found.bound_at_sums >= known - 1e-6


def test_money_that_ends_within_a_unit_is_bounded_and_promised_like_any_other() -> None:
    points = [
        Point(0, 0.0, 0.0, {REGION: 0.0}),
        Point(1, 0.0, 0.0, {REGION: 0.0}),
        Point(2, 10.0, 10.0, {REGION: 10.0}),
    ]
    town = curve_of("town", points, 10.0, {REGION: 10.0})
    assert share([town], 1.9).bound == 10.0
    assert share([town], 0.5).bound == 0.0
    with pytest.raises(InfeasibleError, match="at the sums that were planned for"):
        share([town], 1.9, [Floor(REGION, 5.0, "the north")])
    with pytest.raises(InfeasibleError, match="no split of the budget can keep"):
        share([town], 0.9, [Floor(REGION, 11.0, "the north")])


def test_a_refusal_advises_what_helps_and_says_where_promises_clash_together() -> None:
    def region(name: str) -> Curve:
        account = f"money in {name}"
        points = [Point(units, float(units), 9.0, {account: 1000.0 * units}) for units in (0, 2, 4)]
        return curve_of(name, points, 9.0, {}, {account})

    towns = [region("a"), region("b")]
    money = [
        Floor(f"money in {name}", least, f"floor of {name}", is_money=True)
        for name, least in (("a", 3000.0), ("b", 1000.0))
    ]
    with pytest.raises(InfeasibleError) as high:
        share(towns, 3.0, [money[0]])
    said = str(high.value)
    assert "raise budget_usd" not in said
    assert "a share of the money grows with budget_usd" in said
    assert "name in money.sums_usd a sum at which a plan could keep it" in said
    with pytest.raises(InfeasibleError, match="each of these promises can be kept alone, and no split") as clash:
        share(towns, 4.0, money)
    assert "at the sums that were planned for" in str(clash.value)
    assert "at most" not in str(clash.value)
    with pytest.raises(InfeasibleError, match="can keep all of them"):
        share(towns, 4.0, [replace(one, least=3500.0) for one in money])


def test_where_every_sum_is_answered_and_proven_the_bound_is_the_plan() -> None:
    steep = curve_of("steep", [Point(u, v, v) for u, v in enumerate((0.0, 8.0, 12.0, 14.0))], 14.0, {})
    late = curve_of("late", [Point(u, v, v) for u, v in enumerate((0.0, 0.0, 0.0, 13.0))], 13.0, {})
    found = share([steep, late], 3)
    assert (found.value, {name: one.units for name, one in found.chosen.items()}) == (14.0, {"steep": 3, "late": 0})
    assert found.bound_at_sums == pytest.approx(14.0)
    assert found.bound >= 14.0


def test_a_plan_for_less_money_stands_for_more_and_a_bound_for_more_money_for_less() -> None:
    made = curve_of("town", [Point(0, 0.0, 0.0), Point(2, 9.0, 20.0), Point(4, 7.0, 11.0)], 50.0, {})
    assert [(one.units, one.value, one.bound) for one in made.points] == [(0, 0.0, 0.0), (2, 9.0, 11.0), (4, 9.0, 11.0)]


def test_money_that_is_set_aside_for_a_promise_counts_though_the_plan_takes_less() -> None:
    money = "money on roads"
    points = [
        Point(0, 0.0, 0.0, {money: 0.0}),
        Point(3, 5.0, 6.0, {money: 3_000.0}, 4),
        Point(4, 5.0, 6.0, {money: 4_000.0}, 4),
    ]
    roads = curve_of("roads", points, 6.0, {}, (money,))
    town = curve_of("town", [Point(u, 2.0 * u, 2.0 * u) for u in range(5)], 8.0, {})
    kept = share([roads, town], 5, [Floor(money, 4_000.0, "roads")])
    assert {name: one.units for name, one in kept.chosen.items()} == {"roads": 4, "town": 1}
    free = share([roads, town], 5)
    assert {name: one.units for name, one in free.chosen.items()} == {"roads": 3, "town": 2}


def test_a_floor_of_money_sets_no_more_aside_than_it_asks_where_a_cheaper_plan_is_as_good() -> None:
    """The plan for 12 costs 4 and is the best for 8 too: of a floor of 7 the 8 are set aside, and the rest is for others."""
    plan = Point(12, 50.0, 60.0, {}, 12)
    roads = curve_of(
        "roads",
        [Point(0, 0.0, 0.0), replace(plan, units=4), Point(8, 30.0, 60.0, {}, 8), plan],
        60.0,
        {},
        ("m",),
        aside=("m",),
    )
    city = curve_of("city", [Point(0, 0.0, 0.0), Point(4, 9.0, 9.0, {}, 4)], 9.0, {})
    sharing = share([roads, city], 12.0, [Floor("m", 7_000.0, "roads", is_money=True)])
    assert {name: (one.units, one.made_for) for name, one in sharing.chosen.items()} == {
        "roads": (8, 12),
        "city": (4, 4),
    }
    assert share([roads], 20.0, [Floor("m", 7_000.0, "roads", is_money=True)]).chosen["roads"].units == 8


@pytest.mark.parametrize("promise", [0.0, 7_000.0])
def test_askers_with_steps_at_every_sum_share_at_once(promise):
    """Bounds that are lines make steps a hundred units apart; the relaxation, of which one asker's step may be a part, says how good the choice is."""
    rng = np.random.default_rng(0)
    steps = []
    for _asker in range(20):
        sums = [0, *range(0, 21_000, 131)]
        worth = rng.uniform(5_000, 15_000) * (1 - np.exp(-np.array([0, *sums[2:], 22_000]) / rng.uniform(400, 900)))
        gives = {"north": 1.0 * (rng.random() < 0.5)}
        steps.append([Choice(a, float(b), {"north": a * gives["north"]}) for a, b in zip(sums, worth, strict=True)])
    found = best_steps(steps, 9_999, [("north", promise)])
    assert sum(of[at].units for of, at in zip(steps, found.picked, strict=True)) <= 9_999
    value = sum(of[at].worth for of, at in zip(steps, found.picked, strict=True))
    assert sum(of[at].gives["north"] for of, at in zip(steps, found.picked, strict=True)) >= promise
    prices = np.linspace(0.1, 30, 300)
    dual = min(
        price * 9_999 + sum(max(one.worth - price * one.units for one in of) for of in steps) for price in prices
    )
    assert value <= found.bound <= dual
    assert (value < best_steps(steps, 9_999).bound) == (promise > 0), "the promise costs something"
    assert value >= dual - max(one.worth for of in steps for one in of)
