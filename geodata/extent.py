"""The extent of a city without a given boundary: the union of its populated cells."""

from dataclasses import dataclass

import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import MultiPolygon, Polygon

from geodata.crs import LONLAT
from geodata.hexagons import cell_polygons, cells_around, outline_of
from geodata.population import PopulationSurface
from geodata.report import Assumption, Problem
from geodata.speech import _
from geodata.spreading import spread_over

CELL_RESOLUTION = 8
"""About 0.7 km2, near the 1 km2 for which the thresholds below are defined; the limits do not hang on the zones' size."""

URBAN_PER_KM2 = 300.0
TOWN_PEOPLE = 5000.0
"""Urban cluster of the Degree of Urbanisation (UN Statistical Commission 2020; Eurostat manual, 2021): cells of at least
300 people per km2 that together hold at least 5,000. So mountains with a trace of people do not become city."""

REACH_CELLS = 2
"""Cells with no more than one cell between them are one settlement: a river does not cut a city in two."""


@dataclass(frozen=True)
class Extent:
    """Assumed limits in EPSG:4326 and what is to be said about them."""

    boundary: Polygon | MultiPolygon
    assumptions: tuple[Assumption, ...]
    problems: tuple[Problem, ...]


def populated_extent(surface: PopulationSurface, crs: str, *, scale: float = 1.0) -> Extent:
    """Draw the limits of a city around its people, holes filled.

    The largest settlement is always kept; farther ones where they are towns of their own. Where no cell is urban, every
    cell with people counts.

    Parameters
    ----------
    surface : PopulationSurface
    crs : str
        Metric CRS of the city.
    scale : float
        What the surface will be multiplied by, so that a surface of mere weights is judged as people.
    """
    pieces = surface.pieces(crs)
    cells = np.array(candidate_cells(surface, pieces, crs))
    hexagons = cell_polygons(cells, crs)
    people = scale * spread_over(pieces, surface.people["population"].to_numpy(dtype=np.float64), hexagons).people
    dense = people >= URBAN_PER_KM2 * shapely.area(hexagons) / 1e6
    rule = _("cells with at least {urban_per_km2:.0f} people per km2", urban_per_km2=URBAN_PER_KM2)
    if not dense.any():
        dense, rule = people > 0, _("every cell with people, for none reaches 300 per km2")
    dense_cells, dense_people = cells[dense], people[dense]
    settlement = _settlements(dense_cells)
    size = np.bincount(settlement, dense_people)
    kept = (size >= TOWN_PEOPLE) | (np.arange(len(size)) == size.argmax())
    boundary = outline_of(dense_cells[kept[settlement]].tolist())
    specks = tuple(
        Problem(
            _("settlement at {place}", place=_place(dense_cells[settlement == one])),
            _(
                "{size:.0f} people apart from the city, fewer than {town_people:.0f}",
                size=size[one],
                town_people=TOWN_PEOPLE,
            ),
            _("left out of the assumed boundary"),
        )
        for one in np.flatnonzero(~kept)
    )
    said = Assumption(
        _("city limits"),
        _(
            "union of {sum} populated H3 cells of resolution {cell_resolution} ({rule}), holes filled",
            sum=int(kept[settlement].sum()),
            cell_resolution=CELL_RESOLUTION,
            rule=rule,
        ),
        _("no boundary given; thresholds of the Degree of Urbanisation, UN 2020"),
        "medium",
    )
    return Extent(boundary, (said,), specks)


def candidate_cells(surface: PopulationSurface, pieces: NDArray[np.object_], crs: str) -> list[str]:
    """Give all cells that some piece of a surface, in a metric CRS, may reach into."""
    middles = surface.people.set_geometry(shapely.centroid(pieces), crs=crs).to_crs(LONLAT).geometry
    west, south, east, north = shapely.bounds(pieces).T
    reach_m = np.hypot(east - west, north - south) / 2
    usual = reach_m <= np.quantile(reach_m, 0.9)
    lon, lat = middles.x.to_numpy(), middles.y.to_numpy()
    near = set(cells_around(lon[usual], lat[usual], float(reach_m[usual].max()), CELL_RESOLUTION))
    # The few large polygons one by one: their reach must not be everyone's.
    for k in np.flatnonzero(~usual):
        near.update(cells_around(lon[[k]], lat[[k]], float(reach_m[k]), CELL_RESOLUTION))
    return sorted(near)


def _settlements(cells: NDArray[np.str_]) -> NDArray[np.int64]:
    """Give each cell (cells,) the number of the settlement it belongs to."""
    number = {str(cell): k for k, cell in enumerate(cells)}
    pairs = [
        (k, number[near]) for cell, k in number.items() for near in h3.grid_disk(cell, REACH_CELLS) if near in number
    ]
    row, column = np.array(pairs, dtype=np.int64).T
    graph = coo_array((np.ones(len(row)), (row, column)), shape=(len(cells), len(cells)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _place(cells: NDArray[np.str_]) -> str:
    lat, lon = h3.cell_to_latlng(str(cells[0]))
    return f"{lon:.3f},{lat:.3f}"
