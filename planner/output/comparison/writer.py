"""One folder a mix, one table, one page with the maps side by side."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.compare.comparison import Comparison, compare_dossiers
from planner.compare.rows import EXPECTED, HEDGED
from planner.config.scenario import Scenario
from planner.dossier.dossier import PLAN_FILE, Dossier
from planner.output import WRITERS, files_of, may_be_gone, studies_asked, write_into, written_before
from planner.output.comparison.frames import VERDICTS_FILE
from planner.output.comparison.page import write_pages
from planner.output.comparison.table import table
from planner.output.shared.csv_file import write_csv
from planner.output.shared.reader import languages_of, named_for, written_for
from planner.support.earlier import note_in
from planner.support.files import write_json
from planner.support.speech import LANGUAGES
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
    gone = {*({HEDGED, EXPECTED} - set(played.rows)), *going(Path(folder), played.rows)}
    with staged_folder(folder, gone=gone) as stage:
        data = played.as_dict()
        for plan in played.rows:
            (stage / plan).mkdir()
            write_into(compared(dossiers[plan], data), stage / plan)
        write_json(stage / "comparison.json", data)
        write_csv(table(played), stage / "comparison.csv")
        told = dossiers[next(iter(played.rows))]
        pages = list[str]()
        for at, code in enumerate(languages_of(told)):
            with written_for(told, code):
                pages += write_pages(data, dossiers, stage, code if at else None)
    return [
        *(Path(folder) / name for name in dict.fromkeys((*FILES, *pages))),
        *(Path(folder) / plan for plan in played.rows),
    ]


def comparison_files(scenario: Scenario, worlds: Collection[str]) -> set[str]:
    """Names of all that a comparison of these worlds writes."""
    files = files_of(scenario.output.languages, studies_asked(scenario))
    own = {*FILES, VERDICTS_FILE, *(further_pages(scenario.output.languages[1:]))}
    return own | {f"{name}/{file}" for name in (*worlds, HEDGED, EXPECTED) for file in files}


def further_pages(codes: Iterable[str]) -> set[str]:
    """Names of the pages of a comparison in further languages."""
    return {named_for(name, code) for name in (FILES[0], VERDICTS_FILE) for code in codes}


def comparison_before(folder: Path) -> set[str]:
    """Names of what an earlier comparison wrote into a folder, with the plans of its worlds; nothing of a folder without any of ours."""
    ours = note_in(folder, "comparison.json", ("mixes", "plans", "regret"))
    own = {*FILES, VERDICTS_FILE, *further_pages(LANGUAGES)} if ours else set[str]()
    plans = [file.parent.name for file in folder.glob(f"*/{PLAN_FILE}")]
    return own | {f"{name}/{file}" for name in plans for file in written_before(folder / name)}


def going(folder: Path, plans: Collection[str]) -> set[str]:
    """Of what an earlier comparison wrote, that which would tell of another one if it stayed: plans over several worlds that are not of these `plans`, files of studies and further languages, a map of other sites."""
    without = {HEDGED, EXPECTED} - set(plans)
    gone = {f"{name}/{file}" for name in without for file in (*WRITERS, *may_be_gone())}
    gone |= {VERDICTS_FILE, *further_pages(LANGUAGES)}
    gone |= {f"{name}/{file}" for name in plans for file in may_be_gone()}
    return gone & comparison_before(folder)


def compared(dossier: Dossier, data: Mapping[str, Any]) -> Dossier:
    """Return a plan that knows which sites every compared world wants, for its map; as it was where one world stands alone."""
    if len(data["mixes"]) < 2:
        return dossier
    sites = sorted(map(str, data.get("no_regret_sites", ())))
    return replace(dossier, surroundings={**dossier.surroundings, "no_regret": sites})


def plans_beside(folder: Path, plans: Collection[str]) -> list[str]:
    """Folders of plans in the folder of a comparison that are not of it: left by an earlier one, and somebody may want them."""
    return sorted(file.parent.name for file in folder.glob("*/plan.json") if file.parent.name not in plans)
