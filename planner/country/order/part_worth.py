"""What parts of a plan of the roads are worth alone: driven again, or at least by the drives of the whole plan."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from planner.corridors.search.prepared import Prepared
from planner.country.road_plans.play import Played, by_sales, play, usd_by_place
from planner.country.road_plans.used_chains import Part, UsedChains
from planner.support.stopping import Stop, never
from planner.support.work import worked_by, worked_s

WORK_S = 15.0
"""Work of the drives by which stations are put in order, in seconds (`planner.support.work`)."""


@dataclass(frozen=True)
class Worth:
    """What a part of a plan comes to, on the mean of the year.

    Parameters
    ----------
    value : float
        As `RoadAnswer.value`.
    kwh : float
        KWh a day that the trips need which it makes possible.
    trips : float
        Trips a day that can be driven, those that need no charging too.
    """

    value: float
    kwh: float
    trips: float


class PartWorth:
    """What parts of a plan are worth, as `RoadAnswer.value`.

    Parameters
    ----------
    prepared : Prepared
    built : mapping of int to int
        The plan: number of the option by place.
    plan : Played
        It, played.
    stop : callable
        Once true nothing more is driven.

    Attributes
    ----------
    by_sales : tuple of int
        All of its places, what sells most for its money with the whole plan first.
    """

    def __init__(self, prepared: Prepared, built: Mapping[int, int], plan: Played, stop: Stop = never) -> None:
        self.prepared, self.built, self._stop = prepared, dict(built), stop
        self.places = sorted(built)
        self.usd = usd_by_place(prepared, built)
        self._chains = UsedChains.of(prepared, built, plan)
        self._flow = np.array([one.trips_per_day * one.weight for one in prepared.instance.trips])
        self._known = {Part(built): self._worth(plan)}
        self._until, self._each = worked_by(WORK_S), math.inf
        self.by_sales = tuple(by_sales(prepared, plan, built))
        if built and not stop():
            before = worked_s()
            play(prepared, built)  # once more, to learn what work a drive is: nobody has counted the one before
            self._each = worked_s() - before

    def grant(self, work_s: float) -> None:
        """Allow so much work from now on, whatever has been done."""
        self._until = worked_by(work_s)

    def affords(self, drives: int) -> bool:
        """Whether there is work left for so many drives."""
        return worked_s() + drives * self._each <= self._until and not self._stop()

    def told(self, part: Part) -> "Worth | None":
        """What it is worth, serves and makes possible; None where there is no work left to find out."""
        if part not in self._known and not self.affords(1):
            return None
        self.driven(part)
        return self._known[part]

    def cost(self, part: Collection[int]) -> float:
        """What it costs, USD."""
        return sum(self.usd[at] for at in sorted(part))

    def driven(self, part: Part) -> float:
        """What it is worth."""
        if part not in self._known:
            self._known[part] = self._worth(play(self.prepared, {at: self.built[at] for at in sorted(part)}))
        return self._known[part].value

    def _worth(self, plan: Played) -> "Worth":
        return Worth(plan.value, float(self.prepared.energy @ plan.leg_share), float(self._flow @ plan.share))

    def at_least(self, part: Part) -> float:
        """What it is worth to those who charge at no other station with the whole plan."""
        return self._chains.at_least(part)

    def peeled(self, before: Part, rest: Part) -> list[Part]:
        """`UsedChains.peeled` of the plan."""
        return self._chains.peeled(before, rest)
