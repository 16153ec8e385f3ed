"""A plan from its configuration to its folder: gather, plan, write."""

from dataclasses import dataclass
from pathlib import Path

from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.kept.prepared import preparing, telling
from planner.pipeline import make_plan
from planner.support.ahead import load_beside
from planner.support.csv_dialects import CsvDialect
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

OF_OUTPUTS = ("pulp", "scipy.optimize", "planner.output", "folium", "openpyxl", "openpyxl.writer.excel", "pyogrio")
"""What a run needs later and can load while solvers leave the interpreter free."""


@dataclass(frozen=True)
class PlanOptions:
    """What is asked of a plan beside its configuration.

    Parameters
    ----------
    edits : str, optional
        File of edits of an earlier plan.
    dialect : CsvDialect
        Of the tables of text.
    quick : bool
        Whether to leave out the studies that take seconds.
    fresh : bool
        Whether to gather everything anew, whatever was kept.
    """

    edits: str | None = None
    dialect: CsvDialect = CsvDialect.INTERNATIONAL
    quick: bool = False
    fresh: bool = False


def plan_into(
    scenario: Scenario, folder: Path, asked: PlanOptions = PlanOptions(), *, say: Progress, stopping: Stopping
) -> Dossier:
    """Plan what a scenario asks and write all results into a folder that is held for them.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it; nothing is written then.
    """
    edits = None
    if asked.edits is not None:
        from planner.jobs.edits import edits_in  # noqa: PLC0415  readers of layers, which few runs need

        edits = edits_in(asked.edits, folder)
    load_beside("scipy.stats")
    gather, ask = preparing(fresh=asked.fresh)
    city = gather(scenario, say=say)
    load_beside(*OF_OUTPUTS)
    dossier = make_plan(
        city,
        scenario,
        say=say,
        stopping=stopping,
        edits=edits,
        quick=asked.quick,
        ask=ask,
        tell=telling(fresh=asked.fresh),
    )
    say(_("writing {folder}", folder=folder))
    from planner.output import write_all  # noqa: PLC0415  loaded beside the planning by now

    write_all(dossier, folder, dialect=asked.dialect)
    return dossier
