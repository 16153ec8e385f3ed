"""The job of `evplan check`: gathers a city, reports what was read, its demand and the service of today's network, without planning."""

from dataclasses import replace

from geodata.inventory.overrides import Overrides
from geodata.report import SourceReport
from geodata.sources.station_overrides import read_overrides
from planner.catalogue.offers import on_offer
from planner.config.scenario import Scenario
from planner.demand.trace import trace_of
from planner.dossier.candidates import candidates_of
from planner.dossier.inspection import Inspection
from planner.dossier.reality import reality_of
from planner.dossier.scenery import scenery_of
from planner.errors import ConfigError
from planner.filing import Answer, dossier_of, held_of, inputs_of
from planner.model.rules.plug_balance import unbalanced
from planner.model.solve.planning import do_nothing
from planner.pipeline import Gathering, gather_city, story_of, with_further_years
from planner.question import groundwork_of, question_of
from planner.studies.site_power import plans_by_site_power
from planner.support.progress import Progress
from planner.support.speech import _


def check(
    scenario: Scenario,
    *,
    say: Progress,
    zone: str | None = None,
    sizes: bool = False,
    gather: Gathering | None = None,
) -> Inspection:
    """Load every input and report what was read, what was dropped and why, how it compares with what is known, and what today's network serves.

    Nothing is planned, unless `sizes` asks for quick plans that show how much the assumed power of a site matters. `zone` is the zone
    whose demand is shown term by term; by default that with the most demand. `gather` says how the city is come by, where it is not read anew.

    Raises
    ------
    PlannerError, GeodataError
        An input is missing or of no use.
    """
    on_offer(scenario)
    city = (gather or gather_city)(scenario, say=say)
    inputs = inputs_of(city, scenario)
    groundwork = groundwork_of(city, scenario, say=say)
    estimate, demand, places = groundwork.estimate, groundwork.demand, groundwork.places
    trace = trace_of(estimate, zone)
    story = story_of(scenario, with_further_years(city, scenario, estimate), say)
    said = SourceReport("demand", "zones", len(demand.zone_id), len(demand.zone_id), problems=demand.problems)
    seen = Inspection(
        scenario,
        city,
        demand.by_class(),
        (*city.sources, said) if demand.problems else city.sources,
        (*city.assumptions, *places.assumptions, *demand.assumptions),
        demand=story.figures,
        trace=trace,
        overrides=_overrides(scenario),
        reality=reality_of(held_of(city, scenario, demand.vehicles)),
        candidates=candidates_of(city, places),
        depots=groundwork.depots,
    )
    try:
        question = question_of(city, scenario, say=say, groundwork=groundwork)
    except ConfigError as error:
        return replace(seen, no_service=str(error))
    if idle := unbalanced(question):
        asks = SourceReport("plan", _("what the plan is asked"), 1, 1, problems=tuple(idle))
        seen = replace(seen, sources=(*seen.sources, asks))
    say(_("what stands today"))
    nothing = do_nothing(question)
    today = dossier_of(city, question, Answer(nothing, nothing), story=story, scenery=scenery_of(city), inputs=inputs)
    seen = replace(seen, today=today)
    return replace(seen, sizes=plans_by_site_power(question, say)) if sizes else seen


def _overrides(scenario: Scenario) -> Overrides:
    file = scenario.inventory.request(scenario.path("")).overrides
    return Overrides() if file is None else read_overrides(file)
