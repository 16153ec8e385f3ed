"""Kinds of faults of main roads, towns and trips, and the line of each."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from geodata.speech import _

Found = Mapping[str, Any]


class FaultKind(StrEnum):
    """What a fault is about; the value is its name for programs."""

    NODE_PLACE = "node_place"
    NODE_TWICE = "node_twice"
    SAME_PLACE = "same_place"
    NODE_FAR = "node_far"
    NO_COUNTRY = "no_country"
    UNKNOWN_NODE = "unknown_node"
    LOOP = "loop"
    LENGTH = "length"
    TOO_SHORT = "too_short"
    MINUTES = "minutes"
    PARALLEL = "parallel"
    THROUGH = "through"
    PIECES = "pieces"
    CORRECTION = "correction"
    STRETCH_PASSED = "stretch_passed"
    CLOSED = "closed"
    UNKNOWN_BORDER = "unknown_border"
    TOWN_ROW = "town_row"
    TOWN_TWICE = "town_twice"
    TOWN_FAR = "town_far"
    TOWN_BESIDE = "town_beside"
    TOWN_CUT = "town_cut"
    TOWN_NOWHERE = "town_nowhere"
    KNOWN_TOWN_OFF = "known_town_off"
    STRAIGHT = "straight"
    DETOUR = "detour"
    KNOWN_SHORT = "known_short"
    KNOWN_LONG = "known_long"
    TRIP_ROW = "trip_row"
    TRIP_TOWN = "trip_town"
    TRIP_TWICE = "trip_twice"
    COUNT_ROW = "count_row"
    COUNT_FAR = "count_far"
    STATION_FAR = "station_far"
    STATION_OUT = "station_out"
    PAIR_CUT = "pair_cut"


def guessed(said: str, found: Found) -> str:
    """What is said of a name or place that is not known, with what may be meant: `near` is a name, `swapped` a place with longitude and latitude exchanged."""
    hints = [_("did you mean {close!r}?", close=found["near"])] if found.get("near") else []
    hints += [_("longitude and latitude may be swapped")] if found.get("swapped") else []
    return _.joined("; ", [said, *hints]) if hints else said


WORDS: Mapping[FaultKind, Callable[[int, Found], str]] = {
    FaultKind.NODE_PLACE: lambda n, f: _(
        "nodes without a usable place: {n}, the first {record} ({found}); left out with their edges; expected lon and lat in degrees",
        n=n,
        **f,
    ),
    FaultKind.NODE_TWICE: lambda n, f: _(
        "nodes whose id is there already: {n}, the first {record} (id {id!r}, {apart_km:.1f} km from the other); the first of an id counts; give each node an id of its own",
        n=n,
        **f,
    ),
    FaultKind.NODE_FAR: lambda n, f: _(
        "nodes that lie where none of their edges can lead: {n}, the first {record} ({apart_km:.0f} km from the next node); taken to lie between the nodes at the other ends; mend their lon and lat",
        n=n,
        **f,
    ),
    FaultKind.SAME_PLACE: lambda n, f: _(
        "nodes at the place of another: {n}, the first {record} (id {id!r}, at that of {other!r}); taken for one node; move one of them if they are two",
        n=n,
        **f,
    ),
    FaultKind.NO_COUNTRY: lambda n, f: _(
        "nodes without a country: {n}, the first {record}; no border is seen at them; fill in their country where it matters",
        n=n,
        **f,
    ),
    FaultKind.UNKNOWN_NODE: lambda n, f: _(
        "edges to nodes that are not there: {n}, the first {record} (node {id!r}); left out; add the node or take the edge out",
        n=n,
        **f,
    ),
    FaultKind.LOOP: lambda n, f: _(
        "edges from a node to itself: {n}, the first {record}; left out: they lead nowhere", n=n, **f
    ),
    FaultKind.LENGTH: lambda n, f: _(
        "edges whose length is no number of km above 0: {n}, the first {record} ({found!r}); left out; give their km in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.TOO_SHORT: lambda n, f: _(
        "edges shorter than the straight line between their ends: {n}, the first {record} ({km:.1f} km, straight {straight_km:.1f} km); taken as long as the straight line; give their km in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.MINUTES: lambda n, f: _(
        "edges whose minutes cannot be: {n}, the first {record} ({found!r} for {km:.1f} km); taken by speed; expected minutes of a car",
        n=n,
        **f,
    ),
    FaultKind.PARALLEL: lambda n, f: _(
        "further edges between the same two nodes: {n}, the first {record}; the quickest counts; put a node on the other if both matter",
        n=n,
        **f,
    ),
    FaultKind.THROUGH: lambda n, f: _(
        "roads on foreign ground by which towns of the country hang together: {n} edges, the first {record} ({km:.0f} km); kept: either they cross a border twice, or the borders of the data are coarse; close what is closed with closed_borders",
        n=n,
        **f,
    ),
    FaultKind.PIECES: lambda n, f: _(
        "pieces of road cut off from the rest: {n}, with {nodes} nodes and {km:.0f} km together, the largest at {record} ({lon:.2f}, {lat:.2f}); left out; add the missing edge in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.CORRECTION: lambda n, f: _(
        "corrections that cannot be applied: {n}, the first {record} ({found}); passed over; expected u, v and km, or closed, of known nodes or towns",
        n=n,
        **f,
    ),
    FaultKind.STRETCH_PASSED: lambda n, f: _(
        "stretched ways that are no longer the quickest: {n}, the first {record} ({u} - {v}: {km:.0f} km asked, {now_km:.0f} km by another way); trips take the other way; add a row of corrections that stretches it too, if it is longer on the ground",
        n=n,
        **f,
    ),
    FaultKind.CLOSED: lambda n, f: _("roads closed on request: {n}, the first {record}; no trip uses them", n=n, **f),
    FaultKind.UNKNOWN_BORDER: lambda n, f: _(
        "closed borders that no road here crosses: {n}, the first {record!r}; nothing was open there; expected two countries as KG-UZ, or two nodes",
        n=n,
        **f,
    ),
    FaultKind.TOWN_ROW: lambda n, f: _(
        "towns that cannot be used: {n}, the first {record} ({found}); left out; expected name, lon, lat and population",
        n=n,
        **f,
    ),
    FaultKind.TOWN_TWICE: lambda n, f: _(
        "towns that are there already: {n}, the first {record} ({name!r}); the larger counts; give each its own name",
        n=n,
        **f,
    ),
    FaultKind.TOWN_FAR: lambda n, f: _(
        "towns that no road reaches: {n}, the first {record} ({name!r}, {km:.0f} km from the nearest node); left out; raise snap_km, or add the road in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.TOWN_BESIDE: lambda n, f: _(
        "towns beside a long edge and far from its nodes: {n}, the first {record} ({name!r}, {road_km:.0f} km from the edge {u} - {v}); the edge was cut beside them, where it is nearest",
        n=n,
        **f,
    ),
    FaultKind.TOWN_CUT: lambda n, f: _(
        "towns on pieces of road that are cut off from the rest: {n}, the first {record} ({name!r}, {km:.0f} km from the nearest node of the rest); left out with them; mend the edge between, or add it in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.TOWN_NOWHERE: lambda n, f: guessed(
        _(
            "towns far away from every road: {n}, the first {record} ({name!r}, {km:.0f} km from the nearest node); left out; check their lon and lat, or add their roads to those that are read",
            n=n,
            **f,
        ),
        f,
    ),
    FaultKind.KNOWN_TOWN_OFF: lambda n, f: _(
        "known towns that no road here comes near: {n}, the first {name}, {km:.0f} km from the nearest node; left out; roads to them may be missing from the data",
        n=n,
        **f,
    ),
    FaultKind.STRAIGHT: lambda n, f: _(
        "edges of {least_km:.0f} km and more that are as long as the straight line: {n}, the first {record} ({km:.0f} km); roads are longer, most of all in mountains; check them, and give their km in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.DETOUR: lambda n, f: _(
        "neighbouring towns with a long way round: {n} pairs, the first {record} ({km:.0f} km by road, {straight_km:.0f} km straight); a road may be missing from the data, or mountains or water lie between; add what is missing in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.KNOWN_SHORT: lambda n, f: _(
        "ways between towns that are shorter than the distance known: {n}, the first {record} ({km:.0f} km here, {known_km:.0f} km known, {source}); lengths look short; stretch them in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.KNOWN_LONG: lambda n, f: _(
        "ways between towns that are longer than the distance known: {n}, the first {record} ({km:.0f} km here, {known_km:.0f} km known, {source}); a road may be missing; add it in the table of corrections",
        n=n,
        **f,
    ),
    FaultKind.TRIP_ROW: lambda n, f: _(
        "rows of trips that cannot be used: {n}, the first {record} ({found}); left out; expected from, to and trips_per_day of 0 or more",
        n=n,
        **f,
    ),
    FaultKind.TRIP_TOWN: lambda n, f: guessed(
        _(
            "rows of trips to towns that are not known: {n}, the first {record} ({name!r}); left out; expected a name of the table of towns, or a node",
            n=n,
            **f,
        ),
        f,
    ),
    FaultKind.TRIP_TWICE: lambda n, f: _(
        "rows of trips of which another row tells the same way from town to town: {n}, the first {record} ({name}, as {first}); all are added up; leave out those that tell the same trips twice",
        n=n,
        **f,
    ),
    FaultKind.COUNT_ROW: lambda n, f: _(
        "traffic counts that cannot be used: {n}, the first {record} ({found}); left out; expected vehicles_per_day at u and v, or at lon and lat",
        n=n,
        **f,
    ),
    FaultKind.COUNT_FAR: lambda n, f: guessed(
        _(
            "traffic counts away from every road: {n}, the first {record} ({km:.1f} km); left out; check their place",
            n=n,
            **f,
        ),
        f,
    ),
    FaultKind.STATION_FAR: lambda n, f: _(
        "existing stations away from every way that trips take, and in no town on one: {n}, the first {record} ({km:.1f} km from the nearest way); they serve no trip here; check their lon and lat, or raise corridors.stations.existing_km ({near_km:g} now) where drivers turn off for them",
        n=n,
        **f,
    ),
    FaultKind.STATION_OUT: lambda n, f: _(
        "existing stations that serve no trip on these roads: {n} ({whys}), the first {record}", n=n, **f
    ),
    FaultKind.PAIR_CUT: lambda n, f: _(
        "pairs of towns that no open road joins: {n}, the first {record}; their trips count as trips that cannot be driven; open a border, or add the road in the table of corrections",
        n=n,
        **f,
    ),
}
