"""What an OpenStreetMap file says of itself at its beginning: the box of its data, and their day."""

from dataclasses import dataclass
from pathlib import Path

import osmium

from geodata.errors import InputError
from geodata.osm.file_format import EXPECTED, format_of
from geodata.placing import Bounds
from geodata.speech import _


@dataclass(frozen=True)
class OsmHeader:
    """Box of the data (west, south, east, north in degrees) and their day (ISO 8601); None where the file does not tell."""

    bounds: Bounds | None
    data_date: str | None


def read_osm_header(path: Path) -> OsmHeader:
    """Read the header alone.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, of another format, or damaged at its beginning.
    """
    opened = osmium.io.File(str(path), format_of(path))
    try:
        header = osmium.io.Reader(opened, osmium.osm.NOTHING).header()
        box = header.box()
        bounds = (
            (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat) if box.valid() else None
        )
        day = header.get("osmosis_replication_timestamp") or header.get("timestamp") or None
    except (RuntimeError, ValueError, UnicodeDecodeError) as error:
        raise InputError(path, _("cannot be read ({reason})", reason=str(error)[:160]), EXPECTED) from None
    return OsmHeader(bounds, None if day is None else str(day)[:10])
