"""Money that is left spent on whole chains: where stations are never full, one more station serves nobody until the trip that needs it has all of the others, and changes of a few stations find none of it."""

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import Driven
from planner.corridors.search.openings import Openings, opened_for_its_money, with_opened
from planner.corridors.search.prepared import Prepared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RECKONED, TRIED = 40, 3
"""Trips, those that are worth most for the cheapest chain of their own, whose chains are reckoned with all trips that they open, and chains of these that are driven."""
LEAST = 1e-9
"""Of what counts: less is nothing."""


class Filling:
    """Chains of stations beside those of a plan.

    Parameters
    ----------
    asked : Prepared
    """

    def __init__(self, asked: Prepared) -> None:
        self.asked = asked

    def with_chain(self, built: Ints, driven: Driven, usd: float) -> list[Ints]:
        """Stations of a plan with one more chain, for each of the chains that open most for their money, the best first; stations are made to serve further families where they stand.

        Parameters
        ----------
        built : (stations,) int
        driven : Driven
            The best drives with these.
        usd : float
            For all stations.
        """
        asked, stations = self.asked, self.asked.stations
        left = usd - float(stations.usd[built].sum())
        openings = Openings.beside(stations, built)
        cost = openings.at_stops(asked)
        least = asked.chains.least(cost)
        made = np.bincount(asked.trip, weights=driven.share, minlength=len(asked.instance.trips))
        lacking = asked.gain * np.maximum(0.0, 1.0 - made[asked.trip])
        may = np.flatnonzero((lacking > LEAST) & (least > 0) & (least <= left))
        may = may[np.argsort(-lacking[may] / least[may], kind="stable")][:RECKONED]
        found: dict[frozenset[int], tuple[float, Ints]] = {}
        for leg in may.tolist():
            opened = openings.of_chain(asked, leg, cost)
            if opened and opened not in found:
                more = with_opened(stations, built, opened)
                found[opened] = opened_for_its_money(asked, built, more, lacking), more
        best = sorted(found, key=lambda one: (-found[one][0], sorted(one)))[:TRIED]
        return [found[one][1] for one in best if float(stations.usd[found[one][1]].sum()) <= usd]
