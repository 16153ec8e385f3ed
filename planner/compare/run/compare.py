"""A comparison from start to end: plan each world, evaluate every plan in every world, hedge by minimax regret, run the studies."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from geodata.city import City
from planner.cluster.cluster import Cluster, cores
from planner.cluster.jobs import Failed
from planner.compare.comparison import Comparison
from planner.compare.crossplay import last_of
from planner.compare.finished_plans import studies_in
from planner.compare.hedges import Hedges
from planner.compare.run.matrix import find_hedges, own_rows, with_hedges
from planner.compare.run.plans import nothing_left, plan_worlds
from planner.compare.run.run import Result, Run
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
    scheduler: str = "",
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
    scheduler : str
        Address of a Dask scheduler whose workers plan the worlds; empty for processes of this machine.

    Raises
    ------
    PlannerError, GeodataError
        No world can be planned, or the scheduler cannot be used.
    """
    with _cluster(scenario, len(worlds), say, stopping or Stopping(), scheduler) as cluster:
        cluster.check()

        def gathered(its: Scenario, *, say: Progress) -> City:
            city = gather(its, say=say)
            cluster.begin()  # while the questions are worked out here; a city that cannot be read needs no worker
            return city

        inputs_by_world, failed = world_inputs_of(worlds, say, gathered)
        failed = {**{one.name: Failed(one.why) for one in refused}, **failed}
        return _compared_by(cluster, scenario, inputs_by_world, failed, out)


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
    with _cluster(scenario, len(inputs_by_world), say, stopping or Stopping()) as cluster:
        return _compared_by(cluster, scenario, inputs_by_world, failed, out)


def _cluster(scenario: Scenario, worlds: int, say: Progress, stopping: Stopping, scheduler: str = "") -> Cluster:
    count = min(scenario.compare.workers or cores(), worlds)
    return Cluster(count, scheduler, say=say, stopping=stopping, libraries=("planner.compare.run.work",))


def _compared_by(
    cluster: Cluster,
    scenario: Scenario,
    inputs_by_world: Mapping[str, WorldInputs],
    failed: Mapping[str, Failed],
    out: Path | None,
) -> Result:
    """Compare with these workers."""
    if not inputs_by_world:
        raise nothing_left(failed)
    stopping, say = cluster.stopping, cluster.say
    run = Run(scenario, dict(inputs_by_world), cluster, out, failed=dict(failed))
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
        {name: last_of(question) for name, question in hedges.questions.items()},
        hedges.instances,
        {plan.name: plan.chargers for plan in comparison.plans},
        run.cluster.stopping,
    )
