"""The commands. Each imports what it needs when it runs, so that `--help` answers at once."""

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from geodata.errors import OutputError
from planner.cli.ending import PolitelyEnding, end_on_signals, end_told, stopping_of_run
from planner.cli.options import Config, Dialect, Edits, Mixes, Out, Quiet, Scenarios, Verbose
from planner.cli.qgis import qgis_plugin
from planner.cli.schemas import schema
from planner.cli.streams import guard_streams, speak_utf8
from planner.support.csv_dialects import CsvDialect

app = typer.Typer(
    cls=PolitelyEnding,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Plan where a city's next chargers go, of which plug, at what cost, with a proven gap.",
    epilog="Exit codes: 0 done; 2 the input is wrong; 3 no plan can keep the promises asked for; 74 the results cannot be written (disk full, output closed); 130 stopped by Ctrl-C, 143 by another request to end; 141 who read the output had enough; 1 is a bug.",
)


def main() -> None:
    """Run `evplan`; never returns."""
    speak_utf8()
    guard_streams()
    try:
        end_on_signals()
        app(prog_name="evplan")
    except (OutputError, MemoryError, RuntimeError) as error:  # before there is a command that tells it
        code = end_told(error)
        if code is None:
            raise
        sys.exit(code)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"evplan {version('evplan')}")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    del version, quiet, verbose  # the callbacks above have done their work
    if ctx.invoked_subcommand != "new":
        from planner.support.memory import require_for_libraries

        require_for_libraries()


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results; made if missing.")] = Path(
        "evplan-demo"
    ),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Plan the bundled sample city, a fictional one; needs no network."""
    from planner.cli.planned import plan_into
    from planner.support.resources import configs_dir

    plan_into(configs_dir() / "sample_city" / "demo.toml", out, quiet=quiet, verbose=verbose)


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The configuration file to write.", show_default=False)],
    city: Annotated[
        str,
        typer.Option(
            "--city",
            metavar="NAME",
            help="A known city, or any place name: 'Karaganda, Kazakhstan'.",
            show_default=False,
        ),
    ],
    tables: Annotated[bool, typer.Option("--tables", help="Also write a fleet table to fill in, beside it.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over the configuration that is there.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a commented starter configuration, and beside it a table of stations to fill in."""
    from planner.cli.screen import Screen
    from planner.cli.text import printable

    with Screen(quiet=quiet, verbose=verbose):
        from planner.authoring.starter import write_starter

        starter = write_starter(file, city, tables=tables, force=force)
    typer.echo(f"wrote {printable(str(file))}")
    if quiet:
        return
    for path in starter.files[1:]:
        typer.echo(f"wrote {printable(str(path))}")
    for path in starter.kept:
        typer.echo(f"kept {printable(str(path))}")
    for note in starter.notes:
        typer.echo(f"note: {printable(note)}")
    named = printable(str(file))
    typer.echo(f"next: fill in what you know, then 'evplan fetch {named}' and 'evplan check {named}'")


@app.command()
def fetch(
    config: Config,
    force: Annotated[bool, typer.Option("--force", help="Ask again for what is in the cache already.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Download the place's roads and sites, and stations from services, once, into a cache."""
    from planner.cli.screen import Screen
    from planner.config.scenario import load_scenario

    scenario = load_scenario(config)
    if scenario.city.place is None and not any(source.is_online for source in scenario.stations):
        from planner.cli.text import printable

        files = f"the roads of {scenario.city.name} come from the file {scenario.city.roads}"
        typer.echo(f"nothing to fetch: {printable(files)}, and no source of stations is a service")
        return
    with Screen(quiet=quiet, verbose=verbose) as screen:
        screen.say("loading the libraries")
        from planner.fetching import fetch as run_fetch

        fetched = run_fetch(scenario, say=screen.say, again=force)
    from planner.cli.fetched import show_fetched

    show_fetched(fetched, scenario.city.place)


@app.command()
def check(
    config: Config,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Also write the report as a page, today's network as a map, and their tables into DIR.",
            show_default=False,
        ),
    ] = None,
    demand: Annotated[
        bool,
        typer.Option("--demand", help="Also tell the demand and how that of one zone arises, term by term."),
    ] = False,
    zone: Annotated[
        str | None,
        typer.Option(
            "--zone", metavar="ID", help="The zone for --demand; that with most demand unless told.", show_default=False
        ),
    ] = None,
    sizes: Annotated[
        bool,
        typer.Option(
            "--sizes/--no-sizes",
            help="Plan quickly at 150, 250 and 400 kW wherever the power of a site is assumed, to show how much that matters.",
        ),
    ] = True,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load every input and tell what was read, what is doubtful, and what today's network serves, and how much assumed power matters."""
    from planner.cli.choices import folder_for_results
    from planner.cli.screen import Screen
    from planner.config.scenario import load_scenario

    scenario = load_scenario(config)
    held = contextlib.nullcontext(None) if out is None else folder_for_results(out)
    with Screen(quiet=quiet, verbose=verbose) as screen, held as folder:
        screen.say("loading the libraries")
        from planner.checking import check as run_check

        seen = run_check(scenario, say=screen.say, zone=zone, sizes=sizes)
        if folder is not None:
            from planner.output.check.writer import write_check

            screen.say(f"writing {folder}")
            write_check(seen, folder)
    if as_json:
        from planner.cli.tables import json_text

        typer.echo(json_text(seen.as_dict()))
        return
    from planner.cli.account import show_check

    show_check(seen, folder, verbose=verbose, demand=demand or zone is not None)


@app.command()
def plan(
    config: Config,
    out: Out,
    simulate: Annotated[bool, typer.Option("--simulate", help="Also play it out: does its promise hold?")] = False,
    csv_dialect: Dialect = None,
    edits: Edits = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Propose new sites and upgrades, and write map, tables, OCPI files and report into DIR."""
    from planner.cli.planned import plan_into

    dialect = csv_dialect or CsvDialect.INTERNATIONAL
    plan_into(config, out, simulate=simulate, edits=edits, dialect=dialect, quiet=quiet, verbose=verbose)


@app.command()
def compare(
    config: Config,
    out: Out,
    mixes: Mixes = None,
    scenarios: Scenarios = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Plan for each world that may come and set the plans side by side."""
    from planner.cli.choices import asked_worlds, folder_for_results
    from planner.cli.screen import Screen
    from planner.cli.text import one_line
    from planner.config.scenario import load_scenario

    scenario = load_scenario(config)
    worlds, refused = asked_worlds(scenario, mixes, scenarios)
    for one in refused:
        typer.echo(one_line(f"left out: {one.name}: {one.why}"), err=True)
    with Screen(quiet=quiet, verbose=verbose) as screen, folder_for_results(out) as folder:
        screen.say("loading the libraries")
        from planner.compare.run.compare import compare as run_compare
        from planner.compare.run.unfinished import Unfinished
        from planner.output.comparison.writer import write_comparison

        found = run_compare(scenario, worlds, refused, say=screen.say, stopping=stopping_of_run(), out=folder)
        screen.say(f"writing {folder}")
        write_comparison(found.dossiers, folder, comparison=found.comparison)
        if found.whole:
            Unfinished(folder).clear()
    from planner.cli.compared import show_comparison

    show_comparison(found.comparison, folder)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished plan.", show_default=False)],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FILE",
            help="File to write; its name or ending names the format: .html, .geojson, .gpkg, .csv, .xlsx, .json, .parquet, .fgb, .kml; all names in docs/outputs.md. Or a database with PostGIS, 'postgresql://host/database|schema=name'.",
            show_default=False,
        ),
    ],
    csv_dialect: Dialect = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a finished plan again in another format, without solving."""
    from geodata.address import is_database
    from planner.cli.exported import export_into, written_line
    from planner.cli.screen import Screen
    from planner.cli.text import printable

    if is_database(to):
        export_into(folder, to, csv_dialect, quiet=quiet, verbose=verbose)
        return
    with Screen(quiet=quiet, verbose=verbose) as screen:
        screen.say(f"writing {to}")
        from planner.dossier.dossier import Dossier
        from planner.output import format_for, write_one

        form = format_for(Path(to), csv_dialect)
        written = write_one(Dossier.load(folder), to, dialect=csv_dialect)
    typer.echo(printable(written_line(written, form.name, form.others)))


app.command()(schema)
app.command("qgis-plugin")(qgis_plugin)
