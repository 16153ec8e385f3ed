"""Files of OpenStreetMap data, told by the ending of their names and by what they are before anything reads them."""

import re
import zlib
from pathlib import Path

from geodata.errors import InputError
from geodata.input_file import checked_file
from geodata.loose import short
from geodata.speech import _
from geodata.unpacking import PIECE, TooMuchError, Unpacker

FORMATS = {".pbf": "pbf", ".osm": "osm", ".osm.gz": "osm.gz", ".osm.bz2": "osm.bz2"}
PACKED = {".osm.gz": "gzip", ".osm.bz2": "bzip2"}
MOST_TIMES, LEAST_BOUND = 100, 64_000_000
_REMARK, _TAIL = re.compile(r"<remark>(.*?)</remark>", re.DOTALL), 4096
ROLE = _.term("roads of the city")
EXPECTED = _.term("expected an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz or .osm.bz2)")


def format_of(path: Path) -> str:
    """Format by the ending of a file's name, as osmium calls it.

    Raises
    ------
    MissingFileError, InputError
        There is no such file; it is a folder, empty, of another ending, or an answer that Overpass did not finish.
    """
    checked_file(path, ROLE, EXPECTED)
    ending = next(
        (known for known in sorted(FORMATS, key=len, reverse=True) if path.name.lower().endswith(known)), None
    )
    if ending is None:
        raise InputError(path, _("a file ending in {suffix!r}", suffix=path.suffix), EXPECTED)
    if path.stat().st_size == 0:
        raise InputError(path, _("an empty file"), _("{expected}; download it again", expected=EXPECTED))
    if FORMATS[ending] == "osm":
        _refuse_unfinished(path)
    if ending in PACKED:
        _refuse_bomb(path, PACKED[ending])
    return FORMATS[ending]


def _refuse_bomb(path: Path, encoding: str) -> None:
    """Refuse what unpacks to far more than a map can, whose text is packed to a tenth."""
    most = max(MOST_TIMES * path.stat().st_size, LEAST_BOUND)
    try:
        with path.open("rb") as file:
            unpacker = Unpacker(encoding, most)
            while piece := file.read(PIECE):
                for _other in unpacker.take(piece):
                    pass
    except TooMuchError:
        found = _("unpacks to more than {most_times} times its size", most_times=MOST_TIMES)
        raise InputError(path, found, _("{expected}; no map does, download it again", expected=EXPECTED)) from None
    except (zlib.error, OSError):
        raise InputError(
            path, _("cannot be unpacked to its end"), _("{expected}; download it again", expected=EXPECTED)
        ) from None


def _refuse_unfinished(path: Path) -> None:
    """Overpass ends an answer that it could not finish with a remark, as well-formed XML that osmium reads without a word."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        remark = _REMARK.search(file.read().decode("utf-8", "replace"))
    if remark and "error" in remark[1]:
        found = _("an answer that Overpass did not finish ({short})", short=short(remark[1], 120))
        raise InputError(
            path, found, _("{expected}; ask for a smaller area or with a longer timeout", expected=EXPECTED)
        )
