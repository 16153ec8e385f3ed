"""Files of OpenStreetMap data, told by the ending of their names and by what they are before anything reads them."""

import re
from pathlib import Path

from geodata.errors import InputError, MissingFileError
from geodata.loose import short

FORMATS = {".pbf": "pbf", ".osm": "osm", ".osm.gz": "osm.gz", ".osm.bz2": "osm.bz2"}
_REMARK, _TAIL = re.compile(r"<remark>(.*?)</remark>", re.DOTALL), 4096
EXPECTED = "expected an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz or .osm.bz2)"


def format_of(path: Path) -> str:
    """Format by the ending of a file's name, as osmium calls it.

    Raises
    ------
    MissingFileError, InputError
        There is no such file; it is a folder, empty, of another ending, or an answer that Overpass did not finish.
    """
    if not path.exists():
        raise MissingFileError(path, "roads of the city")
    ending = next(
        (known for known in sorted(FORMATS, key=len, reverse=True) if path.name.lower().endswith(known)), None
    )
    if ending is None or path.is_dir():
        raise InputError(path, "a folder" if path.is_dir() else f"a file ending in {path.suffix!r}", EXPECTED)
    if path.stat().st_size == 0:
        raise InputError(path, "an empty file", f"{EXPECTED}; download it again")
    if FORMATS[ending] == "osm":
        _refuse_unfinished(path)
    return FORMATS[ending]


def _refuse_unfinished(path: Path) -> None:
    """Overpass ends an answer that it could not finish with a remark, as well-formed XML that osmium reads without a word."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        remark = _REMARK.search(file.read().decode("utf-8", "replace"))
    if remark and "error" in remark[1]:
        found = f"an answer that Overpass did not finish ({short(remark[1], 120)})"
        raise InputError(path, found, f"{EXPECTED}; ask for a smaller area or with a longer timeout")
