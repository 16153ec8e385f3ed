"""Chains of stations of a plan: sets at which somebody charges on one trip, by which it is told without further drives what a part of the plan still makes possible."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.country.road_plans.play import Played

BUYS_KWH = 1e-6
"""A driver who buys less at a station does not need it."""

Part = frozenset[int]
"""Places of a plan."""


@dataclass(frozen=True, eq=False)
class UsedChains:
    """Those of a plan.

    Parameters
    ----------
    places : tuple of int
    usd : (stations,)
    uses : (chains, stations) bool
    gain : (chains,)
        What the trips of each are worth.
    """

    places: tuple[int, ...]
    usd: NDArray[np.float64]
    uses: NDArray[np.bool_]
    gain: NDArray[np.float64]

    @classmethod
    def of(cls, prepared: Prepared, built: Mapping[int, int], plan: Played) -> "UsedChains":
        """Those of a plan that was played: number of the option by place."""
        places = tuple(sorted(built))
        usd = np.array([prepared.instance.places[at].options[built[at]].cost_usd for at in places], dtype=float)
        at_place = np.full(len(prepared.instance.places), -1)
        at_place[list(places)] = np.arange(len(places))
        buys = (plan.driven.kwh > BUYS_KWH) & (at_place[prepared.lines.place] >= 0)
        used = np.zeros((len(prepared.gain), len(places)), dtype=bool)
        used[prepared.stop_leg[buys], at_place[prepared.lines.place[buys]]] = True
        driven = plan.driven.share > 0
        uses, which = np.unique(used[driven], axis=0, return_inverse=True)
        worth = (prepared.gain * plan.driven.share)[driven]
        return cls(places, usd, uses, np.bincount(which.ravel(), weights=worth, minlength=len(uses)))

    def at_least(self, part: Collection[int]) -> float:
        """What a part of the plan is worth to those who charge at no other station with the whole plan."""
        return float(self.gain[~self.uses[:, ~self._are_of(part)].any(axis=1)].sum())

    def peeled(self, before: Part, rest: Part) -> list[Part]:
        """What is left of `rest`, all of it first, beside what stands before, where the station of which the drives of the whole plan lose least for its money is taken out again and again."""
        number = {at: one for one, at in enumerate(self.places)}
        alive = ~self.uses[:, ~self._are_of(before | rest)].any(axis=1)
        usd = np.maximum(1.0, self.usd)
        left, out = sorted(rest), [rest]
        while len(left) > 1:
            numbers = [number[at] for at in left]
            lost = self.gain[alive] @ self.uses[alive][:, numbers] / usd[numbers]
            least = left.pop(int(np.argmin(lost)))
            alive &= ~self.uses[:, number[least]]
            out.append(Part(left))
        return out

    def _are_of(self, part: Collection[int]) -> NDArray[np.bool_]:
        return np.isin(np.array(self.places, dtype=np.int64), np.array(sorted(part), dtype=np.int64))
