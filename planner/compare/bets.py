"""Plans over several worlds at once: the one whose largest regret is least, and the one of the highest expected value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from planner.compare.crossplay import laid, named
from planner.compare.plays import ENERGY
from planner.compare.rows import NO_HEDGE, Chargers, Hedge, Reached
from planner.errors import PlannerError
from planner.model.hedging import Hedged, expected_plan, hedged_plan
from planner.model.instance import Instance
from planner.model.lp import Effort
from planner.model.planning import sound_instance
from planner.model.stacking import difference
from planner.question import Question
from planner.stopping import Stop, StoppedError

Say = Callable[[str], None]
STOPPED = "the user stopped the comparison before it"
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
    """

    questions: Mapping[str, Question]
    best: Mapping[str, float]
    chances: Mapping[str, float | None]
    begin: Mapping[str, Chargers]


def bets_on(stakes: Stakes, say: Say, stop: Stop) -> Bets:
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
    over = [name for name in names if name not in without]
    if len(over) < 2:
        return Bets(Hedge("fewer than two worlds have the same rules for what may be built", (), without))
    return _found(stakes, {name: instances[name] for name in over}, without, say, stop)


def _found(stakes: Stakes, instances: Mapping[str, Instance], without: Mapping[str, str], say: Say, stop: Stop) -> Bets:
    worlds, first = tuple(instances), stakes.questions[next(iter(instances))]
    ask = first.scenario.plan
    effort = Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver, stop=stop)
    begin = [laid(chargers, first) for chargers in stakes.begin.values()]
    listed, best = list(instances.values()), [stakes.best[name] for name in worlds]
    say(f"looking for the plan that loses least whichever of {len(worlds)} worlds comes")
    try:
        hedged = hedged_plan(listed, best, effort, say, begin)
    except StoppedError:
        return Bets(Hedge(STOPPED, worlds, without), instances=instances)
    except PlannerError as error:
        return Bets(Hedge(str(error), worlds, without), instances=instances)
    found, expected = named(hedged.chargers, first), None
    chances = [stakes.chances.get(name) for name in worlds]
    known = [chance for chance in chances if chance is not None]
    if len(known) == len(worlds) and sum(known) > 0 and not stop():
        say("looking for the plan of the highest expected value")
        shares = [chance / sum(known) for chance in known]
        expected = expected_plan(listed, shares, effort, say, [*begin, hedged.chargers])
    told = Hedge("", worlds, without, _reached(hedged), None if expected is None else _reached(expected))
    return Bets(told, found, None if expected is None else named(expected.chargers, first), instances)


def _reached(plan: Hedged) -> Reached:
    return Reached(plan.value, plan.bound, plan.gap, plan.path, plan.wall_s)
