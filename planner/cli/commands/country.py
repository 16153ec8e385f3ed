"""`evplan country`: corridors between cities, and a country's money over its cities and roads."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.ending import stopping_of_run
from planner.cli.options import Fresh, Lang, Quiet, Scheduler, Verbose
from planner.cli.reader import to_reader
from planner.errors import ConfigError
from planner.support.speech import _, term


def country(
    config: Annotated[
        Path | None,
        typer.Argument(
            metavar="CONFIG",
            help=term("The configuration of a country; examples in configs/countries, manual in docs/country.md."),
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=term("Folder for the results; made if missing."), show_default=False),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help=term("Plan the bundled sample country, a fictional one; needs no network."))
    ] = False,
    scheduler: Scheduler = "",
    fresh: Fresh = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Share a country's money between its cities and the roads between them, and plan every part with its share."""
    from planner.cli.screen import Screen
    from planner.jobs.asked import folder_for_results
    from planner.support.resources import configs_dir

    if demo == (config is not None):
        raise ConfigError(_("name one configuration of a country, or give --demo for the bundled one"))
    if out is None:
        if not demo:
            raise ConfigError(_("--out is missing; name the folder for the results"))
        out = Path("evplan-country-demo")
    file = configs_dir() / "sample_country" / "demo.toml" if config is None else config
    with Screen(quiet=quiet, verbose=verbose) as screen, folder_for_results(out) as folder:
        screen.say(_("loading the libraries"))
        from planner.country.config.country import load_country
        from planner.country.run import country_into

        asked = load_country(file)
        if lang is not None:
            asked = asked.with_languages(*lang)
        found = country_into(
            asked, folder, say=screen.say, stopping=stopping_of_run(), scheduler=scheduler, fresh=fresh
        )
    from planner.cli.countries import show_country

    with to_reader():
        show_country(found, folder, file)
