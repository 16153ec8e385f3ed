"""`evplan new`: a starter configuration."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import Lang, Quiet, Verbose
from planner.cli.reader import language_of_reader, told_to_reader
from planner.support.speech import _, term


def new(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=term("The configuration file to write."), show_default=False)
    ],
    city: Annotated[
        str,
        typer.Option(
            "--city",
            metavar="NAME",
            help=term("A known city, or any place name: 'Karaganda, Kazakhstan'."),
            show_default=False,
        ),
    ],
    tables: Annotated[
        bool, typer.Option("--tables", help=term("Also write a fleet table to fill in, beside it."))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=term("Write over the configuration that is there."))] = False,
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a commented starter configuration, and beside it a table of stations to fill in."""
    from planner.cli.screen import Screen
    from planner.cli.text import printable

    with Screen(quiet=quiet, verbose=verbose):
        from planner.authoring.starter import write_starter

        starter = write_starter(file, city, tables=tables, force=force, languages=lang or (language_of_reader(),))
    typer.echo(told_to_reader(_("wrote {file}", file=printable(str(file)))))
    if quiet:
        return
    for path in starter.files[1:]:
        typer.echo(told_to_reader(_("wrote {file}", file=printable(str(path)))))
    for path in starter.kept:
        typer.echo(told_to_reader(_("kept {file}", file=printable(str(path)))))
    for note in starter.notes:
        typer.echo(told_to_reader(_("note: {note}", note=note)))
    named = printable(str(file))
    typer.echo(
        told_to_reader(
            _("next: fill in what you know, then 'evplan fetch {named}' and 'evplan check {named}'", named=named)
        )
    )
