"""Map layers (.geojson, .gpkg) read into longitude and latitude."""

import logging
import warnings
from codecs import BOM_UTF8
from pathlib import Path

import geopandas as gpd
import numpy as np

from geodata.errors import InputError
from geodata.input_file import checked_file

logger = logging.getLogger(__name__)

_HEAD = 4096
EXPECTED = "expected a GeoJSON or GeoPackage layer"
LONLAT = "EPSG:4326"


def read_layer(path: Path, *, role: str = "a map layer") -> gpd.GeoDataFrame:
    """Read the first layer with geometry of a file.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; geometry may be None or empty, as the file has it.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is empty, not a layer, has no features, or no known coordinate system.
    """
    if not checked_file(path, role, EXPECTED).stat().st_size:
        raise InputError(path, "an empty file", EXPECTED)
    _check_signature(path)
    frame = _read(path)
    if not len(frame):
        raise InputError(path, "a layer without features", "expected at least one feature")
    return _in_lonlat(frame, path)


def _check_signature(path: Path) -> None:
    """Refuse what is of another format than its name says: GDAL goes by the content, and some formats lead to other files."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    is_database = path.suffix.lower() == ".gpkg"
    good = head.startswith(b"SQLite format 3\x00") if is_database else head.removeprefix(BOM_UTF8).lstrip()[:1] == b"{"
    if not good:
        kind = "a GeoPackage" if is_database else "GeoJSON"
        raise InputError(path, f"not {kind}, whatever its name says", f"{EXPECTED}; save it again")


def _read(path: Path) -> gpd.GeoDataFrame:
    import pyogrio  # noqa: PLC0415  (loads GDAL)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on details; what matters is checked below
            spatial = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
            frame = pyogrio.read_dataframe(path, layer=spatial[0]) if spatial else None
    except Exception as error:  # noqa: BLE001  (GDAL, shapely and the decoders each raise their own)
        reason = str(error).split(";")[0].replace(f"'{path}' not recognized", "not recognized")[:160]
        raise InputError(path, f"cannot be read ({reason})", EXPECTED) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(path, "no layer with geometry", EXPECTED)
    if len(spatial) > 1:
        logger.warning("%s has %d layers; reading the first, %s", path, len(spatial), spatial[0])
    return frame


def _in_lonlat(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    if frame.crs is not None and frame.crs != LONLAT:
        try:
            return frame.to_crs(LONLAT)
        except (RuntimeError, ValueError):  # pyproj's errors are the first
            advice = "save the layer in longitude and latitude (EPSG:4326)"
            raise InputError(path, "a coordinate system that leads to no place on earth", advice) from None
    # GDAL takes GeoJSON for degrees whatever it holds.
    edges = frame.geometry.bounds.to_numpy()
    known = np.isfinite(edges).all(axis=1)
    if known.any() and (np.abs(edges[known]) > (180, 90, 180, 90)).any(axis=1).all():
        raise InputError(
            path, "coordinates that are no degrees", "save the layer in longitude and latitude (EPSG:4326)"
        )
    return frame.set_crs(LONLAT)
