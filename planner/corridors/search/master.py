"""The program over stations and shares: energy and covers stand in it as far as rows for them were found to be needed.

Columns are stations (built or not), sets of them that open a place to a plug family, and the share of each leg. Every row holds for every plan, so
what the program cannot pass no plan can. Two kinds are added as they are broken: covers, ``share <= sum of what is open in a window``, and
prices, ``sum of share * what a leg pays <= sum of what built stations can earn``, whatever each arc pays to whoever sells it.
"""

import math
from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.rules import GapNorm
from planner.corridors.search.aims import Aim
from planner.corridors.search.fixing import Decided
from planner.corridors.search.gaps import counts_for, windows
from planner.corridors.search.idle import Idle
from planner.corridors.search.paying import accounts, paid_by_arcs
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.revenue import Revenue
from planner.corridors.search.rounding import Rounding
from planner.corridors.search.windows import Windows
from planner.errors import CorridorError
from planner.model.program.draft import Reply
from planner.model.program.growing import Growing
from planner.support.speech import _
from planner.support.stopping import Stop, StoppedError, never

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BROKEN = 1e-6
"""A cover broken by less than this share of a trip is kept."""
EACH_ROUND = 3
"""Covers of one leg that are added at once."""


class Master:
    """The program, its columns and what has been added.

    Attributes
    ----------
    apart : bool
        Whether prices have rows for each set of arcs that shares no seller with the rest, from when branch and bound has begun once, for later sums of money too: before, plans are looked for near the points of fewer rows.
    """

    def __init__(self, asked: Prepared) -> None:
        self.asked, stations = asked, asked.stations
        self.draft = Growing("corridors")
        self.built = self.draft.add(len(stations.usd), upper=1.0, whole=True)
        groups, _ = stations.groups
        self.opened = self.draft.add(len(groups), upper=1.0)
        self.share = self.draft.add(len(asked.gain), upper=1.0)
        self.unit_usd = max(1.0, float(stations.usd.max(initial=0.0)))
        self.unit_gain = max(1e-12, float(asked.gain.sum()))
        self.sign = 1.0 if asked.wish.aim is Aim.COST else -1.0
        self.revenue = Revenue.of(asked.lines, asked.flow, len(asked.instance.places))
        self.needed: list[Ints] = []
        self.apart = False
        self._window_row: dict[int, int] = {}
        self.idle = Idle(self.draft)
        self._structure(groups)
        self._rules()
        self.with_budget(asked.instance.budget_usd)
        if asked.wish.aim is Aim.COST:
            self.draft.at_most(self.share, -asked.gain / self.unit_gain, -asked.target / self.unit_gain)
            self.draft.minimise(self.built, stations.usd / self.unit_usd)
        else:
            self.draft.minimise(self.share, -asked.gain / self.unit_gain)
        self.idle.begin()

    @property
    def unit(self) -> float:
        """What one of the objective is worth."""
        return self.unit_usd if self.asked.wish.aim is Aim.COST else self.unit_gain

    def _structure(self, groups: list[Ints]) -> None:
        """At most one station a place; a group is open as far as one of its stations is built; routes share a demand."""
        stations, draft = self.asked.stations, self.draft
        places, row = np.unique(stations.place, return_inverse=True)
        self.place_rows = draft.rows + np.arange(len(places))  # which stay where they are: see `Idle.begin`
        draft.at_most_rows(row, self.built, np.ones(len(row)), np.ones(len(places)))
        row = np.repeat(np.arange(len(groups)), [len(one) for one in groups])
        members = np.concatenate([np.zeros(0, dtype=np.int64), *groups])
        draft.at_most_rows(
            np.r_[row, np.arange(len(groups))],
            np.r_[self.built[members], self.opened],
            np.r_[-np.ones(len(row)), np.ones(len(groups))],
            np.zeros(len(groups)),
        )
        trips, which = np.unique(self.asked.trip, return_inverse=True)
        several = np.bincount(which, minlength=len(trips))[which] > 1
        _, row = np.unique(which[several], return_inverse=True)
        draft.at_most_rows(row, self.share[several], np.ones(len(row)), np.ones(int(row.max(initial=-1)) + 1))

    def with_budget(self, usd: float) -> None:
        """State the money, or, once stated, other money."""
        self.usd = usd
        if not hasattr(self, "money_row"):
            self.money_row = self.draft.rows
            self.draft.at_most(self.built, self.asked.stations.usd / self.unit_usd, usd / self.unit_usd)
        else:
            self.draft.right([self.money_row], usd / self.unit_usd)

    def _rules(self) -> None:
        asked, rules = self.asked, self.asked.instance.rules
        stations = asked.stations
        if rules.max_stations is not None:
            self.draft.at_most(self.built, np.ones(len(self.built)), float(rules.max_stations))
        for name in rules.forced:
            own = self.built[stations.place == asked.instance.place_at[name]]
            self._one_of(own)
        for legs, trips in zip(asked.floor_of, asked.floor_trips.tolist(), strict=True):
            if trips > 0:
                own, scale = np.flatnonzero(legs), max(1.0, float(asked.flow[legs].sum()))
                self.draft.at_most(self.share[own], -asked.flow[own] / scale, -trips / scale)
        for norm in rules.norms:
            if norm.binding:
                self._norm(norm)

    def _norm(self, norm: GapNorm) -> None:
        asked = self.asked
        places, stations = asked.instance.places, asked.stations
        good = np.array(
            [
                counts_for(norm, places[at].options[option])
                for at, option in zip(stations.place, stations.option, strict=True)
            ],
            dtype=bool,
        )
        closed = set(asked.instance.rules.closed)
        for chain in norm.chains:
            for window in windows(norm, chain):
                standing = (places[at] for at in window.tolist() if places[at].id not in closed)
                if any(place.standing is not None and counts_for(norm, place.standing) for place in standing):
                    continue
                own = self.built[good & np.isin(stations.place, window)]
                if not len(own):
                    raise CorridorError(
                        _(
                            "norm {norm}: on {chain} no place allows a station that it asks for every {km:number} km; add places or options there, allow land of other countries (corridors.stations.abroad), or let the norm only be told",
                            norm=norm.name,
                            chain=chain.name,
                            km=norm.km,
                        )
                    )
                self._one_of(own)

    def _one_of(self, own: Ints) -> None:
        """One of some stations must be built."""
        self.needed.append(own)
        self.draft.at_most(own, -np.ones(len(own)), -1.0)

    def rest(self) -> None:
        """Leave out rows that have not bound for long; they come back where they are broken, and those of decisions where these are heeded."""
        moved = self.idle.rest()
        if moved is not None:
            kept = {window: int(moved[row]) for window, row in self._window_row.items()}
            self._window_row = {window: row for window, row in kept.items() if row >= 0}

    def add_covers(self, values: Floats) -> int:
        """Add covers that a point breaks, the worst of each leg, or else prices that were left out; returns how many."""
        lines, share = self.asked.lines, values[self.share]
        opened = np.where(self.asked.stop_stands, 1.0, np.append(values[self.opened], 0.0)[self.asked.stop_group])
        lack = share[lines.cover_leg] - lines.covered(opened)
        broken = np.flatnonzero(lack > BROKEN)
        if not len(broken):
            return self.idle.wake(values)
        worst = broken[np.lexsort((-lack[broken], lines.cover_leg[broken]))]
        leg = lines.cover_leg[worst]
        first = np.searchsorted(leg, leg)
        self._state_covers(worst[np.arange(len(worst)) - first < EACH_ROUND])
        return len(broken)

    def _state_covers(self, covers: Ints) -> None:
        lines = self.asked.lines
        low, high = lines.covers[covers].T
        count = high - low
        stops = np.repeat(low - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(count.sum())
        row = np.repeat(np.arange(len(covers)), count)
        self.draft.at_most_rows(
            np.r_[np.arange(len(covers)), row],
            np.r_[self.share[lines.cover_leg[covers]], self.opened[self.asked.stop_group[stops]]],
            np.r_[np.ones(len(covers)), -np.ones(len(row))],
            np.zeros(len(covers)),
        )

    @cached_property
    def _rounding(self) -> Rounding:
        return Rounding(self.asked)

    def add_rounded(self, values: Floats) -> int:
        """Add rows of whole stations that a point breaks; returns how many."""
        rows = self._rounding.broken(values[self.built], values[self.share])
        for row in rows:
            columns = np.r_[self.share[row.legs], self.built[row.stations]]
            self.idle.state(columns, np.r_[row.leg_weight, row.station_weight], row.right)
        return len(rows)

    def add_prices(self, price: Floats, opened: NDArray[np.bool_]) -> int:
        """Add the rows that prices of energy at open places give; returns how many.

        Parameters
        ----------
        price : (places, families, seasons)
        opened : (stops,) bool
            Where a leg can charge.
        """
        return self.add_paid(paid_by_arcs(self.asked, price, opened, capped=not len(self.asked.floor_trips)))

    def add_worth(self) -> int:
        """Add the rows of drivers who pay all that a trip is worth, as much for each kWh."""
        asked, lines = self.asked, self.asked.lines
        bought = np.array([leg.bought for leg in asked.legs.legs])
        return self.add_paid((asked.gain / asked.flow / np.maximum(bought, 1e-9))[lines.arc_leg])

    def add_paid(self, paid: Floats) -> int:
        """Add rows of what arcs pay, (arcs,): one for each family and season, or, `apart`, for each set of arcs of these that shares no seller with the rest, which say more than their sum does."""
        added = 0
        for one in accounts(self.asked, self.revenue, paid, apart=self.apart):
            built = np.flatnonzero(one.earned)
            scale = max(1e-12, float(one.cost.max()))
            self.idle.state(
                np.r_[self.share[one.legs], self.built[built]],
                np.r_[one.cost, -one.earned[built]] / scale,
                one.standing / scale,
            )
            added += 1
        return added

    def relax(
        self, time_limit_s: float = math.inf, stop: Stop = never, work_s: float = math.inf, *, devex: bool = False
    ) -> Reply:
        """Solve the linear relaxation; without a bound where it is cut short. For `devex` see `Draft.reoptimise`."""
        return self.draft.reoptimise(time_limit_s=time_limit_s, work_s=work_s, stop=stop, devex=devex)

    def refusal(self, stop: Stop) -> str:
        """What is said where the relaxation has no solution; the money is without limit from then on.

        Raises
        ------
        StoppedError
            Before it was known whether more money helps.
        """
        usd = self.usd
        if math.isfinite(usd):
            self.with_budget(math.inf)
            reply = self.relax(stop=stop)
            if reply.bound == -math.inf:
                raise StoppedError
            if reply.possible:
                return _(
                    "no stations for {usd:money} keep the rules of the corridors; raise the budget, or ask for less",
                    usd=usd,
                )
        return _("no stations at these places keep the rules of the corridors, whatever they cost")

    def count_in(self, chosen: Iterable[int], windows: Windows) -> None:
        """State the rows that count the stations of some windows, as far as there are none yet."""
        for window in chosen:
            if window not in self._window_row:
                own = self.built[windows.members[window]]
                self._window_row[window] = self.draft.rows
                self.draft.at_most(own, np.ones(len(own)), float(len(own)))

    def decide(self, decided: Decided, windows: Windows) -> None:
        """Hold the relaxation to decisions, and to those alone; whole solutions know nothing of them."""
        self.count_in((*decided.least, *decided.most), windows)
        self.draft.limit(self.built, 0.0, decided.allowed.astype(float))
        self.draft.limit(self.share, 0.0, decided.possible.astype(float))
        self.draft.between(self.place_rows, np.where(decided.must, 1.0, -math.inf), 1.0)
        known = list(self._window_row)
        self.draft.between(
            [self._window_row[one] for one in known],
            np.array([float(decided.least.get(one, 0)) for one in known]),
            np.array([float(decided.most.get(one, len(windows.members[one]))) for one in known]),
        )

    def allows(self, built: Ints) -> bool:
        """Whether stations keep the money and every rule that needs no drives."""
        stations, asked = self.asked.stations, self.asked
        if stations.usd[built].sum() > self.usd * (1 + 1e-9) or len(np.unique(stations.place[built])) < len(built):
            return False
        most = asked.instance.rules.max_stations
        if most is not None and len(built) > most:
            return False
        return all(np.isin(own, self.built[built]).any() for own in self.needed)

    def start_of(self, built: Iterable[int], share: Floats) -> Floats:
        """A point of this program for a plan."""
        values = np.zeros(self.draft.columns)
        values[self.built[list(built)]] = 1.0
        groups, _ = self.asked.stations.groups
        for group, stations in enumerate(groups):
            values[self.opened[group]] = min(1.0, values[self.built[stations]].sum())
        values[self.share] = share
        return values
