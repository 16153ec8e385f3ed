"""Buses of a city: the timetable read, its busiest day put together to the work of vehicles, and this laid in depots."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geodata.buses.assumed import LEAST_OF_STOPS, MORE_KM, MOST_OF_STOPS, NEAR_M, assumed, of_mapped, of_terminals
from geodata.buses.blocks import Chained, blocks_of
from geodata.buses.chains import chain_of, first_out
from geodata.buses.depots import depots_of_map, standing_in
from geodata.buses.empty_drives import EmptyDrives, empty_drives
from geodata.buses.empty_slopes import empty_slopes
from geodata.buses.feed import Feed
from geodata.buses.service_day import ServiceDay, service_day
from geodata.buses.tables import BLOCK_SLOPES, BLOCKS, DEPOTS
from geodata.buses.trips import Trips, is_bus, trips_of
from geodata.buses.ways import shape_ways
from geodata.city_request import BusRequest
from geodata.elevation import SLOPES, Heights
from geodata.errors import InputError, one_line
from geodata.loose import short
from geodata.report import Assumption, Problem, SourceReport, with_problems
from geodata.roads import Roads
from geodata.sources.depot_table import read_depots
from geodata.sources.gtfs import read_gtfs
from geodata.speech import _

Floats = NDArray[np.float64]

MOST_NAMED = 3
"""Of depots that are left out so many are named."""


@dataclass(frozen=True)
class Buses:
    """Tables BLOCKS, BLOCK_SLOPES and DEPOTS with what is to be said of them; empty where no timetable is given."""

    blocks: pd.DataFrame = field(default_factory=BLOCKS.empty)
    slopes: pd.DataFrame = field(default_factory=BLOCK_SLOPES.empty)
    depots: pd.DataFrame = field(default_factory=DEPOTS.empty)
    reports: tuple[SourceReport, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    credits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """The city that buses drive in, in one metric CRS; `features` of the map in EPSG:4326."""

    roads: Roads
    features: gpd.GeoDataFrame
    boundary: Polygon | MultiPolygon
    crs: str
    heights: Heights | None


def buses_in(request: BusRequest, ground: Ground) -> Buses:
    """Read the timetable and put its day together.

    Raises
    ------
    MissingFileError, InputError
        The feed or the table of depots is missing or of no use, or nothing in it is of this city.
    """
    if request.gtfs is None:
        return Buses()
    feed = read_gtfs(request.gtfs)
    trips_services = feed["trips"]["service_id"][is_bus(feed)]
    day = service_day(feed, trips_services, request.date)
    trips = trips_of(feed, day.services)
    chained = blocks_of(trips, ground.crs, request.least_stay_s, request.most_stay_s, request.detour)
    km, slopes, said = _lengths(feed, trips, ground.heights, request.detour)
    here = _in_city(chained, ground.boundary, NEAR_M)
    beside = int((here & ~_in_city(chained, ground.boundary, 0.0)).sum())
    if not here.any():
        advice = _("give the timetable of this city, or mend coordinates in stops.txt")
        raise InputError(
            feed.path,
            _("no bus starts or ends in the city or within {near_m:g} km of it", near_m=NEAR_M / 1000),
            advice,
        )
    table, lines = _summed(chained, trips, km, slopes, here)
    depots, depot_reports, why = _depots(request, ground, table)
    laid, used, off_roads, empty = _laid(table, depots, ground.roads, request)
    if slopes is not None:
        lines = BLOCK_SLOPES.checked(pd.concat([lines, _lines(laid, empty, "yes")]), source="gtfs")
    problems = (*day.problems, *trips.problems, *chained.problems, *said, *off_roads, *_told(feed, day))
    idle = _idle(depots, used)
    if depot_reports:
        depot_reports = tuple(with_problems(one, idle) for one in depot_reports)
    else:
        problems += idle
    # A record is a trip of the table, whatever number of departures frequencies.txt makes of it.
    ids = trips.table["trip_id"].to_numpy()
    outside = len(set(ids) - set(ids[here[chained.of]]))
    report = SourceReport(
        feed.path,
        "gtfs",
        trips.records,
        trips.records - trips.dropped,
        dropped=trips.dropped,
        outside_city=outside,
        problems=problems,
        file=feed.file,
    )
    assumptions = (*assumed(request, day, laid, beside), *why)
    name = ", ".join(feed.agencies[:3])
    credit = (f"Bus timetable: {one_line(name, 120)}",) if name else ()
    return Buses(laid, lines, used, (report, *depot_reports), assumptions, credit)


def _told(feed: Feed, day: ServiceDay) -> tuple[Problem, ...]:
    others = int((~is_bus(feed)).sum())
    left = Problem(_("{others} trips", others=others), _("not of buses (route_type)"), _("left out"))
    trips = _.plural("{n} trip", "{n} trips", day.trips)
    chosen = Problem(
        _("day {day}", day=day.day.isoformat()),
        _("{trips} of buses, {why}", trips=trips, why=day.why),
        _("planned for"),
    )
    return (chosen, left) if others else (chosen,)


def _lengths(
    feed: Feed, trips: Trips, heights: Heights | None, detour: float
) -> tuple[Floats, Floats | None, tuple[Problem, ...]]:
    """Km of each trip and of them those by class of slope; along its shape, else through its stops times the detour."""
    table = trips.table
    ways, nowhere = shape_ways(feed, table["shape_id"])
    along, along_slopes = ways.measured(heights)
    through, through_slopes = trips.by_stops.measured(heights)
    shape = pd.Series(np.arange(len(ways.ids)), index=ways.ids)
    shape_row = table["shape_id"].map(shape).fillna(-1).to_numpy(dtype=np.int64)
    way = pd.Series(np.arange(len(trips.by_stops.ids)), index=trips.by_stops.ids)
    stop_row = table["trip_id"].map(way).to_numpy(dtype=np.int64)
    has = shape_row >= 0
    shape_km = np.where(has, along[shape_row], 0.0) if len(along) else np.zeros(len(table))
    unfit = has & (shape_km < LEAST_OF_STOPS * through[stop_row])
    unfit |= has & (shape_km > MOST_OF_STOPS * through[stop_row] + MORE_KM)
    by_shape = has & ~unfit
    km = np.where(by_shape, shape_km, through[stop_row] * detour)
    slopes = None
    if through_slopes is not None:
        slopes = through_slopes[stop_row] * detour
        if along_slopes is not None and len(along_slopes):
            slopes[by_shape] = along_slopes[shape_row[by_shape]]
    said = []
    without = int((~has).sum())
    if without:
        what = "all trips" if without == len(table) else f"{without} trips"
        said.append(
            Problem(
                what, _("no shape"), _("taken through their stops, {detour:g} times the straight line", detour=detour)
            )
        )
    if unfit.any():
        reason = _("a shape that does not fit their stops")
        said.append(
            Problem(
                _("{sum} trips", sum=int(unfit.sum())),
                reason,
                _("taken through their stops, {detour:g} times the straight line", detour=detour),
            )
        )
    if nowhere:
        said.append(Problem(_("{nowhere} points of shapes", nowhere=nowhere), _("no place on Earth"), _("dropped")))
    return km, slopes, tuple(said)


def _in_city(chained: Chained, boundary: Polygon | MultiPolygon, near_m: float) -> NDArray[np.bool_]:
    """Blocks that start or end in the city or so near to it; (blocks,)."""
    area = boundary.buffer(near_m) if near_m > 0 else boundary
    shapely.prepare(area)
    xy = chained.xy_m
    inside = [shapely.contains_xy(area, *xy[chained.table[name].to_numpy()].T) for name in ("first", "last")]
    return np.asarray(inside[0] | inside[1], dtype=bool)


def _summed(
    chained: Chained, trips: Trips, km: Floats, slopes: Floats | None, here: NDArray[np.bool_]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Blocks of the city with their km and ends, and their slopes (schema BLOCK_SLOPES)."""
    count = len(chained.table)
    names, xy = trips.stops["name"].to_numpy(dtype=object), chained.xy_m
    first, last = chained.table["first"].to_numpy(), chained.table["last"].to_numpy()
    table = chained.table.assign(
        km=np.bincount(chained.of, km, minlength=count),
        first_stop=names[first],
        last_stop=names[last],
        first_x_m=xy[first, 0],
        first_y_m=xy[first, 1],
        last_x_m=xy[last, 0],
        last_y_m=xy[last, 1],
    )[here].reset_index(drop=True)
    if slopes is None:
        return table, BLOCK_SLOPES.empty()
    total = np.zeros((count, len(SLOPES)))
    np.add.at(total, chained.of, slopes)
    return table, BLOCK_SLOPES.checked(_lines(table, total[here], None), source="gtfs")


def _lines(table: pd.DataFrame, km: Floats, empty: str | None) -> pd.DataFrame:
    """Km (blocks, classes of slope) as rows of BLOCK_SLOPES."""
    block, kind = np.nonzero(km > 0)
    ids = table["block_id"].to_numpy()[block]
    return pd.DataFrame({"block_id": ids, "slope": SLOPES[kind], "km": km[block, kind], "empty": empty})


def _depots(
    request: BusRequest, ground: Ground, table: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[SourceReport, ...], tuple[Assumption, ...]]:
    """Depots of the user's table, else of the map, else terminals in their place."""
    if request.depots is not None:
        depots, report = read_depots(request.depots, crs=ground.crs, boundary=ground.boundary)
        return depots, (report,), ()
    mapped = depots_of_map(ground.features, ground.crs, ground.boundary)
    if len(mapped):
        return mapped, (), (of_mapped(len(mapped)),)
    first, last = (table[[f"{end}_x_m", f"{end}_y_m"]].to_numpy(dtype=float) for end in ("first", "last"))
    found = standing_in(first, last, table["first_stop"], table["last_stop"])
    return found, (), (of_terminals(len(found)),)


def _idle(depots: pd.DataFrame, used: pd.DataFrame) -> tuple[Problem, ...]:
    """Depots that are left out as no bus goes home to them."""
    idle = depots["depot"][~depots["depot"].isin(used["depot"])].tolist()
    if not idle:
        return ()
    named = ", ".join(short(one) for one in idle[:MOST_NAMED]) + (", …" if len(idle) > MOST_NAMED else "")
    reason = _("every bus has shorter empty drives to another: {named}", named=named)
    return (
        Problem(
            _("{count} of {count_2} depots", count=len(idle), count_2=len(depots)), reason, _("left out of the results")
        ),
    )


def _laid(
    table: pd.DataFrame, depots: pd.DataFrame, roads: Roads, request: BusRequest
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Problem, ...], Floats]:
    """Blocks in the depot with the shortest empty drives, in each depot the fewest vehicles for them, and km of these drives by class of slope."""
    at = depots[["x_m", "y_m"]].to_numpy(dtype=float)
    starts, of_start = np.unique(table[["first_x_m", "first_y_m"]].to_numpy(dtype=float), axis=0, return_inverse=True)
    lasts, of_last = np.unique(table[["last_x_m", "last_y_m"]].to_numpy(dtype=float), axis=0, return_inverse=True)
    out: EmptyDrives = empty_drives(roads, at, starts, request.detour)
    back = empty_drives(roads, at, lasts, request.detour)
    of_start, of_last = of_start.ravel(), of_last.ravel()
    both_s = out.out_s[:, of_start] + back.back_s[:, of_last]
    mine = both_s.argmin(axis=0)
    empty_km = out.out_km[mine, of_start] + back.back_km[mine, of_last] + table["between_km"].to_numpy()
    laid = table.assign(
        depot=depots["depot"].to_numpy(dtype=object)[mine],
        out_s=table["start_s"] - out.out_s[mine, of_start],
        in_s=table["end_s"] + back.back_s[mine, of_last],
        empty_km=empty_km,
        vehicle=0,
    )
    vehicle = np.zeros(len(laid), dtype=np.int64)
    for rows in laid.groupby("depot", sort=True).indices.values():
        leave, home = laid["out_s"].to_numpy()[rows], laid["in_s"].to_numpy()[rows]
        order = np.argsort(leave, kind="stable")
        link = first_out(home[order], leave[order], request.least_stay_s, np.inf)
        vehicle[rows[order]] = chain_of(link) + 1
    laid["vehicle"] = vehicle
    lost = int((out.off_roads[of_start] | back.off_roads[of_last]).sum())
    said = (
        Problem(
            _("{lost} blocks", lost=lost),
            _("the roads of the map do not reach their ends"),
            _("empty drives as the crow flies"),
        ),
    )
    used = depots[depots["depot"].isin(laid["depot"])].reset_index(drop=True)
    slopes = _empty_slopes(roads, at, (starts, lasts), (out, back), (mine, of_start, of_last))
    return BLOCKS.checked(laid, source="gtfs"), used, said if lost else (), slopes


def _empty_slopes(
    roads: Roads,
    at: Floats,
    stops: tuple[Floats, Floats],
    drives: tuple[EmptyDrives, EmptyDrives],
    of: tuple[NDArray[np.int64], ...],
) -> Floats:
    """Km of each block's drives from its depot and back by class of slope; (blocks, classes)."""
    mine, *ends = of
    total = np.zeros((len(mine), len(SLOPES)))
    for home, (places, known, end) in enumerate(zip(stops, drives, ends, strict=True)):
        pair, of_pair = np.unique(np.column_stack([mine, end]), axis=0, return_inverse=True)
        total += empty_slopes(
            roads, at, places[pair[:, 1]], pair[:, 0], known.by_air[pair[:, 0], pair[:, 1]], home=bool(home)
        )[of_pair.ravel()]
    return total
