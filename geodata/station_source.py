"""The protocol of station sources, and where their downloads are cached."""

import hashlib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from geodata.city_request import StationSource
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.inventory.reading import StationsRead
from geodata.osm.extract import OsmExtract
from geodata.placing import Bounds
from geodata.speech import _

Apart = frozenset[frozenset[str]]
"""Pairs of station ids that the user says are two stations."""


@dataclass(frozen=True)
class Surroundings:
    """What a source may need to know of the city.

    Parameters
    ----------
    extract : OsmExtract
        The road file, which format ``osm`` without a path reads.
    bounds : (4,) tuple
        west, south, east, north of the city in EPSG:4326.
    cache : Path or None
        Folder of downloads.
    apart : frozenset
        Pairs that must not be made one.
    """

    extract: OsmExtract
    bounds: Bounds
    cache: Path | None = None
    apart: Apart = frozenset()


class StationReader(Protocol):
    """Reads one source, whole: every record kept, merged or dropped."""

    def __call__(self, source: StationSource, here: Surroundings) -> StationsRead:
        """Stations in EPSG:4326 with the account of every record; GeodataError where the source is of no use."""


class StationFetcher(Protocol):
    """Downloads all records of a service, once, into a file that the reader of the same format understands."""

    def __call__(self, source: StationSource, bounds: Bounds, file: Path, say: Callable[[str], None]) -> int:
        """Write `file`, whole or not at all, and give the number of records; NetworkError where it cannot be had."""


def file_of(source: StationSource, here: Surroundings) -> InputFile:
    """File of a source: its own, or what was downloaded.

    Raises
    ------
    InputError
        There is neither; one line says what to do.
    """
    if source.file is not None:
        return source.file
    if not source.online or here.cache is None:
        raise InputError(
            "stations", _("format {format!r} without a path", format=source.format), _("give the file's path")
        )
    file = download_of(source, here.bounds, here.cache)
    if not file.is_file():
        raise InputError(
            _("stations, format {format!r}", format=source.format),
            _("not downloaded yet"),
            _("run 'evplan fetch' with this configuration first, with a network"),
        )
    return InputFile(file, name=f"downloads/{file.name}")


def download_of(source: StationSource, bounds: Bounds, cache: Path) -> Path:
    """File in the cache that holds, or will hold, what the service answers for these bounds."""
    where = source.country or " ".join(f"{edge:.3f}" for edge in outward(bounds))
    mark = hashlib.sha256(f"{source.format} {source.url or ''} {where}".encode()).hexdigest()[:10]
    host = re.sub(r"^\w+://", "", source.url or "public").split("/")[0]
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", f"{source.format}-{host}-{source.country or 'here'}")[:60]
    return cache / "stations" / f"{readable}-{mark}.json"


def outward(bounds: Bounds) -> Bounds:
    """Bounds rounded outward to a thousandth of a degree, so that the same city asks the same question."""
    west, south, east, north = bounds
    return (
        math.floor(west * 1000) / 1000,
        math.floor(south * 1000) / 1000,
        math.ceil(east * 1000) / 1000,
        math.ceil(north * 1000) / 1000,
    )
