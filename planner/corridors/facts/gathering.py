"""The facts of the corridors: main roads, towns, trips and counts that are told, heights, stations that stand, places beside the roads."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.input_file import Fingerprint, file_beside
from geodata.report import SourceReport
from geodata.sources.elevation import read_elevation
from geodata.trunk.checked import Speeds
from geodata.trunk.counts import Count, read_counts
from geodata.trunk.faults import Fault, Faults
from geodata.trunk.grid_points import read_grid_points
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.reading import Trunk, TrunkRequest, read_trunk
from geodata.trunk.roadside import Roadside, roadside_of
from geodata.trunk.speeds import CLASS_KMH
from geodata.trunk.trip_table import ToldTrip, read_trips
from planner.corridors.facts.climbs import Climbs, climbs_of
from planner.corridors.facts.existing import Standing, standing_near
from planner.corridors.facts.parameters import known_towns, known_ways, other_names
from planner.corridors.settings import CorridorSettings

Floats = NDArray[np.float64]
MARGIN_DEG = 0.05


@dataclass(frozen=True)
class CorridorFacts:
    """All that files and facts say of the corridors; nothing is decided yet.

    Parameters
    ----------
    trunk : Trunk
    trips : tuple of ToldTrip
        Of the user's table; none where the gravity model is asked.
    counts : tuple of Count
    climbs : Climbs or None
        None where no heights are known.
    standing : tuple of Standing
    roadside : tuple of Roadside
    grid : (points, 2)
        Where the grid can be met, degrees.
    faults : tuple of Fault
        Of trips and counts; those of roads and towns are in `trunk`.
    reports : tuple of SourceReport
        Of stations and heights.
    files : tuple of Fingerprint
    folder : Path
        Beside which files of the settings lie.
    """

    trunk: Trunk
    trips: tuple[ToldTrip, ...] = ()
    counts: tuple[Count, ...] = ()
    climbs: Climbs | None = None
    standing: tuple[Standing, ...] = ()
    roadside: tuple[Roadside, ...] = ()
    grid: Floats | None = None
    faults: tuple[Fault, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    files: tuple[Fingerprint, ...] = ()
    folder: Path = Path()


def gather(settings: CorridorSettings, folder: Path) -> CorridorFacts:
    """Read all that the settings name; files lie beside `folder`.

    Raises
    ------
    GeodataError
        A file is missing or of no use.
    """
    trunk = read_trunk(trunk_request(settings, folder))
    faults, files = Faults(), [*trunk.files]
    of_trips, of_counts = settings.trips.files(folder)
    trips: tuple[ToldTrip, ...] = ()
    counts: tuple[Count, ...] = ()
    if of_trips is not None:
        trips, file = read_trips(of_trips, trunk.towns, trunk.network.ids, faults, other_names(trunk.towns.towns))
        files.append(file)
    if of_counts is not None:
        counts, file = read_counts(of_counts, trunk.network, faults)
        files.append(file)
    climbs, of_heights = _climbs(trunk.network, settings, folder)
    stations = settings.stations
    standing, of_stations = standing_near(
        trunk.network, stations.existing, settings.trips.families, folder, trunk.extract, faults
    )
    grid: Floats | None = None
    substations = file_beside(
        folder, stations.grid.substations, stations.grid.substation_columns, stations.grid.substations_layer
    )
    if substations is not None:
        grid, file = read_grid_points(substations)
        files.append(file)
    reports = (*of_heights, *of_stations)
    return CorridorFacts(
        trunk=trunk,
        trips=trips,
        counts=counts,
        climbs=climbs,
        standing=standing,
        roadside=() if trunk.extract is None else roadside_of(trunk.extract, trunk.network),
        grid=grid,
        faults=faults.told(),
        reports=reports,
        files=(*files, *(one.file for one in reports if one.file is not None)),
        folder=folder,
    )


def trunk_request(settings: CorridorSettings, folder: Path) -> TrunkRequest:
    """What the settings ask of main roads and towns."""
    roads, towns = settings.roads, settings.towns
    table = towns.file(folder)
    return TrunkRequest(
        **roads.files(folder),
        towns=table,
        known_towns=known_towns(settings.countries, towns.least_population),
        known_ways=known_ways(),
        countries=settings.countries,
        closed_borders=roads.closed_borders,
        speeds=Speeds({**CLASS_KMH, **roads.class_kmh}, roads.speed_kmh),
        snap_km=towns.snap_km,
        through_km=roads.through_km,
        least_population=towns.least_population,
    )


def _climbs(
    network: TrunkNetwork, settings: CorridorSettings, folder: Path
) -> tuple[Climbs | None, tuple[SourceReport, ...]]:
    file = file_beside(folder, settings.roads.elevation)
    if file is None:
        return None, ()
    west, south = network.lonlat.min(axis=0) - MARGIN_DEG
    east, north = network.lonlat.max(axis=0) + MARGIN_DEG
    heights, report = read_elevation(file, bounds=(float(west), float(south), float(east), float(north)))
    return climbs_of(network, heights), (report,)
