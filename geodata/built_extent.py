"""The extent of a city of which neither limits nor people are given: one outline around its built-up core, as a planner would draw it."""

from collections import Counter
from typing import Any

import geopandas as gpd
import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon

from geodata.crs import LONLAT
from geodata.extent import CELL_RESOLUTION, URBAN_PER_KM2, Extent, candidate_cells
from geodata.hexagons import cell_polygons, cells_touching, projected
from geodata.osm.drawn import drawn_areas
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.limits import MappedCity, named
from geodata.osm.tags import Tags
from geodata.population import PopulationSurface
from geodata.report import Assumption, Problem
from geodata.speech import _
from geodata.spreading import spread_over

BUILT_LIMITS = _.term("city limits, drawn around streets and buildings")
"""What the assumption is called, by which a plan knows that nobody drew its limits."""
STREETS_KM_PER_KM2 = 4.0
"""Streets from which a cell counts as built-up (chosen): grids of houses and of blocks have 8 to 15, two roads that cross in fields under 4."""
LONGEST_KM = 0.7
"""Of one stretch between two points of the map so much counts: a longer one has left its cell."""
USED_SHARE = 0.3
"""Share of a cell under works, shops, railways or an airport from which it is built-up without many streets (chosen)."""
JOINED_M, PARTED_M = 500.0, 500.0
"""Gaps up to twice the first are closed; what hangs on by less than twice the second, a row of houses along a road, is parted (chosen)."""
ROUNDED_M, STRAIGHT_M = 300.0, 50.0
"""By how much corners of cells are rounded, and how far a line may run beside it then."""
NEAR_M, AROUND_M = 2_000.0, 60_000.0
"""The core is looked for so far around the city's name on the map, and streets are counted so far around it."""
OWN_SHARE = 0.25
"""A drawn settlement of another name that holds a larger share of the outline is no neighbour: the city may be called otherwise than it was asked for."""
NAMED_AT_MOST = 8
_USED = {
    "landuse": frozenset({"industrial", "commercial", "retail", "railway", "garages"}),
    "aeroway": frozenset({"aerodrome", "apron", "terminal"}),
}


def built_extent(surface: PopulationSurface, crs: str, *, extract: OsmExtract, mapped: MappedCity) -> Extent:
    """Draw one outline around the built-up core of a city: gaps and holes closed, rounded, towns that hang on by a road left out.

    Parameters
    ----------
    surface : PopulationSurface
        People by buildings and residential land, as guessed: of the whole extract, so that the city's total says nothing of it.
    crs : str
        Metric CRS of the city.
    extract : OsmExtract
        Its streets and land in use say more than buildings, of which maps have few.
    mapped : MappedCity
    """
    middle = None if mapped.middle is None else projected(mapped.middle, crs)
    built = _built(surface, extract, middle, crs)
    others = mapped.others.to_crs(crs)
    outline = _smooth(_without(_core(built, middle), others))
    apart = named(others[~others.intersects(outline)])
    said = Assumption(
        BUILT_LIMITS,
        _(
            "one outline of {area:.0f} km2 around cells with streets, people or land in use; holes filled, places that hang on by a road left out",
            area=outline.area / 1e6,
        ),
        _("no boundary given, none of that name on the map, and no table of people"),
        "low",
    )
    return Extent(projected(outline, LONLAT, from_crs=crs), (said,), _left_out(apart))


def _built(surface: PopulationSurface, extract: OsmExtract, middle: Point | None, crs: str) -> NDArray[np.object_]:
    """Hexagons that are built-up; all with people where none is."""
    pieces = surface.pieces(crs)
    streets = _street_km(extract.network, middle, crs)
    used = drawn_areas(extract.features, crs, _is_used)
    if middle is not None:
        used = used[used.dwithin(middle, AROUND_M)]
    under = {cell for area in used.geometry.to_crs(LONLAT) for cell in cells_touching(area, CELL_RESOLUTION)}
    cells = sorted({*candidate_cells(surface, pieces, crs), *streets, *under})
    hexagons = cell_polygons(cells, crs)
    people = spread_over(pieces, surface.people["population"].to_numpy(dtype=np.float64), hexagons).people
    km2 = shapely.area(hexagons) / 1e6
    km = np.array([streets[cell] for cell in cells])
    built = (people >= URBAN_PER_KM2 * km2) | (km >= STREETS_KM_PER_KM2 * km2)
    built |= _covered_m2(used.geometry.to_numpy(), hexagons) >= USED_SHARE * km2 * 1e6
    return np.asarray(hexagons[built if built.any() else people > 0], dtype=object)


def _street_km(network: RoadNetwork, middle: Point | None, crs: str) -> Counter[str]:
    """Street km by cell, both directions once; around the middle of the city where that is known."""
    pairs = np.sort(np.column_stack([network.tail, network.head]), axis=1)
    _pairs, first = np.unique(pairs, axis=0, return_index=True)
    where = (network.lonlat[network.tail[first]] + network.lonlat[network.head[first]]) / 2
    km = np.minimum(network.length_m[first] / 1000, LONGEST_KM)
    if middle is not None and len(where):
        near = shapely.dwithin(projected(shapely.multipoints(where), crs).geoms, middle, AROUND_M)
        where, km = where[near], km[near]
    counted: Counter[str] = Counter()
    for (lon, lat), one in zip(where.tolist(), km.tolist(), strict=True):
        counted[h3.latlng_to_cell(lat, lon, CELL_RESOLUTION)] += one
    return counted


def _is_used(tags: Tags) -> bool:
    return any(tags.get(key) in wanted for key, wanted in _USED.items())


def _covered_m2(areas: NDArray[np.object_], hexagons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Ground (hexagons,) under areas, twice where they overlap."""
    area, cell = shapely.STRtree(hexagons).query(areas, predicate="intersects")
    return np.bincount(cell, shapely.area(shapely.intersection(areas[area], hexagons[cell])), minlength=len(hexagons))


def _core(built: NDArray[np.object_], middle: Point | None) -> Any:
    """The settlement around the middle, else the largest; a place too small to be parted from others is taken as it stands."""
    closed = shapely.union_all(built).buffer(JOINED_M).buffer(-JOINED_M)
    opened = closed.buffer(-PARTED_M)
    for pieces, grow in ((opened, PARTED_M), (closed, 0.0)):
        parts = [one for one in shapely.get_parts(pieces) if middle is None or one.distance(middle) <= NEAR_M]
        if parts and not pieces.is_empty:
            one = min(parts, key=lambda one: (0.0 if middle is None else one.distance(middle), -one.area))
            return _largest(one.buffer(grow).intersection(closed))
    return _largest(closed)


def _without(core: Any, others: gpd.GeoDataFrame) -> Any:
    """The core less drawn settlements of other names at its edge."""
    areas = [one for one in others.geometry.make_valid() if one.intersection(core).area < OWN_SHARE * core.area]
    left = shapely.difference(core, shapely.union_all([one for one in areas if one.geom_type != "Point"]))
    return core if left.is_empty else _largest(left)


def _smooth(core: Any) -> Polygon:
    """Without holes, corners of cells rounded."""
    filled = Polygon(core.exterior)
    rounded = _largest(filled.buffer(ROUNDED_M).buffer(-2 * ROUNDED_M).buffer(ROUNDED_M).simplify(STRAIGHT_M))
    return Polygon((filled if rounded.is_empty else rounded).exterior)


def _largest(area: Any) -> Any:
    return max(shapely.get_parts(area), key=lambda one: one.area, default=area)


def _left_out(names: list[str]) -> tuple[Problem, ...]:
    if not names:
        return ()
    told = ", ".join(names[:NAMED_AT_MOST]) + (" …" if len(names) > NAMED_AT_MOST else "")
    return (
        Problem(
            _("places beside the city: {names}", names=told),
            _("towns and villages of the map outside of the outline"),
            _("left out of the assumed boundary"),
        ),
    )
