"""The story of a comparison: plan every world, play every plan in every world, hedge, and find out what depends on the choice."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from planner.compare.bets import Bets
from planner.compare.comparison import Comparison
from planner.compare.crossplay import last_of
from planner.compare.filed import studies_in
from planner.compare.run.crew import Crew, cores
from planner.compare.run.grounds import Ground, grounds_of
from planner.compare.run.jobs import Failed, Say
from planner.compare.run.matrix import bet, own_rows, with_bets
from planner.compare.run.plans import nothing_left, plan_worlds
from planner.compare.run.run import Result, Run
from planner.compare.studies import Compared, studies_of
from planner.config.scenario import Scenario
from planner.support.stopping import BY_USER, Stopping
from planner.worlds import Refused, World


def compare(  # all that a user may say of a comparison
    scenario: Scenario,
    worlds: Sequence[World],
    refused: Sequence[Refused] = (),
    *,
    say: Say,
    stopping: Stopping | None = None,
    out: Path | None = None,
) -> Result:
    """Compare worlds: a plan for each, played in all of them, and what follows.

    Parameters
    ----------
    scenario : Scenario
        Of the configuration, whose `[compare]` says what is asked.
    worlds, refused : sequence
        As `planner.worlds.worlds_of` gives them.
    say : callable
    stopping : Stopping, optional
        The first wish to stop ends the searches; what they have found is compared.
    out : Path, optional
        Folder of the results, where finished worlds wait for another run should this one be ended.

    Raises
    ------
    PlannerError, GeodataError
        No world can be planned.
    """
    grounds, failed = grounds_of(worlds, say)
    failed = {**{one.name: Failed(one.why) for one in refused}, **failed}
    return compare_grounds(scenario, grounds, failed, say=say, stopping=stopping, out=out)


def compare_grounds(  # as `compare`
    scenario: Scenario,
    grounds: Mapping[str, Ground],
    failed: Mapping[str, Failed],
    *,
    say: Say,
    stopping: Stopping | None = None,
    out: Path | None = None,
) -> Result:
    """Compare worlds whose questions are worked out already; as `compare`.

    Parameters
    ----------
    scenario : Scenario
    grounds, failed : mapping
        As `planner.compare.run.grounds.grounds_of` gives them.
    say, stopping, out
        As for `compare`.
    """
    if not grounds:
        raise nothing_left(failed)
    stopping = stopping or Stopping()
    with Crew(min(scenario.compare.workers or cores(), len(grounds)), say, stopping) as crew:
        run = Run(scenario, dict(grounds), crew, out, failed=dict(failed))
        plan_worlds(run)
        comparison = own_rows(run)
        bets = bet(run, comparison)
        comparison = with_bets(run, comparison, bets)
        with stopping.gently():
            comparison = comparison.with_studies(studies_in(run.dossiers))
            comparison = comparison.with_studies(studies_of(_compared(run, comparison, bets), say))
    stopped = any(one.proof.stopped == BY_USER for one in run.dossiers.values())
    return Result(comparison, run.dossiers, whole=not (stopping() or stopped))


def _compared(run: Run, comparison: Comparison, bets: Bets) -> Compared:
    return Compared(
        run.scenario,
        comparison,
        {name: last_of(ground.question) for name, ground in run.grounds.items()},
        bets.instances,
        {plan.name: plan.chargers for plan in comparison.plans},
        run.crew.stopping,
    )
