"""What is said of a country in several worlds: the bound of each, what its hedged plan loses at most, what every plan loses at least, and how far that is open."""

import re
from collections import Counter

from benchmarks.claims.telling import false_figures
from benchmarks.plain.truth import best_country
from benchmarks.tiny_country import TinyCountry
from planner.country.mixes.country_worlds import hedge_of
from planner.country.mixes.planning import least_loss, shared_over_worlds
from planner.country.output.hedge_words import hedge_words
from planner.country.world_play import Hedge
from planner.model.rules.plug_balance import PlugBalance

ROUNDING = 1e-6
AT_MOST = re.compile(r"hedged plan loses ([0-9.]+)\s?% at most")
OR_MORE = re.compile(r"every plan loses ([0-9.]+)\s?% or more")
POINTS = re.compile(r"may lose up to ([0-9.]+)\s?points less")
NOTHING, LITTLE = "loses next to nothing", 0.0005


def false_country(country: TinyCountry, told: "Counter[str]") -> list[str]:
    """What is false of a country."""
    mixes, desk = country.run()
    shared = shared_over_worlds(mixes, desk)
    if shared is None or shared.hedged is None:
        told["a country: not hedged over, nothing is served in a world"] += 1
        return []
    found, worlds = list[str](), list(shared.bounds)
    cities = country.instances(worlds)
    for at, world in enumerate(worlds):
        told["a country: value and bound in a world"] += 1
        best = best_country([[city[at]] for city in cities], [1.0], country.usd)
        found += false_figures(f"the country in {world}", shared.known[world], shared.bounds[world], best)
    free = [[one.without(PlugBalance) for one in city] for city in cities]
    truth = best_country(free, list(shared.bounds.values()), country.usd)
    hedge = hedge_of(shared, least_loss(shared, country.units, desk.stopping), 0.0)
    assert hedge is not None
    told["a country: its hedge"] += 1
    least = 1.0 - truth.bound if truth.known else 1.0 - truth.value
    told["a country: its hedge, over 5 points above the least"] += hedge.regret > least + 0.05
    return found + false_hedge(hedge, 1.0 - truth.value, least, told)


def false_hedge(hedge: Hedge, low: float, least: float, told: "Counter[str]") -> list[str]:
    """What is false of the hedge of a country, and of its sentences as they read, where a plan loses `low` and none less than `least`."""
    said, found = str(hedge_words(hedge)), list[str]()
    if hedge.least > low + ROUNDING:
        found.append(f"every plan of the country is said to lose {hedge.least} at least, one loses {low}")
    if hedge.regret < least - ROUNDING:
        found.append(f"the hedge of the country is said to lose {hedge.regret}, every plan loses {least}")
    at_most, or_more, points = (_share(one, said) for one in (AT_MOST, OR_MORE, POINTS))
    told["a country: what its hedge loses at most, in words"] += at_most is not None
    told["a country: what every plan loses, in words"] += or_more is not None
    told["a country: how far that is open, in words"] += points is not None
    if at_most is None and not (NOTHING in said and hedge.regret < LITTLE):
        found.append(f"no loss can be read: {said}")
    if at_most is not None and at_most < hedge.regret - ROUNDING:
        found.append(f"it loses {hedge.regret}: {said}")
    if or_more is not None and or_more > low + ROUNDING:
        found.append(f"one plan loses {low}: {said}")
    if points is not None and hedge.regret - points > low + ROUNDING:
        found.append(f"one plan loses {low}: {said}")
    return found


def _share(words: "re.Pattern[str]", said: str) -> float | None:
    told = words.search(said)
    return None if told is None else float(told[1]) / 100.0
