"""Where stations may stand: spots beside the ways, whose land they are on, which of them become places, and the ways with the places on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.trunk.faults import Faults
from geodata.trunk.towns import Towns
from planner.corridors.facts.existing import Standing
from planner.corridors.facts.gathering import CorridorFacts
from planner.corridors.sections.stations import OptionsConfig
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.candidates import chosen_spots
from planner.corridors.stated.land import Land, land_of
from planner.corridors.stated.pairs import Pair
from planner.corridors.stated.placed_paths import PlacedPath, busiest, placed
from planner.corridors.stated.placing import ids_of
from planner.corridors.stated.road_paths import RoadPath
from planner.corridors.stated.spots import Spots
from planner.corridors.stated.standing_spots import add_standing


@dataclass(frozen=True)
class Ground:
    """Spots and places.

    Parameters
    ----------
    spots : Spots
    standing : mapping of int to stations
        That stand, by the number of their spot.
    land : Land
        Whose land each spot is on.
    chosen : list of int
        Spots that become places, in their order.
    beyond : tuple of (str, str)
        By name and country, those that would be places if they were not abroad.
    paths : mapping of pair of towns to their ways with the places on them
    """

    spots: Spots
    standing: Mapping[int, Sequence[Standing]]
    land: Land
    chosen: list[int]
    beyond: tuple[tuple[str, str], ...]
    paths: dict[Pair, tuple[PlacedPath, ...]]


def ground_of(
    facts: CorridorFacts,
    settings: CorridorSettings,
    paths: Mapping[Pair, tuple[RoadPath, ...]],
    cars: Mapping[Pair, float],
    faults: Faults,
) -> Ground:
    """Look for spots along the ways and choose those that become places, with a view to the cars of each pair."""
    towns, stations = facts.trunk.towns, settings.stations
    ways = [path for several in paths.values() for path in several]
    spots = Spots(facts.trunk.network, ways, stations.every_km, towns)
    spots.add_roadside(facts.roadside, stations.roadside)
    standing = add_standing(spots, facts.standing, towns, stations.existing_km, faults)
    land = land_of(spots, towns, settings.countries, abroad=stations.abroad)
    chosen, beyond = _chosen(spots, busiest(paths, cars), towns, land, stations)
    place_at = {spot: number for number, spot in enumerate(chosen)}
    placed_paths = {pair: tuple(placed(path, spots, place_at) for path in several) for pair, several in paths.items()}
    return Ground(spots, standing, land, chosen, beyond, placed_paths)


def _chosen(
    spots: Spots,
    drives: Sequence[tuple[RoadPath, float]],
    towns: Towns,
    land: Land,
    stations: OptionsConfig,
) -> tuple[list[int], tuple[tuple[str, str], ...]]:
    """Numbers of the spots that become places, and by name and country those that would be places if they were not abroad."""
    chosen = chosen_spots(spots, drives, stations.every_km, in_towns=stations.in_towns, barred=land.barred)
    if not land.barred:
        return chosen, ()
    wanted = chosen_spots(spots, drives, stations.every_km, in_towns=stations.in_towns)
    named = zip(wanted, ids_of(spots, wanted, towns), strict=True)
    beyond = [(name, land.country[at]) for at, name in named if at in land.barred and not spots.spots[at].standing]
    return chosen, tuple(beyond)
