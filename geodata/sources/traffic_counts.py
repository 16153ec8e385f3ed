"""Counts of passing vehicles from a city's detectors: a table of points, or a layer of points or road segments."""

from collections.abc import Mapping
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Polygon

from geodata.city_places import CityPlacer
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.loose import short
from geodata.numerals import count_in_doubt, number_text, parse_number
from geodata.report import DROPPED, Kind, Problem, SourceReport
from geodata.speech import _
from geodata.spreadsheet import read_table, said_of
from geodata.traffic import TRAFFIC

COLUMNS = ("counter", "vehicles_per_day", "period_h", "lon", "lat")
DAY_H = 24.0
MOST_PERIOD_H = 8784.0
"""A longer count than a year is a slip of the pen."""
MARGIN_M = 1_000.0
"""Detectors stand at the gates of a city too; one farther outside of its limits is of another place."""
SAME_PLACE_M = 100.0


def read_traffic(
    file: InputFile,
    *,
    crs: str,
    boundary: Polygon | MultiPolygon,
) -> tuple[pd.DataFrame, SourceReport]:
    """Read counts of vehicles.

    A count over another period than a day is scaled to 24 hours. Rows of one counter are averaged. A road segment is
    taken at its middle.

    Parameters
    ----------
    file : InputFile
        .csv, a workbook, .geojson or .gpkg with `vehicles_per_day[, counter, period_h, lon, lat]`; `period_h` is the hours
        that the count covers, 24 where it is empty.
    crs : str
        Metric CRS of the city.
    boundary : Polygon or MultiPolygon
        City limits, in `crs`.

    Returns
    -------
    traffic : DataFrame
        Schema TRAFFIC, in the order of the file.
    report : SourceReport
        Every row that was dropped, averaged or repaired is named.

    Raises
    ------
    MissingFileError, InputError
        The file cannot be read, lacks a column, or not one of its rows can be used.
    """
    path = file.path
    table = read_table(
        path, file.columns, COLUMNS, role=_("traffic counts"), required=("vehicles_per_day",), with_geometry=True
    )
    placer = CityPlacer(crs, boundary.buffer(MARGIN_M))
    rows = _with_middles(table, file.columns, crs, placer)
    problems: list[Problem] = []
    counters: dict[str, list[dict[str, Any]]] = {}
    for cells in rows:
        count = _count(cells, placer, problems)
        if count is not None:
            counters.setdefault(" ".join(count["counter"].split()).casefold(), []).append(count)
    if not counters:
        first = problems[0]
        found = _(
            "none of its {count} rows can be used ({record}: {reason})",
            count=len(rows),
            record=first.record,
            reason=first.reason,
        )
        raise InputError(path, found, _("expected vehicles_per_day at lon and lat in the city"))
    counts = [_averaged(group, problems) for group in counters.values()]
    good = sum(len(group) for group in counters.values())
    report = SourceReport(
        str(path),
        "traffic",
        len(rows),
        len(counts),
        merged=good - len(counts),
        dropped=len(rows) - good,
        problems=(*said_of(table), *problems),
        file=file.fingerprint(table),
    )
    return TRAFFIC.checked(pd.DataFrame(counts), source=str(path)), report


def _with_middles(table: pd.DataFrame, mapped: Mapping[str, str], crs: str, placer: CityPlacer) -> list[dict[str, Any]]:
    """Rows as plain cells; those of a layer that are lines have the longitude and latitude of their middle."""
    plain = pd.DataFrame(table).reindex(columns=["row", *COLUMNS]).astype(object)
    rows = cast("list[dict[str, Any]]", plain.where(plain.notna(), None).to_dict("records"))
    if isinstance(table, gpd.GeoDataFrame) and not {"lon", "lat"} & set(mapped):
        for cells, shape in zip(rows, table.geometry.to_crs(crs), strict=True):
            middle = _middle(shape)
            if middle is not None:
                cells["lon"], cells["lat"] = map(number_text, placer.lonlat(middle.x, middle.y))
    return rows


def _middle(shape: Any) -> shapely.Point | None:
    """Half-way point of a line, of the longest piece where it has several; None for what is no line."""
    if shape is None or shape.is_empty or shape.geom_type not in ("LineString", "MultiLineString"):
        return None
    joined = shapely.line_merge(shape) if shape.geom_type == "MultiLineString" else shape
    longest = max(shapely.get_parts(joined), key=lambda part: part.length)
    middle: shapely.Point = longest.interpolate(0.5, normalized=True)
    return middle if np.isfinite([middle.x, middle.y]).all() else None


def _count(cells: Mapping[str, Any], placer: CityPlacer, problems: list[Problem]) -> dict[str, Any] | None:
    """One row checked, None where it must be dropped."""
    row = _("row {row}", row=cells["row"])
    vehicles, reason = _per_day(cells["vehicles_per_day"], cells["period_h"])
    if vehicles is None:
        problems.append(Problem(row, reason, _("dropped"), Kind.COUNT))
        return None
    point, remark = placer.place(cells["lon"], cells["lat"])
    if remark is not None:
        problems.append(Problem(row, remark, DROPPED if point is None else _("turned round"), Kind.COORDINATES))
    if point is None:
        return None
    name = cells["counter"] or str(row)
    return {"counter": name, "vehicles_per_day": vehicles, "x_m": point.x, "y_m": point.y, "row": row}


def _per_day(told: str | None, period: str | None) -> tuple[float | None, str]:
    """Vehicles in 24 hours, or None and what is wrong."""
    vehicles, period_h = parse_number(told), DAY_H if period is None else parse_number(period)
    if told is None or vehicles is None:
        return None, "no vehicles_per_day" if told is None else _(
            "vehicles_per_day {short!r} is not a number", short=short(told)
        )
    doubt = count_in_doubt(told)
    if doubt is not None:
        return None, _.joined(": ", [_("vehicles_per_day {told!r}", told=told), doubt])
    if vehicles < 0:
        return None, _("vehicles_per_day {short!r} is negative", short=short(told))
    if period_h is None or not 0 < period_h <= MOST_PERIOD_H:
        return None, _("period_h {short!r} is no number of hours", short=short(period))
    return vehicles * DAY_H / period_h, ""


def _averaged(group: list[dict[str, Any]], problems: list[Problem]) -> dict[str, Any]:
    """Counts of one counter as one, at its first place."""
    first = group[0]
    if len(group) > 1:
        mean = sum(one["vehicles_per_day"] for one in group) / len(group)
        apart_m = max(((one["x_m"] - first["x_m"]) ** 2 + (one["y_m"] - first["y_m"]) ** 2) ** 0.5 for one in group)
        far = _(", as far as {apart_m:.0f} m apart", apart_m=apart_m) if apart_m > SAME_PLACE_M else ""
        reason = _(
            "counter {short!r} is there {count} times{far}", short=short(first["counter"]), count=len(group), far=far
        )
        action = _("merged into the first, at their mean of {mean:.0f} vehicles per day", mean=mean)
        problems += [Problem(one["row"], reason, action, Kind.DUPLICATE) for one in group[1:]]
        first = {**first, "vehicles_per_day": mean}
    return first
