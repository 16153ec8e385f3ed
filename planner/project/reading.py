"""The report of one file: what was read, dropped and doubted by row and cell, where its points lie, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import GeodataError, InputError
from geodata.input_file import InputFile
from geodata.numerals import parse_degrees
from geodata.placing import Bounds, bad_place
from geodata.report import SourceReport
from geodata.spreadsheet import read_table
from planner.errors import PlannerError
from planner.project.files import ProjectFile
from planner.project.findings import Finding, finding_of_error, findings_of
from planner.project.project import Project
from planner.project.readers import READERS, Asked, Read
from planner.project.recognising.glance import is_table, named
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.known_columns import columns_of
from planner.project.whereabouts import Whereabouts, around, whereabouts
from planner.support.apart import READING, apart
from planner.support.speech import SOURCE, _, plural, speaking, told

TURNED = (FileKind.STATIONS, FileKind.SITES, FileKind.FEEDERS, FileKind.DEPOTS, FileKind.TRAFFIC)
"""Files of which a row outside the city that lies inside with its coordinates exchanged is moved there, as planning does."""
INSIDE, OUTSIDE, DROPPED, DOUBTED = "inside", "outside", "dropped", "doubted"
MOST_POINTS = 5_000
"""So many are drawn; of more every so-manieth, but all that are dropped, doubted or outside as far as they go."""
SIMPLER_DEG = 0.0002
_NOWHERE = Whereabouts(shapely.box(-179.0, -79.0, 179.0, 79.0))


@dataclass(frozen=True)
class Point:
    """A point of a file on the map: degrees, how it stands (`INSIDE`, `OUTSIDE`, `DROPPED`, `DOUBTED`), its row and what it is called."""

    lon: float
    lat: float
    standing: str
    row: int | None
    name: str


@dataclass(frozen=True)
class ReadReport:
    """What was read of a file.

    Parameters
    ----------
    report : SourceReport or None
        The reader's account; None where the file cannot be used.
    fault : str
        Why it cannot, in one line; empty where it can.
    findings : tuple of Finding
        By row and cell, what was dropped first.
    points : tuple of Point
        At most `MOST_POINTS`.
    counts : dict
        Points by how they stand, all of them.
    areas : tuple of (geometry, str)
        Limits and districts in degrees, made simpler for drawing, with their names.
    bounds : tuple or None
        West, south, east, north of all that is drawn.
    city : Whereabouts or None
        By which inside and outside are told.
    """

    report: SourceReport | None
    fault: str
    findings: tuple[Finding, ...]
    points: tuple[Point, ...]
    counts: dict[str, int]
    areas: tuple[tuple[BaseGeometry, str], ...]
    bounds: Bounds | None
    city: Whereabouts | None


def read_report(project: Project, file: ProjectFile) -> ReadReport:
    """Read a file as planning would and tell of it; a file that cannot be used has a report too, with its fault.

    The city is that of a scenario which names the file; of all files of the project where none does.
    """
    beside = [places for places in project.scenarios.places().values() if file.place in places]
    return apart(_report, file, project.files.all(), beside, what=file.name, limits=READING)


def _report(file: ProjectFile, known_files: Sequence[ProjectFile], beside: Sequence[frozenset[str]]) -> ReadReport:
    """The same of what is known of the project: its files, and those of each scenario that names this one."""
    city = _city(known_files, beside)
    rows = _rows_with_places(file)
    placed = [(lon, lat) for _row, lon, lat in rows if lon is not None and lat is not None and not bad_place(lon, lat)]
    here = city or around(placed) or _NOWHERE
    known = columns_of(file.kind, file.recognised.format)
    read, error = _read(file, here)
    if read is None:
        found = [] if error is None else [_found(error, file)]
        fault = _("say what it is first") if error is None else _without_folder(error, file)
    else:
        found, fault = list(findings_of(read.report, known.known if known else ())), ""
    found.sort(key=lambda one: (not one.dropped, one.row is None, one.row or 0))
    points = _points(rows, read, found, city)
    if file.kind in TURNED and city is not None:
        points, moved = _moved(points, city)
        found += moved
    found += _outside(points, city)
    counts = {name: sum(one.standing == name for one in points) for name in (INSIDE, OUTSIDE, DROPPED, DOUBTED)}
    areas = tuple((shapely.simplify(shape, SIMPLER_DEG), name) for shape, name in (read.areas if read else ()))
    return ReadReport(
        None if read is None else read.report,
        fault,
        tuple(found),
        _thinned(points),
        counts,
        areas,
        _bounds(points, areas),
        city,
    )


def _city(known: Sequence[ProjectFile], beside: Sequence[frozenset[str]]) -> Whereabouts | None:
    for places in beside:
        found = whereabouts([one for one in known if one.place in places])
        if found is not None:
            return found
    return whereabouts(known)


def _read(file: ProjectFile, here: Whereabouts) -> tuple[Read | None, GeodataError | PlannerError | None]:
    reader = READERS.get(file.kind)
    if reader is None:
        return None, None
    ask = Asked(InputFile(named(file.path, file.layer), dict(file.columns), file.name), file.recognised.format, here)
    try:
        with speaking(SOURCE):
            return reader(ask), None
    except (GeodataError, PlannerError) as error:
        return None, error


def _found(error: GeodataError | PlannerError, file: ProjectFile) -> Finding:
    if isinstance(error, GeodataError):
        return finding_of_error(error)
    return Finding((), "", None, _without_folder(error, file), "", "", dropped=True)


def _without_folder(error: GeodataError | PlannerError, file: ProjectFile) -> str:
    """What is wrong, in the language of the moment; a file goes by its name."""
    return str(told(error)).replace(str(file.path), file.name)


def _rows_with_places(file: ProjectFile) -> list[tuple[int, float | None, float | None]]:
    """Row, longitude and latitude of a table with places; empty for any other file."""
    known = columns_of(file.kind, file.recognised.format)
    if known is None or "lon" not in known.known or not is_table(file.path):
        return []
    mapped = {name: one for name, one in file.columns.items() if name in ("lon", "lat")}
    try:
        table = read_table(named(file.path, file.layer), mapped, ("lon", "lat"), with_geometry=True)
    except InputError:
        return []
    if isinstance(table, gpd.GeoDataFrame):
        places = [_middle(shape) for shape in table.geometry]
    elif {"lon", "lat"} <= set(table):
        places = [(parse_degrees(lon), parse_degrees(lat)) for lon, lat in zip(table["lon"], table["lat"], strict=True)]
    else:
        return []
    return [(int(row), *place) for row, place in zip(table["row"], places, strict=True)]


def _middle(shape: BaseGeometry | None) -> tuple[float | None, float | None]:
    if shape is None or shape.is_empty:
        return None, None
    point = shape.representative_point()
    return float(point.x), float(point.y)


def _points(
    rows: Sequence[tuple[int, float | None, float | None]],
    read: Read | None,
    found: Sequence[Finding],
    city: Whereabouts | None,
) -> list[Point]:
    dropped = {row for one in found if one.dropped for row in one.rows}
    doubted = {row for one in found if not one.dropped for row in one.rows}
    placed: list[tuple[int | None, float, float, str]] = [
        (row, lon, lat, "") for row, lon, lat in rows if lon is not None and lat is not None and _on_earth(lon, lat)
    ]
    if not rows and read is not None:
        placed = [(None, lon, lat, name) for lon, lat, name in read.points if _on_earth(lon, lat)]
    if not placed:
        return []
    lonlat = np.array([(lon, lat) for _row, lon, lat, _name in placed])
    inside = np.ones(len(placed), dtype=bool) if city is None else shapely.contains_xy(city.area, lonlat)
    out = []
    for (row, lon, lat, name), is_in in zip(placed, inside, strict=True):
        standing = DROPPED if row in dropped and row is not None else INSIDE if is_in else OUTSIDE
        if standing == INSIDE and row is not None and row in doubted:
            standing = DOUBTED
        out.append(Point(lon, lat, standing, row, name))
    return out


def _moved(points: Sequence[Point], city: Whereabouts) -> tuple[list[Point], list[Finding]]:
    """Points with those that lie in the city once their coordinates are exchanged moved there, and these as one finding unless none."""
    turned = shapely.contains_xy(city.area, [(one.lat, one.lon) for one in points]) if points else ()
    out = [
        replace(one, lon=one.lat, lat=one.lon, standing=DOUBTED) if inside and one.standing == OUTSIDE else one
        for one, inside in zip(points, turned, strict=True)
    ]
    rows = tuple(one.row for one, was in zip(out, points, strict=True) if one is not was and one.row is not None)
    finding = Finding(
        rows,
        str(plural("{n} row", "{n} rows", len(rows))),
        None,
        _("outside the city, but inside with longitude and latitude exchanged"),
        _("moved into the city"),
        _("exchange the two in the file"),
        dropped=False,
    )
    return out, [finding] if rows else []


def _outside(points: Sequence[Point], city: Whereabouts | None) -> list[Finding]:
    """Rows that lie outside of the city, as one finding."""
    rows = tuple(one.row for one in points if one.standing == OUTSIDE and one.row is not None)
    if not rows or city is None:
        return []
    return [
        Finding(
            rows,
            str(plural("{n} row", "{n} rows", len(rows))),
            None,
            _("outside the city, as {source} has it", source=city.source),
            _("not used for the city"),
            _("if they belong to it, see whether longitude and latitude are swapped"),
            dropped=False,
        )
    ]


def _on_earth(lon: float, lat: float) -> bool:
    return abs(lon) <= 180 and abs(lat) <= 90


def _thinned(points: Sequence[Point]) -> tuple[Point, ...]:
    if len(points) <= MOST_POINTS:
        return tuple(points)
    told_of = [one for one in points if one.standing != INSIDE][: MOST_POINTS // 2]
    plain = [one for one in points if one.standing == INSIDE]
    step = max(1, -(-len(plain) // (MOST_POINTS - len(told_of))))
    return (*told_of, *plain[::step])


def _bounds(points: Sequence[Point], areas: Sequence[tuple[BaseGeometry, str]]) -> Bounds | None:
    boxes = [shape.bounds for shape, _name in areas if not shape.is_empty]
    boxes += [(one.lon, one.lat, one.lon, one.lat) for one in points]
    if not boxes:
        return None
    edges = np.array(boxes)
    west, south = edges[:, :2].min(axis=0)
    east, north = edges[:, 2:].max(axis=0)
    return (float(west), float(south), float(east), float(north))
