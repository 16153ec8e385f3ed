"""Tables of feeders or substations with their spare power."""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.city_places import CityPlacer
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.numerals import parse_number
from geodata.power import FEEDERS, SUBSTATIONS
from geodata.report import Problem, SourceReport
from geodata.speech import _
from geodata.spreadsheet import read_table, said_of

COLUMNS = ("feeder", "spare_kw", "lon", "lat", "substation")
MARGIN_M = 20_000.0
"""Substations lie outside the limits too; a place farther off than this is a slip of the pen."""


def read_feeder_table(
    file: InputFile,
    *,
    crs: str,
    boundary: Polygon | MultiPolygon | None = None,
) -> tuple[pd.DataFrame, SourceReport]:
    """Read feeders and their spare power.

    A negative spare (an overloaded feeder) counts as none. Of rows that name one feeder the least spare counts. A place
    that cannot be is left empty; the feeder stays.

    Parameters
    ----------
    file : InputFile
        .csv, a workbook, .geojson or .gpkg with `feeder, spare_kw[, lon, lat, substation]`.
    crs : str
        Metric CRS of the city.
    boundary : Polygon or MultiPolygon, optional
        City limits, in `crs`: with them swapped coordinates are turned round and far ones refused.

    Returns
    -------
    feeders : DataFrame
        Schema FEEDERS, in the order of the file.
    report : SourceReport
        Every row that was dropped, merged or repaired is named.

    Raises
    ------
    MissingFileError, InputError
        The file cannot be read, lacks a column, or not one of its rows can be used.
    """
    rows, report = _read(file, "feeder", crs, boundary)
    return FEEDERS.checked(pd.DataFrame(rows), source=str(file.path)), report


def read_substation_table(
    file: InputFile,
    *,
    crs: str,
    boundary: Polygon | MultiPolygon | None = None,
) -> tuple[pd.DataFrame, SourceReport]:
    """Read substations and their spare power, `substation, spare_kw[, lon, lat]`, as `read_feeder_table`; schema SUBSTATIONS."""
    rows, report = _read(file, "substation", crs, boundary)
    return SUBSTATIONS.checked(pd.DataFrame(rows).assign(source=str(file.path)), source=str(file.path)), report


def _read(
    file: InputFile, noun: str, crs: str, boundary: Polygon | MultiPolygon | None
) -> tuple[list[dict[str, Any]], SourceReport]:
    known = tuple(name for name in COLUMNS if noun == "feeder" or name != "feeder")
    path = file.path
    table = read_table(
        path, file.columns, known, role=_("spare power of {noun}s", noun=noun), required=(noun, "spare_kw")
    )
    plain = table.reindex(columns=["row", *known]).astype(object)
    placer = CityPlacer(crs, None if boundary is None else boundary.buffer(MARGIN_M))
    kept: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    merged = 0
    for cells in cast("list[dict[str, Any]]", plain.where(plain.notna(), None).to_dict("records")):
        one = _checked_row(cells, noun, placer, problems)
        if one is None:
            continue
        key = " ".join(one[noun].split()).casefold()
        if key in kept:
            merged += 1
            _merge(kept[key], one, noun, _("row {row}", row=cells["row"]), problems)
        else:
            kept[key] = one
    if not kept:
        first = problems[0]
        found = _(
            "none of its {count} rows can be used ({record}: {reason})",
            count=len(table),
            record=first.record,
            reason=first.reason,
        )
        raise InputError(path, found, _("expected a {noun}'s name and its spare power in kW", noun=noun))
    dropped = len(table) - len(kept) - merged
    report = SourceReport(
        str(path),
        f"{noun}s",
        len(table),
        len(kept),
        merged=merged,
        dropped=dropped,
        problems=(*said_of(table), *problems),
        file=file.fingerprint(table),
    )
    return list(kept.values()), report


def _checked_row(
    cells: Mapping[str, Any], noun: str, placer: CityPlacer, problems: list[Problem]
) -> dict[str, Any] | None:
    """One row checked, None where it must be dropped."""
    row = _("row {row}", row=cells["row"])
    name, told = cells[noun], cells["spare_kw"]
    spare_kw = parse_number(told)
    if name is None or spare_kw is None:
        number = _("no spare_kw") if told is None else _("spare_kw {told!r} is not a number", told=told[:40])
        problems.append(Problem(row, _("no {noun} named", noun=noun) if name is None else number, _("dropped")))
        return None
    if spare_kw < 0:
        problems.append(Problem(row, _("spare_kw {told!r} is negative", told=told[:40]), _("taken as 0 kW")))
        spare_kw = 0.0
    x_m, y_m = np.nan, np.nan
    if cells["lon"] is not None or cells["lat"] is not None:
        point, remark = placer.place(cells["lon"], cells["lat"])
        if point is not None:
            x_m, y_m = point.x, point.y
        if remark is not None:
            problems.append(Problem(row, remark, _("place left empty") if point is None else _("turned round")))
    return {"substation": cells.get("substation"), noun: name, "spare_kw": spare_kw, "x_m": x_m, "y_m": y_m}


def _merge(first: dict[str, Any], again: Mapping[str, Any], noun: str, row: str, problems: list[Problem]) -> None:
    least = min(first["spare_kw"], again["spare_kw"])
    differs = "" if first["spare_kw"] == again["spare_kw"] else _(", least spare {least:g} kW counts", least=least)
    problems.append(
        Problem(
            row,
            _("{noun} {first!r} is there twice", noun=noun, first=first[noun]),
            _("merged into the first{differs}", differs=differs),
        )
    )
    first["spare_kw"] = least
    first["substation"] = first["substation"] or again["substation"]
    if np.isnan(first["x_m"]):
        first["x_m"], first["y_m"] = again["x_m"], again["y_m"]
