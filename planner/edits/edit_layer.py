"""Edits of a finished plan: the rows of its layer of sites as they came back from QGIS, a field form or a script, as plain text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geodata.address import Address, split_layer
from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.input_file import Fingerprint, InputFile, checked_file
from geodata.layers import read_layer, spatial_layers
from geodata.spreadsheet import read_table
from planner.edits.shown_plan import ShownPlan, has_features, shown_plan
from planner.support.speech import _, joined

FIELD = "field"
LAYERS = ("sites", FIELD)
"""Layers that take edits: that of `plan.gpkg`, and that of a field form."""
ASKED = ("action", "new_bays", "new_kw", "new_chargers", "note")
"""Columns that a planner fills in."""
SEEN = ("owner", "land", "cable_way", "light", "photo", "visited_on", "visitor")
"""Columns of a field form: what was seen on the spot."""
KNOWN = ("name", "chargers", "chargers_json", "bays", "grid_kw", "status")
"""Columns of a plan that edits refer to."""
ENDINGS = (".gpkg", ".geojson", ".json")
ROLE = _.term("edits of a plan")
EXPECTED = _.term("name the layer of sites of a plan.gpkg, or of a field form")


@dataclass(frozen=True)
class EditRow:
    """A row of the layer; every cell is stripped text, None where it is empty.

    Parameters
    ----------
    row : int
        Number of the feature.
    site_id : str or None
        None for a point that was drawn.
    lon, lat : float or None
        Degrees; None without a point.
    asked, known, seen : mapping
        Cells of `ASKED`, `KNOWN` and `SEEN` that are not empty.
    """

    row: int
    site_id: str | None
    lon: float | None
    lat: float | None
    asked: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EditLayer:
    """The layer as it was read.

    Parameters
    ----------
    path : str
    layer, crs : str
        Its name, and what it says its points are in.
    rows : tuple of EditRow
    file : Fingerprint
    plan : tuple of ShownPhase or None
        The plan that these edits gave when they were kept; None where the file does not say.
    """

    path: str
    layer: str
    crs: str
    rows: tuple[EditRow, ...]
    file: Fingerprint
    plan: ShownPlan | None = None


def read_edits(file: InputFile) -> EditLayer:
    """Read the rows, whoever wrote the file: columns in any order, further ones passed over, any name of the geometry.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no layer, has several of which none is named, no coordinate system, or is no layer of sites.
    """
    path: Address = file.path
    plan: ShownPlan | None = None
    if isinstance(path, Path):
        path, _layer = split_layer(path)
        if checked_file(path, ROLE).suffix.lower() not in ENDINGS:
            raise InputError(
                path,
                _("a file ending in {suffix!r}", suffix=path.suffix),
                _("expected {endings}: {expected}", endings=", ".join(ENDINGS), expected=EXPECTED),
            )
        plan = shown_plan(path)
        if plan is not None and not has_features(path):  # edits that are keys of the configuration alone
            return EditLayer(str(path), LAYERS[0], LONLAT, (), file.fingerprint(), plan)
    layer = read_layer(file.path, role=ROLE, called=LAYERS, placed=True)
    wanted = ("lon", "lat", "site_id", *ASKED, *KNOWN, *SEEN)
    table = read_table(file.path, {}, wanted, role=ROLE, called=LAYERS)
    for column in ("site_id", "action"):
        if column not in table:
            listed = spatial_layers(path) if isinstance(path, Path) else []
            others = [one for one in listed if one != layer.attrs["layer"]]
            beside = _("; its other layers are {others}", others=", ".join(others)) if others else ""
            raise InputError(
                path,
                _("the layer {layer!r} has no column {column!r}", layer=layer.attrs["layer"], column=column),
                joined("", [EXPECTED, beside]),
            )
    if not layer.geom_type.dropna().isin(["Point", "MultiPoint"]).all():
        kinds = ", ".join(sorted({*layer.geom_type.dropna()} - {"Point", "MultiPoint"}))
        raise InputError(
            path,
            _("the layer {layer!r} has a {kinds}", layer=layer.attrs["layer"], kinds=kinds),
            _("expected points alone; {expected}", expected=EXPECTED),
        )
    places = layer.geometry.map(lambda one: None if one is None or one.is_empty else one.centroid)
    cells = table.reindex(columns=list(wanted)).astype(object)
    cells = cells.where(cells.notna(), None)
    rows = tuple(
        EditRow(
            int(number),
            one["site_id"],
            None if point is None else float(point.x),
            None if point is None else float(point.y),
            _filled(one, ASKED),
            _filled(one, KNOWN),
            _filled(one, SEEN),
        )
        for number, one, point in zip(table["row"], cells.to_dict("records"), places, strict=True)
    )
    return EditLayer(str(path), layer.attrs["layer"], layer.attrs["crs"], rows, file.fingerprint(layer), plan)


def _filled(cells: Mapping[Any, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(cells[name]) for name in names if cells[name] is not None}
