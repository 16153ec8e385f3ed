"""Stations on roads that add no countable energy are not built: taken out one by one, the least useful first, by what is counted in a city."""

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.closing import Closing
from planner.corridors.search.prepared import Prepared
from planner.country.road_plans.play import OptionByPlace, Played, play, usd_by_place
from planner.model.solve.countable import COUNTED_KWH_PER_USD, DUST, FORGONE
from planner.support.stopping import Stop, never
from planner.support.work import worked_by, worked_s

WORK_S = 10.0
"""Work of the drives by which it is found out for one plan, in seconds (`planner.support.work`)."""

Floats = NDArray[np.float64]


def countable(
    prepared: Prepared, built: OptionByPlace, room: float = 0.0, stop: Stop = never
) -> tuple[dict[int, int], Played]:
    """The plan without stations that sell nothing, and without those whose drivers can charge elsewhere: each loses less than is counted for its money, all together next to nothing, or no more than there is room for.

    All of it where a rule says how much must stand: a floor, a norm that binds, or a station that is forced.

    Parameters
    ----------
    prepared : Prepared
    built : mapping of int to int
    room : float
        Of its value, that the plan may lose and still be as near its bound as was asked.
    stop : callable
        Once true nothing more is tried.
    """
    rules, now = prepared.instance.rules, play(prepared, built, quickest=True)
    if rules.ask_for_stations:
        return dict(built), now
    sold = now.sold.sum(axis=(1, 2))
    usd = usd_by_place(prepared, built)
    least = sorted(built, key=lambda at: (sold[at] / max(1.0, usd[at]), at))
    kept = _kept(prepared, built, least, usd, (now.value, max(FORGONE * now.value, room)), stop)
    return (kept, now) if len(kept) == len(built) else (kept, play(prepared, kept, quickest=True))


def _kept(
    prepared: Prepared,
    built: OptionByPlace,
    least: list[int],
    usd: dict[int, float],
    value: tuple[float, float],
    stop: Stop,
) -> dict[int, int]:
    """What stays of a plan that is worth so much and may lose so much; those of which least is likely to be lost are tried first, and all once more while any was taken out."""
    (whole, forgone), dust = value, DUST * max(1.0, value[0])
    closing = Closing(prepared, prepared.stations.capacity(prepared.stations.chosen(built)))
    kept, until, more = dict(built), worked_by(WORK_S), True
    while more:
        more = False
        for at in [one for one in least if one in kept]:
            if worked_s() > until or stop():
                return kept
            lost = closing.close(
                at, max(dust, min(COUNTED_KWH_PER_USD * usd[at] / prepared.kwh_a_unit, closing.value - whole + forgone))
            )
            if lost is not None:
                del kept[at]
                more = True
    return kept
