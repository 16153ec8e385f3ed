"""The commands. Each imports what it needs when it runs, so that `--help` answers at once."""

import gc
import sys
from typing import Annotated

import typer

from geodata.errors import OutputError
from planner.cli.commands.cache import cache
from planner.cli.commands.check import check
from planner.cli.commands.compare import compare
from planner.cli.commands.demo import demo
from planner.cli.commands.export import export
from planner.cli.commands.fetch import fetch
from planner.cli.commands.new import new
from planner.cli.commands.plan import plan
from planner.cli.commands.qgis import qgis_plugin
from planner.cli.commands.schemas import schema
from planner.cli.ending import PolitelyEnding, end_on_signals, end_told
from planner.cli.options import Lang, Quiet, Verbose
from planner.cli.streams import guard_streams, speak_utf8

SELDOM = (50_000, 20, 50)
"""How often Python looks for circles of garbage: a command makes few and ends soon, and each look at all that libraries load takes a tenth of a second."""

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
    gc.set_threshold(*SELDOM)
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
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    del version, lang, quiet, verbose  # the callbacks above have done their work
    if ctx.invoked_subcommand != "new":
        from planner.support.memory import require_for_libraries

        require_for_libraries()


for command in (demo, new, fetch, check, plan, compare, export, cache, schema):
    app.command()(command)
app.command("qgis-plugin")(qgis_plugin)
