"""Arguments and options that commands share, with their help texts."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.reader import set_language
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import term

Config = Annotated[
    Path,
    typer.Argument(metavar="CONFIG", help=term("The configuration file; 'evplan new' writes one."), show_default=False),
]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="DIR", help=term("Folder for the results; made if missing."), show_default=False),
]


def _or_before(ctx: typer.Context, param: typer.CallbackParam, value: bool) -> bool:
    """A flag of a command may stand before its name too: `evplan -q plan ...`."""
    return value or bool(ctx.parent and ctx.parent.params.get(param.name or ""))


Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", callback=_or_before, help=term("Say nothing but errors and results."))
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", callback=_or_before, help=term("Say more about each step."))]
Lang = Annotated[
    list[str] | None,
    typer.Option(
        "--lang",
        metavar="CODE",
        callback=set_language,
        help=term(
            "Language of what is printed, and of map, report and tables: en, ru, kk, uz, ky, tg. Several as ru,kk or by giving it again: the first is that of what is printed, and each further one makes files of its own. Default: the variable EVPLAN_LANG, else the language of the system, for what is printed; output.languages of the file for what is written."
        ),
        show_default=False,
    ),
]
Fresh = Annotated[
    bool,
    typer.Option(
        "--fresh", help=term("Read every input anew, whatever earlier runs have kept ('evplan cache' shows it).")
    ),
]
Grow = Annotated[
    str | None,
    typer.Option(
        "--grow",
        metavar="DIR",
        help=term(
            "Folder of a finished plan of the same city, all of which stays; plan.budget_usd pays for it and for what comes on top."
        ),
        show_default=False,
    ),
]
Edits = Annotated[
    str | None,
    typer.Option(
        "--edits",
        metavar="FILE",
        help=term(
            "A plan.gpkg, field form or exported table of PostGIS with edits (column action, points moved or drawn) that the plan is to honour."
        ),
        show_default=False,
    ),
]
Mixes = Annotated[
    str | None,
    typer.Option(
        "--mixes",
        metavar="A,B,C",
        help=term(
            "Standard mixes (ccs2_heavy, balanced, gbt_heavy, kz, kz_low, ...), tables of port shares, or rows of compare.worlds by name. Default: compare.mixes and compare.worlds of the file."
        ),
        show_default=False,
    ),
]
Scenarios = Annotated[
    str | None,
    typer.Option(
        "--scenarios",
        metavar="FILE,FILE",
        help=term("Further configuration files, each a world of its own."),
        show_default=False,
    ),
]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help=term(
            "A Dask scheduler whose workers do the work, tcp://host:port (docs/scaling.md). Default: processes of this machine."
        ),
        show_default=False,
    ),
]
Dialect = Annotated[
    CsvDialect | None,
    typer.Option(
        "--csv-dialect",
        metavar="international|ru",
        help=term(
            "Tables of text (.csv): 'international' has commas and decimal points, for scripts; 'ru' has semicolons and decimal commas, for a double click in a Russian Excel. Default: international."
        ),
        show_default=False,
    ),
]
Simulate = Annotated[bool, typer.Option("--simulate", help=term("Also play it out: does its promise hold?"))]


class Studies(StrEnum):
    """Which studies of the plan are made."""

    ALL = "all"
    QUICK = "quick"


StudiesMade = Annotated[
    Studies,
    typer.Option(
        "--studies",
        metavar="all|quick",
        help=term(
            "'quick' leaves out what takes seconds and no plan needs: why each site, how sure the promise is, other plans. Default: all."
        ),
    ),
]


def only_quick(studies: Studies, *, simulate: bool) -> bool:
    """Whether the studies that take seconds are left out.

    Raises
    ------
    BadParameter
        One of those is asked for beside.
    """
    if simulate and studies is Studies.QUICK:
        raise typer.BadParameter("--simulate asks for a study that --studies quick leaves out; give one of the two")
    return studies is Studies.QUICK
