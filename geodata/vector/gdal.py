"""Layers that GDAL reads, by way of pyogrio: their names, what they hold, and their features within bounds."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pandas.api.types import is_numeric_dtype

from geodata.errors import InputError
from geodata.placing import Bounds
from geodata.speech import _
from geodata.vector.formats import EXPECTED, IN_WHOLE, Opened, opened
from geodata.vector.shapefile import RAW

Needed = Callable[[str], bool]
KML = (".kml", ".kmz")


def no_columns(_: str) -> bool:
    """Say of every column that it is not wanted: the shapes alone."""
    return False


def layer_names(file: Path) -> list[str]:
    """Names of the layers with geometry; of KML, whose folders are layers, those that hold a place.

    Raises
    ------
    InputError
        The file cannot be read, or has none.
    """
    import pyogrio  # noqa: PLC0415  (loads GDAL)

    with _asked(file) as one:
        found = [str(name) for name, kind in pyogrio.list_layers(one.path) if kind is not None]
        if file.suffix.lower() in KML and len(found) > 1:
            found = [name for name in found if pyogrio.read_info(one.path, layer=name)["features"]] or found[:1]
    if not found:
        raise InputError(file, _("no layer with geometry"), EXPECTED)
    return found


def described_as(file: Path, layer: str) -> str:
    """What the table of contents of a GeoPackage says of a layer; empty for any other file.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    import pyogrio  # noqa: PLC0415

    with _asked(file) as one:
        found = pyogrio.read_info(one.path, layer=layer).get("layer_metadata") or {}
    return str(found.get("DESCRIPTION", ""))


def read_gdal(
    file: Path, layer: str, needed: Needed | None, bounds_of: Callable[[Any], list[Bounds]]
) -> gpd.GeoDataFrame:
    """Read the features of a layer that meet some bounds.

    Parameters
    ----------
    file : Path
    layer : str
    needed : callable, optional
        Tells of the name of a column whether it is wanted. Default: all.
    bounds_of : callable
        Of the layer's coordinate system: bounds in it, none for everything.

    Returns
    -------
    GeoDataFrame
        In the layer's coordinate system; its index is the number of the feature, from 1. Its `attrs` name all ``columns``
        and how many features there are, ``of``. A format that is read from end to end anyway is given whole.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    import pyogrio  # noqa: PLC0415

    if file.suffix.lower() in IN_WHOLE:
        return _whole(file, layer, needed)
    with _asked(file, layer, with_columns=needed is not no_columns) as one:
        inner = None if file.suffix.lower() == ".zip" else layer
        raw = None if one.encoding is None else RAW
        info = pyogrio.read_info(one.path, layer=inner, encoding=raw)
        names = {str(name): str(one.own(name)) for name in info["fields"]}
        wanted = [name for name, own in names.items() if needed is None or needed(own)]
        bounds = bounds_of(info["crs"])
        boxes: list[Bounds | None] = [*bounds] or [None]
        pieces = [
            pyogrio.read_dataframe(
                one.path, layer=inner, encoding=raw, columns=wanted, bbox=box, fid_as_index=box is not None
            )
            for box in boxes
        ]
        of = int(info["features"]) if bounds else len(pieces[0])
        if of < 0:
            of = int(pyogrio.read_info(one.path, layer=inner, force_feature_count=True)["features"])
    frame = _joined([_with_geometry(file, piece) for piece in pieces])
    if raw is not None:
        texts = [name for name in frame.columns if name in names and not is_numeric_dtype(frame[name])]
        frame = frame.assign(**{name: frame[name].map(one.own) for name in texts}).rename(columns=names)
    first = 1 if file.suffix.lower() == ".gpkg" else 0  # where a format begins to count
    frame.index = pd.Index(frame.index + 1 - first) if bounds else pd.RangeIndex(1, len(frame) + 1)
    frame.attrs = {"columns": tuple(names.values()), "of": of}
    return frame


def _whole(file: Path, layer: str, needed: Needed | None) -> gpd.GeoDataFrame:
    import pyogrio  # noqa: PLC0415

    with _asked(file) as one:
        found = pyogrio.read_dataframe(one.path, layer=layer)
    frame = _with_geometry(file, found)
    columns = [str(name) for name in frame.columns if name != frame.geometry.name]
    frame = frame[[*(name for name in columns if needed is None or needed(name)), frame.geometry.name]]
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    frame.attrs = {"columns": tuple(columns), "of": len(frame)}
    return frame


def _joined(pieces: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Features that were read by several bounds, each once, in the order of the file: an index by place has one of its own."""
    if len(pieces) == 1:
        return pieces[0].sort_index()
    filled = [piece for piece in pieces if len(piece)] or pieces[:1]
    both = filled[0] if len(filled) == 1 else pd.concat(filled)
    return both[~both.index.duplicated()].sort_index()


def _with_geometry(file: Path, frame: Any) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(file, _("no layer with geometry"), EXPECTED)
    return frame


@contextmanager
def _asked(file: Path, layer: str | None = None, *, with_columns: bool = True) -> Iterator[Opened]:
    """Have GDAL open a file; whatever goes wrong becomes one line."""
    with opened(file, layer, with_columns=with_columns) as one:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # GDAL's remarks on details; what matters is checked by the caller
                yield one
        except (InputError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001  (GDAL, shapely and the decoders each raise their own)
            reason = str(error).split(";")[0].replace(f"'{one.path}' not recognized", "not recognized")
            reason = reason.replace(str(one.path), file.name)[:160]
            raise InputError(file, _("cannot be read ({reason})", reason=reason), EXPECTED) from None


@dataclass(frozen=True)
class LayerFacts:
    """What a layer says of itself before its features are read: its `columns`, number of `features` (-1 where it is not told), kind of `shapes`."""

    columns: tuple[str, ...]
    features: int
    shapes: str


def layer_facts(file: Path, layer: str) -> LayerFacts:
    """Ask GDAL what a layer holds, without its features.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    import pyogrio  # noqa: PLC0415

    with _asked(file, layer) as one:
        inner = None if file.suffix.lower() == ".zip" else layer
        raw = None if one.encoding is None else RAW
        info = pyogrio.read_info(one.path, layer=inner, encoding=raw)
    columns = tuple(str(one.own(str(name))) for name in info["fields"])
    return LayerFacts(columns, int(info["features"]), str(info["geometry_type"] or ""))
