"""`evplan export`: a finished plan in another format."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import Dialect, Lang, Quiet, Verbose
from planner.cli.reader import told_to_reader
from planner.errors import ConfigError
from planner.support.speech import _, term


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=term("Folder of a finished plan."), show_default=False)],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FILE",
            help=term(
                "File to write; its name or ending names the format: .html, .geojson, .gpkg, .csv, .xlsx, .json, .parquet, .fgb, .kml, .pdf, .docx; all names in docs/outputs.md. Or a database with PostGIS, 'postgresql://host/database|schema=name'."
            ),
            show_default=False,
        ),
    ],
    csv_dialect: Dialect = None,
    lang: Lang = None,
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
    if lang and len(lang) > 1:
        raise ConfigError(_("a file is written in one language; name one of {codes}", codes=", ".join(lang)))
    with Screen(quiet=quiet, verbose=verbose) as screen:
        screen.say(_("writing {to}", to=to))
        from planner.dossier.dossier import Dossier
        from planner.output import format_for, write_one

        form = format_for(Path(to), csv_dialect)
        written = write_one(Dossier.load(folder), to, dialect=csv_dialect, language=lang[0] if lang else None)
    typer.echo(printable(told_to_reader(written_line(written, form.name, form.others))))
