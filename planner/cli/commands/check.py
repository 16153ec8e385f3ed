"""`evplan check`: what was read, and what stands today."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import Config, Fresh, Lang, Quiet, Verbose
from planner.cli.reader import to_reader, told_to_reader
from planner.cli.text import one_line
from planner.errors import ConfigError
from planner.support.speech import _, filed, gathering, term


def check(
    config: Config,
    as_json: Annotated[bool, typer.Option("--json", help=term("Print one JSON object and nothing else."))] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help=term("Also write the report as a page, today's network as a map, and their tables into DIR."),
            show_default=False,
        ),
    ] = None,
    demand: Annotated[
        bool,
        typer.Option("--demand", help=term("Also tell the demand and how that of one zone arises, term by term.")),
    ] = False,
    zone: Annotated[
        str | None,
        typer.Option(
            "--zone",
            metavar="ID",
            help=term("The zone for --demand; that with most demand unless told."),
            show_default=False,
        ),
    ] = None,
    sizes: Annotated[
        bool,
        typer.Option(
            "--sizes/--no-sizes",
            help=term(
                "Plan quickly at 150, 250 and 400 kW wherever the power of a site is assumed, to show how much that matters."
            ),
        ),
    ] = True,
    fresh: Fresh = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load every input and tell what was read, what is doubtful, and what today's network serves, and how much assumed power matters."""
    from planner.cli.screen import Screen
    from planner.config.reading import is_country, tables_of
    from planner.config.scenario import load_scenario
    from planner.jobs.asked import folder_for_results

    if is_country(tables_of(config)):
        if out is not None or demand or zone is not None or not sizes:
            raise ConfigError(
                _(
                    "{file}: of a country all is told on the console, and with --json for programs; leave out --out, --demand, --zone and --no-sizes",
                    file=config,
                )
            )
        _check_country(config, as_json=as_json, fresh=fresh, quiet=quiet, verbose=verbose)
        return
    scenario = load_scenario(config)
    if lang is not None:
        scenario = scenario.with_languages(*lang)
    held = contextlib.nullcontext(None) if out is None else folder_for_results(out)
    with Screen(quiet=quiet, verbose=verbose) as screen, held as folder:
        screen.say(_("loading the libraries"))
        from planner.jobs.check import check_into

        with gathering() as messages:  # what was said on the way is told again in another language below
            seen = check_into(scenario, folder, say=screen.say, zone=zone, sizes=sizes, fresh=fresh)
    if as_json:
        from planner.cli.tables import json_text

        typer.echo(json_text(seen.as_dict()))
        return
    from planner.cli.account import show_check

    with to_reader(), filed(messages):
        show_check(seen, folder, verbose=verbose, demand=demand or zone is not None)


def _check_country(file: Path, *, as_json: bool, fresh: bool, quiet: bool, verbose: bool) -> None:
    """The same of a country: all that was read is told, also where something must be mended first, of which each is one line on stderr."""
    from planner.cli.screen import Screen
    from planner.country.config.country import load_country
    from planner.jobs.ending import WRONG_INPUT

    with Screen(quiet=quiet, verbose=verbose) as screen:
        screen.say(_("loading the libraries"))
        from planner.country.check import check_country

        seen = check_country(load_country(file), say=screen.say, fresh=fresh)
    if as_json:
        from planner.cli.tables import json_text

        typer.echo(json_text(seen.as_dict()))
    else:
        from planner.cli.country_checked import show_country_check

        with to_reader():
            show_country_check(seen, file, verbose=verbose)
    for line in seen.wrong:
        typer.echo(one_line(told_to_reader(_("error: {said}", said=line))), err=True)
    if seen.wrong:
        raise typer.Exit(WRONG_INPUT)
