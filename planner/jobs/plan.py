"""A plan from its configuration to its folder: gather, plan, write."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.jobs.own_files import keep_to_own_plan
from planner.kept.prepared import preparing, telling
from planner.pipeline import Asking, make_plan
from planner.question import Question
from planner.support.ahead import load_beside
from planner.support.csv_dialects import CsvDialect
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

BY_SEARCH, BY_OUTPUTS = ("pulp",), ("planner.output", "folium", "openpyxl.writer.excel", "pyogrio")
"""What the search needs is loaded beside the reading of maps, and what outputs need beside the search: reading holds the interpreter most of the time, compiled loops hardly."""


@dataclass(frozen=True)
class PlanOptions:
    """What is asked of a plan beside its configuration.

    Parameters
    ----------
    edits : str, optional
        File of edits of an earlier plan.
    grow : str, optional
        Folder of a finished plan that stays, with a further budget on top.
    dialect : CsvDialect
        Of the tables of text.
    quick : bool
        Whether to leave out the studies that take seconds.
    fresh : bool
        Whether to gather everything anew, whatever was kept.
    """

    edits: str | None = None
    grow: str | None = None
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
    keep_to_own_plan(scenario, folder, say)
    earlier = None
    if asked.grow is not None:
        from planner.jobs.growing import grown_from  # noqa: PLC0415  which few runs need

        scenario, earlier = grown_from(asked.grow, scenario, folder, say)
    edits = None
    if asked.edits is not None:
        from planner.jobs.edits import edits_in  # noqa: PLC0415  readers of layers, which few runs need

        edits = edits_in(asked.edits, folder)
        if asked.grow is not None and edits is not None:
            edits = replace(edits, plan=None)  # the plan that was seen with them is that which grows
    load_beside(*BY_SEARCH)
    gather, ask = preparing(fresh=asked.fresh)
    city = gather(scenario, say=say)
    dossier = make_plan(
        city,
        scenario,
        say=say,
        stopping=stopping,
        edits=edits,
        earlier=earlier,
        quick=asked.quick,
        ask=_then_loading(ask),
        tell=telling(fresh=asked.fresh),
    )
    say(_("writing {folder}", folder=folder))
    from planner.output import write_all  # noqa: PLC0415  loaded beside the planning by now

    write_all(dossier, folder, dialect=asked.dialect)
    return dossier


def _then_loading(ask: Asking) -> Asking:
    """Ask the same, and then load what outputs need."""

    def asked(*args: Any, **kwargs: Any) -> Question:
        question = ask(*args, **kwargs)
        load_beside(*BY_OUTPUTS)
        return question

    return asked
