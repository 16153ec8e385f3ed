"""Map layers of every format read into longitude and latitude; of a file with several the one that is named."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.address import LAYER_NAMED, Address, split_layer
from geodata.errors import InputError
from geodata.input_file import checked_file
from geodata.placing import Bounds
from geodata.vector.formats import EXPECTED, PARQUET, check_signature, names_in
from geodata.vector.gdal import Needed, described_as, layer_names, no_columns, read_gdal
from geodata.vector.geoparquet import described, meets, read_geoparquet

LONLAT = "EPSG:4326"
MOST_LISTED = 12
"""So many layers are named in a message of one line."""


class SwappedLayerError(InputError):
    """Every feature lies within the bounds once longitude and latitude change places."""


def read_layer(
    address: Address,
    *,
    role: str = "a map layer",
    called: Sequence[str] = (),
    placed: bool = False,
    bbox: Bounds | None = None,
    needed: Needed | None = None,
) -> gpd.GeoDataFrame:
    """Read a layer with geometry: that which the path names, else the only one, else the only one of a known name.

    Parameters
    ----------
    address : Path or DatabaseTable
        A file, and after ``|layername=`` a layer of it.
    role : str
        What it is needed as.
    called : sequence of str
        Names of layers that hold what is needed, as evplan writes them. A layer that was renamed is known by what the
        table of contents says of it.
    placed : bool
        Refuse a layer without a coordinate system, even where its numbers could be degrees.
    bbox : tuple, optional
        West, south, east, north in degrees: only features that meet it are read, and of formats with an index only they
        are ever in memory.
    needed : callable, optional
        Tells of the name of a column whether it is wanted. Default: all.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, without heights; geometry may be None or empty, as the file has it. Its index is the number of the
        feature in the file, from 1. Its `attrs` name the ``layer`` and its ``crs``, all ``columns`` of the file, and
        ``of``, how many features it holds altogether.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is empty, not a layer, has no features, none that meets the bounds, no known coordinate system, or several
        layers of which none is named.
    """
    path = address if isinstance(address, Path) else checked_file(address, role, EXPECTED)
    file, _ = split_layer(path)
    if not checked_file(file, role, EXPECTED).stat().st_size:
        raise InputError(file, "an empty file", EXPECTED)
    check_signature(file)
    layer = chosen_layer(path, spatial_layers(file), role, called)
    whole = _read(file, layer, needed, bbox)
    if not whole.attrs["of"]:
        raise InputError(path, "a layer without features", "expected at least one feature")
    if placed and whole.crs is None:
        raise InputError(
            file,
            f"the layer {layer!r} has no coordinate system",
            "give it the one that its points are in and save it again",
        )
    out = _in_lonlat(whole, path)
    if bbox is not None:
        out = out[_meeting(out.geometry.to_numpy(), bbox)]
        if not len(out):
            _refuse_elsewhere(path, whole, layer, bbox)
    crs = whole.crs
    out.attrs = whole.attrs | {
        "layer": layer,
        "crs": "" if crs is None else (crs.to_string() if crs.to_authority() else crs.name),
    }
    return out


def spatial_layers(file: Path) -> list[str]:
    """Names of the layers with geometry.

    Raises
    ------
    InputError
        The file cannot be read, or has none.
    """
    if file.suffix.lower() in PARQUET:
        if described(file).geometry is None:
            raise InputError(file, "a Parquet table without geometry", EXPECTED)
        return [file.stem]
    names = names_in(file)
    return layer_names(file) if names is None else names


def chosen_layer(path: Path, layers: Sequence[str], role: str, called: Sequence[str] = ()) -> str:
    """Name of the layer that a path means among those of its file.

    Raises
    ------
    InputError
        The layer that it names is not there, or it names none and there are several.
    """
    file, named = split_layer(path)
    listed = ", ".join(layers[:MOST_LISTED]) + (", …" if len(layers) > MOST_LISTED else "")
    if named is not None:
        found = [one for one in layers if one == named] or [one for one in layers if one.casefold() == named.casefold()]
        if len(found) != 1:
            raise InputError(file, f"no layer {named!r}", f"its layers are {listed}")
        return found[0]
    if len(layers) == 1:
        return layers[0]
    known = {one.casefold() for one in called}
    found = [one for one in layers if one.casefold() in known] or [
        one for one in layers if file.suffix.lower() == ".gpkg" and _is_called(described_as(file, one), known)
    ]
    if len(found) == 1:
        return found[0]
    raise InputError(
        file,
        f"{len(layers)} layers ({listed}), and none is named as {role}",
        f"name one: '{file.name}{LAYER_NAMED}{layers[0]}'",
    )


OURS = "evplan layer "
"""How the table of contents of a GeoPackage marks a layer of ours, whatever it is called now: ``evplan layer sites: …``."""


def _is_called(description: str, names: set[str]) -> bool:
    return description.startswith(OURS) and description.removeprefix(OURS).partition(":")[0].casefold() in names


def _read(file: Path, layer: str, needed: Needed | None, bbox: Bounds | None) -> gpd.GeoDataFrame:
    """Features as the file has them, those beyond the bounds left out as far as its format allows."""

    def bounds_of(crs: Any) -> Bounds | None:
        return None if bbox is None else _bounds_in(crs, bbox)

    if file.suffix.lower() in PARQUET:
        return read_geoparquet(file, needed, bounds_of)
    return read_gdal(file, layer, needed, bounds_of)


def _bounds_in(crs: Any, bbox: Bounds) -> Bounds | None:
    """Bounds in a coordinate system that hold all of the given ones; None where there are none."""
    from pyproj import CRS, Transformer  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    if crs is None:
        return bbox
    try:
        there = CRS.from_user_input(crs)
        if there.is_geographic and there == CRS.from_user_input(LONLAT):
            return bbox
        west, south, east, north = Transformer.from_crs(LONLAT, there, always_xy=True).transform_bounds(
            *bbox, densify_pts=41
        )
    except (ProjError, ValueError):
        return None
    return (west, south, east, north) if np.isfinite([west, south, east, north]).all() and west <= east else None


def _meeting(shapes: NDArray[np.object_], bbox: Bounds) -> NDArray[np.bool_]:
    """Tell which shapes meet the bounds, in every format alike; (shapes,)."""
    near = meets(shapes, bbox)
    try:
        near[near] = shapely.intersects(shapes[near], shapely.box(*bbox))
    except shapely.errors.GEOSException:
        return near  # of broken shapes their bounds are good enough
    return near


def _refuse_elsewhere(path: Path, whole: gpd.GeoDataFrame, layer: str, bbox: Bounds) -> None:
    """Say why not one feature is of use: axes in the wrong order, or another place."""
    west, south, east, north = bbox
    place = f"{west:.2f}..{east:.2f} E, {south:.2f}..{north:.2f} N"
    count = f"{whole.attrs['of']:,}".replace(",", " ")
    turned = (south, west, north, east)
    there = _read(split_layer(path)[0], layer, no_columns, turned)
    if len(there) and there.crs in (None, LONLAT) and _meeting(there.geometry.to_numpy(), turned).any():
        advice = "save it as longitude, latitude"
        raise SwappedLayerError(path, f"longitude and latitude are swapped in all of its {count} features", advice)
    raise InputError(path, f"none of its {count} features lies within {place}", "give files of one city")


def _in_lonlat(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    if frame.geometry.has_z.any():
        frame = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=frame.crs)
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
        _refuse_no_degrees(path, frame)
    return frame.set_crs(LONLAT)


def _refuse_no_degrees(path: Path, frame: gpd.GeoDataFrame) -> None:
    advice = "save the layer in longitude and latitude (EPSG:4326)"
    file = split_layer(path)[0]
    if frame.crs is None and file.suffix.lower() in (".shp", ".zip"):
        advice = f"copy {file.stem}.prj beside it, or name its coordinate system in QGIS and save it as a GeoPackage"
        raise InputError(path, "coordinates that are no degrees, and no .prj that names their system", advice)
    raise InputError(path, "coordinates that are no degrees", advice)
