"""Tiny countries in several worlds: nothing false is told of them, the hedge is near the least, and lies are caught."""

from collections import Counter
from functools import cache

from benchmarks.claims.countries import false_country, false_hedge
from benchmarks.tiny_country import tiny_country
from planner.country.world_play import Hedge
from tests.fixtures.drawing import asked

SEEDS = (9, *range(1, 9))
"""The first is of a small country that loses something whatever is built."""

country = cache(tiny_country)


def hedge(regret: float, least: float) -> Hedge:
    return Hedge(regret, least, 0.1, "feasible")


def test_a_drawn_country_is_hedged_as_well_as_any_plan_hedges_it_and_what_is_told_holds() -> None:
    told, count = Counter[str](), asked(9, few=1)
    assert [false_country(country(seed), told) for seed in SEEDS[:count]] == [[]] * count
    assert told["a country: its hedge"] == count
    assert told["a country: its hedge, over 5 points above the least"] <= count // 9
    assert told["a country: what its hedge loses at most, in words"] >= 1
    assert told["a country: what every plan loses, in words"] >= 1


def test_a_hedge_that_is_told_too_good_or_a_least_loss_that_is_told_too_great_is_caught() -> None:
    for true in (hedge(0.1216, 0.0844), hedge(0.1216, 0.1216), hedge(0.1216, 0.0)):
        assert false_hedge(true, 0.1216, 0.1216, Counter()) == []
    assert false_hedge(hedge(0.1, 0.05), 0.1216, 0.1216, Counter())
    assert false_hedge(hedge(0.2, 0.15), 0.1216, 0.1216, Counter())


def test_the_same_seed_is_the_same_country() -> None:
    one, two, other = country(SEEDS[0]), tiny_country(SEEDS[0]), tiny_country(7)
    assert (one.units, [part.sums for part in one.parts]) == (two.units, [part.sums for part in two.parts])
    assert one.units != other.units or len(one.towns) != len(other.towns)
