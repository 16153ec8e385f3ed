"""A check from its configuration to its folder: read every input, see what stands, write."""

from pathlib import Path

from planner.checking import check
from planner.config.scenario import Scenario
from planner.dossier.inspection import Inspection
from planner.jobs.own_files import keep_to_own_check
from planner.kept.prepared import preparing
from planner.output.check.writer import write_check
from planner.support.progress import Progress
from planner.support.speech import _, filed, gathering, speaking


def check_into(
    scenario: Scenario,
    folder: Path | None,
    *,
    say: Progress,
    zone: str | None = None,
    sizes: bool = True,
    fresh: bool = False,
) -> Inspection:
    """Check what a scenario names, and write the pages and tables where a folder is held for them.

    Raises
    ------
    PlannerError, GeodataError
        In one line, which input is of no use and what to do about it.
    """
    if folder is not None:
        keep_to_own_check(scenario, folder, say)
    gather, _ask = preparing(fresh=fresh)
    with gathering() as messages:  # told again in the language of the pages
        seen = check(scenario, say=say, zone=zone, sizes=sizes, gather=gather)
    if folder is not None:
        say(_("writing {folder}", folder=folder))
        with speaking(scenario.output.languages[0]), filed(messages):
            write_check(seen, folder)
    return seen
