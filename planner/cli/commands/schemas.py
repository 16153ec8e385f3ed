"""`evplan schema`: the JSON Schemas of the configurations and of `plan.geojson`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.reader import told_to_reader
from planner.support.speech import _, term


class Described(StrEnum):
    """Files that have a schema."""

    CONFIG = "config"
    COUNTRY = "country"
    GEOJSON = "plan.geojson"


def schema(
    of: Annotated[
        Described,
        typer.Argument(
            metavar="[config|country|plan.geojson]",
            help=term("What to describe: the configuration of a city or of a country, or a result."),
        ),
    ] = Described.CONFIG,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help=term("Write it there instead of printing it."), show_default=False),
    ] = None,
) -> None:
    """Print the JSON Schema of the configuration file, by which editors complete keys and mark mistakes, or of plan.geojson."""
    from planner.cli.text import printable
    from planner.support.staging import put_json

    described = _schema(of)
    if to is None:
        from planner.cli.tables import json_text

        typer.echo(json_text(described))
        return
    put_json(to, described)
    typer.echo(told_to_reader(_("wrote {file}", file=printable(str(to)))))


def _schema(of: Described) -> dict[str, Any]:
    if of is Described.CONFIG:
        from planner.authoring.config_schema import config_schema

        return config_schema()
    if of is Described.COUNTRY:
        from planner.country.manual import country_schema

        return country_schema()
    from planner.output.shared.geojson_schema import geojson_schema

    return geojson_schema()
