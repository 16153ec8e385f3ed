"""Plans over several worlds at once: the one whose largest regret is least, and the one of the highest expected value."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from planner.compare.crossplay import laid, named
from planner.compare.plays import ENERGY
from planner.compare.rows import EXPECTED, HEDGED, NO_HEDGE, Chargers, Hedge, Reached
from planner.errors import PlannerError
from planner.model.instance.instance import Instance
from planner.model.program.lp import Effort, End
from planner.model.rules.kept_chargers import KeptChargers
from planner.model.sets.limits import most_products
from planner.model.solve.hedging import Hedged, expected_plan, hedged_plan
from planner.model.solve.instances import sound_instance
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import difference
from planner.question import Question
from planner.support.stopping import Stop, StoppedError

log = logging.getLogger(__name__)
Say = Callable[[str], None]
STOPPED = "the user stopped the comparison before it"
PLAINER = 0.3
"""Share of the time in which a hedge is looked for without pooled cabinets first, where they are on offer."""
SAFER = 1e-6
"""Share of the best value by which a plan must lose less to be called safer."""
SAME_AS_EXPECTED = "the plan of the highest expected value, which loses less at worst than the hedge that was found"
ONE_WORLD = "there is one world only, whose own plan is the best hedge"


@dataclass(frozen=True)
class Bets:
    """What was found, and the chargers of it.

    Parameters
    ----------
    hedge : Hedge
    hedged, expected : Chargers or None
    instances : mapping
        Of the worlds that are hedged over, by name.
    """

    hedge: Hedge = NO_HEDGE
    hedged: Chargers | None = None
    expected: Chargers | None = None
    instances: Mapping[str, Instance] = field(default_factory=dict)


@dataclass(frozen=True)
class Stakes:
    """What is bet on.

    Parameters
    ----------
    questions : mapping
        By world, those whose plans were played in each other's.
    best : mapping
        Best value known in each, worth-weighted kWh a day.
    chances : mapping
        Probability of each, None where nobody gave one.
    begin : mapping
        Chargers of the plans that are known.
    bounds : mapping
        By world: no plan of it is worth more. A hedge that keeps more of the best in every world would be such a plan.
    """

    questions: Mapping[str, Question]
    best: Mapping[str, float]
    chances: Mapping[str, float | None]
    begin: Mapping[str, Chargers]
    bounds: Mapping[str, float] = field(default_factory=dict)


class Memory(Protocol):
    """What an earlier run of the same comparison found."""

    def read(self, name: str) -> Mapping[str, Any] | None:
        """Return what was kept under this name, if it answers the same question."""

    def keep(self, name: str, told: Mapping[str, Any]) -> None:
        """Keep plain JSON."""


class NoMemory:
    """Nothing is kept."""

    def read(self, name: str) -> None:
        """Return nothing."""

    def keep(self, name: str, told: Mapping[str, Any]) -> None:
        """Keep nothing."""


def bets_on(stakes: Stakes, say: Say, stop: Stop, memory: Memory | None = None) -> Bets:
    """Look for the hedged plan and, where worlds have probabilities, for that of the highest expected value."""
    aims = {name: question.scenario.plan for name, question in stakes.questions.items()}
    odd = next((name for name, aim in aims.items() if aim.objective != ENERGY or aim.phases), None)
    if odd is not None:
        what = "is built in phases" if aims[odd].phases else f"aims at {aims[odd].objective}"
        return Bets(Hedge(f"hedging is for plans of the most energy built all at once, and that of {odd} {what}"))
    if len(stakes.questions) < 2:
        return Bets(Hedge(ONE_WORLD))
    if stop():
        return Bets(Hedge(STOPPED))
    names = [name for name in stakes.questions if stakes.best.get(name, 0.0) > 0]
    instances = {name: sound_instance(stakes.questions[name]) for name in names}
    without = {name: "nothing can be served there" for name in stakes.questions if name not in names}
    without |= {
        name: f"it differs in {what} from {names[0]}"
        for name in names[1:]
        if (what := difference([instances[names[0]], instances[name]]))
    }
    over = {name: instances[name] for name in names if name not in without}
    if len(over) < 2:
        return Bets(Hedge("fewer than two worlds have the same rules for what may be built", (), without))
    return _Over(stakes, over, without, say, stop, memory or NoMemory()).found()


@dataclass(frozen=True)
class _Over:
    """The worlds that are hedged over, and the search."""

    stakes: Stakes
    instances: Mapping[str, Instance]
    without: Mapping[str, str]
    say: Say
    stop: Stop
    memory: Memory

    @property
    def first(self) -> Question:
        """The question by which chargers are named."""
        return self.stakes.questions[next(iter(self.instances))]

    def found(self) -> Bets:
        """The hedged plan, then the expected one."""
        worlds = tuple(self.instances)
        try:
            hedged, chargers = self._recalled(HEDGED, self._hedged)
        except (StoppedError, PlannerError) as error:
            why = STOPPED if isinstance(error, StoppedError) else str(error)
            return Bets(Hedge(why, worlds, self.without), instances=self.instances)
        expected, others = self._expected(chargers)
        if others is not None:
            hedged, chargers = self._safer(hedged, chargers, others)
        return Bets(Hedge("", worlds, self.without, hedged, expected), chargers, others, self.instances)

    def _recalled(self, name: str, search: Callable[[], Hedged]) -> tuple[Reached, Chargers]:
        """What an earlier run found, or what is found now."""
        told = self.memory.read(name)
        if told is None:
            plan = search()
            reached = Reached(plan.value, plan.bound, plan.gap, plan.path, plan.wall_s)
            told = {"reached": vars(reached), "chargers": named(plan.chargers, self.first)}
            if plan.end is not End.STOPPED:
                self.memory.keep(name, told)
        return Reached(**told["reached"]), told["chargers"]

    def _hedged(self) -> Hedged:
        self.say(f"looking for the plan that loses least whichever of {len(self.instances)} worlds comes")
        best = [self.stakes.best[name] for name in self.instances]
        begin, effort = self._begin, self._effort
        pooled = np.array([kind.pooled and len(kind.standards) > 1 for kind in self.first.chargers])
        plain = None
        if pooled.any():
            plain = self._plainer(pooled, best, replace(effort, time_limit_s=PLAINER * effort.time_limit_s))
            begin += [] if plain is None else [plain.chargers]
            effort = replace(effort, time_limit_s=(1.0 - PLAINER) * effort.time_limit_s)
        found = hedged_plan(list(self.instances.values()), best, effort, self.say, begin)
        if plain is not None and (found.chargers == plain.chargers).all():
            found = replace(found, path=f"{plain.path}, without pooled cabinets")
        bounds = [self.stakes.bounds.get(name, np.inf) / self.stakes.best[name] for name in self.instances]
        return replace(found, bound=max(found.value, min(found.bound, *bounds)))

    def _plainer(self, pooled: NDArray[np.bool_], best: list[float], effort: Effort) -> Hedged | None:
        """A hedge without pooled cabinets, which may be built with them on offer too; none where there is none in time.

        The search by prices takes a pooled queue for more, its builder for less than it is, and so does better without at first.
        """
        plain = [
            one.ruled(KeptChargers(high=np.where(pooled, 0, most_products(one)))) for one in self.instances.values()
        ]
        begin = [chargers for chargers in self._begin if not chargers[:, pooled].any()]
        try:
            return hedged_plan(plain, best, effort, self.say, begin)
        except PlannerError:
            return None

    def _expected(self, hedged: Chargers) -> tuple[Reached | None, Chargers | None]:
        """The plan of the highest expected value; none where a world has no probability or the user stops."""
        chances = [self.stakes.chances.get(name) for name in self.instances]
        known = [chance for chance in chances if chance is not None]
        if len(known) < len(chances) or sum(known) <= 0 or self.stop():
            return None, None
        shares, begin = [chance / sum(known) for chance in known], [*self._begin, laid(hedged, self.first)]

        def search() -> Hedged:
            self.say("looking for the plan of the highest expected value")
            return expected_plan(list(self.instances.values()), shares, self._effort, self.say, begin)

        try:
            return self._recalled(EXPECTED, search)
        except PlannerError as error:
            log.warning("left out: the plan of the highest expected value: %s", error)
            return None, None

    def _safer(self, hedged: Reached, chargers: Chargers, others: Chargers) -> tuple[Reached, Chargers]:
        """Take the plan of the highest expected value as the hedged one, should it lose less at worst: it keeps the same rules."""
        plan = laid(others, self.first)
        worth = {name: SitingModel(one).allocate(plan).value for name, one in self.instances.items()}
        least = min(value / self.stakes.best[name] for name, value in worth.items())
        if least <= hedged.value + SAFER:
            return hedged, chargers
        bound = max(hedged.bound, least)
        return replace(hedged, value=least, bound=bound, gap=1.0 - least / bound, path=SAME_AS_EXPECTED), others

    @property
    def _effort(self) -> Effort:
        ask = self.first.scenario.plan
        return Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver, stop=self.stop)

    @property
    def _begin(self) -> list[NDArray[np.int64]]:
        return [laid(chargers, self.first) for chargers in self.stakes.begin.values()]
