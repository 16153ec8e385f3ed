"""Population points, polygons and rasters of the user's."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geodata.address import Address, ending_of
from geodata.agreement import beyond
from geodata.city_places import SWAPPED
from geodata.crs import LONLAT, metric_crs
from geodata.errors import InputError
from geodata.headings import columns_listed
from geodata.hexagons import cell_polygon
from geodata.input_file import Columns, InputFile
from geodata.placing import Bounds, are_swapped, bad_place, within
from geodata.population import PopulationSurface
from geodata.population_layouts import KONTUR, Layout, table_layout
from geodata.rasters import read_pixels
from geodata.report import Assumption, Kind, Problem, SourceReport
from geodata.shapes import polygonal
from geodata.speech import _
from geodata.spreadsheet import parse_number, read_table, said_of

__all__ = ["PopulationSurface", "read_population"]

ROLE = _.term("population of the city")
KEY = "city.population_columns"
RASTERS = (".tif", ".tiff")
MOST_SPREAD_M = 5000.0
OF_THE_CITY = 0.5
"""With this share of its rows in the city a table is one of the city; in one of a country a swapped place may be another town."""
LONE_SPREAD_M = 500.0
"""Side of the cell of a single point, which has no neighbour to measure it by (assumed)."""


def read_population(file: InputFile, *, bounds: Bounds | None = None) -> PopulationSurface:
    """Read where people live.

    Points are taken as the middles of cells: the side of a cell is the median distance between nearest neighbours. If all
    rows have longitude and latitude swapped they are turned round and reported; so are single ones of a table of the city. Of a file of a country only what lies
    within the bounds is read, and what does not is counted.

    Parameters
    ----------
    file : InputFile
        Table with lon, lat, population, or h3 and population; layer of points or polygons with population; or raster of people per pixel.
    bounds : tuple, optional
        Bounds of the city with what is near it: rows beyond are left out unless all are, and swapped coordinates are told
        from far ones.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or of no use; no row with people is left.
    """
    path = file.path
    if ending_of(path) in RASTERS:
        return _from_raster(file, bounds)
    table, layout = _table(file, bounds)
    counts = [parse_number(text) for text in table["population"]]
    problems: dict[int, Problem] = {}
    if isinstance(table, gpd.GeoDataFrame) and not _is_of_points(table):
        # Its own shapes say more than columns lon and lat, which many layers carry beside them.
        shapes, notes = _polygons(table, problems)
    elif "h3" in table and ("h3" in file.columns or not {"lon", "lat"} <= set(table)):
        shapes, notes = _cells(table["h3"]), []
    elif "lon" in table and "lat" in table:
        shapes, notes = _points(table, bounds)
    elif "id" in table and _has_cells(shapes := _cells(table["id"])):
        said = _("laid in the hexagons of their ids")
        notes = [Problem(_("all rows"), _("no lon and lat, and ids that are cells of H3"), said)]
    else:
        expected = _("expected lon, lat, population, or h3 for cells of H3; map them with {key}", key=KEY)
        columns = columns_listed(table.attrs["header"], ("lon", "lat"))
        raise InputError(path, _("no columns lon and lat; its columns are {columns}", columns=columns), expected)
    near = _near(shapes, bounds)
    if not near.any():
        _refuse_swapped(path, shapes, bounds)
        near[:] = True  # of another place, as whoever asked can tell better
    for k, (row, text, count) in enumerate(zip(table["row"], table["population"], counts, strict=True)):
        if not near[k]:
            continue
        reason = _bad_count(text, count) or _bad_shape(shapes[k])
        if reason:
            problems[k] = Problem(_("row {row}", row=row), reason, _("dropped"))
    dropped = [k for k, problem in problems.items() if problem.action == "dropped"]
    kept = np.setdiff1d(np.flatnonzero(near), dropped)
    people = _frame(path, np.array([np.nan if count is None else count for count in counts])[kept], shapes[kept])
    records = max(int(table.attrs.get("of", 0)), len(table))
    notes += beyond(records - int(near.sum()), records, bounds)
    notes += _written_twice(table.iloc[kept], people)
    found = (*said_of(table, published=layout is not None), *notes, *(problems[k] for k in sorted(problems) if near[k]))
    kind = "population" if layout is None else layout.name
    report = SourceReport(str(path), kind, records, len(kept), dropped=records - len(kept), problems=found)
    return _surface(people, replace(report, file=file.fingerprint(table)), None if layout is None else layout.credit)


def _table(file: InputFile, bounds: Bounds | None) -> tuple[pd.DataFrame, Layout | None]:
    """Rows of a table or layer with what is known of its layout, whose columns need no mapping."""

    def read(columns: Columns, required: tuple[str, ...]) -> pd.DataFrame:
        wanted = ("lon", "lat", "population", "h3", "id")
        return read_table(
            file.path, columns, wanted, role=ROLE, required=required, with_geometry=True, key=KEY, bbox=bounds
        )

    table = read(file.columns, ())
    headings = [file.columns.get(str(name), str(name)) for name in table.columns]
    layout = table_layout([*headings, *map(str, table.attrs.get("unread", ()))])
    if layout is KONTUR and not isinstance(table, gpd.GeoDataFrame):
        layout = None  # it comes as a layer; whoever writes cells and people into a table of their own is not Kontur
    if "population" not in table:
        known = {} if layout is None else layout.columns
        placed = isinstance(table, gpd.GeoDataFrame) or bool({"h3", "id"} & {*table, *known})
        places = () if placed else ("lon", "lat")  # all that is missing in one line
        table = read({**known, **file.columns}, ("population", *places))
    return table, layout


def _surface(people: gpd.GeoDataFrame, report: SourceReport, credit: str | None) -> PopulationSurface:
    if (people.geom_type != "Point").all():
        return PopulationSurface(people, 0.0, report, credit=credit)
    side_m = _spacing_m(people)
    source = _("median distance between neighbouring points of the population file")
    said = Assumption(
        _("ground that a population point stands for"), _("a square of {side_m:.0f} m", side_m=side_m), source, "medium"
    )
    return PopulationSurface(people, side_m, report, (said,), credit)


def _spacing_m(people: gpd.GeoDataFrame) -> float:
    """Side of the cell that a point stands for, from the distance between nearest neighbours."""
    points = people[people.geom_type == "Point"]
    middle = points.geometry.iloc[len(points) // 2]
    metric = points.geometry.to_crs(metric_crs(middle.x, middle.y))
    xy_m = np.unique(np.column_stack([metric.x, metric.y]), axis=0)
    if len(xy_m) < 2:
        return LONE_SPREAD_M
    apart_m = float(np.median(KDTree(xy_m).query(xy_m, k=2)[0][:, 1]))
    return round(min(apart_m, MOST_SPREAD_M), 1)


def _near(shapes: NDArray[np.object_], bounds: Bounds | None) -> NDArray[np.bool_]:
    """Tell which rows (rows,) meet the bounds; those without a place do, to be named."""
    near = np.ones(len(shapes), dtype=bool)
    if bounds is not None:
        placed = np.array([not isinstance(shape, str) for shape in shapes], dtype=bool)
        near[placed] = shapely.intersects(shapes[placed], shapely.box(*bounds))
        if placed.any() and not near[placed].any():
            near[:] = False
    return near


def _refuse_swapped(path: Address, shapes: NDArray[np.object_], bounds: Bounds | None) -> None:
    if bounds is not None and _near(shapes, (bounds[1], bounds[0], bounds[3], bounds[2])).any():
        raise InputError(path, _("shapes with longitude and latitude swapped"), _("save them the other way round"))


def _is_of_points(layer: gpd.GeoDataFrame) -> bool:
    return not layer.geom_type.isin(("Polygon", "MultiPolygon", "GeometryCollection")).any()


def _points(table: pd.DataFrame, bounds: Bounds | None) -> tuple[NDArray[np.object_], list[Problem]]:
    """Point of each row, or the reason why it has none."""
    lon, lat = (
        np.array([np.nan if (value := parse_number(text)) is None else value for text in table[name]], dtype=np.float64)
        for name in ("lon", "lat")
    )
    notes = []
    if are_swapped(lon, lat, bounds):
        lon, lat = lat, lon
        notes.append(Problem(_("all rows"), _("longitude and latitude are swapped"), _("turned round")))
    elif bounds is not None and within(lon, lat, bounds).sum() >= OF_THE_CITY * len(lon):
        turned = within(lat, lon, bounds) & ~within(lon, lat, bounds)
        lon, lat = np.where(turned, lat, lon), np.where(turned, lon, lat)
        rows = table["row"].to_numpy()[turned]
        notes += [Problem(_("row {row}", row=int(row)), SWAPPED, _("turned round"), Kind.COORDINATES) for row in rows]
    points = np.asarray(shapely.points(lon, lat), dtype=object)
    return _objects([bad_place(x, y) or point for x, y, point in zip(lon, lat, points, strict=True)]), notes


def _written_twice(table: pd.DataFrame, people: gpd.GeoDataFrame) -> list[Problem]:
    """Rows with the place and the people of an earlier one; two households of one address have both, so that they count."""
    said = pd.DataFrame(
        {"place": shapely.to_wkb(people.geometry.to_numpy()), "people": people["population"].to_numpy()}
    )
    if "id" in table:
        said["id"] = table["id"].to_numpy()
    again = said.duplicated().to_numpy()
    if not again.any():
        return []
    at = int(np.flatnonzero(again)[0])
    alike = said.groupby(list(said.columns), dropna=False).ngroup().to_numpy()
    first = int(np.flatnonzero(alike == alike[at])[0])
    row, as_row = (int(table["row"].iloc[k]) for k in (at, first))
    reason = _(
        "rows with the place and the people of an earlier one: {count}; the first of them is row {row}, as row {first}",
        count=int(again.sum()),
        row=row,
        first=as_row,
    )
    return [
        Problem(_("row {row}", row=row), reason, _("counted; take them out if they stand there twice"), Kind.DUPLICATE)
    ]


def _has_cells(shapes: NDArray[np.object_]) -> bool:
    return any(not isinstance(one, str) for one in shapes)


def _cells(ids: "pd.Series[Any]") -> NDArray[np.object_]:
    """Hexagon of each H3 cell, or the reason why there is none; a record with points makes no use of them."""
    return _objects([cell_polygon(one) or _("h3 {one!r} is no cell of H3", one=str(one)[:40]) for one in ids])


def _polygons(table: gpd.GeoDataFrame, problems: dict[int, Problem]) -> tuple[NDArray[np.object_], list[Problem]]:
    shapes: list[Any] = []
    for k, (row, shape) in enumerate(zip(table["row"], table.geometry, strict=True)):
        area, repair = polygonal(shape)
        shapes.append(area if area is not None else repair)
        if area is not None and repair:
            problems[k] = Problem(_("row {row}", row=row), repair, _("repaired"))
    return _objects(shapes), []


def _from_raster(file: InputFile, bounds: Bounds | None) -> PopulationSurface:
    path = file.path
    pixels = read_pixels(path, bounds)
    good = pixels.value >= 0
    filled = pixels.value > 0
    points = np.asarray(shapely.points(pixels.lon[filled], pixels.lat[filled]), dtype=object)
    people = _frame(path, pixels.value[filled], points)
    bad = int((~good).sum())
    notes = (
        Problem(
            _("{bad} pixels", bad=bad), _("negative people that the file does not declare as no data"), _("dropped")
        ),
    )
    kind, credit = ("raster", None) if pixels.layout is None else (pixels.layout.name, pixels.layout.credit)
    report = SourceReport(str(path), kind, len(good), int(good.sum()), dropped=bad, problems=notes if bad else ())
    return PopulationSurface(people, pixels.side_m, replace(report, file=file.fingerprint()), credit=credit)


def _frame(path: Address, population: NDArray[np.float64], shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    if not population.sum() > 0:
        raise InputError(
            path, _("no usable record with people"), _("expected a count of people at longitude and latitude")
        )
    return gpd.GeoDataFrame({"population": population}, geometry=list(shapes), crs=LONLAT)


def _bad_count(text: str | None, count: float | None) -> str | None:
    if count is None:
        return _("no population") if text is None else _("population {text!r} is not a number", text=text[:40])
    return _("population {count:g} is negative", count=count) if count < 0 else None


def _bad_shape(shape: Any) -> str | None:
    return shape if isinstance(shape, str) else None


def _objects(values: list[Any]) -> NDArray[np.object_]:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
