"""Population estimated from buildings and residential land, for cities without a population table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.numerals import parse_number
from geodata.osm.drawn import drawn, drawn_areas, is_building
from geodata.osm.extract import OsmExtract
from geodata.osm.tags import Tags
from geodata.speech import _

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Dwelling:
    """What a residential building is taken to be where its tags do not say: all assumed.

    `floor_m2` is gross floor area to a person, `footprint_m2` that of a building mapped as a point.
    """

    levels: float
    floor_m2: float
    footprint_m2: float


# A Soviet or later block has five to nine storeys and 20 to 25 m2 of dwelling a head, 30 with stairs and walls; in houses
# a family of four or five shares 150 to 200 m2. Only the ratio matters, for the surface is scaled to the city's people.
_BLOCK, _HOUSE = Dwelling(5.0, 30.0, 800.0), Dwelling(1.0, 35.0, 110.0)
DWELLINGS: Mapping[str, Dwelling] = {
    **dict.fromkeys(("apartments", "dormitory"), _BLOCK),
    **dict.fromkeys(
        ("house", "detached", "semidetached_house", "terrace", "bungalow", "farm", "cabin", "yurt"), _HOUSE
    ),
}
BLOCK_FOOTPRINT_M2 = 350.0
"""A building of no stated type (`yes`, `residential`) larger than this is taken for a block of flats, a smaller one for a
house."""
BLOCK_LEVELS, LOW_LEVELS = 4.0, 2.0
"""With the first number of storeys it is a block whatever its ground; with fewer than the second it is a house."""
MOST_LEVELS = 80.0
"""More storeys than this are a slip of the pen."""
LEAST_M2, MOST_UNTYPED_M2 = 30.0, 6_000.0
"""Untyped buildings beyond these are sheds and garages, or halls and works."""

CELL_M = 200.0
FILL_PER_KM2 = 5_000.0
"""People to a square kilometre of residential land where no building is mapped (assumed: a quarter of houses)."""
MAPPED_SHARE = 0.05
"""Share of a cell's residential land under buildings from which on it counts as mapped; below, land fills the rest."""

_OTHER_USE = ("amenity", "shop", "office", "tourism", "leisure", "man_made", "power", "military", "railway", "aeroway")
_OTHER_LAND: Mapping[str, frozenset[str]] = {
    "landuse": frozenset(
        {"industrial", "commercial", "retail", "military", "railway", "cemetery", "construction", "landfill", "quarry"}
        | {"garages", "farmyard", "greenhouse_horticulture", "port"}
    ),
    "amenity": frozenset({"school", "kindergarten", "university", "college", "hospital", "prison", "marketplace"}),
    "aeroway": frozenset({"aerodrome", "apron"}),
    "leisure": frozenset({"stadium", "sports_centre"}),
}


@dataclass(frozen=True)
class Residents:
    """People as guessed, each group at a point.

    Parameters
    ----------
    points : (groups,) array of Point
        In buildings, or on residential land where hardly any building is mapped.
    people : (groups,)
        Of use as weights.
    flats : (groups,)
        Whether they live in a block of flats.
    """

    points: NDArray[Any]
    people: Floats
    flats: NDArray[np.bool_]


def residents_of(features: gpd.GeoDataFrame, crs: str) -> Residents:
    """Guess where people live and whether in flats; on land without buildings they are taken to live in houses.

    Parameters
    ----------
    features : GeoDataFrame
        As `OsmExtract.features`.
    crs : str
        Metric CRS of the points.
    """
    points, people, footprint, flats = _buildings(features, crs)
    land_points, land_people = _unmapped_land(features, crs, points, footprint)
    on_land = np.zeros(len(land_points), dtype=bool)
    return Residents(
        np.concatenate([points, land_points]),
        np.concatenate([people, land_people]),
        np.concatenate([flats, on_land]),
    )


def population_surface(extract: OsmExtract, *, crs: str) -> gpd.GeoDataFrame:
    """Guess where people live.

    Floor area (footprint times storeys) over floor area per head, for residential buildings and for untyped ones of a
    dwelling's size outside works, schools and markets; and residential land at an assumed density where hardly any
    building is mapped on it, in cells of 200 m.

    Parameters
    ----------
    extract : OsmExtract
    crs : str
        Metric CRS of the result.

    Returns
    -------
    GeoDataFrame
        `population` (people as guessed: of use as weights, to be scaled to the city's total) and Points, in `crs`.

    Raises
    ------
    InputError
        The data holds neither.
    """
    residents = residents_of(extract.features, crs)
    if not residents.people.sum() > 0:
        raise InputError(
            extract.source,
            _("no residential building and no residential land to tell where people live"),
            _("expected an extract with buildings; or give a population table as city.population"),
        )
    return gpd.GeoDataFrame({"population": residents.people}, geometry=residents.points, crs=crs)


def people_in(tags: Tags, footprint_m2: float) -> float:
    """People in one building by its tags; 0 where nobody lives in it.

    Parameters
    ----------
    tags : mapping
    footprint_m2 : float
        0 for a building mapped as a point.
    """
    value = tags.get("building", "no").lower()
    if value == "yes" and (any(key in tags for key in _OTHER_USE) or not LEAST_M2 <= footprint_m2 <= MOST_UNTYPED_M2):
        return 0.0
    by_size = _BLOCK if footprint_m2 > BLOCK_FOOTPRINT_M2 else _HOUSE
    dwelling = by_size if value in ("yes", "residential") else DWELLINGS.get(value)
    if dwelling is None:
        return 0.0
    levels = levels_told(tags) or dwelling.levels
    return (footprint_m2 or dwelling.footprint_m2) * levels / dwelling.floor_m2


def levels_told(tags: Tags) -> float | None:
    """Storeys of a building by its tags, None where they are not told or cannot be."""
    told = parse_number(tags.get("building:levels"))
    return told if told is not None and 1 <= told <= MOST_LEVELS else None


def is_flats(tags: Tags, footprint_m2: float) -> bool:
    """Whether a building where people live is a block of flats rather than a house.

    Its type says so; where it states none, its storeys do, and its footprint where they leave it open.
    """
    dwelling = DWELLINGS.get(tags.get("building", "no").lower())
    if dwelling is not None:
        return dwelling is _BLOCK
    levels = levels_told(tags)
    if levels is not None and (levels >= BLOCK_LEVELS or levels < LOW_LEVELS):
        return levels >= BLOCK_LEVELS
    return footprint_m2 > BLOCK_FOOTPRINT_M2


def _buildings(features: gpd.GeoDataFrame, crs: str) -> tuple[NDArray[Any], Floats, Floats, NDArray[np.bool_]]:
    """Points, people, footprint (m2) and whether they are flats, of the buildings where people live."""
    built = drawn(features, crs, is_building)
    footprint = built.area.to_numpy()
    people = np.array([people_in(tags, m2) for tags, m2 in zip(built["tags"], footprint, strict=True)], dtype=float)
    points = built.representative_point().to_numpy()
    untyped = np.array([tags["building"].lower() == "yes" for tags in built["tags"]], dtype=bool)
    people[untyped & _on(_areas(features, crs, _OTHER_LAND), points)] = 0.0
    lived_in = people > 0
    lived = built[lived_in]
    flats = [is_flats(tags, m2) for tags, m2 in zip(lived["tags"], footprint[lived_in], strict=True)]
    return points[lived_in], people[lived_in], footprint[lived_in], np.array(flats, dtype=bool)


def _unmapped_land(
    features: gpd.GeoDataFrame, crs: str, points: NDArray[Any], footprint: Floats
) -> tuple[NDArray[Any], Floats]:
    """Centres and people of the pieces of residential land on which hardly any building is mapped."""
    land = shapely.union_all(_areas(features, crs, {"landuse": frozenset({"residential"})}))
    if land.is_empty:
        return np.empty(0, dtype=object), np.empty(0)
    pieces = _pieces(shapely.get_parts(land))
    ground = shapely.area(pieces)
    point, cell = shapely.STRtree(pieces).query(points, predicate="intersects")
    built = np.bincount(cell, footprint[point], minlength=len(pieces))
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = np.clip(1.0 - built / (MAPPED_SHARE * ground), 0.0, 1.0)
    people = np.where(ground > 1.0, missing * ground / 1e6 * FILL_PER_KM2, 0.0)
    filled = people > 0
    return shapely.point_on_surface(pieces[filled]), people[filled]


def _pieces(lands: NDArray[Any]) -> NDArray[Any]:
    """Land cut along a fixed grid, in rows from south to north; the lands do not overlap."""
    west, south, east, north = np.floor(shapely.total_bounds(lands) / CELL_M)
    x, y = np.meshgrid(np.arange(west, east + 1) * CELL_M, np.arange(south, north + 1) * CELL_M)
    cells = shapely.box(x.ravel(), y.ravel(), x.ravel() + CELL_M, y.ravel() + CELL_M)
    land, cell = shapely.STRtree(cells).query(lands, predicate="intersects")
    order = np.lexsort((land, cell))
    land, pieces = land[order], np.asarray(cells[cell[order]], dtype=object)
    shapely.prepare(lands)
    cut = ~shapely.covers(lands[land], pieces)
    pieces[cut] = shapely.intersection(pieces[cut], lands[land[cut]])
    return pieces


def _areas(features: gpd.GeoDataFrame, crs: str, values: Mapping[str, frozenset[str]]) -> NDArray[Any]:
    areas = drawn_areas(features, crs, lambda tags: any(tags.get(key) in wanted for key, wanted in values.items()))
    return np.asarray(areas.geometry.to_numpy(), dtype=object)


def _on(areas: NDArray[Any], points: NDArray[Any]) -> NDArray[np.bool_]:
    out = np.zeros(len(points), dtype=bool)
    if len(areas) and len(points):
        out[shapely.STRtree(areas).query(points, predicate="within")[0]] = True
    return out
