"""Formats of map layers by ending: how each begins, and how it is opened by GDAL without opening anything else."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.errors import InputError
from geodata.speech import _
from geodata.vector import geopackage, kml, shapefile

EXPECTED = _.term("expected a GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet or KML layer")
PARQUET = (".parquet", ".geoparquet")
LAYER_ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".fgb", *PARQUET, ".kml", ".kmz")

_HEAD = 65536
_KINDS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": _.term("a GeoPackage"),
    ".shp": _.term("a Shapefile"),
    ".zip": _.term("a zip archive"),
    ".fgb": "FlatGeobuf",
    ".parquet": "Parquet",
    ".geoparquet": "Parquet",
    ".kml": "KML",
    ".kmz": "KMZ",
}
_SIGNATURES = {
    ".gpkg": b"SQLite format 3\x00",
    ".shp": shapefile.SIGNATURE,
    ".zip": b"PK\x03\x04",
    ".fgb": b"fgb\x03fgb",
    ".parquet": b"PAR1",
    ".geoparquet": b"PAR1",
    ".kmz": b"PK\x03\x04",
}
_PIPELINE = b"gdal_streamed_alg"
"""By this GDAL knows JSON that is a command to read other files."""

IN_WHOLE = (".geojson", ".json", ".kml", ".kmz")
"""Formats without an index, which are read from end to end whatever is wanted of them."""


@dataclass(frozen=True)
class Opened:
    """What GDAL is to open: a path, and the encoding of its columns where the file does not tell."""

    path: Path
    encoding: str | None = None

    def own(self, value: Any) -> Any:
        """Text that was read byte by byte, in its encoding."""
        return value if self.encoding is None else shapefile.decoded(value, self.encoding)


def check_signature(path: Path) -> None:
    """Refuse what is of another format than its name says: GDAL goes by the content, and some formats lead to other files.

    Raises
    ------
    InputError
        It begins otherwise than its ending says.
    """
    ending = path.suffix.lower()
    kind = _KINDS.get(ending, "GeoJSON")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if ending == ".kml":
        return  # its root is looked at where it is opened
    if ending in _SIGNATURES:
        is_good = head.startswith(_SIGNATURES[ending])
    else:
        is_good = head.removeprefix(BOM_UTF8).lstrip()[:1] == b"{" and _PIPELINE not in head
    if not is_good:
        raise InputError(
            path, _("not {kind}, whatever its name says", kind=kind), _("{expected}; save it again", expected=EXPECTED)
        )


def names_in(path: Path) -> list[str] | None:
    """Layers of a file as far as they are known before it is opened; None where GDAL is to be asked.

    Raises
    ------
    InputError
        It is an archive without a shapefile.
    """
    ending = path.suffix.lower()
    if ending == ".shp":
        return [path.stem]
    return shapefile.shapefiles_in(path) if ending == ".zip" else None


@contextmanager
def opened(path: Path, layer: str | None = None, *, with_columns: bool = True) -> Iterator[Opened]:
    """Make a file ready for GDAL: unpacked where it is an archive, and with all that belongs to it.

    Parameters
    ----------
    path : Path
    layer : str, optional
        Which shapefile of an archive.
    with_columns : bool
        Whether columns are asked for.

    Raises
    ------
    InputError
        Something is missing beside it, or it holds what is not read.
    """
    ending = path.suffix.lower()
    if ending == ".zip":
        with shapefile.unpacked(path, layer or shapefile.shapefiles_in(path)[0]) as inner:
            try:
                check_signature(inner)
                shapefile.check_parts(inner, with_columns=with_columns)
            except InputError as error:
                raise InputError(
                    path, error.found, _("pack all of it: {together}", together=shapefile.TOGETHER)
                ) from None
            yield Opened(inner, shapefile.encoding_of(inner))
    elif ending == ".kmz":
        with kml.unpacked(path) as inner:
            kml.check_kml(inner, path)
            yield Opened(inner)
    else:
        if ending == ".kml":
            kml.check_kml(path, path)
        elif ending == ".gpkg":
            geopackage.check_tables(path)
        elif ending == ".shp":
            shapefile.check_parts(path, with_columns=with_columns)
        yield Opened(path.absolute(), shapefile.encoding_of(path) if ending == ".shp" else None)
