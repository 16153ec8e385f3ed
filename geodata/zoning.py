"""Zones from population data: H3 cells of the city with their people, district and meeting point."""

from dataclasses import dataclass

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geodata.calibration import calibrated
from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.extent import Extent, populated_extent
from geodata.hexagons import cell_polygons, cells_touching, projected
from geodata.population import PopulationSurface
from geodata.report import Assumption, Problem
from geodata.speech import _
from geodata.spreading import Spread, spread_over
from geodata.zones import ZONES

MOST_ZONES = 200_000
EDGE_M = 20.0
"""Margin within which H3's idea of a straight edge and the projection's may differ."""
SLIVER_M2 = 1.0
"""Smaller scraps of cells at the border are not zones."""


@dataclass(frozen=True)
class Zoning:
    """Zones of a city.

    Parameters
    ----------
    zones : GeoDataFrame
        Schema ZONES, in the city's CRS, sorted by id.
    boundary : Polygon or MultiPolygon
        In the city's CRS.
    boundary_assumed : bool
        Nobody gave it.
    outside_records : int
        Records of the surface with no ground inside the boundary.
    assumptions : tuple of Assumption
    problems : tuple of Problem
    """

    zones: gpd.GeoDataFrame
    boundary: Polygon | MultiPolygon
    boundary_assumed: bool
    outside_records: int = 0
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()


def make_zones(
    surface: PopulationSurface,
    *,
    boundary: Polygon | MultiPolygon | Extent | None,
    resolution: int,
    districts: gpd.GeoDataFrame | None,
    total: float | None,
    crs: str,
) -> Zoning:
    """Gather the people of a surface into H3 cells, clipped at the boundary so that everybody inside has a zone.

    Parameters
    ----------
    surface : PopulationSurface
    boundary : Polygon, MultiPolygon or Extent, optional
        EPSG:4326, as given or as assumed; without one it is assumed around the populated cells.
    resolution : int
        H3 resolution of the zones.
    districts : GeoDataFrame, optional
        Schema DISTRICTS, any CRS; each zone belongs to the one it shares most ground with, and zones of a district with an
        official total are scaled to it.
    total : float, optional
        People in the city, to which the zones are scaled; without it the people of the surface inside the boundary count.
    crs : str
        Metric CRS of the city.

    Raises
    ------
    InputError
        Nobody lives inside the boundary, or it has too many cells.
    """
    people = surface.people["population"].to_numpy(dtype=np.float64)
    extent = boundary if isinstance(boundary, Extent) else None
    if boundary is None:
        extent = populated_extent(surface, crs, scale=total / surface.total if total else 1.0)
    area = projected(boundary if extent is None else extent.boundary, crs)
    cells, shapes = zones_over(area, resolution, crs)
    spread = spread_over(surface.pieces(crs), people, shapes)
    named, official = district_names(shapes, districts, crs)
    counts, scaled, contradictions = calibrated(spread.people, named, official, total)
    xy_m = _meeting_points(shapes, spread)
    plain = pd.DataFrame({"zone_id": cells, "population": counts, "district": pd.Series(named, dtype=object)})
    frame = gpd.GeoDataFrame(plain.assign(x_m=xy_m[:, 0], y_m=xy_m[:, 1]), geometry=list(shapes), crs=crs)
    return Zoning(
        zones=ZONES.checked(frame, source="zones"),
        boundary=area,
        boundary_assumed=extent is not None,
        outside_records=int((spread.inside <= 0).sum()),
        assumptions=(*surface.assumptions, *(extent.assumptions if extent else ()), *scaled),
        problems=(*(extent.problems if extent else ()), *_left_outside(people, spread), *contradictions),
    )


def zones_over(area: Polygon | MultiPolygon, resolution: int, crs: str) -> tuple[list[str], NDArray[np.object_]]:
    """H3 cells of an area and their polygons, both in a metric CRS, clipped at its border.

    Raises
    ------
    InputError
        There would be more than 200,000.
    """
    expected = area.area / h3.average_hexagon_area(resolution, unit="m^2")
    if expected > MOST_ZONES:
        found = _(
            "about {expected:.0f} zones in a boundary of {area:.0f} km2", expected=expected, area=area.area / 1000000.0
        )
        raise InputError(
            "city",
            found,
            _(
                "at most {most_zones} are planned at once; choose a smaller city.h3_resolution or boundary",
                most_zones=MOST_ZONES,
            ),
        )
    wide = shapely.buffer(area, EDGE_M)
    cells = np.array(cells_touching(projected(wide, LONLAT, from_crs=crs), resolution))
    shapes = cell_polygons(cells, crs)
    shapely.prepare(wide)
    slack = shapely.buffer(area, 0.01)
    shapely.prepare(slack)
    cut = ~shapely.covers(slack, shapes)
    shapes[cut] = [_ground(piece) for piece in shapely.intersection(shapes[cut], area)]
    kept = shapely.area(shapes) > SLIVER_M2
    return cells[kept].tolist(), shapes[kept]


def district_names(
    shapes: NDArray[np.object_], districts: gpd.GeoDataFrame | None, crs: str
) -> tuple[NDArray[np.object_], dict[str, float]]:
    """District (zones,) with which each zone shares most ground, None where with none; and the official totals by name."""
    names = np.full(len(shapes), None, dtype=object)
    if districts is None or not len(districts):
        return names, {}
    areas = np.array([projected(area, crs) for area in districts.geometry.to_crs(LONLAT)], dtype=object)
    zone, which = shapely.STRtree(areas).query(shapes, predicate="intersects")
    common_m2 = shapely.area(shapely.intersection(shapes[zone], areas[which]))
    order = np.lexsort(
        (-which, common_m2)
    )  # ascending, so that the last written is the largest, of equals the first named
    order = order[common_m2[order] > 0]
    names[zone[order]] = districts["district"].to_numpy(dtype=object)[which[order]]
    known = districts[districts["population"].notna()]
    return names, {str(name): float(count) for name, count in zip(known["district"], known["population"], strict=True)}


def _meeting_points(shapes: NDArray[np.object_], spread: Spread) -> NDArray[np.float64]:
    """Where the demand of each zone is met: the centre of its people, or of its ground where nobody lives."""
    inner = shapely.point_on_surface(shapes)
    ground = np.column_stack([shapely.get_x(inner), shapely.get_y(inner)])
    return np.where(np.isfinite(spread.xy_m), spread.xy_m, ground)


def _left_outside(people: NDArray[np.float64], spread: Spread) -> tuple[Problem, ...]:
    outside = float(people.sum() - spread.people.sum())
    if outside <= 0.5:
        return ()
    share = outside / float(people.sum())
    return (
        Problem(
            _("{outside:,.0f} people", outside=outside),
            _("live outside of the boundary ({share:.1%} of the surface)", share=share),
            _("not in any zone"),
        ),
    )


def _ground(piece: shapely.Geometry) -> Polygon | MultiPolygon:
    """Polygons of a cut; the touch of a line or a point is no ground."""
    parts = [part for part in shapely.get_parts(piece) if part.geom_type == "Polygon" and part.area > 0]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
