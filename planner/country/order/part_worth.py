"""What parts of a plan of the roads are worth alone: driven again, or at least by the drives of the whole plan."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.country.roads.played import Played, for_its_money, play
from planner.support.stopping import Stop, never
from planner.support.work import worked_by, worked_s

WORK_S = 15.0
"""Work of the drives by which stations are put in order, in seconds (`planner.support.work`)."""
BUYS_KWH = 1e-6
"""A driver who buys less at a station does not need it."""

Part = frozenset[int]
"""Places of a plan."""


@dataclass(frozen=True)
class Worth:
    """What a part of a plan comes to, on the mean of the year.

    Parameters
    ----------
    value : float
        KWh a day as the question counts them.
    kwh : float
        KWh a day that the trips need which it makes possible.
    trips : float
        Trips a day that can be driven, those that need no charging too.
    """

    value: float
    kwh: float
    trips: float


class PartWorth:
    """What parts of a plan are worth, kWh a day as the question counts them.

    Parameters
    ----------
    asked : Prepared
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

    def __init__(self, asked: Prepared, built: Mapping[int, int], plan: Played, stop: Stop = never) -> None:
        self.asked, self.built, self._stop = asked, dict(built), stop
        self.places = sorted(built)
        self.usd = {at: asked.instance.places[at].options[option].cost_usd for at, option in built.items()}
        self._number = {at: number for number, at in enumerate(self.places)}
        self._chains, self._gain = _chains(asked, plan, self._number)
        self._flow = np.array([one.trips_per_day * one.weight for one in asked.instance.trips])
        self._known = {Part(built): self._worth(plan)}
        sold = plan.sold.sum(axis=(1, 2))
        self._until, self._each = worked_by(WORK_S), math.inf
        self.by_sales = tuple(
            sorted(built, key=lambda at: (-for_its_money(float(sold[at]), self.usd[at]), asked.instance.places[at].id))
        )
        if built and not stop():
            before = worked_s()
            play(asked, built)  # once more, to learn what work a drive is: nobody has counted the one before
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
            self._known[part] = self._worth(play(self.asked, {at: self.built[at] for at in sorted(part)}))
        return self._known[part].value

    def _worth(self, plan: Played) -> "Worth":
        return Worth(plan.value, float(self.asked.energy @ plan.leg_share), float(self._flow @ plan.share))

    def at_least(self, part: Part) -> float:
        """What it is worth to those who charge at no other station with the whole plan."""
        lacking = np.ones(len(self.places), dtype=bool)
        lacking[[self._number[at] for at in part]] = False
        return float(self._gain[~self._chains[:, lacking].any(axis=1)].sum())

    def peeled(self, before: Part, rest: Part) -> list[Part]:
        """What is left of `rest`, all of it first, where the station of which the drives of the whole plan lose least for its money is taken out again and again."""
        usd = np.array([max(1.0, self.usd[at]) for at in self.places])
        held = np.zeros(len(self.places), dtype=bool)
        held[[self._number[at] for at in before | rest]] = True
        alive = ~self._chains[:, ~held].any(axis=1)
        left, out = sorted(rest), [rest]
        while len(left) > 1:
            numbers = [self._number[at] for at in left]
            lost = self._gain[alive] @ self._chains[alive][:, numbers] / usd[numbers]
            least = left.pop(int(np.argmin(lost)))
            alive &= ~self._chains[:, self._number[least]]
            out.append(Part(left))
        return out


def _chains(asked: Prepared, plan: Played, number: Mapping[int, int]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Sets of stations of the plan at which somebody charges on one trip, (chains, stations), and what these trips are worth."""
    at_place = np.full(len(asked.instance.places), -1)
    at_place[list(number)] = list(number.values())
    buys = (plan.driven.kwh > BUYS_KWH) & (at_place[asked.lines.place] >= 0)
    used = np.zeros((len(asked.gain), len(number)), dtype=bool)
    used[asked.stop_leg[buys], at_place[asked.lines.place[buys]]] = True
    driven = plan.driven.share > 0
    chains, which = np.unique(used[driven], axis=0, return_inverse=True)
    gain = np.bincount(which.ravel(), weights=(asked.gain * plan.driven.share)[driven], minlength=len(chains))
    return chains, gain
