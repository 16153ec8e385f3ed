"""Discrete-event simulation of a plan: every driver of some weeks of design days, under one rule of where drivers go."""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, cast

import numpy as np
import pandas as pd
import simpy
from numpy.typing import NDArray

from geodata.connectors import Current
from planner.demand.queue_figures import works_share
from planner.demand.spans import Draw
from planner.plan import Plan
from planner.question import Question
from planner.simulate.arrivals import DAY_MIN, Arrivals, Stream, draw_arrivals
from planner.simulate.cabinets import Gun
from planner.simulate.habits import Habits, habits_of
from planner.simulate.network import Network, Place, network_of, other_plugs
from planner.simulate.peaks import peak_hours
from planner.simulate.queues import Queue
from planner.simulate.rule import WHERE, Rule
from planner.simulate.streams import assigned_streams, choosing_streams, options_of
from planner.support.progress import Progress
from planner.support.speech import _

WARM_UP_DAYS = 1
"""Warm-up days that are not counted: at the start of the simulation every gun is free."""


class Outcome(IntEnum):
    """How the visit of a driver ends."""

    UNFINISHED = 0
    """On the way, in a line or charging when the simulation ends."""
    SERVED = 1
    BALKED = 2
    """The line is longer than he would wait."""
    RENEGED = 3
    """He stood in line until his patience ended."""
    NO_PLUG = 4
    """Nothing that his car takes is there, or can be reached."""
    FULL = 5
    """All slow posts in reach are taken by parked cars."""


@dataclass(frozen=True)
class Played:
    """Result of the simulation of a plan.

    Parameters
    ----------
    rule : Rule
    days : int
    places : tuple of Place
    visits : DataFrame
        Drivers counted: ``minute`` (at the first place), ``first`` place and the one where he charges or gives up, ``place`` (-1 where
        none), whether he found all guns of the first ``taken``, ``kind`` (demand class), ``vehicle``, ``kwh`` wanted, ``began``,
        ``ended`` (minutes, NaN where never), ``outcome``.
    peak_hour : (places,) int
        Hour of the day in which the plan expects most cars there.
    held_min : (places,)
        Minutes in which guns are held on the counted days, also by cars that came before.
    """

    rule: Rule
    days: int
    places: tuple[Place, ...]
    visits: pd.DataFrame
    peak_hour: NDArray[np.int64]
    held_min: NDArray[np.float64]


@dataclass
class _Log:
    """Times, places and outcome of each driver; (drivers,) each."""

    minute: NDArray[np.float64]
    first: NDArray[np.int64]
    place: NDArray[np.int64]
    taken: NDArray[np.bool_]
    began: NDArray[np.float64]
    ended: NDArray[np.float64]
    outcome: NDArray[np.int64]


@dataclass(frozen=True)
class Supposed:
    """What a play supposes beside the plan's own figures.

    Parameters
    ----------
    draw : Draw
        Where the figures of the queues stand in their bands.
    busier : (sites,) or None
        How much busier each site is than the plan says, of drivers who go where the plan sends them.
    seed : int
        Added to that of the scenario.
    """

    draw: Draw = field(default_factory=dict)
    busier: NDArray[np.float64] | None = None
    seed: int = 0


AS_PLANNED = Supposed()


def play(question: Question, plan: Plan, rule: Rule, say: Progress, supposed: Supposed = AS_PLANNED) -> Played:
    """Simulate `simulation.days` design days after the warm-up.

    The same question, plan, seed and suppositions give the same drivers and the same figures.
    """
    settings, habits = question.scenario.simulation, habits_of(question, supposed.draw)
    env = simpy.Environment()
    network = network_of(question, plan, env)
    streams = (
        assigned_streams(question, plan, network)
        if rule is Rule.ASSIGNED
        else choosing_streams(question, plan, network, everybody=rule is Rule.CHOICE_OF_ALL)
    )
    if supposed.busier is not None:
        sites = np.array([one.site for one in network.places], dtype=np.int64)
        streams = [replace(one, kwh=one.kwh * supposed.busier[sites[one.place]]) for one in streams]
    days = WARM_UP_DAYS + settings.days
    rng = np.random.default_rng(settings.seed + supposed.seed)
    arrivals = draw_arrivals(streams, habits, days=days, spread=settings.energy_spread, rng=rng)
    outages = np.random.default_rng([settings.seed + supposed.seed, 1])
    simulation = _Simulation(question, network, habits, streams, arrivals, outages)
    simulation.open(env, supposed.draw, by_choice=rule is not Rule.ASSIGNED)
    told = _("playing {days} days of the plan ({where:within})", where=WHERE[rule], days=days)
    for day in range(1, days + 1):
        say(told)  # a screen shows it once; the user may stop on any day
        env.run(until=day * DAY_MIN)
    planned = assigned_streams(question, plan, network)
    peaks = peak_hours(question, planned, habits, network.places)
    return Played(rule, settings.days, network.places, simulation.counted(), peaks, simulation.held_min())


class _Simulation:
    """Drivers and queues of one simulation run."""

    def __init__(
        self,
        question: Question,
        network: Network,
        habits: Habits,
        streams: list[Stream],
        arrivals: Arrivals,
        outages: np.random.Generator,
    ) -> None:
        self.question, self.network, self.habits = question, network, habits
        self.streams, self.arrivals = streams, arrivals
        drivers = len(arrivals)
        never = np.full(drivers, np.nan)
        self.log = _Log(
            arrivals.minute.copy(),
            np.full(drivers, -1, dtype=np.int64),
            np.full(drivers, -1, dtype=np.int64),
            np.zeros(drivers, dtype=bool),
            never.copy(),
            never.copy(),
            np.zeros(drivers, dtype=np.int64),
        )
        self.patience = question.scenario.simulation.patience_min
        self.plug_in = question.demand.plug_in_min
        self.outage_min = question.scenario.simulation.outage_h * 60.0
        self.outages = outages
        self.current = [question.pools.pools[one.pool].current for one in network.places]
        self.instead = other_plugs(question, network)
        self.power = {current: kw.tolist() for current, kw in habits.power_kw.items()}
        self.reach = options_of(question, network)

    def open(self, env: simpy.Environment, draw: Draw, *, by_choice: bool) -> None:
        for place, queue in zip(self.network.places, self.network.queues, strict=True):
            works = works_share(draw, self.question.pools.pools[place.pool].availability)
            if works < 1 and self.outage_min > 0:
                for gun in queue.guns:
                    env.process(self._fails(env, queue, gun, works))
        env.process(self._day(env, by_choice=by_choice))

    def _fails(self, env: simpy.Environment, queue: Queue, gun: Gun, works: float) -> Generator[Any, Any, None]:
        """Let a gun fail and be mended by turns, so that it works for this share of the time, from the first minute on."""
        broken = self.outages.random() >= works
        while True:
            if broken:
                queue.fail(gun)
                yield env.timeout(self.outages.exponential(self.outage_min))
                queue.mend(gun)
            yield env.timeout(self.outages.exponential(self.outage_min * works / (1 - works)))
            broken = True

    def counted(self) -> pd.DataFrame:
        """Drivers who set out after the warm-up."""
        kind = np.array([one.kind for one in self.streams], dtype=np.int64)
        table = pd.DataFrame(
            {
                **vars(self.log),
                "kwh": self.arrivals.kwh,
                "vehicle": self.arrivals.vehicle,
                "kind": kind[self.arrivals.stream] if len(kind) else np.empty(0, dtype=np.int64),
            }
        )
        return table[self.arrivals.minute >= WARM_UP_DAYS * DAY_MIN].reset_index(drop=True)

    def held_min(self) -> NDArray[np.float64]:
        """Minutes after the warm-up in which guns are held, whenever their cars came; (places,)."""
        begin, end = WARM_UP_DAYS * DAY_MIN, (WARM_UP_DAYS + self.question.scenario.simulation.days) * DAY_MIN
        held = np.where(np.isnan(self.log.ended), end, self.log.ended) - np.maximum(self.log.began, begin)
        came = self.log.place[held > 0]  # who never got a gun has NaN
        return np.bincount(came, held[held > 0], minlength=len(self.network.places))

    def _day(self, env: simpy.Environment, *, by_choice: bool) -> Generator[Any, Any, None]:
        """Let every driver set out at his minute."""
        columns = (self.arrivals.minute, self.arrivals.stream, self.arrivals.place)
        rows = zip(*(one.tolist() for one in columns), strict=True)
        for driver, (minute, stream, place) in enumerate(rows):
            yield env.timeout(minute - env.now)
            if by_choice:
                env.process(self._chooses(env, driver))
            else:
                vehicle = int(self.arrivals.vehicle[driver])
                env.process(self._visits(env, driver, self._plug_at(place, stream, vehicle)))

    def _options(self, driver: int) -> list[tuple[int, float]]:
        """Places that a driver can reach and charge at, with minutes of drive, the nearest first."""
        stream, vehicle = self.streams[self.arrivals.stream[driver]], int(self.arrivals.vehicle[driver])
        current = stream.current if self.power[stream.current][vehicle] > 0 else Current.AC
        able = self.power[current][vehicle] > 0
        return self.reach.get((int(self.arrivals.zone[driver]), stream.kind, current), []) if able else []

    def _plug_at(self, place: int, stream: int, vehicle: int) -> int:
        """Place where the plan sends a driver; an AC one of the site where his car takes no DC; -1 where there is none."""
        if self.power[self.current[place]][vehicle] > 0:
            return place
        return self.instead.get((place, self.streams[stream].kind), -1)

    def _chooses(self, env: simpy.Environment, driver: int) -> Generator[Any, Any, None]:
        """Take the place with the least drive and wait as it is seen now, and go there."""
        queues, options = self.network.queues, self._options(driver)
        if not options:
            self.log.outcome[driver] = Outcome.NO_PLUG
            return
        # Of places alike the first: options are sorted by drive, then by place.
        place, drive = min(options, key=lambda one: one[1] + queues[one[0]].expected_wait_min())
        yield env.timeout(drive)
        yield from self._visits(env, driver, place)

    def _visits(self, env: simpy.Environment, driver: int, place: int) -> Generator[Any, Any, None]:
        """Arrive; where all guns are taken go on to the nearest free one in reach, else wait or leave; charge."""
        log, vehicle = self.log, int(self.arrivals.vehicle[driver])
        log.minute[driver], log.first[driver], log.place[driver] = env.now, place, place
        if place < 0:
            log.outcome[driver] = Outcome.NO_PLUG
            return
        gun = self.network.queues[place].take()
        log.taken[driver] = gun is None
        while gun is None and (onward := self._nearest_free(driver)) is not None:
            place, drive = onward
            yield env.timeout(drive)
            log.place[driver] = place
            gun = self.network.queues[place].take()
        queue = self.network.queues[place]
        if gun is None:
            if queue.parks:
                log.outcome[driver] = Outcome.FULL
                return
            if queue.expected_wait_min() > self.patience:
                log.outcome[driver] = Outcome.BALKED
                return
            turn = queue.line_up()
            yield turn | env.timeout(self.patience)
            if not turn.triggered:
                queue.step_out(turn)
                log.outcome[driver] = Outcome.RENEGED
                return
            gun = cast("Gun", turn.value)
        log.began[driver] = env.now
        yield env.timeout(self.plug_in)
        most = min(gun.kw, self.power[self.current[place]][vehicle])
        yield from gun.cabinet.charge(most, float(self.arrivals.kwh[driver]))
        log.outcome[driver] = Outcome.SERVED  # he has his energy, even if he is still parked there when the play ends
        if queue.parks:
            yield env.timeout(max(0.0, log.began[driver] + float(self.arrivals.stay_min[driver]) - env.now))
        log.ended[driver] = env.now
        queue.give_back(gun)

    def _nearest_free(self, driver: int) -> tuple[int, float] | None:
        """The nearest place in reach with a free gun, and the minutes to it, taken as those from where he set out; None where there is none."""
        queues = self.network.queues
        return next((one for one in self._options(driver) if queues[one[0]].free), None)
