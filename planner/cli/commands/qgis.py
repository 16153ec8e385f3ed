"""`evplan qgis-plugin`: the plugin for QGIS, written out."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import Quiet
from planner.cli.reader import told_to_reader
from planner.support.speech import _, term


def qgis_plugin(
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="DIR", help=term("Folder for the plugin's folder evplan_qgis."), show_default=False
        ),
    ],
    quiet: Quiet = False,
) -> None:
    """Write the plugin by which QGIS runs check, plan and compare, and loads the results."""
    from planner.authoring.qgis.writer import PLACES, write_plugin
    from planner.cli.text import printable

    typer.echo(told_to_reader(_("wrote {file}", file=printable(str(write_plugin(to))))))
    if not quiet:
        typer.echo(
            told_to_reader(
                _(
                    "next: put it where QGIS looks for plugins ({places}), then switch it on in Plugins, Manage",
                    places=PLACES,
                )
            )
        )
