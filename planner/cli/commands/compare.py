"""`evplan compare`: plans for the worlds that may come, side by side."""

import typer

from planner.cli.ending import stopping_of_run
from planner.cli.options import Config, Fresh, Lang, Mixes, Out, Quiet, Scenarios, Scheduler, Verbose
from planner.cli.reader import to_reader
from planner.support.speech import _, told


def compare(
    config: Config,
    out: Out,
    mixes: Mixes = None,
    scenarios: Scenarios = None,
    scheduler: Scheduler = "",
    fresh: Fresh = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Plan for each world that may come and set the plans side by side."""
    from planner.cli.screen import Screen
    from planner.cli.text import one_line
    from planner.config.scenario import load_scenario
    from planner.jobs.asked import asked_worlds, folder_for_results

    scenario = load_scenario(config)
    if lang is not None:
        scenario = scenario.with_languages(*lang)
    worlds, refused = asked_worlds(scenario, mixes, scenarios)
    for one in refused:
        typer.echo(one_line(told(_("left out: {name}: {why}", name=one.name, why=one.why))), err=True)
    with Screen(quiet=quiet, verbose=verbose) as screen, folder_for_results(out) as folder:
        screen.say(_("loading the libraries"))
        from planner.jobs.compare import compare_into

        found = compare_into(
            scenario,
            (worlds, refused),
            folder,
            say=screen.say,
            stopping=stopping_of_run(),
            fresh=fresh,
            scheduler=scheduler,
        )
    from planner.cli.compared import show_comparison, show_comparison_briefly

    with to_reader():
        (show_comparison if verbose else show_comparison_briefly)(found.comparison, found.dossiers, folder)
