"""From spots to places: ids that people can read, the station that stands there, and those on offer with their cable to the grid."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata.osm.network import geodesic_m
from geodata.trunk.towns import Town, Towns
from planner.catalogue.facts import parameter
from planner.corridors.facts.existing import Standing
from planner.corridors.facts.parameters import figure
from planner.corridors.question.places import Place, StationOption
from planner.corridors.sections.stations import OptionsConfig
from planner.corridors.stated.land import Land
from planner.corridors.stated.options import Offers
from planner.corridors.stated.spots import Kind, Spot, Spots
from planner.support.speech import _

Floats = NDArray[np.float64]
TOWN_CABLE_M = 300.0
"""Cable of a station in a town where no substation is known (as `grid.assumed_cable_m` of a city)."""
IN_TOWN_KM = 5.0
"""Up to this distance a town stands at its node of the roads: that is how far its middle may be from its main road."""
CABLE_STEP_M = 50.0
"""Cables are rounded up to this, so that places alike share their options."""
QUARTERS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def places_of(  # noqa: PLR0913, PLR0917
    spots: Spots,
    chosen: Sequence[int],
    towns: Towns,
    offers: Offers,
    config: OptionsConfig,
    standing: Mapping[int, Sequence[Standing]],
    grid: Floats | None,
    land: Land,
) -> tuple[Place, ...]:
    """Place of each chosen spot, in their order.

    Parameters
    ----------
    spots, chosen
        As `planner.corridors.stated.candidates.chosen_spots` gives them.
    towns : Towns
    offers : Offers
    config : OptionsConfig
    standing : mapping
        What stands at a spot, by its number.
    grid : (points, 2) or None
        Where the grid can be met.
    land : Land
    """
    made: dict[float, tuple[StationOption, ...]] = {}
    most_kw = float(offers.steps.kw[-1]) if config.grid_kw is None else config.grid_kw
    own = [spots.spots[at] for at in chosen]
    near = nearest(_lonlat(own), _lonlat(towns.towns)).tolist()
    ids = ids_of(spots, chosen, towns)
    cables = _cables_m(own, config, grid)
    out = []
    for at, spot, name, cable, town in zip(chosen, own, ids, cables, near, strict=True):
        if cable not in made:
            made[cable] = offers.at(cable)
        edge, km = spot.edge, spot.share * float(spots.network.km[spot.edge]) if spot.edge >= 0 else 0.0
        out.append(
            Place(
                id=name,
                lon=spot.lon,
                lat=spot.lat,
                options=() if at in land.barred or (spot.kind is Kind.TOWN and not config.in_towns) else made[cable],
                standing=_standing(standing.get(at, ()), offers),
                region=land.region(at, towns.towns[town].region),
                country=land.country[at],
                grid_kw=most_kw,
                node=spot.node,
                edge=edge,
                km_on_edge=km,
                stations=tuple(dict.fromkeys(one.name or one.id for one in standing.get(at, ()))),
                approximate=spots.is_approximate(at),
            )
        )
    return tuple(out)


def _cables_m(spots: Sequence[Spot], config: OptionsConfig, grid: Floats | None) -> list[float]:
    """Cable of each spot to the grid."""
    if grid is not None:
        at = _lonlat(spots)
        known = geodesic_m(at, grid[nearest(at, grid)])
    else:
        km = figure("cable_km") if config.cable_km is None else config.cable_km
        known = np.array([TOWN_CABLE_M if spot.kind is Kind.TOWN else km * 1000.0 for spot in spots])
    steps: list[float] = (np.ceil(known / CABLE_STEP_M) * CABLE_STEP_M).tolist()
    return steps


def nearest(points: Floats, others: Floats) -> NDArray[np.int64]:
    """Which of others (others, 2) is nearest to each of points (points, 2), both lon and lat; over the globe as a sphere."""
    return np.asarray(cKDTree(_on_sphere(others)).query(_on_sphere(points))[1], dtype=np.int64)


def _on_sphere(lonlat: Floats) -> Floats:
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _lonlat(places: "Sequence[Spot] | Sequence[Town]") -> Floats:
    return np.array([[one.lon, one.lat] for one in places]).reshape(-1, 2)


def ids_of(spots: Spots, chosen: Sequence[int], towns: Towns) -> list[str]:
    """``Kochkor``; of a place with no name of its own, and of one on the road far from its town, the way from the nearest town, ``Kochkor 31 km NE``; several of one name are numbered."""
    own = [spots.spots[at] for at in chosen]
    near = nearest(_lonlat(own), _lonlat(towns.towns)).tolist()
    found, used = list[str](), dict[str, int]()
    for spot, town in zip(own, near, strict=True):
        of_town = spot.kind is Kind.TOWN and _km_from(spot, towns.towns[town]) > IN_TOWN_KM
        name = _from_town(spot, towns.towns[town]) if of_town or not spot.name else spot.name
        used[name] = used.get(name, 0) + 1
        found.append(name if used[name] == 1 else f"{name} ({used[name]})")
    return found


def _from_town(spot: Spot, town: Town) -> str:
    east = (spot.lon - town.lon) * np.cos(np.radians(town.lat))
    north = spot.lat - town.lat
    km = _km_from(spot, town)
    quarter = QUARTERS[round(float(np.degrees(np.arctan2(east, north))) / 45.0) % 8]
    return f"{town.name} {km:.0f} km {quarter}"


def _km_from(spot: Spot, town: Town) -> float:
    """As the crow flies."""
    return float(geodesic_m(np.array([[spot.lon, spot.lat]]), np.array([[town.lon, town.lat]]))[0] / 1000.0)


def _standing(there: Sequence[Standing], offers: Offers) -> StationOption | None:
    """All that stands at a spot as one station."""
    guns = dict.fromkeys(offers.families, 0)
    kw: dict[str, float] = {}
    for one in there:
        for family, count in one.guns.items():
            if family in guns:
                guns[family] += count
                kw[family] = min(kw.get(family, np.inf), one.kw[family])
    if not any(guns.values()):
        return None
    works = parameter("availability_operational")
    carried = [
        offers.carries(family, count, kw.get(family, 1.0), kw.get(family, 1.0), works) for family, count in guns.items()
    ]
    return StationOption(
        key=_("standing"),
        guns=tuple(guns.values()),
        kw=min(kw.values()),
        bays=sum(guns.values()),
        cost_usd=0.0,
        kwh_per_day=tuple(carried),
        grid_kw=0.0,
    )
