"""`evplan plan`: the main job."""

from enum import StrEnum
from typing import Annotated

import typer

from planner.cli.options import Config, Dialect, Edits, Fresh, Grow, Lang, Out, Quiet, Verbose
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import term


class Studies(StrEnum):
    """Which studies of the plan are made."""

    ALL = "all"
    QUICK = "quick"


def plan(
    config: Config,
    out: Out,
    simulate: Annotated[
        bool, typer.Option("--simulate", help=term("Also play it out: does its promise hold?"))
    ] = False,
    csv_dialect: Dialect = None,
    edits: Edits = None,
    grow: Grow = None,
    studies: Annotated[
        Studies,
        typer.Option(
            "--studies",
            metavar="all|quick",
            help=term(
                "'quick' leaves out what takes seconds and no plan needs: why each site, how sure the promise is, other plans. Default: all."
            ),
        ),
    ] = Studies.ALL,
    fresh: Fresh = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Propose new sites and upgrades, and write map, tables, OCPI files and report into DIR."""
    from planner.cli.planned import plan_into

    dialect = csv_dialect or CsvDialect.INTERNATIONAL
    quick = studies is Studies.QUICK
    if simulate and quick:
        raise typer.BadParameter("--simulate asks for a study that --studies quick leaves out; give one of the two")
    plan_into(
        config,
        out,
        simulate=simulate,
        edits=edits,
        grow=grow,
        fresh=fresh,
        quick=quick,
        dialect=dialect,
        lang=lang,
        quiet=quiet,
        verbose=verbose,
    )
