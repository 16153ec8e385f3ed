"""Map layers (.geojson, .gpkg) read into longitude and latitude; of a file with several the one that is named."""

import warnings
from codecs import BOM_UTF8
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np

from geodata.address import LAYER_NAMED, Address, split_layer
from geodata.errors import InputError
from geodata.input_file import checked_file

_HEAD = 4096
EXPECTED = "expected a GeoJSON or GeoPackage layer"
LONLAT = "EPSG:4326"
MOST_LISTED = 12
"""So many layers are named in a message of one line."""


def read_layer(
    address: Address, *, role: str = "a map layer", called: Sequence[str] = (), placed: bool = False
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

    Returns
    -------
    GeoDataFrame
        EPSG:4326; geometry may be None or empty, as the file has it. Its `attrs` name the ``layer`` and its ``crs``.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is empty, not a layer, has no features, no known coordinate system, or several layers of which none is named.
    """
    path = address if isinstance(address, Path) else checked_file(address, role, EXPECTED)
    file, _ = split_layer(path)
    if not checked_file(file, role, EXPECTED).stat().st_size:
        raise InputError(file, "an empty file", EXPECTED)
    _check_signature(file)
    frame = _read(path, role, called)
    if not len(frame):
        raise InputError(path, "a layer without features", "expected at least one feature")
    layer, crs = frame.attrs["layer"], frame.crs
    if placed and crs is None:
        raise InputError(
            file,
            f"the layer {layer!r} has no coordinate system",
            "give it the one that its points are in and save it again",
        )
    out = _in_lonlat(frame, path)
    out.attrs.update(layer=layer, crs="" if crs is None else (crs.to_string() if crs.to_authority() else crs.name))
    return out


def _check_signature(path: Path) -> None:
    """Refuse what is of another format than its name says: GDAL goes by the content, and some formats lead to other files."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    is_database = path.suffix.lower() == ".gpkg"
    good = head.startswith(b"SQLite format 3\x00") if is_database else head.removeprefix(BOM_UTF8).lstrip()[:1] == b"{"
    if not good:
        kind = "a GeoPackage" if is_database else "GeoJSON"
        raise InputError(path, f"not {kind}, whatever its name says", f"{EXPECTED}; save it again")


def spatial_layers(file: Path) -> list[str]:
    """Names of the layers with geometry.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    import pyogrio  # noqa: PLC0415  (loads GDAL)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on details; what matters is checked below
            return [str(name) for name, kind in pyogrio.list_layers(file) if kind is not None]
    except Exception as error:  # noqa: BLE001  (as in _read)
        raise _unreadable(file, error) from None


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
        one for one in layers if _is_called(_description(file, one), known)
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


def _description(file: Path, layer: str) -> str:
    """What the table of contents of a GeoPackage says of a layer; empty for any other file."""
    import pyogrio  # noqa: PLC0415  (loads GDAL)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = pyogrio.read_info(file, layer=layer).get("layer_metadata") or {}
    except Exception as error:  # noqa: BLE001  (as in _read)
        raise _unreadable(file, error) from None
    return str(found.get("DESCRIPTION", ""))


def _read(path: Path, role: str, called: Sequence[str]) -> gpd.GeoDataFrame:
    import pyogrio  # noqa: PLC0415  (loads GDAL)

    file, _ = split_layer(path)
    spatial = spatial_layers(file)
    if not spatial:
        raise InputError(file, "no layer with geometry", EXPECTED)
    layer = chosen_layer(path, spatial, role, called)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = pyogrio.read_dataframe(file, layer=layer)
    except Exception as error:  # noqa: BLE001  (GDAL, shapely and the decoders each raise their own)
        raise _unreadable(file, error) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(file, "no layer with geometry", EXPECTED)
    frame.attrs["layer"] = layer
    return frame


def _unreadable(file: Path, error: Exception) -> InputError:
    reason = str(error).split(";")[0].replace(f"'{file}' not recognized", "not recognized")[:160]
    return InputError(file, f"cannot be read ({reason})", EXPECTED)


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
