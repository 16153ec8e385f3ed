"""A plan made better by giving up stations at random, most often next to one another, and buying whole chains for their money, as in annealing: drives say what each plan is worth.

Ruin and recreate (Schrimpf, Schneider, Stamm-Wilbrandt and Dueck 2000, Journal of Computational Physics 159, 139-171). Where stations are seldom full, a plan is a set of chains:
one station more or less serves nobody, and programs of parts give up stations whose chain leaves the part.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import work
from planner.corridors.search.master import Master
from planner.corridors.search.openings import Openings, opened_for_its_money, with_opened
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.trying import MOST_WORK, Found, Trying
from planner.support.stopping import Stop
from planner.support.work import count

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOT = 1.5e-3
"""Share by which a plan may be worse to be gone on from with a chance of 1/e, at the beginning of a turn; none at its end."""
GIVEN_UP = 0.2
"""Share of the stations that are given up at most."""
TOGETHER, BLURRED = 0.7, 0.4
"""Chance that these lie next to one another, and how much farther or nearer by chance each seems."""
SIZES = 0.0, 0.3, 0.9
"""Shares, one by chance, of what a station of the plan hands out, which those of new chains hand out at least; money that is left makes them larger."""
KEPT_BACK = 0.0, 0.03, 0.08
"""Shares of the money, one by chance, that are left for larger stations."""
UNSURE = 0.0, 0.2, 0.4
"""Shares, one by chance, by which places seem cheaper or dearer by chance."""
LIKELY, RECKONED = 12, 6
"""Trips, those that are worth most for the cheapest chain of their own, and chains of some of these that are reckoned with all trips that they open."""
GREEDY = 0.7
"""Chance that the chains of the first of them are reckoned, and not of some of them by chance."""
POLISHED = 2
"""Times that stations are made smaller and larger after what they sell, while that helps."""
LEAST_S, REACHED_S = 35e-9, 10e-9
"""Work of what each leg needs, and of which legs are reached, for each stop, in seconds (`planner.support.work`)."""
PLAN_S = 3e-3
"""Work of what else a plan takes beside its drives."""
LEAST = 1e-9
"""Of what counts: less is nothing."""


class Rebuilding:
    """Improves the best plan; plans of least money are left to programs.

    Parameters
    ----------
    asked, master, trying
    stop : callable
        Whether to end what runs.
    """

    def __init__(self, asked: Prepared, master: Master, trying: Trying, stop: Stop) -> None:
        self.asked, self.master, self.trying, self.stop = asked, master, trying, stop
        self.draw = np.random.default_rng(0)
        self.cheapest_usd = float(asked.stations.usd.min(initial=np.inf))

    def improve(self, left: Callable[[], float], tell: Callable[[], None]) -> bool:
        """Go on from the best plan until no work is left; returns whether that can do nothing here.

        Parameters
        ----------
        left : callable
            Work that is left, counted s.
        tell : callable
            Says what is found.
        """
        best, whole_s = self.trying.best, left()
        if self.trying.least or best is None or work(self.asked, self.asked.stations.capacity_of(best[1])) > MOST_WORK:
            return True
        now: Found | None = best
        while now is not None and len(now[1]) and (left_s := left()) > 0 and not self.stop():
            other = self._other(now[1])
            if not self.master.allows(other):
                continue
            least = now[0] - HOT * abs(best[0]) * (left_s / whole_s) ** 2 * float(self.draw.exponential())
            found = self._worth(other)
            if found is None:
                break
            now = found if found[0] >= least else now
            if self.trying.sense.better(now[0], best[0]):
                self.trying.attempt(now[1])
                best = self.trying.best or now
                tell()
        return left() > 0

    def _other(self, built: Ints) -> Ints:
        """Another plan within the money, with most of the stations of this one."""
        count(PLAN_S)
        draw, at = self.draw, self.asked.at[self.asked.stations.place[built]]
        gone = int(draw.integers(1, max(3, int(GIVEN_UP * len(built)))))
        if draw.random() < TOGETHER:
            away = np.linalg.norm(at - at[draw.integers(len(built))], axis=1)
            order = np.argsort(away * draw.uniform(1 - BLURRED, 1 + BLURRED, len(built)), kind="stable")
        else:
            order = draw.permutation(len(built))
        return self._rebuilt(
            np.sort(built[order[gone:]]), (1 - float(draw.choice(KEPT_BACK))) * self.master.usd, self._least_kwh(built)
        )

    def _least_kwh(self, built: Ints) -> float:
        like = self.asked.stations.kwh[self.draw.choice(built)].max()
        return float(like * self.draw.choice(SIZES))

    def _rebuilt(self, built: Ints, usd: float, least_kwh: float) -> Ints:
        """Stations with whole chains beside them, as long as there is money for any."""
        asked, stations = self.asked, self.asked.stations
        unsure = float(self.draw.choice(UNSURE))
        while (left := usd - float(stations.usd[built].sum())) >= self.cheapest_usd:
            openings = Openings.beside(stations, built, least_kwh)
            seems = self.draw.uniform(1 - unsure, 1 + unsure, len(asked.at))
            cost = openings.at_stops(asked) * seems[asked.lines.place]
            least = asked.chains.least(cost)
            count(LEAST_S * len(cost))
            lacking = np.where(self._open(least <= 0)[asked.trip], 0.0, asked.gain)
            may = np.flatnonzero((lacking > LEAST) & (least <= left))
            likely = may[np.argsort(-lacking[may] / least[may], kind="stable")][:LIKELY]
            chain = self._chain(built, openings, cost, lacking, self._some(likely), usd)
            if chain is None:
                break
            built = chain
        return built

    def _some(self, legs: Ints) -> list[int]:
        """Whose chains are reckoned."""
        some = legs[:RECKONED] if self.draw.random() < GREEDY else self.draw.permutation(legs)[: RECKONED // 2]
        return [int(one) for one in some]

    def _open(self, reached: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Trips one of whose legs is reached; (trips,)."""
        found = np.zeros(len(self.asked.instance.trips), dtype=bool)
        found[self.asked.trip[reached]] = True
        return found

    def _chain(
        self, built: Ints, openings: Openings, cost: Floats, lacking: Floats, legs: list[int], usd: float
    ) -> Ints | None:
        """The stations with that chain of some legs which opens most for its money; None where there is money for none."""
        asked, stations = self.asked, self.asked.stations
        best, most = None, 0.0
        for opened in sorted({openings.of_chain(asked, leg, cost) for leg in legs}, key=sorted):
            more = with_opened(stations, built, opened)
            if not opened or float(stations.usd[more].sum()) > usd:
                continue
            count(REACHED_S * len(cost))
            gained = opened_for_its_money(asked, built, more, lacking)
            if gained > most:
                best, most = more, gained
        return best

    def _worth(self, built: Ints) -> Found | None:
        """What is driven with stations that are as large as what they sell; None without time."""
        found, polish = self.trying.driven(built), self.trying.polish
        for _round in range(POLISHED):
            if found is None:
                break
            fitting = polish.larger(polish.smaller(found[1], found[2]), found[2], self.master.usd)
            if np.array_equal(fitting, found[1]):
                break
            other = self.trying.driven(fitting)
            if other is None or other[0] <= found[0]:
                break
            found = other
        return found
