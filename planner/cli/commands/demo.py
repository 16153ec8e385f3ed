"""`evplan demo`: the bundled sample city, planned."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import Lang, Quiet, Verbose
from planner.support.speech import term


def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help=term("Folder for the results; made if missing."))
    ] = Path("evplan-demo"),
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Plan the bundled sample city, a fictional one; needs no network."""
    from planner.cli.planned import plan_into
    from planner.support.resources import configs_dir

    plan_into(configs_dir() / "sample_city" / "demo.toml", out, lang=lang, quiet=quiet, verbose=verbose)
