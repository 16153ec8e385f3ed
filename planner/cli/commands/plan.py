"""`evplan plan`: the main job."""

from typing import Annotated

import typer

from planner.cli.options import Config, Dialect, Edits, Lang, Out, Quiet, Verbose
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import term


def plan(
    config: Config,
    out: Out,
    simulate: Annotated[
        bool, typer.Option("--simulate", help=term("Also play it out: does its promise hold?"))
    ] = False,
    csv_dialect: Dialect = None,
    edits: Edits = None,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Propose new sites and upgrades, and write map, tables, OCPI files and report into DIR."""
    from planner.cli.planned import plan_into

    dialect = csv_dialect or CsvDialect.INTERNATIONAL
    plan_into(config, out, simulate=simulate, edits=edits, dialect=dialect, lang=lang, quiet=quiet, verbose=verbose)
