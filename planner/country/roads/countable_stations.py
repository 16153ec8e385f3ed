"""Stations on roads that add no countable energy are not built: taken out one by one, the least useful first, by what is counted in a city."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import work
from planner.corridors.search.prepared import Prepared
from planner.country.roads.played import OptionByPlace, Played, play
from planner.model.solve.countable import COUNTED_KWH_PER_USD, DUST, FORGONE

MOST_WORK = 60_000
"""Stops that are driven with in all, of all tries."""
MOST_TRIED = 60

Floats = NDArray[np.float64]


def countable(asked: Prepared, built: OptionByPlace, now: Played) -> tuple[dict[int, int], Played]:
    """The plan without stations that sell nothing, and without those whose drivers can charge elsewhere: each loses less than is counted for its money, all together next to nothing.

    All of it where a rule says how much must stand: a floor, a norm that binds, or a station that is forced.

    Parameters
    ----------
    asked : Prepared
    built : mapping of int to int
    now : Played
        It, played.
    """
    rules = asked.instance.rules
    if rules.floors or rules.forced or any(norm.binding for norm in rules.norms):
        return dict(built), now
    whole, sold = now.value, _sold(now)
    kept = {at: option for at, option in built.items() if sold[at] > DUST}
    if len(kept) < len(built):
        now = replace(now, chosen=np.flatnonzero(asked.stations.chosen(kept)))
    tried: set[int] = set()
    each = max(1, work(asked, _capacity(asked, now)))
    for _try in range(min(MOST_TRIED, MOST_WORK // each)):
        left = [at for at in kept if at not in tried]
        if not left:
            break
        least = min(left, key=lambda at: (sold[at] / max(1.0, _usd(asked, at, built)), at))
        tried.add(least)
        fewer = {at: option for at, option in kept.items() if at != least}
        one = play(asked, fewer)
        lost = now.value - one.value
        little = lost < COUNTED_KWH_PER_USD * _usd(asked, least, built) and whole - one.value <= FORGONE * whole
        if little or lost <= DUST * max(1.0, whole):
            kept, now, sold = fewer, one, _sold(one)
    return kept, now


def _usd(asked: Prepared, at: int, built: OptionByPlace) -> float:
    return asked.instance.places[at].options[built[at]].cost_usd


def _sold(played: Played) -> Floats:
    """KWh of each place in all seasons; (places,)."""
    total: Floats = played.sold.sum(axis=(1, 2))
    return total


def _capacity(asked: Prepared, played: Played) -> Floats:
    return asked.stations.capacity_of(played.chosen)
