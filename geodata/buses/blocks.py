"""The work of vehicles on a day: the feed's own blocks, and chains of the trips that have none."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Transformer

from geodata.buses.chains import chain_of, gathered, next_trips
from geodata.buses.trips import Trips
from geodata.crs import LONLAT
from geodata.report import Problem
from geodata.speech import _

Floats = NDArray[np.float64]

TERMINAL_M = 400.0
"""Stops so near to a terminal's busiest are the same terminal (assumed): lines end on one side of a block and begin on the other."""


@dataclass(frozen=True)
class Chained:
    """Vehicle work before depots are known.

    Parameters
    ----------
    table : DataFrame
        `block_id, made, trips, start_s, end_s, between_km, first, last` (rows of stops), in the order of their start.
    of : (trips,)
        Row of the block of each trip.
    xy_m : (stops, 2)
    problems : tuple of Problem
    """

    table: pd.DataFrame
    of: NDArray[np.int64]
    xy_m: Floats
    problems: tuple[Problem, ...]


def blocks_of(trips: Trips, crs: str, least_s: float, most_s: float, detour: float) -> Chained:
    """Put trips together: by `block_id` where the feed has one, else by chaining at terminals with these stays."""
    table, stops = trips.table, trips.stops
    x, y = Transformer.from_crs(LONLAT, crs, always_xy=True).transform(stops["lon"].to_numpy(), stops["lat"].to_numpy())
    xy_m = np.column_stack([x, y])
    start_s, end_s = table["start_s"].to_numpy(dtype=float), table["end_s"].to_numpy(dtype=float)
    given, problems = _given(table)
    following = np.full(len(table), -1, dtype=np.int64)
    for rows in given:
        following[rows[:-1]] = rows[1:]
    free = np.ones(len(table), dtype=bool)
    if given:
        free[np.concatenate(given)] = False
    loose = np.flatnonzero(free)
    first, last = table["first"].to_numpy(), table["last"].to_numpy()
    place = _terminals(xy_m, first, last)
    link = next_trips(start_s[loose], end_s[loose], place[first[loose]], place[last[loose]], least_s, most_s)
    following[loose[link >= 0]] = loose[link[link >= 0]]
    of = chain_of(following)
    return Chained(_table(table, of, free, _between_km(following, xy_m, first, last, detour)), of, xy_m, problems)


def _given(table: pd.DataFrame) -> tuple[list[NDArray[np.int64]], tuple[Problem, ...]]:
    """Rows of each block of the feed in the order of their start; blocks whose trips overlap are none."""
    named = table[table["block_id"] != ""]
    found, crossed = [], 0
    for rows in named.groupby("block_id", sort=True).indices.values():
        mine = named.index.to_numpy()[rows]
        if (table["start_s"].to_numpy()[mine[1:]] < table["end_s"].to_numpy()[mine[:-1]]).any():
            crossed += 1
        else:
            found.append(mine)
    if not crossed:
        return found, ()
    reason = _("trips of one vehicle at one time")
    return found, (
        Problem(
            _("{crossed} blocks", crossed=crossed), reason, _("taken apart, and their trips chained as those without")
        ),
    )


def _terminals(xy_m: Floats, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Terminal of each stop; those where no trip begins or ends are their own."""
    ends = np.bincount(np.concatenate([first, last]), minlength=len(xy_m)).astype(float)
    used = np.flatnonzero(ends)
    place = np.arange(len(xy_m))
    place[used] = used[gathered(xy_m[used], ends[used], TERMINAL_M)]
    return place


def _between_km(
    following: NDArray[np.int64], xy_m: Floats, first: NDArray[np.int64], last: NDArray[np.int64], detour: float
) -> Floats:
    """Km of the empty drive from the end of each trip to the start of its next; (trips,)."""
    out = np.zeros(len(following))
    has = following >= 0
    gap = xy_m[last[has]] - xy_m[first[following[has]]]
    out[has] = np.hypot(gap[:, 0], gap[:, 1]) / 1000.0 * detour
    return out


def _table(table: pd.DataFrame, of: NDArray[np.int64], free: NDArray[np.bool_], between_km: Floats) -> pd.DataFrame:
    rows = table.assign(of=of, free=free, between_km=between_km).sort_values(["of", "start_s"], kind="stable")
    groups = rows.groupby("of", sort=True)
    made = groups["free"].first()
    number = made.cumsum()
    named = groups["block_id"].first()
    ids = [f"chain {number[k]}" if made[k] else f"block {named[k]}" for k in made.index]
    return pd.DataFrame(
        {
            "block_id": ids,
            "made": made.to_numpy(),
            "trips": groups.size().to_numpy(),
            "start_s": groups["start_s"].first().to_numpy(),
            "end_s": groups["end_s"].max().to_numpy(),
            "between_km": groups["between_km"].sum().to_numpy(),
            "first": groups["first"].first().to_numpy(),
            "last": groups["last"].last().to_numpy(),
        }
    )
