"""Tables of bus depots: where they are, and what room and power they have."""

from typing import Any, cast

import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.buses.tables import DEPOTS
from geodata.city_places import CityPlacer
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.numerals import parse_number
from geodata.report import Problem, SourceReport
from geodata.speech import _
from geodata.spreadsheet import read_table, said_of

COLUMNS = ("name", "lon", "lat", "bays", "grid_kw")
MARGIN_M = 30_000.0
"""Depots lie outside the limits too; a place farther off than this is a slip of the pen."""


def read_depots(
    file: InputFile, *, crs: str, boundary: Polygon | MultiPolygon | None = None
) -> tuple[pd.DataFrame, SourceReport]:
    """Read depots.

    Parameters
    ----------
    file : InputFile
        .csv, .xlsx, .geojson or .gpkg with `name, lon, lat[, bays, grid_kw]`.
    crs : str
        Metric CRS of the city.
    boundary : Polygon or MultiPolygon, optional
        City limits, in `crs`: with them swapped coordinates are turned round and far ones refused.

    Returns
    -------
    depots : DataFrame
        Schema DEPOTS.
    report : SourceReport

    Raises
    ------
    MissingFileError, InputError
        The file cannot be read, lacks a column, or not one of its rows can be used.
    """
    path = file.path
    table = read_table(path, file.columns, COLUMNS, role=_("bus depots"), required=("name",))
    plain = table.reindex(columns=["row", *COLUMNS]).astype(object)
    placer = CityPlacer(crs, None if boundary is None else boundary.buffer(MARGIN_M))
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for cells in cast("list[dict[str, Any]]", plain.where(plain.notna(), None).to_dict("records")):
        row, name = _("row {row}", row=cells["row"]), cells["name"]
        point, remark = placer.place(cells["lon"], cells["lat"])
        if name is None or point is None:
            problems.append(Problem(row, _("no name") if name is None else remark or _("no coordinates"), _("dropped")))
            continue
        if remark is not None:
            problems.append(Problem(row, remark, _("turned round")))
        if any(one["depot"].casefold() == name.casefold() for one in rows):
            problems.append(Problem(row, _("depot {name!r} is there twice", name=name[:40]), _("dropped")))
            continue
        rows.append({"depot": name, "x_m": point.x, "y_m": point.y, "source": file.title})
        for key in ("bays", "grid_kw"):
            rows[-1][key] = value = parse_number(cells[key])
            if cells[key] is not None and (value is None or value < 0):
                problems.append(
                    Problem(
                        row,
                        _("{key} {cells!r} is no number of 0 or more", key=key, cells=cells[key][:40]),
                        _("taken as unknown"),
                    )
                )
                rows[-1][key] = None
    if not rows:
        first = problems[0]
        found = _(
            "none of its {count} rows can be used ({record}: {reason})",
            count=len(table),
            record=first.record,
            reason=first.reason,
        )
        raise InputError(path, found, _("expected name, lon, lat of depots"))
    dropped = len(table) - len(rows)
    report = SourceReport(
        str(path),
        "depots",
        len(table),
        len(rows),
        dropped=dropped,
        problems=(*said_of(table), *problems),
        file=file.fingerprint(table),
    )
    return DEPOTS.checked(pd.DataFrame(rows, columns=list(DEPOTS.columns)), source=str(path)), report
