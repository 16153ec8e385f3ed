"""Plans over several worlds at once: by minimax regret (hedged) and by expected value; formulated in `planner.model.solve.hedging`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.mix_words import world_words
from planner.compare.crossplay import charger_array, chargers_by_id
from planner.compare.plays import ENERGY
from planner.compare.rows import EXPECTED, HEDGED, NO_HEDGE, Chargers, Hedge, Reached
from planner.compare.search_told import say_found, say_unit
from planner.errors import PlannerError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.rules.kept_chargers import KeptChargers
from planner.model.rules.plug_balance import PlugBalance
from planner.model.sets.limits import most_products
from planner.model.solve.expecting import expected_plan
from planner.model.solve.hedged import Hedged
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.instances import sound_instance
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import difference
from planner.model.solve.withholding import MOST_WITHHELD, withheld_share
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _, message_of, term
from planner.support.stopping import Stop, StoppedError

log = logging.getLogger(__name__)
PLAINER = 0.3
"""Share of the time for a first search without pooled cabinets, where they are on offer."""
FREELY = "_freely"
"""Ends the names of plans on file that need not keep the balance of plugs."""
SAFER = 1e-6
"""Share of the best value by which a plan must lose less to be called safer."""
SAME_AS_EXPECTED = term(
    "the plan of the highest expected value, which loses less at worst than the hedge that was found"
)
"""Path of a hedge, for programs."""


@dataclass(frozen=True)
class Hedges:
    """The plans that were found, and the chargers of each.

    Parameters
    ----------
    hedge : Hedge
    hedged, expected : Chargers or None
    questions, instances : mapping
        Of the worlds that are hedged over, by name, as they were asked.
    """

    hedge: Hedge = NO_HEDGE
    hedged: Chargers | None = None
    expected: Chargers | None = None
    questions: Mapping[str, Question] = field(default_factory=dict)
    instances: Mapping[str, Instance] = field(default_factory=dict)


@dataclass(frozen=True)
class HedgeInputs:
    """Worlds to hedge over, with what is known of each.

    Parameters
    ----------
    questions : mapping
        By world, of those whose plans were evaluated in each other.
    best : mapping
        Best value known in each, worth-weighted kWh a day.
    chances : mapping
        Probability of each, None where nobody gave one.
    begin : mapping
        Chargers of known plans, as incumbents to start from.
    bounds : mapping
        Upper bound by world, worth-weighted kWh a day. It bounds a hedge too, which is a plan of that world.
    """

    questions: Mapping[str, Question]
    best: Mapping[str, float]
    chances: Mapping[str, float | None]
    begin: Mapping[str, Chargers]
    bounds: Mapping[str, float] = field(default_factory=dict)


class Cache(Protocol):
    """Results of an earlier run of the same comparison."""

    def read(self, name: str) -> Mapping[str, Any] | None:
        """Return the result stored under this name if it answers the same question."""

    def store(self, name: str, result: Mapping[str, Any]) -> None:
        """Store plain JSON."""


class NoCache:
    """No cache: nothing is stored."""

    def read(self, name: str) -> None:
        """Return nothing."""

    def store(self, name: str, result: Mapping[str, Any]) -> None:
        """Store nothing."""


def _stopped() -> str:
    return _("the user stopped the comparison before it")


def _of_another_kind(world: str, *, in_phases: bool) -> str:
    if in_phases:
        return _("hedging is for plans of the most energy built all at once, and that of {world} is built in phases", world=world)  # fmt: skip
    return _("hedging is for plans of the most energy, and that of {world} aims at something else", world=world)


def hedges_of(hedge_inputs: HedgeInputs, say: Progress, stop: Stop, cache: Cache | None = None) -> Hedges:
    """Solve for the hedged plan and, where worlds have probabilities, for that of the highest expected value.

    Where a plan can keep the balance of plugs in every world only by withholding much from drivers whom its chargers could serve, both are looked
    for without the balance, which they then miss in some world like a plan that was made for another.
    """
    aims = {name: question.scenario.plan for name, question in hedge_inputs.questions.items()}
    odd = next((name for name, aim in aims.items() if aim.objective != ENERGY or aim.phases), None)
    if odd is not None:
        return Hedges(Hedge(_of_another_kind(world_words(odd), in_phases=bool(aims[odd].phases))))
    if len(hedge_inputs.questions) < 2:
        return Hedges(Hedge(_("there is one world only, whose own plan is the best hedge")))
    if stop():
        return Hedges(Hedge(_stopped()))
    names = [name for name in hedge_inputs.questions if hedge_inputs.best.get(name, 0.0) > 0]
    instances = {name: sound_instance(hedge_inputs.questions[name]) for name in names}
    without = {name: _("nothing can be served there") for name in hedge_inputs.questions if name not in names}
    without |= {
        name: _("its “{what}” is not that of {world}", what=what, world=world_words(names[0]))
        for name in names[1:]
        if (what := difference([instances[names[0]], instances[name]]))
    }
    over = {name: instances[name] for name in names if name not in without}
    if len(over) < 2:
        return Hedges(Hedge(_("fewer than two worlds have the same rules for what may be built"), (), without))
    balanced = _Over(hedge_inputs, over, without, say, stop, cache or NoCache())
    found = balanced.found()
    return balanced.found_freely(found) if balanced.withheld(found) > MOST_WITHHELD and not stop() else found


@dataclass(frozen=True)
class _Over:
    """The worlds that are hedged over, and the search."""

    hedge_inputs: HedgeInputs
    instances: Mapping[str, Instance]
    without: Mapping[str, str]
    say: Progress
    stop: Stop
    cache: Cache
    suffix: str = ""

    @property
    def first(self) -> Question:
        """The question whose sites and chargers index the arrays."""
        return self.hedge_inputs.questions[next(iter(self.instances))]

    def found(self) -> Hedges:
        """The hedged plan, then the expected one."""
        worlds = tuple(self.instances)
        try:
            hedged, chargers = self._cached(f"{HEDGED}{self.suffix}", self._hedged)
        except (StoppedError, PlannerError) as error:
            why = _stopped() if isinstance(error, StoppedError) else message_of(error)
            return Hedges(Hedge(why, worlds, self.without), None, None, self._questions, self.instances)
        expected, others = self._expected(chargers)
        if others is not None:
            hedged, chargers = self._safer(hedged, chargers, others)
        hedge = Hedge("", worlds, self.without, hedged, expected)
        return Hedges(hedge, chargers, others, self._questions, self.instances)

    def withheld(self, found: Hedges) -> float:
        """Most that the hedged plan withholds in any world to keep the balance of plugs there, as a share of what it could serve."""
        if found.hedged is None:
            return 0.0
        plan = charger_array(found.hedged, self.first)
        return max(withheld_share(one, SitingModel(one).allocate(plan)) for one in self.instances.values())

    def found_freely(self, balanced: Hedges) -> Hedges:
        """The plans over all worlds that need not keep the balance of plugs, beside the one that does."""
        self.say(
            _("the balance of plugs in every world withholds energy: looking for a plan that need not keep it in all")
        )
        free = {
            name: replace(one, scenario=one.scenario.with_plan(plug_balance=0.0))
            for name, one in self.hedge_inputs.questions.items()
        }
        begin = {**self.hedge_inputs.begin, HEDGED: balanced.hedged or {}}
        asked = replace(self.hedge_inputs, questions=free, begin=begin, bounds={})
        instances = {name: one.without(PlugBalance) for name, one in self.instances.items()}
        found = replace(self, hedge_inputs=asked, instances=instances, suffix=FREELY).found()
        if found.hedged is None:
            return balanced
        return replace(found, hedge=replace(found.hedge, balanced=balanced.hedge.hedged))

    @property
    def _questions(self) -> dict[str, Question]:
        return {name: self.hedge_inputs.questions[name] for name in self.instances}

    def _cached(self, name: str, search: Callable[[], Hedged]) -> tuple[Reached, Chargers]:
        """Return the cached result of an earlier run, otherwise solve."""
        result = self.cache.read(name)
        if result is None:
            plan = search()
            reached = Reached(plan.value, plan.bound, plan.gap, plan.path, plan.wall_s)
            result = {"reached": vars(reached), "chargers": chargers_by_id(plan.chargers, self.first)}
            if plan.end is not End.STOPPED:
                self.cache.store(name, result)
        return Reached(**result["reached"]), result["chargers"]

    def _hedged(self) -> Hedged:
        self.say(_("looking for the plan that loses least whichever of {n} worlds comes", n=len(self.instances)))
        say_unit(self.say)
        best = [self.hedge_inputs.best[name] for name in self.instances]
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
        bounds = [self.hedge_inputs.bounds.get(name, np.inf) / self.hedge_inputs.best[name] for name in self.instances]
        found = replace(found, bound=max(found.value, min(found.bound, *bounds)))
        say_found(self.say, found.value, found.bound)
        return found

    def _plainer(self, pooled: NDArray[np.bool_], best: list[float], effort: Effort) -> Hedged | None:
        """A hedge without pooled cabinets, which may be built with them on offer too; none where there is none in time.

        The bound overestimates a pooled queue and greedy construction underestimates it, so the search first does better without.
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
        chances = [self.hedge_inputs.chances.get(name) for name in self.instances]
        known = [chance for chance in chances if chance is not None]
        if len(known) < len(chances) or sum(known) <= 0 or self.stop():
            return None, None
        shares, begin = [chance / sum(known) for chance in known], [*self._begin, charger_array(hedged, self.first)]

        def search() -> Hedged:
            self.say(_("looking for the plan of the highest expected value"))
            return expected_plan(list(self.instances.values()), shares, self._effort, self.say, begin)

        try:
            return self._cached(f"{EXPECTED}{self.suffix}", search)
        except PlannerError as error:
            log.warning(_("left out: the plan of the highest expected value: {why}", why=error))
            return None, None

    def _safer(self, hedged: Reached, chargers: Chargers, others: Chargers) -> tuple[Reached, Chargers]:
        """Take the plan of the highest expected value as the hedged one if its largest regret is less: it is feasible too."""
        plan = charger_array(others, self.first)
        worth = {name: SitingModel(one).allocate(plan).value for name, one in self.instances.items()}
        least = min(value / self.hedge_inputs.best[name] for name, value in worth.items())
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
        return [charger_array(chargers, self.first) for chargers in self.hedge_inputs.begin.values()]
