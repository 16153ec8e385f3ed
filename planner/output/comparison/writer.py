"""One folder a mix, one table, one page with the maps side by side."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.compare.comparison import Comparison, compare_dossiers
from planner.compare.rows import EXPECTED, HEDGED
from planner.dossier.dossier import Dossier
from planner.output import WRITERS, may_be_gone, write_into
from planner.output.comparison.frames import VERDICTS_FILE
from planner.output.comparison.page import write_pages
from planner.output.comparison.table import table
from planner.output.shared.csv_file import write_csv
from planner.output.shared.reader import languages_of, written_for
from planner.support.files import write_json
from planner.support.staging import staged_folder

FILES = ("comparison.html", "comparison.csv", "comparison.json")


def write_comparison(
    dossiers: Mapping[str, Dossier], folder: str | Path, *, comparison: Comparison | None = None
) -> list[Path]:
    """Write the comparison and every plan's own outputs into `folder`, all or none; other files there stay.

    Parameters
    ----------
    dossiers : mapping
        The plans by name, those of the worlds and those over several; the names become folders.
    folder : str or Path
    comparison : Comparison, optional
        What was played. Default: each plan in its own world.

    Returns
    -------
    list of Path
        The files, then the folders.

    Raises
    ------
    ValueError
        A plan has no dossier, or its name cannot be a folder.
    InputError
        The folder cannot be written.
    """
    played = comparison or compare_dossiers(dossiers)
    for plan in played.rows:
        if plan not in dossiers or not plan.replace("_", "").replace("-", "").isalnum():
            raise ValueError(f"{plan!r} has no plan, or a name that cannot be a folder")
    without = {HEDGED, EXPECTED} - set(played.rows)  # of an earlier comparison, and so is a map of other sites
    gone = without | {f"{name}/{file}" for name in without for file in (*WRITERS, *may_be_gone())}
    gone |= {f"{name}/{file}" for name in played.rows for file in may_be_gone()} | {VERDICTS_FILE}
    with staged_folder(folder, gone=gone) as stage:
        data = played.as_dict()
        for plan in played.rows:
            (stage / plan).mkdir()
            write_into(compared(dossiers[plan], data), stage / plan)
        write_json(stage / "comparison.json", data)
        write_csv(table(played), stage / "comparison.csv")
        told = dossiers[next(iter(played.rows))]
        with written_for(told, languages_of(told)[0]):
            pages = write_pages(data, dossiers, stage)
    return [
        *(Path(folder) / name for name in dict.fromkeys((*FILES, *pages))),
        *(Path(folder) / plan for plan in played.rows),
    ]


def compared(dossier: Dossier, data: Mapping[str, Any]) -> Dossier:
    """Return a plan that knows which sites every compared world wants, for its map; as it was where one world stands alone."""
    if len(data["mixes"]) < 2:
        return dossier
    sites = sorted(map(str, data.get("no_regret_sites", ())))
    return replace(dossier, surroundings={**dossier.surroundings, "no_regret": sites})


def plans_beside(folder: Path, plans: Collection[str]) -> list[str]:
    """Folders of plans in the folder of a comparison that are not of it: left by an earlier one, and somebody may want them."""
    return sorted(file.parent.name for file in folder.glob("*/plan.json") if file.parent.name not in plans)
