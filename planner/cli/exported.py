"""What `evplan export` tells of a file it wrote, and what it does for `--to postgresql://…`: put a finished plan into a database and tell where it is."""

from pathlib import Path

import typer

from geodata.errors import InputError
from planner.cli.reader import told_to_reader
from planner.cli.screen import Screen
from planner.cli.text import printable
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import _


def written_line(file: Path, name: str, others: tuple[str, ...]) -> str:
    """Tell what a file holds, and which other contents its ending might have had."""
    if file.name.lower() == name:
        return _("wrote {file}", file=file)
    if not others:
        return _("wrote {file}, the same as {name}", file=file, name=name)
    return _(
        "wrote {file}, the same as {name}, by its ending; the word of another in its name asks for that one: {others}",
        file=file,
        name=name,
        others=", ".join(others),
    )


def export_into(folder: Path, address: str, csv_dialect: CsvDialect | None, *, quiet: bool, verbose: bool) -> None:
    """Write every layer of a finished plan into a schema of a database.

    Raises
    ------
    PlannerError, GeodataError
        There is no plan, or the database refuses; one line, and nothing is written.
    """
    from planner.output.postgis.writer import target_of, where_of

    where = where_of(*target_of(address))
    if csv_dialect is not None:
        raise InputError(
            where,
            _("a database, which has no dialect {value!r}", value=csv_dialect.value),
            _("leave --csv-dialect out"),
        )
    with Screen(quiet=quiet, verbose=verbose) as screen:
        screen.say(_("writing {where}", where=where))
        from planner.dossier.dossier import Dossier
        from planner.output import INTO_DATABASES

        done = INTO_DATABASES["postgresql"](Dossier.load(folder), address)
    typer.echo(
        told_to_reader(
            _(
                "wrote run {run_id} into {printable}: {sites} sites, {zones} zones",
                run_id=done.run_id,
                printable=printable(done.where),
                sites=done.rows["sites"],
                zones=done.rows["zones"],
            )
        )
    )
