"""Where the city of a project lies, as its files tell: by its limits, else by the box of its map extract."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import MultiPolygon, Polygon

from geodata.crs import metric_crs
from geodata.errors import GeodataError
from geodata.hexagons import projected
from geodata.input_file import InputFile
from geodata.osm.header import read_osm_header
from geodata.placing import Bounds, grown
from geodata.sources.boundary import read_boundary
from planner.project.files import ProjectFile
from planner.project.recognising.glance import named
from planner.project.recognising.kinds import FileKind

MARGIN_DEG = 0.05
"""Around points alone, where nothing else tells where the city is."""


@dataclass(frozen=True)
class Whereabouts:
    """Ground of the city.

    Parameters
    ----------
    area : Polygon or MultiPolygon
        In degrees.
    source : str
        Name of the file that tells; empty where only the points themselves do.
    """

    area: Polygon | MultiPolygon
    source: str = ""

    @property
    def crs(self) -> str:
        """Metric CRS of the place."""
        return metric_crs(self.area.centroid.x, self.area.centroid.y)

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in degrees."""
        west, south, east, north = self.area.bounds
        return (west, south, east, north)

    def metric(self) -> Polygon | MultiPolygon:
        """The area in `crs`."""
        shape = projected(self.area, self.crs)
        assert isinstance(shape, Polygon | MultiPolygon)
        return shape


def whereabouts(known: Sequence[ProjectFile]) -> Whereabouts | None:
    """Tell where the city lies, by the last of some files that does; None where none does. A file that cannot be read tells nothing."""
    for kind in (FileKind.BOUNDARY, FileKind.ROADS):
        for file in reversed(known):
            if file.kind == kind and (found := _of(file)) is not None:
                return Whereabouts(found, file.name)
    return None


def around(points: "list[tuple[float, float]]") -> Whereabouts | None:
    """Ground that holds points (lon, lat) and a little more; None where there are none."""
    if not points:
        return None
    west, south, east, north = grown(shapely.MultiPoint(points).bounds, MARGIN_DEG)
    return Whereabouts(shapely.box(max(west, -179.0), max(south, -79.0), min(east, 179.0), min(north, 79.0)))


def _of(file: ProjectFile) -> Polygon | MultiPolygon | None:
    try:
        if file.kind == FileKind.BOUNDARY:
            return read_boundary(InputFile(named(file.path, file.layer)))[0]
        if file.recognised.format == "osm":
            bounds = read_osm_header(file.path).bounds
            return None if bounds is None else shapely.box(*bounds)
    except GeodataError:
        return None
    return None
