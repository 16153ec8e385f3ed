"""The user's own candidate sites from a table or map layer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Point, Polygon

from geodata.agreement import AROUND_DEG, beyond
from geodata.city_places import CityPlacer
from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.headings import columns_listed
from geodata.hexagons import projected
from geodata.input_file import InputFile
from geodata.numerals import number_text, parse_number
from geodata.placing import grown
from geodata.report import Problem, SourceReport
from geodata.shapes import polygonal
from geodata.sites import (
    CONNECTION_STATUSES,
    GROUND_M2_PER_BAY,
    LAND_STATUSES,
    SAME_SITE_M,
    SITE_ACCESSES,
    SITES,
    BayRule,
)
from geodata.speech import _
from geodata.spreadsheet import read_table, said_of
from geodata.words.vocabulary import listed, meant, suggested

COLUMNS = (
    *("lon", "lat", "name", "bays", "grid_kw", "site_cost_usd", "land_status", "connection_status"),
    *("access", "feeder", "site_id", "bays_assumed", "status"),
)
KIND = "user"
OF_A_PLAN = "rank_equal_from"
"""A column that only the tables of a finished plan have; their `status` says which sites are stations that stand."""
STANDING = ("existing", "upgrade")
SPOT_M = 1.0
"""Two rows on the same square of this side are one lot written twice."""

Cells = Mapping[str, Any]


def read_site_table(
    file: InputFile,
    *,
    crs: str,
    boundary: Polygon | MultiPolygon,
    default_bays: int | None,
    max_bays: int,
    bay_share: float,
) -> tuple[gpd.GeoDataFrame, SourceReport]:
    """Read the user's sites.

    Parameters
    ----------
    file : InputFile
        .csv, a workbook, .geojson or .gpkg with `lon, lat[, name, bays, grid_kw, site_cost_usd, land_status, connection_status,
        access, feeder, site_id]`, or the sites of a finished plan, whose stations that stand are left out; a layer of lots (polygons) stands for their middles and, where no bays are given, their size.
    crs : str
        Metric CRS of the city.
    boundary : Polygon or MultiPolygon
        City limits, in `crs`; sites outside are dropped.
    default_bays, max_bays : int
        Bays for chargers where none are given; most at any site.
    bay_share : float
        Share of a lot's bays that chargers may take, where bays are estimated from its outline. Given bays count whole.

    Returns
    -------
    sites : GeoDataFrame
        Schema SITES, in `crs`; ids are the user's, else ``own-<row>``.
    report : SourceReport
        Every row that was dropped, merged, repaired or doubted is named.

    Raises
    ------
    MissingFileError, InputError
        The file cannot be read, has no coordinates, or not one of its rows can be used.
    """
    path = file.path
    around = grown(projected(boundary, LONLAT, from_crs=crs).bounds, AROUND_DEG)
    table = read_table(
        path,
        file.columns,
        (*COLUMNS, OF_A_PLAN),
        role=_("your own sites"),
        with_geometry=True,
        called=("sites",),
        bbox=around,
    )
    outlines = _outlines(table, crs)
    if not {"lon", "lat"} <= set(table.columns) and not any(outlines):
        columns = columns_listed(table.attrs["header"], ("lon", "lat"))
        found = _("no columns lon and lat; its columns are {columns}", columns=columns)
        raise InputError(path, found, _('map them with columns = { lon = "your name", lat = "your name" }'))
    books = _Books(CityPlacer(crs, boundary), BayRule(default_bays, max_bays, bay_share))
    plain = pd.DataFrame(table).reindex(columns=["row", *COLUMNS]).astype(object)
    if OF_A_PLAN not in table.columns:
        plain["status"] = None  # a user's own column of that name says what nobody here knows
    rows = cast("list[Cells]", plain.where(plain.notna(), None).to_dict("records"))
    for cells, outline in zip(rows, outlines, strict=True):
        books.enter(cells, outline)
    if not books.sites:
        first = books.problems[0]
        found = _(
            "none of its {count} rows can be used ({record}: {reason})",
            count=len(table),
            record=first.record,
            reason=first.reason,
        )
        raise InputError(path, found, _("expected longitude and latitude in degrees within the city"))
    frame = gpd.GeoDataFrame(pd.DataFrame(books.sites), crs=crs)
    kept = len(books.sites)
    records = max(int(table.attrs.get("of", 0)), len(table))
    report = SourceReport(
        str(path),
        "own sites",
        records=records,
        kept=kept,
        merged=books.merged,
        dropped=records - kept - books.merged,
        problems=(
            *said_of(table, published=OF_A_PLAN in table.columns),
            *books.problems,
            *beyond(records - len(table), records, around),
        ),
        file=file.fingerprint(table),
    )
    return SITES.checked(frame.set_geometry("geometry"), source=str(path)), report


@dataclass
class _Books:
    """The rows entered so far: sites kept, and all that was wrong."""

    placer: CityPlacer
    rule: BayRule
    sites: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    merged: int = 0
    _spots: dict[tuple[int, int], str] = field(default_factory=dict)
    _points: dict[str, Point] = field(default_factory=dict)

    def enter(self, cells: Cells, outline: Polygon | MultiPolygon | None) -> None:
        """Keep a row as a site, merge it, or drop it."""
        row = _("row {row}", row=cells["row"])
        if meant("site_status", cells["status"]) in STANDING:
            self._note(row, _("a station that stands, not a candidate site"), _("dropped"))
            return
        lon, lat = _lonlat(cells, outline, self.placer)
        point, remark = self.placer.place(lon, lat)
        if point is None:
            self._note(row, remark or _("no coordinates"), _("dropped"))
            return
        if remark is not None:
            self._note(row, remark, _("turned round"))
        twin = self._twin(cells["site_id"], point)
        if twin is not None:
            self.merged += 1
            self._note(row, _("the same place as {twin}", twin=twin), _("merged into {twin}", twin=twin))
            return
        bays = self._bays(row, cells["bays"], outline)
        if bays is not None and meant("yes_no", cells["bays_assumed"]) == "yes":
            bays = (bays[0], True)
        if bays is None:
            self._note(row, _("no bays at all"), _("dropped"))
            return
        site_id = self._id(row, cells)
        self._spots.setdefault(_spot(point), site_id)
        self._points[site_id] = point
        self.sites.append(
            {
                "site_id": site_id,
                "name": cells["name"],
                "kind": KIND,
                "bays": bays[0],
                "bays_assumed": bays[1],
                "grid_kw": self._number(row, "grid_kw", cells),
                "site_cost_usd": self._number(row, "site_cost_usd", cells),
                "land_status": self._word(row, "land_status", cells, LAND_STATUSES),
                "connection_status": self._word(row, "connection_status", cells, CONNECTION_STATUSES),
                "access": self._word(row, "access", cells, SITE_ACCESSES),
                "parking": None,
                "photo": None,
                "feeder": cells["feeder"],
                "district": None,
                "geometry": point,
            }
        )

    def _note(self, row: str, reason: str, action: str) -> None:
        self.problems.append(Problem(row, reason, action))

    def _twin(self, told: str | None, point: Point) -> str | None:
        """Id of an earlier row on the same spot, or of the same id and near."""
        if told is not None and told in self._points and self._points[told].distance(point) <= SAME_SITE_M:
            return told
        return self._spots.get(_spot(point))

    def _id(self, row: str, cells: Cells) -> str:
        told = cells["site_id"]
        if told is not None and told not in self._points:
            return str(told)
        fallback = f"own-{cells['row']}"
        while fallback in self._points:
            fallback += "-2"
        if told is not None:
            self._note(
                row,
                _("site_id {told!r} is that of an earlier row", told=told),
                _("called {fallback}", fallback=fallback),
            )
        return fallback

    def _bays(self, row: str, told: str | None, outline: Polygon | MultiPolygon | None) -> tuple[int, bool] | None:
        """Bays for chargers and whether they are assumed, None where there are none."""
        value = self._value(row, "bays", told, _("size assumed"))
        if value is None:
            by_area = None if outline is None else self.rule.usable(outline.area / GROUND_M2_PER_BAY)
            return by_area or self.rule.unknown(), True
        if value < 1:
            return None
        whole = int(min(value, self.rule.most))
        if whole != value:
            reason = (
                _("bays {value:g} is no whole number", value=value)
                if value < self.rule.most
                else _("bays {value:g} over sites.max_bays", value=value)
            )
            self._note(row, reason, _("taken as {whole}", whole=whole))
        return whole, False

    def _number(self, row: str, name: str, cells: Cells) -> float | None:
        return self._value(row, name, cells[name], _("taken as unknown"))

    def _value(self, row: str, name: str, told: str | None, action: str) -> float | None:
        value = parse_number(told)
        if told is not None and (value is None or value < 0):
            self._note(
                row,
                _("{name} {told!r} is not a number", name=name, told=told[:40])
                if value is None
                else _("{name} {told!r} is negative", name=name, told=told[:40]),
                action,
            )
            return None
        return value

    def _word(self, row: str, name: str, cells: Cells, known: tuple[str, ...]) -> str:
        told = cells[name]
        status = (told or "unknown").strip().casefold()
        status = status if status in known else meant(name, told) or meant("unknown", told) or status
        if status in known:
            return status
        near = suggested(name, told)
        hint = _("; did you mean {near}?", near=near) if near else ""
        self._note(
            row,
            _(
                "{name} {told!r} is none of {name_2}{hint}",
                name=name,
                told=(told or "")[:40],
                name_2=listed(name, known, told),
                hint=hint,
            ),
            _("taken as unknown"),
        )
        return "unknown"


def _spot(point: Point) -> tuple[int, int]:
    return round(point.x / SPOT_M), round(point.y / SPOT_M)


def _outlines(table: pd.DataFrame, crs: str) -> list[Polygon | MultiPolygon | None]:
    """Lot of each row in the metric CRS, None where a row has no polygon or one too far away for the city's projection."""
    if not isinstance(table, gpd.GeoDataFrame):
        return [None] * len(table)
    areas = gpd.GeoSeries([polygonal(shape)[0] for shape in table.geometry], crs=LONLAT)
    return [shape if shape is not None and 0 < shape.area < np.inf else None for shape in areas.to_crs(crs)]


def _lonlat(cells: Cells, outline: Any, placer: CityPlacer) -> tuple[str | None, str | None]:
    """Coordinates as given, else those of the lot's middle."""
    if outline is None or cells["lon"] is not None or cells["lat"] is not None:
        return cells["lon"], cells["lat"]
    middle = shapely.point_on_surface(outline)
    lon, lat = placer.lonlat(middle.x, middle.y)
    return number_text(lon), number_text(lat)
