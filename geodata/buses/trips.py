"""Trips of a day: when and where each begins and ends, and how long it is."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.buses.feed import Feed
from geodata.buses.ways import Ways, stop_ways
from geodata.errors import InputError
from geodata.numerals import parse_degrees
from geodata.placing import bad_place
from geodata.report import Problem
from geodata.speech import _

MOST_TRIPS = 500_000
"""Of one day, those that frequencies stand for included."""
BUS_TYPES = (3, 700, 800)
"""GTFS route types of buses: 3, 700 to 799. Trolleybuses (11, 800) hang on their wires."""
LONGEST_S = 12 * 3600.0
"""A trip that takes longer is none of a city's buses."""


@dataclass(frozen=True)
class Trips:
    """Trips of a day in the order of their start.

    Parameters
    ----------
    table : DataFrame
        `trip_id, block_id, shape_id` (text, '' where none), `start_s, end_s` (after midnight of the day), `first, last` (rows of `stops`).
    stops : DataFrame
        `stop_id, name, lon, lat`, those with a place.
    by_stops : Ways
        Way of each trip through its stops, as the crow flies, by trip_id.
    problems : tuple of Problem
    records, dropped : int
        Trips that run on the day, before frequencies, and those of them that are of no use.
    """

    table: pd.DataFrame
    stops: pd.DataFrame
    by_stops: Ways
    problems: tuple[Problem, ...]
    records: int
    dropped: int


def is_bus(feed: Feed) -> "pd.Series[bool]":
    """Which rows of the feed's trips are of buses."""
    types = feed["routes"].drop_duplicates("route_id").set_index("route_id")["route_type"]
    kind = pd.to_numeric(feed["trips"]["route_id"].map(types), errors="coerce")
    return (kind == BUS_TYPES[0]) | ((kind >= BUS_TYPES[1]) & (kind < BUS_TYPES[2]))


def trips_of(feed: Feed, services: frozenset[str]) -> Trips:
    """Trips of buses on these services.

    Raises
    ------
    InputError
        Not one of them can be used, or there are too many.
    """
    all_trips = feed["trips"]
    mine = all_trips[is_bus(feed) & all_trips["service_id"].isin(services) & (all_trips["trip_id"] != "")]
    once = mine.drop_duplicates("trip_id").reset_index(drop=True)
    stops, bad_stops = _stops(feed)
    calls, bad_calls = _calls(feed, once["trip_id"], stops)
    ends = _ends(calls)
    known = once.merge(ends, left_on="trip_id", right_index=True, how="left")
    reasons = _reasons(known)
    problems = [
        *_counted(len(mine) - len(once), _("trips"), _("a trip_id that was there before"), _("merged into the first")),
        *_counted(bad_stops, _("stops"), _("no place on Earth"), _("dropped")),
        *_counted(bad_calls, _("rows of stop_times.txt"), _("a stop without a place, or no order"), _("dropped")),
    ]
    for reason, count in Counter(one for one in reasons.tolist() if one).most_common():
        problems += _counted(count, _("trips"), reason, _("dropped"))
    kept = known[(reasons == "").to_numpy()]
    if kept.empty:
        found = _("not one of {count} trips of buses on the day can be used", count=len(once))
        raise InputError(feed.path, found, _("expected stop_times.txt with times at first and last stops"))
    table, more = _by_frequencies(feed, kept)
    ways = stop_ways(calls, stops)
    ordered = table.sort_values(["start_s", "end_s", "trip_id"], kind="stable").reset_index(drop=True)
    return Trips(ordered, stops, ways, (*problems, *more), len(once), len(once) - len(kept))


def _counted(count: int, what: str, reason: str, action: str) -> list[Problem]:
    return [Problem(_.joined(" ", (count, what)), reason, action)] if count else []


def _stops(feed: Feed) -> tuple[pd.DataFrame, int]:
    table = feed["stops"].drop_duplicates("stop_id")
    lon, lat = (np.array([parse_degrees(one) for one in table[name]], dtype=float) for name in ("stop_lon", "stop_lat"))
    good = np.array([bad_place(x, y) is None for x, y in zip(lon, lat, strict=True)], dtype=bool)
    named = table["stop_name"].where(table["stop_name"] != "", table["stop_id"])
    found = pd.DataFrame({"stop_id": table["stop_id"], "name": named, "lon": lon, "lat": lat})
    return found[good].reset_index(drop=True), int((~good).sum())


def _calls(feed: Feed, trips: "pd.Series[str]", stops: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Calls of these trips in their order: `trip_id, stop` (row of stops), `arrival_s, departure_s`."""
    times = feed["stop_times"]
    mine = times[times["trip_id"].isin(trips)]
    order = pd.to_numeric(mine["stop_sequence"], errors="coerce").to_numpy(dtype=float)
    number = pd.Series(np.arange(len(stops)), index=stops["stop_id"])
    stop = mine["stop_id"].map(number).to_numpy(dtype=float)
    good = np.isfinite(order) & np.isfinite(stop)
    calls = pd.DataFrame(
        {
            "trip_id": mine["trip_id"].to_numpy()[good],
            "order": order[good],
            "stop": stop[good].astype(np.int64),
            "arrival_s": seconds_of(mine["arrival_time"])[good],
            "departure_s": seconds_of(mine["departure_time"])[good],
        }
    )
    return calls.sort_values(["trip_id", "order"], kind="stable").reset_index(drop=True), int((~good).sum())


def seconds_of(times: "pd.Series[str]") -> NDArray[np.float64]:
    """Seconds after midnight of texts as 25:10:00; NaN where there is none."""
    parts = times.str.extract(r"^([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])$").astype(float)
    return np.asarray(parts[0] * 3600 + parts[1] * 60 + parts[2], dtype=np.float64)


def _ends(calls: pd.DataFrame) -> pd.DataFrame:
    """First and last call of each trip: `start_s, end_s, first, last, calls`, by trip_id."""
    groups = calls.groupby("trip_id", sort=False)
    first, last = groups.nth(0).set_index("trip_id"), groups.nth(-1).set_index("trip_id")
    return pd.DataFrame(
        {
            "start_s": first["departure_s"].fillna(first["arrival_s"]),
            "end_s": last["arrival_s"].fillna(last["departure_s"]),
            "first": first["stop"],
            "last": last["stop"],
            "calls": groups.size(),
        }
    )


def _reasons(known: pd.DataFrame) -> "pd.Series[str]":
    """Why a trip is of no use; '' where it is."""
    out = pd.Series("", index=known.index, dtype=object)
    out[(known["end_s"] - known["start_s"] > LONGEST_S)] = _(
        "takes more than {longest_s:.0f} hours", longest_s=LONGEST_S / 3600
    )
    out[(known["end_s"] <= known["start_s"])] = _("ends before it starts")
    out[known["start_s"].isna() | known["end_s"].isna()] = _("no time at its first or last stop")
    out[~(known["calls"] >= 2)] = _("fewer than two stops with a place")
    return out


def _by_frequencies(feed: Feed, trips: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Trips with those of frequencies.txt written out, each start of its own."""
    columns = ["trip_id", "block_id", "shape_id", "start_s", "end_s", "first", "last"]
    plain = trips[columns].astype({"first": np.int64, "last": np.int64})
    table = feed["frequencies"]
    table = table[table["trip_id"].isin(plain["trip_id"])]
    begin, end = seconds_of(table["start_time"]), seconds_of(table["end_time"])
    headway = pd.to_numeric(table["headway_secs"], errors="coerce").to_numpy(dtype=float)
    good = np.isfinite(begin) & np.isfinite(end) & (headway > 0) & (end > begin) & np.isfinite(headway)
    count = np.where(good, np.ceil((end - begin) / np.where(good, headway, 1.0)), 0.0)
    if count.sum() + len(plain) > MOST_TRIPS:
        most = f"{MOST_TRIPS:,}".replace(",", " ")
        found = _("more than {most} trips of buses on one day", most=most)
        raise InputError(feed.path, found, _("cut the feed to the city, and check frequencies.txt"))
    problems = _counted(
        int((~good).sum()), _("rows of frequencies.txt"), _("a time or headway that cannot be"), _("dropped")
    )
    if not count.sum():
        return plain, problems
    number = count.astype(np.int64)
    row = np.repeat(np.arange(len(table)), number)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    starts = begin[row] + nth * headway[row]
    more = plain.set_index("trip_id").loc[table["trip_id"].to_numpy()[row]].reset_index()
    more["end_s"] = starts + (more["end_s"] - more["start_s"]).to_numpy()
    more["start_s"], more["block_id"] = starts, ""
    timed = plain[~plain["trip_id"].isin(table["trip_id"].to_numpy()[good])]
    problems += _counted(
        len(more), _("trips"), _("told by frequencies.txt alone"), _("written out, each start of its own")
    )
    return pd.concat([timed, more], ignore_index=True), problems
