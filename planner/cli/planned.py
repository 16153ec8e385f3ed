"""What `evplan plan` and `evplan demo` do: gather, plan, write, and tell the result."""

from pathlib import Path

from planner.cli.ending import stopping_of_run
from planner.cli.reader import language_of_reader
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import _

OF_OUTPUTS = ("pulp", "scipy.optimize", "planner.output", "folium", "openpyxl", "openpyxl.writer.excel", "pyogrio")
"""What a run needs later and can load while solvers leave the interpreter free."""


def plan_into(
    config: Path,
    out: Path,
    *,
    simulate: bool = False,
    edits: str | None = None,
    fresh: bool = False,
    quick: bool = False,
    dialect: CsvDialect = CsvDialect.INTERNATIONAL,
    lang: str | None = None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Plan what a configuration asks and write all results into a folder."""
    from planner.cli.choices import folder_for_results
    from planner.cli.screen import Screen
    from planner.config.scenario import load_scenario

    scenario = load_scenario(config)
    if lang is not None:
        scenario = scenario.with_languages(lang)
    if simulate:
        scenario = scenario.with_simulation(run=True)
    with Screen(quiet=quiet, verbose=verbose) as screen, folder_for_results(out) as folder:
        screen.say(_("loading the libraries"))
        from planner.cli.choices import edits_in
        from planner.kept.prepared import preparing
        from planner.pipeline import make_plan
        from planner.support.ahead import load_beside

        asked = edits_in(edits, out)
        gather, ask = preparing(fresh=fresh)
        city = gather(scenario, say=screen.say)
        load_beside(*OF_OUTPUTS)
        stopping = stopping_of_run()
        dossier = make_plan(city, scenario, say=screen.say, stopping=stopping, edits=asked, quick=quick, ask=ask)
        screen.say(_("writing {folder}", folder=folder))
        from planner.output import write_all

        write_all(dossier, folder, dialect=dialect)
    from planner.cli.tables import show_plan
    from planner.output.shared.reader import written_for

    with written_for(dossier, language_of_reader()):
        show_plan(dossier, folder)
