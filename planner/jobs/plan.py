"""A plan from its configuration to its folder: gather, plan, write."""

from pathlib import Path

from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.jobs.edits import edits_in
from planner.output import write_all
from planner.pipeline import gather_city, make_plan
from planner.support.csv_dialects import CsvDialect
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping


def plan_into(
    scenario: Scenario,
    folder: Path,
    *,
    say: Progress,
    stopping: Stopping,
    edits: str | None = None,
    dialect: CsvDialect = CsvDialect.INTERNATIONAL,
) -> Dossier:
    """Plan what a scenario asks and write all results into a folder that is held for them.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it; nothing is written then.
    """
    asked = edits_in(edits, folder)
    city = gather_city(scenario, say=say)
    dossier = make_plan(city, scenario, say=say, stopping=stopping, edits=asked)
    say(_("writing {folder}", folder=folder))
    write_all(dossier, folder, dialect=dialect)
    return dossier
