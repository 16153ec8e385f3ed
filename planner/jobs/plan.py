"""A plan from its configuration to its folder: gather, plan, write."""

from pathlib import Path

from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.kept.prepared import preparing
from planner.pipeline import make_plan
from planner.support.ahead import load_beside
from planner.support.csv_dialects import CsvDialect
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

OF_OUTPUTS = ("pulp", "scipy.optimize", "planner.output", "folium", "openpyxl", "openpyxl.writer.excel", "pyogrio")
"""What a run needs later and can load while solvers leave the interpreter free."""


def plan_into(  # noqa: PLR0913  all that a run may be told
    scenario: Scenario,
    folder: Path,
    *,
    say: Progress,
    stopping: Stopping,
    edits: str | None = None,
    fresh: bool = False,
    quick: bool = False,
    dialect: CsvDialect = CsvDialect.INTERNATIONAL,
) -> Dossier:
    """Plan what a scenario asks and write all results into a folder that is held for them.

    Parameters
    ----------
    scenario : Scenario
    folder : Path
    say : callable
    stopping : Stopping
    edits : str, optional
        File or table with the edits that the plan is to honour.
    fresh : bool
        Read every input anew, whatever earlier runs have kept.
    quick : bool
        Without the studies that take long and that no plan needs.
    dialect : CsvDialect

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it; nothing is written then.
    """
    asked = None
    if edits is not None:
        from planner.jobs.edits import edits_in  # noqa: PLC0415  (the readers of layers, which few runs need)

        asked = edits_in(edits, folder)
    gather, ask = preparing(fresh=fresh)
    city = gather(scenario, say=say)
    load_beside(*OF_OUTPUTS)
    dossier = make_plan(city, scenario, say=say, stopping=stopping, edits=asked, quick=quick, ask=ask)
    say(_("writing {folder}", folder=folder))
    from planner.output import write_all  # noqa: PLC0415  (loaded beside the search by now)

    write_all(dossier, folder, dialect=dialect)
    return dossier
