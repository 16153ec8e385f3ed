"""Money that is left spent on whole chains: where stations are never full, one more station serves nobody until the trip that needs it has all of the others, and changes of a few stations find none of it."""

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import Driven
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
        asked = self.asked
        left = usd - float(asked.stations.usd[built].sum())
        price, takes = self._openings(built)
        cost = price[asked.lines.place, asked.stop_family]
        least = self.asked.chains.least(cost)
        made = np.bincount(asked.trip, weights=driven.share, minlength=len(asked.instance.trips))
        lacking = asked.gain * np.maximum(0.0, 1.0 - made[asked.trip])
        may = np.flatnonzero((lacking > LEAST) & (least > 0) & (least <= left))
        may = may[np.argsort(-lacking[may] / least[may], kind="stable")][:RECKONED]
        found: dict[frozenset[int], float] = {}
        for leg in may.tolist():
            stops = self._cheapest(leg, cost)
            opened = frozenset(
                int(takes[asked.lines.place[stop], asked.stop_family[stop]]) for stop in stops if cost[stop] > 0
            )
            if opened and opened not in found:
                found[opened] = self._opens(built, opened, lacking)
        best = sorted(found, key=lambda one: (-found[one], sorted(one)))[:TRIED]
        return [one for one in (self._built(built, opened) for opened in best) if self._usd(one) <= usd]

    def _openings(self, built: Ints) -> tuple[Floats, Ints]:
        """What it takes to open each place to each family beside what is built, 0 where it is open and infinite where it cannot be; and the station by which, -1 for none; (places, families)."""
        stations = self.asked.stations
        price = np.where(stations.capacity_of(built) > 0, 0.0, np.inf)
        takes = np.full(price.shape, -1)
        here = dict(zip(stations.place[built].tolist(), built.tolist(), strict=True))
        for number, place in enumerate(stations.place.tolist()):
            now = here.get(place)
            if now is not None and not (stations.kwh[number] >= stations.kwh[now]).all():
                continue
            more = float(stations.usd[number]) - (0.0 if now is None else float(stations.usd[now]))
            cheaper = (stations.kwh[number] > 0) & (price[place] > max(more, LEAST))
            price[place][cheaper], takes[place][cheaper] = max(more, LEAST), number
        return price, takes

    def _cheapest(self, leg: int, cost: Floats) -> list[int]:
        """Stops of the cheapest chain of a leg (`Chains.least`, of one leg and with its stops)."""
        lines = self.asked.lines
        covers = lines.covers[lines.cover_leg == leg]
        ends = covers[:, 1]
        least, by = [0.0], [(-1, 0)]
        for low, high in covers.tolist():
            stops = np.arange(low, high)
            before = np.searchsorted(ends, stops, side="right")
            total = cost[stops] + np.array(least)[before]
            at = int(np.argmin(total))
            least.append(float(total[at]))
            by.append((int(stops[at]), int(before[at])))
        out, at = [], len(covers)
        while at > 0:
            stop, at = by[at]
            out.append(stop)
        return out

    def _opens(self, built: Ints, opened: frozenset[int], lacking: Floats) -> float:
        """What the trips are worth, for each dollar, that could be driven with a chain if stations were never full."""
        asked, more = self.asked, self._built(built, opened)
        shut = (asked.stations.capacity_of(more) <= 0)[asked.lines.place, asked.stop_family]
        reached = self.asked.chains.least(shut.astype(float)) <= 0
        worth = np.zeros(len(asked.instance.trips))
        np.maximum.at(worth, asked.trip, np.where(reached, lacking, 0.0))
        return float(worth.sum()) / max(1.0, self._usd(more) - self._usd(built))

    def _built(self, built: Ints, opened: frozenset[int]) -> Ints:
        """The stations with others, which take the place of those at the same places; of several at one place the dearest."""
        stations = self.asked.stations
        here = dict(zip(stations.place[built].tolist(), built.tolist(), strict=True))
        for number in sorted(opened, key=lambda one: float(stations.usd[one])):
            here[int(stations.place[number])] = number
        return np.array(sorted(here.values()), dtype=np.int64)

    def _usd(self, built: Ints) -> float:
        return float(self.asked.stations.usd[built].sum())
