"""`evplan fetch`: what is online, into the cache."""

from typing import Annotated

import typer

from planner.cli.options import Config, Lang, Quiet, Verbose
from planner.cli.reader import to_reader, told_to_reader
from planner.support.speech import _, term


def fetch(
    config: Config,
    force: Annotated[bool, typer.Option("--force", help=term("Ask again for what is in the cache already."))] = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Download the place's roads and sites, and stations from services, once, into a cache."""
    del lang  # its callback has done its work
    from planner.cli.screen import Screen
    from planner.config.scenario import load_scenario

    scenario = load_scenario(config)
    if scenario.city.place is None and not any(source.is_online for source in scenario.stations):
        from planner.cli.text import printable

        files = _("the roads of {name} come from the file {roads}", name=scenario.city.name, roads=scenario.city.roads)
        typer.echo(
            told_to_reader(
                _("nothing to fetch: {printable}, and no source of stations is a service", printable=printable(files))
            )
        )
        return
    with Screen(quiet=quiet, verbose=verbose) as screen:
        screen.say(_("loading the libraries"))
        from planner.fetching import fetch as run_fetch

        fetched = run_fetch(scenario, say=screen.say, again=force)
    from planner.cli.fetched import show_fetched

    with to_reader():
        show_fetched(fetched, scenario.city.place)
