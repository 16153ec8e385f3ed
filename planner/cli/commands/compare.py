"""`evplan compare`: plans for the worlds that may come, side by side."""

import typer

from planner.cli.ending import stopping_of_run
from planner.cli.options import Config, Fresh, Lang, Mixes, Out, Quiet, Scenarios, Verbose
from planner.cli.reader import to_reader
from planner.support.speech import _


def compare(
    config: Config,
    out: Out,
    mixes: Mixes = None,
    scenarios: Scenarios = None,
    fresh: Fresh = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Plan for each world that may come and set the plans side by side."""
    from planner.cli.choices import asked_worlds, folder_for_results
    from planner.cli.screen import Screen
    from planner.cli.text import one_line
    from planner.config.scenario import load_scenario

    scenario = load_scenario(config)
    if lang is not None:
        scenario = scenario.with_languages(lang)
    worlds, refused = asked_worlds(scenario, mixes, scenarios)
    for one in refused:
        typer.echo(one_line(f"left out: {one.name}: {one.why}"), err=True)
    with Screen(quiet=quiet, verbose=verbose) as screen, folder_for_results(out) as folder:
        screen.say(_("loading the libraries"))
        from planner.compare.run.compare import compare as run_compare
        from planner.compare.run.unfinished import Unfinished
        from planner.kept.prepared import preparing
        from planner.output.comparison.writer import write_comparison

        gather, _ask = preparing(fresh=fresh)
        stopping = stopping_of_run()
        found = run_compare(scenario, worlds, refused, say=screen.say, stopping=stopping, out=folder, gather=gather)
        screen.say(_("writing {folder}", folder=folder))
        write_comparison(found.dossiers, folder, comparison=found.comparison)
        if found.whole:
            Unfinished(folder).clear()
    from planner.cli.compared import show_comparison

    with to_reader():
        show_comparison(found.comparison, folder)
