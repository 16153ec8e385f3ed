"""The main job: gathers a city, builds the question, solves it, audits the plan and makes its dossier."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geodata.city import City
from planner.audit.phases import broken_phases
from planner.audit.recheck import broken_promises
from planner.catalogue.mixes import mix_of
from planner.config.scenario import Scenario
from planner.demand.annual import annual_figures
from planner.demand.attraction import weights_of
from planner.demand.energy import Energy
from planner.demand.estimate import Estimate, estimate_of
from planner.demand.inputs import check_overrides
from planner.demand.stock import check_known_fleet
from planner.demand.story import DemandStory, demand_story
from planner.dossier.dossier import Dossier
from planner.dossier.scenery import Scenery, scenery_of
from planner.fetching import city_request
from planner.filing import Answer, dossier_of, inputs_of, now, run_of
from planner.model.program.solvers import check_solver
from planner.model.solve.cheapest_step import cheapest_step, find_sufficient_budget
from planner.model.solve.planning import best_plan, do_nothing
from planner.model.solve.progress import announcement
from planner.model.solve.ranking import ranked
from planner.plan import Plan
from planner.proofs import Status
from planner.question import Question, question_of
from planner.studies.earlier_plan import EDITED, EarlierPlan, compare_with_earlier
from planner.studies.studies import studies_of
from planner.support.beside import beside
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.edits.edit_layer import EditLayer

log = logging.getLogger(__name__)
Gathering = Callable[..., City]
"""How a city is come by; called as `gather_city`."""
Asking = Callable[..., Question]
"""How a question is come by; called as `planner.question.question_of`, without what is known already."""
Telling = Callable[[City, Question], Callable[[Progress], DemandStory]]
"""How the story of the demand is come by; called as `demand_told`."""


NEAR_TIME = 0.25
"""Share of the time limit that is given beyond it to leave an edited plan as it was away from its edits."""


@dataclass(frozen=True)
class Seen:
    """The plan that was seen when its edits were kept.

    Parameters
    ----------
    chargers : sequence of (sites, chargers) int, or None
        Of each phase; None where the question counts other sites, types or phases by now.
    """

    chargers: "Sequence[NDArray[np.int64]] | None"


def make_plan(  # noqa: PLR0913  all that a run may be told
    city: City,
    scenario: Scenario,
    *,
    say: Progress,
    stopping: Stopping | None = None,
    edits: "EditLayer | None" = None,
    earlier: EarlierPlan | None = None,
    quick: bool = False,
    ask: Asking = question_of,
    tell: "Telling | None" = None,
) -> Dossier:
    """Plan a city: the main job; `edits` of an earlier plan become rules of the question, and each is told in the dossier.

    An `earlier` plan, from which this one grows, is told beside it; so is that of the edited layer, where the layer holds it.
    Where `stopping` is asked while the plan or its studies are made, the best plan so far is handed over, without the other studies.
    Where only `quick` studies are wanted, the others are named among what was left out. `ask` and `tell` say how the question and the story of its demand are come by.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it.
    """
    if edits is None:
        question = ask(city, scenario, say=say)
        inputs = inputs_of(city, scenario)
        return answered(city, question, inputs, say=say, stopping=stopping, earlier=earlier, quick=quick, tell=tell)
    from planner.edits.ground import edit_ground  # noqa: PLC0415  (the readers of layers, which few runs need)
    from planner.edits.rules import edit_rules  # noqa: PLC0415
    from planner.edits.shown import chargers_shown  # noqa: PLC0415
    from planner.edits.told import APPLIED, counted, plain_edits, report_of  # noqa: PLC0415
    from planner.edits.wishes import chargers_before  # noqa: PLC0415

    say(_("applying the edits"))
    ground = edit_ground(edits, city, scenario)
    question = edit_rules(ask(ground.city, ground.scenario, say=say), ground.wishes)
    city = replace(ground.city, sources=(*city.sources, report_of(edits, ground.told)))
    say(counted(ground.told))
    seen = None if edits.plan is None else Seen(chargers_shown(edits.plan, question))
    inputs = inputs_of(city, question.scenario)
    if earlier is None and seen is None:
        sites = {str(one.site_id) for one in ground.told if any(out == APPLIED for _action, out, _said in one.outcomes)}
        earlier = EarlierPlan(EDITED, Path(str(edits.path)).name, chargers_before(edits), edited=sites)
    dossier = answered(city, question, inputs, say=say, stopping=stopping, earlier=earlier, quick=quick, seen=seen)
    return replace(dossier, edits=plain_edits(ground.told))


def answered(  # noqa: PLR0913  as `make_plan`
    city: City,
    question: Question,
    inputs: Mapping[str, str],
    *,
    say: Progress,
    stopping: Stopping | None = None,
    given: Plan | None = None,
    breaches: Collection[str] = (),
    beside_it: Mapping[str, Any] = MappingProxyType({}),
    seen: "Seen | None" = None,
    earlier: EarlierPlan | None = None,
    quick: bool = False,
    tell: Telling | None = None,
) -> Dossier:
    """Answer a question: solve it, from the plan that was `seen` where there is one, or take the `given` plan; audit the plan, run its studies, or the `quick` ones, and make its dossier.

    A given plan may break rules that are known: `breaches`, in the words of the audit. `beside_it` are studies of it that were made before; a plan that is
    found is told beside an `earlier` one.

    Raises
    ------
    PlannerError, GeodataError
        As `make_plan`.
    """
    stopping, scenario, started = stopping or Stopping(), question.scenario, now()
    told = (demand_told if tell is None else tell)(city, question)
    say(_("what stands today"))
    nothing = do_nothing(question)
    _insist(nothing, replace(question, scenario=scenario.without_promises()))
    with stopping.gently(), beside(_whatever_is_planned, city, question, told) as known:  # while compiled loops search
        plan, as_seen = _found(question, say, stopping, seen) if given is None else (given, {})
        plan = plan if given is not None or seen is not None else _near(question, plan, earlier, say, stopping)
        say(_("checking every promise of the plan"))
        _insist(plan, question, breaches)
        _insist_on_phases(plan, question)
        say(_("in which order to build"))
        with beside(ranked, question, plan) as order:  # which is the solver's work
            step = cheapest_step(question) if plan.chargers.empty else None
            enough = None if step is None else find_sufficient_budget(question, step)
            studies = studies_of(question, plan, say, stopping, quick=quick, ordered=order.result)
        plan = order.result()
    if earlier is not None:
        beside_it = {**beside_it, **compare_with_earlier(question, plan, earlier)}
    answer, (story, scenery) = (
        Answer(
            plan, nothing, step, enough, {**studies.found, **beside_it}, run_of(plan, started, studies.wall_s), as_seen
        ),
        known.result(),
    )
    return dossier_of(city, question, answer, story=story, scenery=scenery, inputs=inputs)


def _whatever_is_planned(
    city: City, question: Question, tell: Callable[[Progress], DemandStory]
) -> tuple[DemandStory, Scenery]:
    """What is told of a city and its demand beside any plan."""
    return with_year(tell(lambda _step: None), question.scenario, question.estimate), scenery_of(city)


def _found(
    question: Question, say: Progress, stopping: Stopping, seen: "Seen | None"
) -> tuple[Plan, Mapping[str, Any]]:
    """The plan, and what became of the one that was seen (`Dossier.seen_plan`); nothing where none was."""
    ask = question.scenario.plan
    say(_("looking for the best plan"))
    say(announcement(ask.objective, ask.gap, ask.time_limit_s))
    if seen is None:
        return best_plan(question, say=say, stop=stopping), {}
    from planner.dossier.seen_plan import seen_plan_told  # noqa: PLC0415  which few runs need
    from planner.model.solve.begun import plan_begun  # noqa: PLC0415

    begun = plan_begun(question, seen.chargers, lambda plan: _keeps(plan, question), say=say, stop=stopping)
    proof = begun.plan.proof if begun.plan.phases is None else begun.plan.phases.proof
    told = seen_plan_told(begun, ask.gap, proven=proof.status is Status.OPTIMAL)
    say(told["said"])
    return begun.plan, told


def _near(question: Question, best: Plan, earlier: EarlierPlan | None, say: Progress, stopping: Stopping) -> Plan:
    """The plan, or where a layer was edited one as good that changes its plan only at edited sites and those that share drivers with them."""
    if earlier is None or earlier.how != EDITED or not earlier.chargers or not earlier.edited or stopping():
        return best
    from planner.model.program.effort import Effort  # noqa: PLC0415  which few runs need
    from planner.model.solve.changed_sites import plan_near  # noqa: PLC0415

    say(_("leaving sites as they were that share no driver with an edited one"))
    ask = question.scenario.plan
    effort = Effort(ask.gap, NEAR_TIME * ask.time_limit_s, stop=stopping)
    near = plan_near(question, earlier.chargers, earlier.edited, best, effort, say)
    return near if near is not None and _keeps(near, question) else best


def _keeps(plan: Plan, question: Question) -> bool:
    return not (broken_promises(plan, question) or broken_phases(plan, question))


def with_further_years(city: City, scenario: Scenario, estimate: Estimate) -> list[Estimate]:
    """Return the estimate of the planning year, then those of the further years asked for, in their order."""
    years = sorted(set(scenario.fleet.also_years) - {scenario.fleet.year})
    return [estimate, *(estimate_of(city, scenario, year, estimate.passing) for year in years)]


def demand_told(city: City, question: Question) -> Callable[[Progress], DemandStory]:
    """How the story of the demand is told when its turn comes; further years that cannot be foretold are refused at once."""
    estimates = with_further_years(city, question.scenario, question.estimate)
    return lambda say: sampled_story(question.scenario, estimates, say)


def story_of(scenario: Scenario, estimates: Sequence[Estimate], say: Progress) -> DemandStory:
    """Totals, samples and sensitivities of the demand of these years, the planning year's first, and its year month by month."""
    return with_year(sampled_story(scenario, estimates, say), scenario, estimates[0])


def sampled_story(scenario: Scenario, estimates: Sequence[Estimate], say: Progress) -> DemandStory:
    """Totals, samples and sensitivities of the demand of these years, the planning year's first."""
    say(_("how sure the demand is"))
    asked = scenario.demand
    return demand_story(estimates, samples=asked.samples, seed=asked.seed, say=say)


def with_year(story: DemandStory, scenario: Scenario, estimate: Estimate) -> DemandStory:
    """The story with the planning year month by month."""
    year = annual_figures(Energy(estimate.fleet, estimate.inputs), scenario)
    return replace(story, figures=story.figures | {"annual": year})


def gather_city(scenario: Scenario, *, say: Progress) -> City:
    """Load every input the scenario names; invalid keys raise an error before that."""
    check_before_gathering(scenario)
    from geodata.assemble import assemble_city  # noqa: PLC0415  (the readers of maps, which a kept city does without)

    return assemble_city(city_request(scenario), progress=say)


def check_before_gathering(scenario: Scenario) -> None:
    """Refuse what a scenario asks in vain, before its files are read.

    Raises
    ------
    PlannerError, GeodataError
        A key names what is not there, or a figure is of no use.
    """
    check_overrides(scenario)
    weights_of(scenario)
    mix_of(scenario)
    check_solver(scenario.plan.solver)
    check_known_fleet(scenario)


def _insist(plan: Plan, question: Question, known: Collection[str] = ()) -> None:
    broken = [said for said in broken_promises(plan, question) if said not in known]
    if broken:
        raise AssertionError(f"the plan breaks {len(broken)} promises of the model: {'; '.join(broken[:3])}")


def _insist_on_phases(plan: Plan, question: Question) -> None:
    broken = broken_phases(plan, question)
    if broken:
        raise AssertionError(f"the phases break {len(broken)} promises: {'; '.join(broken[:3])}")
