"""`evplan plan`: the main job."""

from planner.cli.options import (
    Config,
    Dialect,
    Edits,
    Fresh,
    Grow,
    Lang,
    Out,
    Quiet,
    Simulate,
    Studies,
    StudiesMade,
    Verbose,
    only_quick,
)
from planner.support.csv_dialects import CsvDialect


def plan(
    config: Config,
    out: Out,
    simulate: Simulate = False,
    csv_dialect: Dialect = None,
    edits: Edits = None,
    grow: Grow = None,
    studies: StudiesMade = Studies.ALL,
    fresh: Fresh = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Propose new sites and upgrades, and write map, tables, OCPI files and report into DIR."""
    from planner.cli.planned import plan_into

    dialect = csv_dialect or CsvDialect.INTERNATIONAL
    quick = only_quick(studies, simulate=simulate)
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
