"""Stations on roads changed step by step for the world that loses most: fewer until the money suffices, more as long as some is left."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from planner.country.mixes.road_worlds import Judged, KeyByPlace, RoadWorld, RoadWorlds

TRIED = 6
"""Changes that are driven, of all those that are reckoned."""
CUT = 3.0
"""Who finds no plug at all loses more than the kWh that were bought there: the trip is not made."""
LEAST = 1e-12
"""Of the guide, that a further station must bring."""

Enough = Callable[[], bool]


def thinned_for_all(worlds: RoadWorlds, begin: Judged, usd: float, kept: KeyByPlace, enough: Enough) -> Judged | None:
    """Take away, step by step, what is missed least for its money until the stations cost no more than `usd`, but nothing of what is to be kept; None where the work is over before."""
    one = begin
    while one.usd > usd:
        if enough():
            return None
        over = one.usd - usd
        tried = [
            (worlds.judge(built), saved)
            for _lost, saved, built in sorted(_fewer(worlds, one, kept, over), key=_first)[:TRIED]
        ]
        if not tried:
            return None
        one = min(tried, key=lambda of: (not of[0].sound, (of[0].guide - one.guide) / min(of[1], over)))[0]
    return one


def filled_for_all(worlds: RoadWorlds, begin: Judged, usd: float, enough: Enough) -> Judged:
    """Add, step by step, what brings most for its money, until none is left or nothing brings anything."""
    one = begin
    while one.usd < usd and not enough():
        reckoned = sorted(_more(worlds, one, usd - one.usd), key=_first)[:TRIED]
        tried = [(worlds.judge(built), paid) for _gain, paid, built in reckoned]
        brings = [
            (done, (one.guide - done.guide) / paid)
            for done, paid in tried
            if done.sound and done.guide < one.guide - LEAST
        ]
        if not brings:
            break
        one = max(brings, key=lambda of: of[1])[0]
    return one


def with_lacking(worlds: RoadWorlds, one: Judged, new: int) -> KeyByPlace:
    """Every station with two guns at least of each plug that drivers of the worst world lack there, and so many new ones where they lack most."""
    worst = int(np.argmax(one.losses))
    lacks = _undriven(worlds.worlds[worst], one, worst)
    out = dict(one.built)
    ranked = sorted(range(len(lacks)), key=lambda at: (-float(lacks[at].sum()), at))
    fresh = [at for at in ranked if at not in out and worlds.options[at] and lacks[at].sum() > 0][:new]
    for at in (*one.built, *fresh):
        wanted = np.where(lacks[at] > 0, 2, 0)
        out[at] = worlds.holding(at, np.maximum(worlds.guns(at, out.get(at)), wanted))
    return out


def without_one(worlds: RoadWorlds, one: Judged, kept: KeyByPlace, number: int) -> KeyByPlace:
    """Without the station that is missed least for its money, the next one, and so on."""
    drops = sorted(
        (reckoned for reckoned in _fewer(worlds, one, kept, one.usd) if len(reckoned[2]) < len(one.built)), key=_first
    )
    return drops[number][2] if number < len(drops) else one.built


def _first(reckoned: tuple[float, float, KeyByPlace]) -> tuple[float, float]:
    return reckoned[:2]


def _fewer(worlds: RoadWorlds, one: Judged, kept: KeyByPlace, over: float) -> Iterator[tuple[float, float, KeyByPlace]]:
    """What each smaller or missing station would lose for each dollar, reckoned; dollars; the stations then."""
    sold = [_sold(world, one, at) for at, world in enumerate(worlds.worlds)]
    slope = one.slope / worlds.against
    for at, key in one.built.items():
        usd = worlds.options[at][key].cost_usd
        least, kw = worlds.guns(at, kept.get(at)), worlds.options[at][kept[at]].kw if at in kept else 0.0
        smaller_ones = [
            of.key
            for of in worlds.options[at].values()
            if of.cost_usd < usd and of.kw >= kw and (np.array(of.guns) >= least).all()
        ]
        for smaller in (*((None,) if at not in kept else ()), *smaller_ones):
            built = _changed(one.built, at, smaller)
            saved = usd - (worlds.options[at][smaller].cost_usd if smaller else 0.0)
            lost = 0.0
            for number, world in enumerate(worlds.worlds):
                left = world.stations.standing_kwh[at] + (
                    world.stations.kwh[world.number[at, smaller]] if smaller else 0.0
                )
                short = np.maximum(0.0, sold[number][at] - left[:, None])
                lost += (
                    slope[number]
                    * float((short.sum(axis=1) * np.where(left > 0, 1.0, CUT)).sum())
                    / world.prepared.kwh_a_unit
                )
            yield lost / min(saved, over), saved, built


def _more(worlds: RoadWorlds, one: Judged, rest: float) -> Iterator[tuple[float, float, KeyByPlace]]:
    """What the best larger or new station of each place would bring for each dollar, reckoned, less than 0; dollars; the stations then."""
    lacks = [_undriven(world, one, at) for at, world in enumerate(worlds.worlds)]
    slope = one.slope / worlds.against
    for at, options in enumerate(worlds.options):
        held, key = worlds.guns(at, one.built.get(at)), one.built.get(at)
        paid = options[key].cost_usd if key else 0.0
        best: tuple[float, float, str] | None = None
        for larger in options.values():
            more = larger.cost_usd - paid
            if not 0 < more <= rest or (np.array(larger.guns) < held).any():
                continue
            gain = 0.0
            for number, world in enumerate(worlds.worlds):
                before = world.stations.standing_kwh[at] + (world.stations.kwh[world.number[at, key]] if key else 0.0)
                extra = np.maximum(0.0, world.stations.kwh[world.number[at, larger.key]] - before)
                opened = np.minimum(extra, lacks[number][at])
                dearer = (one.driven[number].price[at] * extra[:, None]).sum(axis=1)
                gain += slope[number] * float(np.where(before > 0, dearer, opened / world.prepared.kwh_a_unit).sum())
            if gain > 0 and (best is None or -gain / more < best[0]):
                best = -gain / more, more, larger.key
        if best is not None:
            yield best[0], best[1], _changed(one.built, at, best[2])


def _changed(built: Mapping[int, str], at: int, key: str | None) -> KeyByPlace:
    return {place: one for place, one in built.items() if place != at} | ({at: key} if key else {})


def _sold(world: RoadWorld, one: Judged, number: int) -> NDArray[np.float64]:
    """KWh a day of each place by family and season; (places, families, seasons)."""
    prepared, kwh = world.prepared, one.driven[number].kwh
    sold = np.zeros((len(prepared.instance.places), len(prepared.instance.families), len(prepared.seasons)))
    at = (prepared.lines.place, prepared.stop_family, prepared.season[prepared.stop_leg])
    np.add.at(sold, at, kwh * prepared.flow[prepared.stop_leg])
    return sold


def _undriven(world: RoadWorld, one: Judged, number: int) -> NDArray[np.float64]:
    """KWh a day of trips that are not made and pass a place where they find no plug, by family; (places, families)."""
    prepared, driven = world.prepared, one.driven[number]
    made = np.bincount(prepared.trip, weights=driven.share, minlength=len(prepared.instance.trips))
    left = prepared.energy * np.maximum(0.0, 1.0 - made[prepared.trip])
    lacks = np.zeros((len(prepared.instance.places), len(prepared.instance.families)))
    np.add.at(
        lacks, (prepared.lines.place, prepared.stop_family), np.where(driven.opened, 0.0, left[prepared.stop_leg])
    )
    return lacks
