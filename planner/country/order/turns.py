"""The order of building station by station: whose turn it is, in which stage, and what stands served by then."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.country.order.building import BuildingStep
from planner.country.order.part_worth import PartWorth
from planner.country.order.stages import in_order
from planner.country.road_plans.used_chains import Part

TOLD_S = 10.0
"""Work of the drives by which it is told what each station adds, in seconds (`planner.support.work`)."""


@dataclass(frozen=True)
class Turn:
    """A station of a plan in the order of building.

    Parameters
    ----------
    place : int
    rank, stage : int
        Its place in the order, and its stage, 1 first.
    usd : float
        Of all stations up to this one.
    kwh, trips : float or None
        The energy that trips which can be driven with what stands by then need on their quickest ways, kWh a day, and the trips that can be driven, those that need no charger too, on the mean of the year; None where that was not worked out.
    """

    place: int
    rank: int
    stage: int
    usd: float
    kwh: float | None
    trips: float | None


NOT_BUILT = Turn(-1, 0, 0, 0.0, None, None)
"""Of a station that stands."""


def turns_of(worth: PartWorth, steps: Sequence[BuildingStep], first: Collection[int]) -> tuple[Turn, ...]:
    """All stations in order: by step, within one those of `first` before the others, else as serves most on the mean over the money."""
    ends = [Part(), *(Part(one.built) for one in steps)]
    order: list[tuple[int, int]] = []
    grown = [(begun, end) for begun, end in pairwise(ends) if end > begun]
    for stage, (begun, end) in enumerate(grown, start=1):
        group = [at for at in worth.by_sales if at in end - begun]
        order += [(at, stage) for at in in_order(worth, begun, group, first)]
    worth.grant(TOLD_S)
    for end in ends[1:]:  # before what lies between them, as long as there is work
        worth.told(end)
    out, stands, usd = [], Part(), 0.0
    for rank, (at, stage) in enumerate(order, start=1):
        stands |= {at}
        usd += worth.usd[at]
        told = worth.told(stands)
        kwh, trips = (None, None) if told is None else (told.kwh, told.trips)
        out.append(Turn(at, rank, stage, usd, kwh, trips))
    return tuple(out)
