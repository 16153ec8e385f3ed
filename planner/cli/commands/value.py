"""`evplan value`: a list of places with chargers, valued as it is given."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import (
    Config,
    Dialect,
    Fresh,
    Lang,
    Out,
    Quiet,
    Simulate,
    Studies,
    StudiesMade,
    Verbose,
    only_quick,
)
from planner.cli.reader import language_of_reader
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import _, term


def value(
    config: Config,
    table: Annotated[
        str,
        typer.Option(
            "--list",
            metavar="TABLE",
            help=term("Table or map layer of places (lat, lon or a geometry) with chargers, as '2 x dc_ccs2_60'."),
            show_default=False,
        ),
    ],
    out: Out = Path("evplan-value"),
    simulate: Simulate = False,
    csv_dialect: Dialect = None,
    studies: StudiesMade = Studies.ALL,
    fresh: Fresh = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Value a list of places with chargers as it is given, beside the best plan for the same money."""
    from planner.cli.ending import stopping_of_run
    from planner.cli.screen import Screen
    from planner.config.scenario import load_scenario
    from planner.jobs.asked import folder_for_results

    quick = only_quick(studies, simulate=simulate)
    scenario = load_scenario(config)
    if lang is not None:
        scenario = scenario.with_languages(*lang)
    if simulate:
        scenario = scenario.with_simulation(run=True)
    with Screen(quiet=quiet, verbose=verbose) as screen, folder_for_results(out) as folder:
        screen.say(_("loading the libraries"))
        from planner.jobs.value import ValueOptions, value_into

        asked = ValueOptions(table, csv_dialect or CsvDialect.INTERNATIONAL, quick=quick, fresh=fresh)
        dossier = value_into(scenario, folder, asked, say=screen.say, stopping=stopping_of_run())
    from planner.cli.list_value import show_list_value
    from planner.output.shared.reader import written_for

    with written_for(dossier, language_of_reader()):
        show_list_value(dossier, folder, whole=verbose)
