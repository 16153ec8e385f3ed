"""A comparison from start to end: plan each world, evaluate every plan in every world, hedge by minimax regret, run the studies."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from planner.compare.comparison import Comparison
from planner.compare.crossplay import last_of
from planner.compare.finished_plans import studies_in
from planner.compare.hedges import Hedges
from planner.compare.run.jobs import Failed
from planner.compare.run.matrix import find_hedges, own_rows, with_hedges
from planner.compare.run.plans import nothing_left, plan_worlds
from planner.compare.run.run import Result, Run
from planner.compare.run.workers import Workers, cores
from planner.compare.run.world_inputs import WorldInputs, world_inputs_of
from planner.compare.studies import Compared, studies_of
from planner.config.scenario import Scenario
from planner.pipeline import Gathering, gather_city
from planner.support.progress import Progress
from planner.support.stopping import BY_USER, Stopping
from planner.worlds import Refused, World


def compare(  # noqa: PLR0913  all that a user may set
    scenario: Scenario,
    worlds: Sequence[World],
    refused: Sequence[Refused] = (),
    *,
    say: Progress,
    stopping: Stopping | None = None,
    out: Path | None = None,
    gather: Gathering = gather_city,
) -> Result:
    """Compare worlds: a plan for each, evaluated in all of them, and what follows.

    Parameters
    ----------
    scenario : Scenario
        Of the configuration, whose `[compare]` says what is asked.
    worlds, refused : sequence
        As `planner.worlds.worlds_of` gives them.
    say : callable
    stopping : Stopping, optional
        The first request to stop ends the searches; the incumbents they have found are compared.
    out : Path, optional
        Folder of the results, where finished worlds wait for another run should this one be ended.
    gather : callable, optional
        Gives the city of a scenario.

    Raises
    ------
    PlannerError, GeodataError
        No world can be planned.
    """
    inputs_by_world, failed = world_inputs_of(worlds, say, gather)
    failed = {**{one.name: Failed(one.why) for one in refused}, **failed}
    return compare_inputs(scenario, inputs_by_world, failed, say=say, stopping=stopping, out=out)


def compare_inputs(  # as `compare`
    scenario: Scenario,
    inputs_by_world: Mapping[str, WorldInputs],
    failed: Mapping[str, Failed],
    *,
    say: Progress,
    stopping: Stopping | None = None,
    out: Path | None = None,
) -> Result:
    """Compare worlds whose questions are worked out already; as `compare`.

    Parameters
    ----------
    scenario : Scenario
    inputs_by_world, failed : mapping
        As `planner.compare.run.world_inputs.world_inputs_of` gives them.
    say, stopping, out
        As for `compare`.
    """
    if not inputs_by_world:
        raise nothing_left(failed)
    stopping = stopping or Stopping()
    with Workers(min(scenario.compare.workers or cores(), len(inputs_by_world)), say, stopping) as workers:
        run = Run(scenario, dict(inputs_by_world), workers, out, failed=dict(failed))
        plan_worlds(run)
        comparison = own_rows(run)
        hedges = find_hedges(run, comparison)
        comparison = with_hedges(run, comparison, hedges)
        with stopping.gently():
            comparison = comparison.with_studies(studies_in(run.dossiers))
            comparison = comparison.with_studies(studies_of(_compared(run, comparison, hedges), say))
    stopped = any(one.proof.stopped == BY_USER for one in run.dossiers.values())
    return Result(comparison, run.dossiers, whole=not (stopping() or stopped))


def _compared(run: Run, comparison: Comparison, hedges: Hedges) -> Compared:
    return Compared(
        run.scenario,
        comparison,
        {name: last_of(world_inputs.question) for name, world_inputs in run.inputs_by_world.items()},
        hedges.instances,
        {plan.name: plan.chargers for plan in comparison.plans},
        run.workers.stopping,
    )
