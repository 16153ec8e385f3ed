"""From spots to places: ids that people can read, the station that stands there, and those on offer with their cable to the grid."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geodata.osm.network import geodesic_m
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.towns import Towns
from planner.catalogue.facts import parameter
from planner.corridors.facts.existing import Standing
from planner.corridors.facts.parameters import figure
from planner.corridors.question.places import Place, StationOption
from planner.corridors.sections.stations import OptionsConfig
from planner.corridors.stated.options import Offers
from planner.corridors.stated.spots import Kind, Spot, Spots
from planner.support.speech import _

Floats = NDArray[np.float64]
TOWN_CABLE_M = 300.0
"""Cable of a station in a town where no substation is known (as `grid.assumed_cable_m` of a city)."""
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
    """
    made: dict[float, tuple[StationOption, ...]] = {}
    most_kw = float(offers.steps.kw[-1]) if config.grid_kw is None else config.grid_kw
    ids = _ids([spots.spots[at] for at in chosen], towns)
    out = []
    for at, name in zip(chosen, ids, strict=True):
        spot = spots.spots[at]
        cable = _cable_m(spot, config, grid)
        if cable not in made:
            made[cable] = offers.at(cable)
        town = _nearest(spot, towns)
        edge, km = spot.edge, spot.share * float(spots.network.km[spot.edge]) if spot.edge >= 0 else 0.0
        out.append(
            Place(
                id=name,
                lon=spot.lon,
                lat=spot.lat,
                options=() if spot.kind is Kind.TOWN and not config.in_towns else made[cable],
                standing=_standing(standing.get(at, ()), offers),
                region=towns.towns[town].region,
                country=_country(spots.network, spot),
                grid_kw=most_kw,
                node=spot.node,
                edge=edge,
                km_on_edge=km,
            )
        )
    return tuple(out)


def _cable_m(spot: Spot, config: OptionsConfig, grid: Floats | None) -> float:
    if grid is not None:
        here = np.tile([[spot.lon, spot.lat]], (len(grid), 1))
        known = float(geodesic_m(here, grid).min())
    elif spot.kind is Kind.TOWN:
        known = TOWN_CABLE_M
    else:
        known = (figure("cable_km") if config.cable_km is None else config.cable_km) * 1000.0
    return float(np.ceil(known / CABLE_STEP_M) * CABLE_STEP_M)


def _country(network: TrunkNetwork, spot: Spot) -> str:
    node = spot.node if spot.node >= 0 else int(network.ends[spot.edge, int(spot.share > 0.5)])
    return network.country[node]


def _nearest(spot: Spot, towns: Towns) -> int:
    places = np.array([[one.lon, one.lat] for one in towns.towns])
    return int(geodesic_m(np.tile([[spot.lon, spot.lat]], (len(places), 1)), places).argmin())


def _ids(spots: Sequence[Spot], towns: Towns) -> list[str]:
    """``Kochkor``; of a place with no name of its own the way from the nearest town, ``Kochkor 31 km NE``; several of one name are numbered."""
    found, used = list[str](), dict[str, int]()
    for spot in spots:
        name = spot.name or _from_town(spot, towns)
        used[name] = used.get(name, 0) + 1
        found.append(name if used[name] == 1 else f"{name} ({used[name]})")
    return found


def _from_town(spot: Spot, towns: Towns) -> str:
    town = towns.towns[_nearest(spot, towns)]
    east = (spot.lon - town.lon) * np.cos(np.radians(town.lat))
    north = spot.lat - town.lat
    km = float(geodesic_m(np.array([[spot.lon, spot.lat]]), np.array([[town.lon, town.lat]]))[0] / 1000.0)
    quarter = QUARTERS[round(float(np.degrees(np.arctan2(east, north))) / 45.0) % 8]
    return f"{town.name} {km:.0f} km {quarter}"


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
