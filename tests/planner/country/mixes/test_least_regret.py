"""One plan for all worlds: the best of the choices that there are, and a bound that no plan of the country lies below; made countries whose every plan is known."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.country.mixes.answers import BlendAnswers, MixAnswer, MixAnswers, PlayedOffer
from planner.country.mixes.choice import FundedOffer, amounts_of, choose, funded_offers, greatest_regret, prices
from planner.country.mixes.least_regret import least_regret
from planner.country.mixes.offers import Offer, PartOffers, Worth
from planner.country.mixes.part_offers import blended_offers, offers_of, part_of, plans_of
from planner.country.mixes.parts import OwnPlan
from planner.country.money.curves import UNIT_USD, Line
from planner.country.money.sharing import Floor, share
from planner.errors import InfeasibleError
from planner.proofs import gap_of
from tests.fixtures.drawing import drawn

SEEDS = st.integers(0, 2**32 - 1)
NORTH = "energy in north"


class Made:
    """Parts with a few plans each, all of which are known: what they take, and what they are worth in every world."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.money = int(rng.integers(1, 9))
        self.worlds = [f"world {at}" for at in range(int(rng.integers(2, 4)))]
        self.plans: list[list[tuple[int, tuple[int, ...]]]] = []
        self.north = rng.integers(0, 2, 3)
        self.parts = [self._part(at, rng) for at in range(int(rng.integers(1, 4)))]
        least = int(rng.integers(0, 8)) if rng.integers(0, 3) == 0 else 0
        self.floors = {world: [Floor(NORTH, float(least), "the north")] if least else [] for world in self.worlds}

    def _part(self, at: int, rng: np.random.Generator) -> PartOffers:
        today = tuple(int(one) for one in rng.integers(1, 4, len(self.worlds)))
        plans = [(0, today)]
        for _plan in range(int(rng.integers(1, 5))):
            more = rng.integers(0, 15, len(self.worlds)) * rng.integers(0, 2, len(self.worlds))
            plans.append((int(rng.integers(1, 6)), tuple(int(a + b) for a, b in zip(today, more, strict=True))))
        self.plans.append(plans)
        ceiling = {world: self._best(plans, {world: 1.0}, math.inf) for world in self.worlds}
        answers = {world: self._answers({world: 1.0}, plans, ceiling[world] + 1.0, at, rng) for world in self.worlds}
        offers = [self._offer(plans[0], plans[0][0], at, "")]
        offers += [
            self._offer(one, one[0] + int(rng.integers(0, 2)), at, "") for one in plans[1:] if rng.integers(0, 3)
        ]
        blends = []
        for _blend in range(int(rng.integers(0, 3))):
            weights = {world: float(rng.integers(0, 4)) for world in self.worlds}
            found = self._answers(weights, plans, math.inf, at, rng)
            blends.append(BlendAnswers(weights, found, ()))
        return part_of(f"part {at}", answers, offers, blends, self.money)

    def _offer(self, plan: tuple[int, tuple[int, ...]], asked: int, at: int, made_for: str) -> Offer:
        worth = {
            world: Worth(float(kwh), {NORTH: float(kwh * self.north[at])})
            for world, kwh in zip(self.worlds, plan[1], strict=True)
        }
        return Offer(made_for, asked, plan[0], {}, {}, (), worth)

    def _best(self, plans, weights: dict[str, float], units: float) -> float:
        """The most that a part makes of so much money in weighted worlds."""
        return max(
            sum(weights.get(world, 0.0) * kwh for world, kwh in zip(self.worlds, values, strict=True))
            for cost, values in plans
            if cost <= units
        )

    def _answers(self, weights, plans, ceiling: float, at: int, rng: np.random.Generator) -> MixAnswers:
        """Bounds at a few sums, and perhaps a line above all of them."""
        sums = sorted({0, *(int(one) for one in rng.integers(0, self.money + 1, int(rng.integers(0, 4))))})
        found = [
            MixAnswer(units, 0, 0.0, self._best(plans, weights, units) + float(rng.integers(0, 2) * units), {})
            for units in sums
        ]
        slope = float(rng.integers(0, 5))
        over = max(self._best(plans, weights, units) + slope * (self.money - units) for units in range(self.money + 1))
        lines = (Line(self.money, over, slope),) if rng.integers(0, 2) else ()
        return MixAnswers(tuple(found), ceiling, lines, {NORTH: ceiling if self.north[at] else 0.0})

    def every_plan(self, keeping: Sequence[str]) -> list[tuple[float, ...]]:
        """Worth by world of every plan of the country that there is money for and that keeps the floors of some worlds."""
        out = []
        for chosen in itertools.product(*self.plans):
            if sum(cost for cost, _values in chosen) > self.money:
                continue
            served = [
                sum(values[at] * north for (_cost, values), north in zip(chosen, self.north, strict=False))
                for at in range(len(self.worlds))
            ]
            kept = [
                kwh >= sum(one.least for one in self.floors[world])
                for kwh, world in zip(served, self.worlds, strict=True)
            ]
            if all(yes for yes, world in zip(kept, self.worlds, strict=True) if world in keeping):
                out.append(tuple(float(sum(values[at] for _cost, values in chosen)) for at in range(len(self.worlds))))
        return out


def listed_least(made: Made, funded: dict[str, list[FundedOffer]], against: dict[str, float]) -> float:
    """The least greatest regret of all choices, one after the other."""
    best = math.inf
    for chosen in itertools.product(*funded.values()):
        kept = all(
            sum(one.gives[world].get(floor.account, 0.0) for one in chosen) >= floor.least
            for world, floors in made.floors.items()
            for floor in floors
        )
        if kept and sum(one.units for one in chosen) <= made.money:
            best = min(best, greatest_regret(chosen, against))
    return best


@given(SEEDS)
@drawn(60)
def test_the_hedged_plan_is_the_best_choice_and_no_plan_loses_less_than_its_bound(seed: int) -> None:
    made = Made(seed)
    plans = made.every_plan(made.worlds)
    shared = {}
    for world in made.worlds:
        try:
            shared[world] = share([part.curves[world] for part in made.parts], made.money, made.floors[world])
        except InfeasibleError:
            return
    if not plans:
        return
    best = [max(values[at] for values in made.every_plan([world])) for at, world in enumerate(made.worlds)]
    bounds = {world: one.bound for world, one in shared.items()}
    known = {world: one.value for world, one in shared.items()}
    if min(known.values()) <= 0:
        return
    funded = {part.name: funded_offers(part, made.worlds) for part in made.parts}
    found = choose(funded, made.money, bounds, made.floors)
    listed = listed_least(made, funded, bounds)
    truth = min(max(1 - one / most for one, most in zip(values, best, strict=True)) for values in plans)
    least = least_regret(made.parts, made.money, known, made.floors)
    assert 0 <= least <= truth + 1e-9, "the bound passes the truth"
    measured = min(max(1 - one / most for one, most in zip(values, bounds.values(), strict=True)) for values in plans)
    assert 0 <= least_regret(made.parts, made.money, bounds, made.floors) <= measured + 1e-9
    assert 0 <= least_regret(made.parts, made.money, bounds, made.floors, lambda: True) <= measured + 1e-9
    if found is None:
        assert listed == math.inf
        return
    assert found.regret == pytest.approx(listed, abs=1e-7)
    assert sum(one.units for one in found.offers.values()) <= made.money
    assert truth <= found.regret + 1e-9
    priced = prices(funded, made.money, bounds, made.floors)
    assert sum(priced.values()) == pytest.approx(1.0)
    assert min(priced.values()) >= 0
    for world, one in shared.items():
        own = [part.offers[one.chosen[part.name].made_for].worth[world].value for part in made.parts]
        assert 1 - sum(own) / bounds[world] <= gap_of(one.value, one.bound) + 1e-9


def test_bounds_of_weighted_worlds_prove_that_something_must_be_lost() -> None:
    worlds = {"ours", "theirs"}
    today = {world: Worth(1.0) for world in worlds}
    one, other = ({"ours": Worth(a), "theirs": Worth(b)} for a, b in ((11.0, 1.0), (1.0, 11.0)))
    both = {"ours": Worth(6.0), "theirs": Worth(6.0)}
    offers = [
        Offer("", units, units, {}, {}, (), worth) for units, worth in ((0, today), (4, one), (4, other), (4, both))
    ]
    answers = {
        world: MixAnswers((MixAnswer(0, 0, 1.0, 1.0, {}), MixAnswer(4, 4, 11.0, 11.0, {})), 11.0) for world in worlds
    }
    blend = BlendAnswers(dict.fromkeys(worlds, 1.0), MixAnswers((MixAnswer(4, 4, 12.0, 12.0, {}),), math.inf), ())
    known, none = dict.fromkeys(worlds, 11.0), {world: [] for world in worlds}
    alone, weighted = (part_of("town", answers, offers, blends, 4) for blends in ((), (blend,)))
    found = choose({"town": funded_offers(weighted, sorted(worlds))}, 4, known, none)
    assert found is not None
    assert found.regret == pytest.approx(5 / 11)
    assert least_regret([alone], 4, known, none) == pytest.approx(0.0, abs=1e-5)
    assert least_regret([weighted], 4, known, none) == pytest.approx(5 / 11, abs=1e-5)


def test_what_stands_may_break_a_promise_and_a_plan_keeps_in_its_own_world_what_it_was_made_to_keep() -> None:
    """Drives of the most energy, by which roads are played, may miss a promise of trips that others with the same stations keep."""
    built = {"x": {"a": 1}}
    answers = {
        world: MixAnswers((MixAnswer(0, 0, 1.0, 1.0, {}), MixAnswer(2, 2, 5.0, 5.0, built)), 9.0)
        for world in ("ours", "theirs")
    }
    this = OwnPlan(2, 2, built)
    few = Worth(6.0, {}, "too few trips")
    plays = {world: {name: PlayedOffer(few, 2, {}) for name in plans_of(answers, this)} for world in answers}
    nothing, *offers = offers_of(answers, this, plays)
    assert nothing.cost_units == 0
    assert {world: one.breaks for world, one in nothing.worth.items()} == dict.fromkeys(answers, "too few trips")
    for one in offers:
        kept = {world for world, worth in one.worth.items() if not worth.breaks}
        assert kept == {one.made_for} & answers.keys()
        assert all(one.worth[world].value == 5.0 for world in kept)


def test_a_plan_that_breaks_a_promise_in_one_world_is_nobodys_hedge() -> None:
    good, bad = Worth(1.0), Worth(9.0, {}, "the east is not served")
    offers = [
        Offer("", 0, 0, {}, {}, (), {"ours": good, "theirs": good}),
        Offer("ours", 2, 2, {}, {}, (), {"ours": Worth(9.0), "theirs": bad}),
    ]
    answers = {world: MixAnswers((MixAnswer(0, 0, 1.0, 1.0, {}),), 9.0) for world in ("ours", "theirs")}
    part = part_of("town", answers, offers, (), 2)
    assert {one.offer for one in funded_offers(part, ["ours", "theirs"])} == {0}
    assert max(one.value for one in part.curves["theirs"].points) == 1.0
    assert max(one.value for one in part.curves["ours"].points) == 9.0
    assert blended_offers(BlendAnswers({}, MixAnswers((), math.inf), ()), ()) == []


@pytest.mark.parametrize(("cost", "units"), [(975, 1000), (975, 990), (975, 975), (1000, 1000)])
def test_all_money_that_an_offer_is_given_counts_for_a_floor_whatever_it_was_asked_for_and_costs(cost, units):
    spent = {"money on roads": cost * 1000.0 - 700.0}
    offer = Offer("", 1000, cost, {}, spent, ("money on roads",), {"world": Worth(1.0, {"kwh": 1.0})})
    assert amounts_of(offer, "world", units) == {"kwh": 1.0, "money on roads": units * 1000.0}


def test_a_sum_that_is_set_aside_counts_in_every_world_whatever_its_plan_costs() -> None:
    dear = MixAnswer(9, 4, 10.0, 10.0, {"a": {"x": 1}}, {}, {"roads": 4.0 * UNIT_USD})
    answers = {
        world: MixAnswers(
            (MixAnswer(0, 0, 1.0, 1.0, {}, {}, {"roads": 0.0}), dear),
            11.0,
            most={},
            money=("roads",),
            set_aside=("roads",),
        )
        for world in ("one", "two")
    }
    plays = {
        world: {
            name: PlayedOffer(Worth(10.0 if units else 1.0), min(units, 4), {"roads": min(units, 4) * UNIT_USD})
            for name, (_made_for, units, _built) in plans_of(answers, OwnPlan(0, 0, {})).items()
        }
        for world in answers
    }
    part = part_of("roads", answers, offers_of(answers, OwnPlan(0, 0, {}), plays), [], 12)
    for curve in part.curves.values():
        assert {point.units: point.amounts["roads"] for point in curve.points} == {
            units: units * UNIT_USD for units in (0, 4, 9, 12)
        }


def test_a_plan_out_of_balance_is_no_point_of_that_world_and_may_be_the_hedged_one() -> None:
    answers = {
        world: MixAnswers(
            (MixAnswer(0, 0, 1.0, 1.0, {}, {}, {}), MixAnswer(9, 9, 10.0, 10.0, {site: {"x": 1}}, {}, {})),
            11.0,
            most={},
        )
        for world, site in (("one", "a"), ("two", "b"))
    }
    names = plans_of(answers, OwnPlan(0, 0, {}))
    plays = {
        world: {
            name: PlayedOffer(
                Worth(50.0, imbalance="misses it") if made_for == "one" != world else Worth(10.0 if units else 1.0),
                units,
                {},
            )
            for name, (made_for, units, _built) in names.items()
        }
        for world in answers
    }
    part = part_of("city", answers, offers_of(answers, OwnPlan(0, 0, {}), plays), [], 12)
    assert max(point.value for point in part.curves["two"].points) == 10.0
    assert 50.0 in [one.values["two"] for one in funded_offers(part, list(answers))]
