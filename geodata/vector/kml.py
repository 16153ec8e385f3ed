"""KML and KMZ: read only where they hold their places themselves and lead nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from xml.parsers import expat

from geodata.errors import InputError
from geodata.speech import _
from geodata.vector.archive import members, unpack

EXPECTED = _.term("expected KML that holds its places itself; save them from Google Earth or QGIS again")
MOST_DEEP = 100
LEADING = {"NetworkLink", "Update"}
"""Elements whose content lies elsewhere."""
ENDINGS = (".kml", ".kmz")
OF_EVERY_LAYER = frozenset(
    ("Name", "description", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility")
) | {"drawOrder", "icon", "id", "snippet"}
"""Columns that every layer has, whether its author wrote anything there or not."""


class _RefusedError(Exception):
    """What a file has that is not read."""


def check_kml(path: Path, shown: Path) -> None:
    """Read the file once, element by element, before anything else opens it.

    Parameters
    ----------
    path : Path
    shown : Path
        As the user gave it, for messages.

    Raises
    ------
    InputError
        It is no KML, declares entities, is nested too deep or leads to other files or addresses.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    deep = 0

    def opened(name: str, _attributes: object) -> None:
        nonlocal deep
        deep += 1
        plain = name.rpartition(" ")[2]
        if deep == 1 and plain != "kml":
            raise _RefusedError(_("not KML, whatever its name says (its root is {plain!r})", plain=plain[:40]))
        if deep > MOST_DEEP:
            raise _RefusedError(_("elements nested more than {most_deep} deep", most_deep=MOST_DEEP))
        if plain in LEADING:
            raise _RefusedError(
                _("a {plain} that leads to another file or address, which is not followed", plain=plain)
            )

    def closed(_name: str) -> None:
        nonlocal deep
        deep -= 1

    def declared(*_args: object) -> None:
        raise _RefusedError(_("a DOCTYPE, whose entities are not read"))

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = declared
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except _RefusedError as error:
        raise InputError(shown, str(error), EXPECTED) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise InputError(shown, _("cannot be read as KML ({error})", error=str(error)[:80]), EXPECTED) from None


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Unpack the document of a KMZ, its pictures left out; it is gone behind the block.

    Raises
    ------
    InputError
        It is no archive, holds no KML or several, or unpacks to too much.
    """
    inside = members(path, "KMZ")
    found = [one for one in inside if PurePosixPath(one.filename).suffix.lower() == ".kml"]
    main = [one for one in found if one.filename.lower() == "doc.kml"] or found
    if len(main) != 1:
        listed = ", ".join(one.filename for one in main[:5]) or "none"
        raise InputError(
            path,
            _("{count} KML documents in it ({listed})", count=len(main), listed=listed),
            _("expected one; unpack it and give that"),
        )
    with TemporaryDirectory(prefix="evplan-") as folder:
        unpack(path, main, Path(folder), ["layer.kml"])
        yield Path(folder) / "layer.kml"
