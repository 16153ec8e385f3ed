"""Who can drive with given stations on the roads, and what each station sells then."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import Driven, drive
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.stations import Stations

OptionByPlace = Mapping[int, int]
"""Number of the option that is built, by number of the place."""
DIGITS = 9
"""Behind the point, of what a dollar gains a day."""


@dataclass(frozen=True, eq=False)
class Played:
    """Trips and stations of a question with given stations.

    Parameters
    ----------
    share : (trips,)
        Of each trip that can be driven, those that need no charging included.
    route : (trips,) int
        Way by which most of it is driven; 0 where none is.
    sold : (places, families, seasons)
        KWh that each place sells on a day of each season.
    seasons : tuple of str
    value : float
        Of the trips that are made possible, a day on the mean of the seasons, as the question counts them.
    leg_share : (legs,)
        Of each leg of the question, as it was prepared.
    free, never : tuple of int
        Trips that need no charging, and those that no station at any place makes possible.
    chosen : (built,) int
        Numbers of the stations that are built.
    driven : Driven
        All of it, leg by leg.
    """

    share: NDArray[np.float64]
    route: NDArray[np.int64]
    sold: NDArray[np.float64]
    seasons: tuple[str, ...]
    value: float
    leg_share: NDArray[np.float64]
    free: tuple[int, ...]
    never: tuple[int, ...]
    chosen: NDArray[np.int64]
    driven: Driven


def for_its_money(gained: float, usd: float) -> float:
    """What is gained, energy or what else counts, for each dollar, without the digits in which stations that gain alike differ by rounding alone."""
    return round(gained / max(1.0, usd), DIGITS)


def usd_by_place(prepared: Prepared, built: OptionByPlace) -> dict[int, float]:
    """What that costs which is built at each place, USD."""
    return {at: prepared.instance.places[at].options[option].cost_usd for at, option in built.items()}


def by_sales(prepared: Prepared, plan: Played, built: OptionByPlace, *, least_first: bool = False) -> list[int]:
    """Places in the order of what is sold there for each dollar, the most first; of those that sell alike by name.

    Parameters
    ----------
    prepared : Prepared
    plan : Played
        By whose sales they are put in order.
    built : mapping of int to int
        Option by place.
    least_first : bool
    """
    places, sold, usd = prepared.instance.places, plan.sold.sum(axis=(1, 2)), usd_by_place(prepared, built)
    sign = 1.0 if least_first else -1.0
    return sorted(built, key=lambda at: (sign * for_its_money(float(sold[at]), usd[at]), places[at].id))


def play(prepared: Prepared, built: OptionByPlace, *, quickest: bool = False) -> Played:
    """Play a question with the stations that stand and those that are built; `quickest` where it is told which way drivers take, and where they charge."""
    chosen = prepared.stations.chosen(built)
    driven = drive(prepared, prepared.stations.capacity(chosen), quickest=quickest)
    return played(prepared, np.flatnonzero(chosen), driven)


def drive_with(prepared: Prepared, built: Mapping[int, int]) -> Driven:
    """The best drives with options at places, those too that no plan of this question needs: a plan of another one may have them."""
    every = Stations.of(prepared.instance)
    return drive(prepared, every.capacity(every.chosen(built)))


def played(prepared: Prepared, chosen: NDArray[np.int64], driven: Driven) -> Played:
    """What drives that are known already come to, with the stations of these numbers."""
    lines, legs, trips = prepared.lines, prepared.legs, prepared.instance.trips
    share, route = np.zeros(len(trips)), np.zeros(len(trips), dtype=np.int64)
    share[list(legs.free)] = 1.0
    most = np.zeros(len(trips))
    for leg, part in zip(legs.legs, driven.share.tolist(), strict=True):
        share[leg.trip] += part
        if part > most[leg.trip]:
            most[leg.trip], route[leg.trip] = part, leg.route
    sold = np.zeros((len(prepared.instance.places), len(prepared.instance.families), len(prepared.seasons)))
    leg_of = np.repeat(np.arange(len(legs.legs)), np.diff(lines.begins))
    at = (lines.place, prepared.family[leg_of], prepared.season[leg_of])
    np.add.at(sold, at, driven.kwh * prepared.flow[leg_of])
    never = tuple(sorted(legs.stranded))
    return Played(
        np.minimum(share, 1.0),
        route,
        sold,
        prepared.seasons,
        driven.value,
        driven.share,
        tuple(legs.free),
        never,
        chosen,
        driven,
    )
