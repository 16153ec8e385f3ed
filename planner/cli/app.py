"""The commands. Each imports what it needs when it runs, so that `--help` answers at once."""

import atexit
import gc
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from geodata.errors import OutputError
from planner.cli.commands.cache import cache
from planner.cli.commands.check import check
from planner.cli.commands.compare import compare
from planner.cli.commands.country import country
from planner.cli.commands.demo import demo
from planner.cli.commands.export import export
from planner.cli.commands.fetch import fetch
from planner.cli.commands.new import new
from planner.cli.commands.plan import plan
from planner.cli.commands.qgis import qgis_plugin
from planner.cli.commands.schemas import schema
from planner.cli.commands.serve import serve
from planner.cli.commands.value import value
from planner.cli.ending import PolitelyEnding, end_on_signals, end_told
from planner.cli.help import Command
from planner.cli.options import Lang, Quiet, Verbose
from planner.cli.streams import guard_streams, speak_utf8
from planner.support.apart import keep_apart
from planner.support.speech import term

COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "demo": (demo, term("Plan the bundled sample city, a fictional one; needs no network.")),
    "new": (new, term("Write a commented starter configuration, and beside it a table of stations to fill in.")),
    "fetch": (fetch, term("Download the place's roads and sites, and stations from services, once, into a cache.")),
    "check": (
        check,
        term(
            "Load every input and tell what was read, what is doubtful, and what today's network serves, and how much assumed power matters."
        ),
    ),
    "plan": (plan, term("Propose new sites and upgrades, and write map, tables, OCPI files and report into DIR.")),
    "value": (
        value,
        term("Value a list of places with chargers as it is given, beside the best plan for the same money."),
    ),
    "compare": (compare, term("Plan for each world that may come and set the plans side by side.")),
    "country": (
        country,
        term(
            "Share a country's money between its cities and the roads between them, and plan every part with its share."
        ),
    ),
    "export": (export, term("Write a finished plan again in another format, without solving.")),
    "cache": (cache, term("Show the gathered cities and worked-out questions that are kept, or clear them.")),
    "schema": (
        schema,
        term(
            "Print the JSON Schema of the configuration file, by which editors complete keys and mark mistakes, or of plan.geojson."
        ),
    ),
    "qgis-plugin": (
        qgis_plugin,
        term("Write the plugin by which QGIS runs check, plan and compare, and loads the results."),
    ),
}
"""Commands by name, in the order of the help, each with what it does."""

SELDOM = (1_500_000, 20, 50)
"""How often Python looks for circles of garbage: a command makes few and ends soon, and each look at 50,000 new objects takes 15 ms. The server lives long and looks as usual."""
IN_TURN_S = 0.0005
"""How long a thread keeps the interpreter while another asks for it. Compiled loops come back for it every few milliseconds; by Python's own 5 ms they would stand still most of the time that something is worked out beside them."""

app = typer.Typer(
    cls=PolitelyEnding,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=term("Plan where a city's next chargers go, of which plug, at what cost, with a proven gap."),
    epilog=term(
        "Exit codes: 0 done, also where Ctrl-C ended a search and what was found is written; 2 the input is wrong; 3 no plan can keep the promises asked for; 74 the results cannot be written (disk full, output closed); 130 stopped by Ctrl-C with nothing written, 143 by another request to end; 141 who read the output had enough; 1 is a bug."
    ),
)


def main() -> None:
    """Run `evplan`; never returns."""
    speak_utf8()
    guard_streams()
    atexit.register(
        gc.freeze
    )  # else Python looks, at its end, for circles among all that was made: half a second for memory that is given back anyway
    try:
        end_on_signals()
        keep_apart("geodata.assemble")
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
        bool, typer.Option("--version", callback=_version, is_eager=True, help=term("Show the version and exit."))
    ] = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    del version, lang, quiet, verbose  # the callbacks above have done their work
    if ctx.invoked_subcommand != "serve":
        gc.set_threshold(*SELDOM)
        sys.setswitchinterval(IN_TURN_S)
    if ctx.invoked_subcommand != "new":
        from planner.support.memory import require_for_libraries

        require_for_libraries()


for name, (command, about) in COMMANDS.items():
    app.command(name, cls=Command, help=about)(command)
app.add_typer(
    serve,
    name="serve",
    help=term("Open the planner's page: files, scenarios, runs and plans of one project, in a browser."),
)
