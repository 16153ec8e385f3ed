"""What a city makes of each sum of money: a plan for each, one after the other, each search beginning from the plan of the sum before."""

import math
from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
from shapely import Point as ShapelyPoint

from geodata.city import City
from geodata.crs import LONLAT
from planner.audit.recheck import broken_promises
from planner.country.cities.answers import CityAnswer, CityAnswers
from planner.country.cities.reading import CityInputs
from planner.country.cut_short import left
from planner.country.money.curves import UNIT_USD, Line, units_up
from planner.country.money.progress import with_sum
from planner.dossier.dossier import Dossier
from planner.errors import InfeasibleError, SolverError
from planner.model.bound.dual_bound import DualBound
from planner.model.instance.instance import Instance
from planner.model.objectives.energy import limit
from planner.model.program.effort import Effort
from planner.model.search.prepared import prepared_for
from planner.model.search.start import Prices, Start
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import chargers_of, do_nothing
from planner.model.solve.warm import warm_plan
from planner.pipeline import answered
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import plan_arrays
from planner.support.progress import Progress
from planner.support.speech import _, joined
from planner.support.stopping import BY_USER, Stopping


def answer_sums(
    say: Progress,
    stopping: Stopping,
    inputs: CityInputs,
    sums_usd: Sequence[float],
    before: CityAnswers | None = None,
) -> CityAnswers:
    """Plan a city for each sum; a job.

    Parameters
    ----------
    inputs : CityFiles or CityRead
    sums_usd : sequence of float
        All of them, the greatest the same as `before`.
    before : CityAnswers, optional
        What is known already.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it.
    """
    read = inputs.read(say)
    return answers_of(read.city, read.question, sums_usd, before, say, stopping)


def answers_of(  # noqa: PLR0913  what is asked, and who is told
    city: City,
    question: Question,
    sums_usd: Sequence[float],
    before: CityAnswers | None,
    say: Progress,
    stopping: Stopping,
    *,
    most_usd: float = 0.0,
) -> CityAnswers:
    """Plan a question for each sum, each search beginning from the plan of the sum before; `most_usd` is the greatest for which bounds are wanted."""
    found = [_without_money(question)] if before is None else list(before.answers)
    known = {one.usd for one in found}
    missing = sorted(one for one in set(sums_usd) if one > 0 and one not in known)
    begun = list[float]()
    for at, usd in enumerate(missing, start=1):
        if stopping():
            break
        begun.append(usd)
        start = max((one for one in found if one.usd < usd), key=lambda one: one.usd)
        made = _made(at_sum(question, usd), usd, start, stopping, with_sum(say, usd, at, len(missing)))
        found += [made] if made is not None else []
        if made is not None and made.plan.proof.stopped == BY_USER:
            break
    found.sort(key=lambda one: one.usd)
    lon, lat, people = middle_of(city)
    prices = [one.prices for one in found if one.prices is not None]
    most = max(*sums_usd, most_usd)
    return CityAnswers(
        tuple(found),
        _demand(question),
        people,
        lon,
        lat,
        limit(sound_instance(question)),
        price_lines(sound_instance(at_sum(question, most)), prices, units_up(most)),
        left(missing, begun, found, stopping),
    )


def _without_money(question: Question) -> CityAnswer:
    """What stands today, which is lent to every sum for which no better plan was found.

    Raises
    ------
    InfeasibleError
        The city promises what does not stand, so that it cannot be given nothing.
    """
    nothing, unfunded = do_nothing(question), at_sum(question, 0.0)
    broken = broken_promises(nothing, unfunded)
    if broken:
        raise InfeasibleError(
            _(
                "promises of its [plan] are not kept without money ({why}), and a country may give it none; take them out of its file",
                why=joined("; ", broken[:3]),
            )
        )
    return _answer(unfunded, 0.0, nothing)


def _made(question: Question, usd: float, before: CityAnswer, stopping: Stopping, say: Progress) -> CityAnswer | None:
    """The plan for a sum, begun from that of a smaller one; None where no plan keeps the city's promises for it, or none was found."""
    say(_("looking for the best plan"))
    ask = question.scenario.plan
    effort = Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver, stop=stopping)
    try:
        with stopping.gently():
            made = warm_plan(question, Start(chargers_of(before.plan, question), before.prices), effort, say)
    except (InfeasibleError, SolverError) as error:
        say(_("left out: {why}", why=error))
        return None
    broken = broken_promises(made.plan, question)
    if broken:
        raise AssertionError(f"the plan for {usd:g} USD breaks {len(broken)} promises: {'; '.join(broken[:3])}")
    return replace(_answer(question, usd, made.plan), prices=made.start.prices)


def middle_of(city: City) -> tuple[float, float, float]:
    """Middle of the people of a city, degrees, and how many they are."""
    zones = city.zones
    people = zones["population"].to_numpy(dtype=float)
    weight = people if people.sum() > 0 else np.ones(len(people))
    middle = ShapelyPoint(np.average(zones["x_m"], weights=weight), np.average(zones["y_m"], weights=weight))
    lonlat = gpd.GeoSeries([middle], crs=city.crs).to_crs(LONLAT).iloc[0]
    return float(lonlat.x), float(lonlat.y), float(people.sum())


def price_lines(instance: Instance, prices: Sequence[Prices], units: int) -> tuple[Line, ...]:
    """What the prices of each search prove of every sum: the Lagrangian bound at the greatest sum, and the price of money by which it falls.

    The greatest sum allows every set of chargers that a smaller one does, so that what is proven there with the price of money holds for all.
    """
    if not prices or not units:
        return ()
    problem = prepared_for(instance, math.inf, lambda _text: None).bound
    assert isinstance(problem, DualBound)
    found = []
    for one in prices:
        multipliers = one.at(problem.problem)
        bound = problem.problem.evaluate(multipliers).bound
        found.append(Line(units, float(bound), multipliers.money * UNIT_USD))
    return tuple(found)


def at_sum(question: Question, usd: float) -> Question:
    """The question with other money."""
    return replace(question, scenario=question.scenario.with_plan(budget_usd=usd))


def _answer(question: Question, usd: float, plan: Plan) -> CityAnswer:
    cost = float(plan_arrays(question, plan).cost.sum())
    served = {str(name): float(kwh) for name, kwh in plan.flows.groupby("family")["kwh_per_day"].sum().items()}
    return CityAnswer(usd, cost, plan.proof.value, plan.proof.bound, served, plan)


def _demand(question: Question) -> dict[str, float]:
    """Energy asked for by plug family, kWh a day."""
    found: dict[str, float] = {}
    for one, kwh in zip(question.demand.classes, question.demand.kwh_per_day.sum(axis=0), strict=True):
        found[one.family.value] = found.get(one.family.value, 0.0) + float(kwh)
    return found


def plan_city(say: Progress, stopping: Stopping, inputs: CityInputs, plan: Plan, quick: bool = False) -> Dossier:
    """Make the dossier of the plan that a city is given: audited, with its studies, like any other; a job.

    Parameters
    ----------
    inputs : CityFiles or CityRead
        Their budget is the city's share.
    plan : Plan
        Of the answer that was chosen, which costs no more.
    quick : bool
        As for `evplan plan`.
    """
    read = inputs.read(say)
    return answered(read.city, read.question, read.inputs, say=say, stopping=stopping, given=plan, quick=quick)
