"""What a file is that a planner brings: by its content and headings, not by its ending alone."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from geodata.errors import InputError
from geodata.input_file import checked_file
from planner.support.speech import _


class FileKind(StrEnum):
    """What a file is in a project."""

    ROADS = "roads"
    STATIONS = "stations"
    STATION_STATUS = "station status"
    POPULATION = "population"
    DISTRICTS = "districts"
    DISTRICT_TABLE = "district table"
    BOUNDARY = "boundary"
    FLEET = "fleet"
    SITES = "own sites"
    FEEDERS = "feeders"
    SUBSTATIONS = "substations"
    SESSIONS = "sessions"
    GTFS = "timetable"
    DEPOTS = "depots"
    ELEVATION = "elevation"
    TRAFFIC = "traffic counts"
    SPEEDS = "speeds"
    OVERTURE = "overture"
    OVERRIDES = "overrides"
    EDITS = "edits"
    CONFIGURATION = "configuration"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Recognised:
    """What a file seems to be.

    Parameters
    ----------
    kind : FileKind
    why : str
        In words, by what it was known.
    sure : bool
        False where it could well be something else, and she should be asked.
    alternatives : tuple of FileKind
        What else it could be, the likeliest first.
    format : str
        As what it is read (``csv``, ``ocpi``, …), where a kind has several formats; else empty.
    """

    kind: FileKind
    why: str
    sure: bool = True
    alternatives: tuple[FileKind, ...] = ()
    format: str = ""


def recognised(path: Path) -> Recognised:
    """Tell what a file is.

    Raises
    ------
    InputError
        It cannot be read at all: empty, damaged, or of another format than its name says.
    """
    if not checked_file(path, _("a file of the project")).stat().st_size:
        raise InputError(path.name, _("an empty file"), _("expected a file with something in it"))
    if path.name.lower().endswith((".osm.pbf", ".osm", ".osm.gz", ".osm.bz2")):
        return Recognised(FileKind.ROADS, "an extract of OpenStreetMap", format="osm")
    return Recognised(FileKind.UNKNOWN, "", sure=False)
