"""Map layers of every format read into longitude and latitude; of a file with several the one that is named."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.address import LAYER_NAMED, Address, DatabaseTable, ending_of, short_name, split_layer
from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.input_file import checked_file
from geodata.placing import Bounds, in_words
from geodata.postgis.rows import Rows, read_rows
from geodata.speech import _
from geodata.vector.formats import EXPECTED, PARQUET, check_signature, names_in
from geodata.vector.gdal import Needed, described_as, layer_names, no_columns, read_gdal
from geodata.vector.geoparquet import described, meets, read_geoparquet

MOST_LISTED = 12
"""So many layers are named in a message of one line."""


class ElsewhereError(InputError):
    """Not one feature of a layer meets the bounds; `columns` are those that it has."""

    def __init__(self, where: Address, found: str, expected: str, columns: Sequence[str]) -> None:
        super().__init__(where, found, expected)
        self.columns = tuple(columns)


def read_layer(  # noqa: PLR0913  (every option is a keyword)
    address: Address,
    *,
    role: str = "a map layer",
    called: Sequence[str] = (),
    placed: bool = False,
    bbox: Bounds | None = None,
    turned: bool = False,
    needed: Needed | None = None,
) -> gpd.GeoDataFrame:
    """Read a layer with geometry: that which the path names, else the only one, else the only one of a known name.

    Parameters
    ----------
    address : Path or DatabaseTable
        A file, and after ``|layername=`` a layer of it; or a table or query of a database.
    role : str
        What it is needed as.
    called : sequence of str
        Names of layers that hold what is needed, as evplan writes them. A layer that was renamed is known by what the
        table of contents says of it.
    placed : bool
        Refuse a layer without a coordinate system, even where its numbers could be degrees.
    bbox : tuple, optional
        West, south, east, north in degrees: only features that meet it are read, and of formats with an index only they
        are ever in memory. One without geometry is given where its format has no index, to be named.
    turned : bool
        Give those too that meet the bounds once their axes change places, to callers that turn them round.
    needed : callable, optional
        Tells of the name of a column whether it is wanted. Default: all.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, without heights; geometry may be None or empty, as the file has it. Its index is the number of the
        feature in the file, from 1. Its `attrs` name the ``layer`` and its ``crs``, all ``columns`` of the file, and
        ``of``, how many features it holds altogether; of a database the ``sha256`` of the rows that were read.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is empty, not a layer, has no features, none that meets the bounds, no known coordinate system, or several
        layers of which none is named.
    """
    boxes = boxes_of(bbox, turned=turned)
    if isinstance(address, DatabaseTable):
        return layer_of(read_rows(address, boxes=boxes, needed=needed), address, boxes)
    path = address
    file, _other = split_layer(path)
    if not checked_file(file, role, EXPECTED).stat().st_size:
        raise InputError(file, _("an empty file"), EXPECTED)
    check_signature(file)
    layer = chosen_layer(path, spatial_layers(file), role, called)
    whole = _read(file, layer, needed, boxes)
    if not whole.attrs["of"]:
        raise InputError(path, _("a layer without features"), _("expected at least one feature"))
    if placed and whole.crs is None:
        raise InputError(
            file,
            _("the layer {layer!r} has no coordinate system", layer=layer),
            _("give it the one that its points are in and save it again"),
        )
    out, is_here = _within(_in_lonlat(whole, path), boxes)
    if not is_here:
        _refuse_elsewhere(path, whole, layer, boxes[0])
    out.attrs = whole.attrs | {"layer": layer, "crs": _called(whole.crs)}
    return out


def layer_of(rows: Rows, address: DatabaseTable, boxes: Sequence[Bounds] = ()) -> gpd.GeoDataFrame:
    """Rows of a database as `read_layer` gives the features of a file.

    Raises
    ------
    InputError
        There are none, none that meets the bounds, or they have no geometry or one that lies nowhere on earth.
    """
    if rows.shapes is None:
        raise InputError(
            address, _("no column with geometry"), _("expected a table or query with points, lines or polygons")
        )
    if not rows.of:
        raise InputError(address, _("no rows"), _("expected at least one"))
    placed = gpd.GeoDataFrame(rows.frame(), geometry=rows.shapes)
    placed.index = pd.Index(rows.numbers)
    out, is_here = _within(_in_lonlat(placed, address), boxes)
    if not is_here:
        found = f"none of its {rows.of:,} rows lies within ".replace(",", " ") + in_words(boxes[0])
        raise ElsewhereError(address, found, _("give data of one city"), rows.columns)
    told = {"columns": rows.columns, "of": rows.of, "sha256": rows.sha256}
    out.attrs = told | {"layer": short_name(address), "crs": _called(rows.shapes.crs)}
    return out


def _within(layer: gpd.GeoDataFrame, boxes: Sequence[Bounds]) -> tuple[gpd.GeoDataFrame, bool]:
    """Features that meet some of the bounds or have no geometry, and whether any is of use."""
    if not boxes:
        return layer, True
    shapes = layer.geometry.to_numpy()
    near, nowhere = _meeting(shapes, boxes), shapely.is_missing(shapes) | shapely.is_empty(shapes)
    return layer[near | nowhere], bool(near.any() or (len(shapes) and nowhere.all()))


def _called(crs: Any) -> str:
    """A coordinate system as it is called."""
    return "" if crs is None else str(crs.to_string() if crs.to_authority() else crs.name)


def spatial_layers(file: Path) -> list[str]:
    """Names of the layers with geometry.

    Raises
    ------
    InputError
        The file cannot be read, or has none.
    """
    if file.suffix.lower() in PARQUET:
        if described(file).geometry is None:
            raise InputError(file, _("a Parquet table without geometry"), EXPECTED)
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
            raise InputError(file, _("no layer {named!r}", named=named), _("its layers are {listed}", listed=listed))
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
        _("{count} layers ({listed}), and none is named as {role}", count=len(layers), listed=listed, role=role),
        _("name one: '{name}{layer_named}{layers}'", name=file.name, layer_named=LAYER_NAMED, layers=layers[0]),
    )


OURS = "evplan layer "
"""How the table of contents of a GeoPackage marks a layer of ours, whatever it is called now: ``evplan layer sites: …``."""


def _is_called(description: str, names: set[str]) -> bool:
    return description.startswith(OURS) and description.removeprefix(OURS).partition(":")[0].casefold() in names


def boxes_of(bbox: Bounds | None, *, turned: bool) -> list[Bounds]:
    """Bounds that a feature may meet: the given ones, and the same with their axes in the other order."""
    return [] if bbox is None else [bbox, _turned(bbox)] if turned else [bbox]


def _turned(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    return (south, west, north, east)


def _read(file: Path, layer: str, needed: Needed | None, boxes: Sequence[Bounds]) -> gpd.GeoDataFrame:
    """Features as the file has them, those beyond the bounds left out as far as its format allows."""

    def bounds_of(crs: Any) -> list[Bounds]:
        return _bounds_in(crs, boxes) if boxes else []

    if file.suffix.lower() in PARQUET:
        return read_geoparquet(file, needed, bounds_of)
    return read_gdal(file, layer, needed, bounds_of)


def _bounds_in(crs: Any, boxes: Sequence[Bounds]) -> list[Bounds]:
    """Bounds in a coordinate system that hold all of the given ones; none where they cannot be told.

    Only degrees can have their axes in the wrong order: in any other system the first of the bounds is the only one.
    """
    from pyproj import CRS, Transformer  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    if crs is None:
        return list(boxes)
    try:
        there = CRS.from_user_input(crs)
        if there.is_geographic and there == CRS.from_user_input(LONLAT):
            return list(boxes)
        west, south, east, north = Transformer.from_crs(LONLAT, there, always_xy=True).transform_bounds(
            *boxes[0], densify_pts=41
        )
    except (ProjError, ValueError):
        return []
    return [(west, south, east, north)] if np.isfinite([west, south, east, north]).all() and west <= east else []


def _meeting(shapes: NDArray[np.object_], boxes: Sequence[Bounds]) -> NDArray[np.bool_]:
    """Tell which shapes meet some of the bounds, in every format alike; (shapes,)."""
    near = meets(shapes, boxes)
    try:
        near[near] = shapely.intersects(shapes[near], shapely.union_all([shapely.box(*one) for one in boxes]))
    except shapely.errors.GEOSException:
        return near  # of broken shapes their bounds are good enough
    return near


def _refuse_elsewhere(path: Path, whole: gpd.GeoDataFrame, layer: str, bbox: Bounds) -> None:
    """Say why not one feature is of use: axes in the wrong order, or another place."""
    count = f"{whole.attrs['of']:,}".replace(",", " ")
    turned = [_turned(bbox)]
    there = _read(split_layer(path)[0], layer, no_columns, turned)
    if len(there) and there.crs in (None, LONLAT) and _meeting(there.geometry.to_numpy(), turned).any():
        found, advice = (
            _("longitude and latitude are swapped in all of its {count} features", count=count),
            _("save it the other way round"),
        )
    else:
        found, advice = (
            _("none of its {count} features lies within {in_words}", count=count, in_words=in_words(bbox)),
            _("give files of one city"),
        )
    raise ElsewhereError(path, found, advice, whole.attrs["columns"])


def _in_lonlat(frame: gpd.GeoDataFrame, path: Address) -> gpd.GeoDataFrame:
    if frame.geometry.has_z.any():
        frame = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=frame.crs)
    if frame.crs is not None and frame.crs != LONLAT:
        try:
            return frame.to_crs(LONLAT)
        except (RuntimeError, ValueError):  # pyproj's errors are the first
            advice = _("save the layer in longitude and latitude (EPSG:4326)")
            raise InputError(path, _("a coordinate system that leads to no place on earth"), advice) from None
    # GDAL takes GeoJSON for degrees whatever it holds.
    edges = frame.geometry.bounds.to_numpy()
    known = np.isfinite(edges).all(axis=1)
    if known.any() and (np.abs(edges[known]) > (180, 90, 180, 90)).any(axis=1).all():
        _refuse_no_degrees(path, frame)
    return frame.set_crs(LONLAT)


def _refuse_no_degrees(path: Address, frame: gpd.GeoDataFrame) -> None:
    advice = _("save the layer in longitude and latitude (EPSG:4326)")
    if isinstance(path, Path) and frame.crs is None and ending_of(path) in (".shp", ".zip"):
        file = split_layer(path)[0]
        advice = _(
            "copy {stem}.prj beside it, or name its coordinate system in QGIS and save it as a GeoPackage",
            stem=file.stem,
        )
        raise InputError(path, _("coordinates that are no degrees, and no .prj that names their system"), advice)
    raise InputError(path, _("coordinates that are no degrees"), advice)
