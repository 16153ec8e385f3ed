"""Terminal output of `evplan fetch`: what the cache has now."""

from typing import TYPE_CHECKING

import typer

from planner.cli.text import one_line
from planner.support.speech import _, plural

if TYPE_CHECKING:
    from geodata.station_intake import FetchedStations
    from planner.fetching import Fetched


def show_fetched(fetched: "Fetched", place: str | None) -> None:
    """Print one line for the place and one for each source of stations."""
    if fetched.place is not None:
        typer.echo(one_line(f"{place}: ready in {fetched.place}"))
    for stations in fetched.stations:
        typer.echo(one_line(_line(stations)))


def _line(stations: "FetchedStations") -> str:
    download, source = stations.download, stations.source
    where = f", {source.country}" if source.country else ""
    records = plural("{n:number} record", "{n:number} records", len(download.data))
    said = f"{source.format} from {download.host}{where}: {records} in {stations.file}"
    if not stations.is_new:
        said += _(", downloaded on {fetched}; 'evplan fetch --force' asks again", fetched=download.fetched)
    return said if download.complete else f"{said}; INCOMPLETE: {download.said}"
