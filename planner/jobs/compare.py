"""A comparison from its configuration to its folder: plan each world, play, write."""

from collections.abc import Sequence
from pathlib import Path

from planner.compare.run.compare import compare
from planner.compare.run.run import Result
from planner.compare.run.unfinished import Unfinished
from planner.config.scenario import Scenario
from planner.jobs.own_files import keep_to_own_comparison
from planner.kept.prepared import preparing
from planner.output.comparison.writer import write_comparison
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping
from planner.worlds import Refused, World


def compare_into(  # noqa: PLR0913  all that a user may set
    scenario: Scenario,
    asked: tuple[Sequence[World], Sequence[Refused]],
    folder: Path,
    *,
    say: Progress,
    stopping: Stopping,
    fresh: bool = False,
    scheduler: str = "",
) -> Result:
    """Compare worlds and write all results into a folder that is held for them; finished worlds wait there for another run should this one be ended.

    Parameters
    ----------
    scenario : Scenario
    asked : (sequence of World, sequence of Refused)
        What is compared, and what cannot be.
    folder : Path
    say, stopping : callable
    fresh : bool
        Whether to gather everything anew, whatever was kept.
    scheduler : str
        Address of a Dask scheduler whose workers plan the worlds; empty for processes of this machine.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it.
    """
    worlds, refused = asked
    keep_to_own_comparison(scenario, [one.name for one in worlds], folder, say)
    gather, _ask = preparing(fresh=fresh)
    found = compare(
        scenario, worlds, refused, say=say, stopping=stopping, out=folder, gather=gather, scheduler=scheduler
    )
    say(_("writing {folder}", folder=folder))
    write_comparison(found.dossiers, folder, comparison=found.comparison)
    if found.whole:
        Unfinished(folder).clear()
    return found
