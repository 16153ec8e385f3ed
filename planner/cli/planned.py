"""What `evplan plan` and `evplan demo` do: gather, plan, write, and tell the result."""

from pathlib import Path

from planner.cli.ending import stopping_of_run
from planner.cli.reader import language_of_reader
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import _


def plan_into(
    config: Path,
    out: Path,
    *,
    simulate: bool = False,
    edits: str | None = None,
    grow: str | None = None,
    fresh: bool = False,
    quick: bool = False,
    dialect: CsvDialect = CsvDialect.INTERNATIONAL,
    lang: list[str] | None = None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Plan what a configuration asks and write all results into a folder."""
    from planner.cli.screen import Screen
    from planner.config.scenario import load_scenario
    from planner.jobs.asked import folder_for_results

    scenario = load_scenario(config)
    if lang is not None:
        scenario = scenario.with_languages(*lang)
    if simulate:
        scenario = scenario.with_simulation(run=True)
    with Screen(quiet=quiet, verbose=verbose) as screen, folder_for_results(out) as folder:
        screen.say(_("loading the libraries"))
        from planner.jobs import plan

        asked = plan.PlanOptions(edits=edits, grow=grow, dialect=dialect, quick=quick, fresh=fresh)
        dossier = plan.plan_into(scenario, folder, asked, say=screen.say, stopping=stopping_of_run())
    from planner.cli.briefly import show_briefly
    from planner.cli.tables import show_plan
    from planner.output.shared.reader import written_for

    with written_for(dossier, language_of_reader()):
        (show_plan if verbose else show_briefly)(dossier, folder)
