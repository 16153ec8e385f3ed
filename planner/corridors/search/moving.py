"""A plan made better by moving its stations, changing their sizes and taking others, as in annealing: drives alone say what a plan is worth."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import Driven, drive_within, promised, work
from planner.corridors.search.master import Master
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.trying import Trying
from planner.support.stopping import Stop
from planner.support.work import count

Ints = NDArray[np.int64]
WORK, EACH = 500_000, 500
"""Stops at built places that the drives of one round have in all, and how many more a drive counts for: work is counted and not timed, so that a search ends alike on every machine."""
PROMISED = 100
"""As many stops as a change counts that is not driven, for its stations promise too little."""
CHANGED_S = 0.3e-3
"""Work of drawing a change, in seconds (`planner.support.work`)."""
OFTEN = 10
"""Changes for each station of the plan that a round must have work for to be begun: with many stations, whose drives take long, programs make plans better and changes at random do not."""
ROUNDS = 2
"""Rounds in turn without a better plan after which it ends."""
HOT, COLD = 1e-2, 1e-3
"""Share by which a plan may be worse to be gone on from with a chance of 1/e, at the beginning of a round and at its end."""
OPEN_HOT, OPEN_COLD, LEAST_OPEN = 0.1, 0.01, 1e-3
"""In every other round so much of what is open between plan and bound, and of the value that is open at least: which boldness finds more differs from question to question."""
MOVED, RESIZED, DROPPED = 0.45, 0.3, 0.08
"""Chances of a change: a station stands near by, has another size or other plugs, or is given up; else another one is taken."""
TWICE = 0.3
"""Chance of a second change at once."""
AWAY = 5.0
"""Mean rank, among places by distance, of where a station is moved."""
SAME = 0.7
"""Chance that it keeps its size and plugs there."""
FILLED, LARGER = 6, 0.7
"""Times that the money left is offered to one station at random, and the chance that it is one of the plan."""
LESS = 0.8
"""Chance that a station is made smaller, and not given up, where money lacks."""
FRUITLESS = 50
"""Changes in turn that lead to nothing new, after which a round ends, for each station of the plan."""


class Moving:
    """Improves the best plan; plans of least money are left to programs.

    Parameters
    ----------
    asked, master, trying
    stop : callable
        Whether to end what runs.
    bound : callable
        That no plan passes, as far as is known.
    """

    def __init__(self, asked: Prepared, master: Master, trying: Trying, stop: Stop, bound: Callable[[], float]) -> None:
        self.asked, self.master, self.trying, self.stop, self.bound = asked, master, trying, stop, bound
        self.rounds = 0
        stations = asked.stations
        self.places = np.unique(stations.place)
        order = np.lexsort((stations.usd, stations.place))
        begins = np.searchsorted(stations.place[order], self.places)
        self.of = dict(zip(self.places.tolist(), np.split(order, begins[1:]), strict=True)) if len(order) else {}
        self.draw = np.random.default_rng(0)
        self.values: dict[bytes, tuple[float, int]] = {}
        self.promises: dict[bytes, float] = {}

    def improve(self, left: Callable[[], float], tell: Callable[[], None]) -> None:
        """Go rounds from the best plan, while one of `ROUNDS` in turn makes it better."""
        idle = 0
        while idle < ROUNDS and left() > 0 and self.trying.best is not None and not self.trying.least and self.of:
            if not self.quick():
                return
            before = self.trying.best
            self._round(before, left, tell)
            idle = idle + 1 if self.trying.best is before else 0

    def quick(self) -> bool:
        """Whether drives of the best plan are quick enough for a round of changes to be begun."""
        best = self.trying.best
        return best is not None and OFTEN * len(best[1]) * (EACH + int(best[2].opened.sum())) <= WORK

    def _round(self, best: tuple[float, Ints, Driven], left: Callable[[], float], tell: Callable[[], None]) -> None:
        now, value, done, fruitless = best[1], best[0], 0, 0
        hot, fading = self._heat(value)
        self.values.clear()
        self.promises.clear()
        while done < WORK and fruitless < FRUITLESS * (1 + len(now)) and left() > 0 and not self.stop():
            other = self._changed(now)
            count(CHANGED_S)
            least = value - hot * fading ** min(1.0, done / WORK) * float(self.draw.exponential())
            key = other.tobytes()
            fruitless += 1
            if key not in self.values:
                capacity = self.asked.stations.capacity_of(other)
                if key not in self.promises:
                    self.promises[key], fruitless = promised(self.asked, capacity), 0
                if self.promises[key] < least:
                    done += PROMISED
                    continue
                worth = self._worth(other, capacity)
                if worth is None:
                    break
                self.values[key], fruitless = worth, 0
                done += worth[1]
            found = self.values[key][0]
            if found >= least:
                now, value = other, found
            if self.trying.sense.better(value, self.trying.best[0] if self.trying.best else -np.inf):
                self.trying.attempt(now)
                tell()

    def _heat(self, value: float) -> tuple[float, float]:
        """How much worse a plan may be at the beginning of a round, and the part of that at its end."""
        self.rounds += 1
        if self.rounds % 2 == 0:
            return HOT * abs(value), COLD / HOT
        left = max(LEAST_OPEN * abs(value), self.bound() - value)
        return OPEN_HOT * left, OPEN_COLD / OPEN_HOT

    def _worth(self, built: Ints, capacity: NDArray[np.float64]) -> tuple[float, int] | None:
        """What is driven with stations and the energy of these, worse than anything where they break a rule, and the work that it took; None without time."""
        if not self.master.allows(built):
            return -np.inf, EACH
        driven = drive_within(self.asked, capacity, self.trying.left(), self.stop)
        if driven is None:
            return None
        return driven.value if self.trying.keeps(built, driven) else -np.inf, EACH + work(self.asked, capacity)

    def _changed(self, built: Ints) -> Ints:
        """Another plan, for which there is money."""
        stations, draw = self.asked.stations, self.draw
        plan = {int(stations.place[one]): int(one) for one in built}
        for _change in range(1 + int(draw.random() < TWICE)):
            chance = draw.random()
            if not plan or chance >= MOVED + RESIZED + DROPPED:
                place = int(draw.choice(self.places))
                own = self.of[place]
                plan.setdefault(place, int(own[min(len(own) - 1, int(draw.exponential(1.5)))]))
                continue
            place = int(draw.choice(list(plan)))
            if chance < MOVED:
                self._move(plan, place)
            elif chance < MOVED + RESIZED:
                plan[place] = int(draw.choice(self.of[place]))
            else:
                del plan[place]
        self._spend(plan)
        return np.array(sorted(plan.values()), dtype=np.int64)

    def _move(self, plan: dict[int, int], place: int) -> None:
        """Let a station stand at another place near by."""
        stations, draw = self.asked.stations, self.draw
        away = np.linalg.norm(self.asked.at[self.places] - self.asked.at[place], axis=1)
        order = self.places[np.argsort(away, kind="stable")]
        other = int(order[min(len(order) - 1, 1 + int(draw.exponential(AWAY)))])
        if other in plan:
            return
        own, kwh = self.of[other], stations.kwh[plan.pop(place)]
        alike = own[int(np.abs(stations.kwh[own] - kwh).sum(axis=1).argmin())]
        plan[other] = int(alike if draw.random() < SAME else draw.choice(own))

    def _spend(self, plan: dict[int, int]) -> None:
        """Give up what there is no money for, and offer what is left to others."""
        usd, draw = self.asked.stations.usd, self.draw
        left = self.master.usd - float(usd[list(plan.values())].sum())
        while left < 0 and plan:
            place = int(draw.choice(list(plan)))
            one = plan.pop(place)
            left += usd[one]
            less = self.of[place][usd[self.of[place]] < usd[one]]
            if len(less) and draw.random() < LESS:
                plan[place] = int(less[-1])
                left -= usd[less[-1]]
        for _offer in range(FILLED):
            larger = bool(plan) and draw.random() < LARGER
            place = int(draw.choice(list(plan) if larger else self.places))
            if not larger and place in plan:
                continue
            paid = float(usd[plan[place]]) if larger else 0.0
            more = self.of[place][(usd[self.of[place]] > paid) & (usd[self.of[place]] - paid <= left)]
            if len(more):
                plan[place] = int(draw.choice(more))
                left -= usd[plan[place]] - paid
