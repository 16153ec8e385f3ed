"""Each case of a fault of main roads, towns and trips in a row of its own: where it stands and what was found there."""

from collections.abc import Callable, Mapping
from typing import Any

from geodata.speech import _
from geodata.trunk.fault_words import FaultKind, guessed

Found = Mapping[str, Any]
Row = Callable[[Found], str]


def _found(f: Found) -> str:
    return _("{record}: {found}", record=f["record"], found=f["found"])


def _edge(f: Found) -> str:
    return _("{record}: {u} - {v}", record=f["record"], u=f["u"], v=f["v"])


def _length(f: Found) -> str:
    return _("{where}: {record}, {km:.0f} km", where=f["where"], record=f["record"], km=f["km"])


def _off(f: Found) -> str:
    return _("{record}: {km:.1f} km from the nearest road", record=f["record"], km=f["km"])


def _off_ways(f: Found) -> str:
    return _("{record}: {km:.1f} km from the nearest way that trips take", record=f["record"], km=f["km"])


def _town(f: Found) -> str:
    return _(
        "{record}: {name}, {km:.0f} km from the nearest node and {road_km:.0f} km from the nearest road",
        record=f["record"],
        name=f["name"],
        km=f["km"],
        road_km=f["road_km"],
    )


def _beside(f: Found) -> str:
    return _(
        "{record}: {name}, {road_km:.0f} km from the edge {u} - {v}",
        record=f["record"],
        name=f["name"],
        road_km=f["road_km"],
        u=f["u"],
        v=f["v"],
    )


def _known(f: Found) -> str:
    return _(
        "{record}: {km:.0f} km here, {known_km:.0f} km known ({source})",
        record=f["record"],
        km=f["km"],
        known_km=f["known_km"],
        source=f["source"],
    )


def _named(f: Found) -> str:
    return _("{record}: {name!r}", record=f["record"], name=f["name"])


ROWS: Mapping[FaultKind, Row] = {
    FaultKind.NODE_PLACE: _found,
    FaultKind.NODE_TWICE: lambda f: _(
        "{record}: id {id!r} stands in {first} already, {apart_km:.1f} km away",
        record=f["record"],
        id=f["id"],
        first=f["first"],
        apart_km=f["apart_km"],
    ),
    FaultKind.NODE_FAR: lambda f: _(
        "{record}: id {id!r}, {apart_km:.0f} km from the next node",
        record=f["record"],
        id=f["id"],
        apart_km=f["apart_km"],
    ),
    FaultKind.SAME_PLACE: lambda f: _(
        "{record}: id {id!r}, at the place of {other!r}", record=f["record"], id=f["id"], other=f["other"]
    ),
    FaultKind.UNKNOWN_NODE: lambda f: _("{record}: no node {id!r}", record=f["record"], id=f["id"]),
    FaultKind.LOOP: _edge,
    FaultKind.LENGTH: lambda f: _(
        "{record}: {u} - {v}, km {found!r}", record=f["record"], u=f["u"], v=f["v"], found=f["found"]
    ),
    FaultKind.TOO_SHORT: lambda f: _(
        "{record}: {u} - {v}, {km:.1f} km, straight {straight_km:.1f} km",
        record=f["record"],
        u=f["u"],
        v=f["v"],
        km=f["km"],
        straight_km=f["straight_km"],
    ),
    FaultKind.MINUTES: lambda f: _(
        "{record}: minutes {found!r} for {km:.1f} km", record=f["record"], found=f["found"], km=f["km"]
    ),
    FaultKind.PARALLEL: _edge,
    FaultKind.THROUGH: _length,
    FaultKind.PIECES: lambda f: _(
        "{record} at {lon:.2f}, {lat:.2f}: {own_nodes} nodes, {own_km:.0f} km",
        record=f["record"],
        lon=f["lon"],
        lat=f["lat"],
        own_nodes=f["own_nodes"],
        own_km=f["own_km"],
    ),
    FaultKind.CORRECTION: _found,
    FaultKind.STRETCH_PASSED: lambda f: _(
        "{record}: {u} - {v}, {km:.0f} km asked, {now_km:.0f} km by another way",
        record=f["record"],
        u=f["u"],
        v=f["v"],
        km=f["km"],
        now_km=f["now_km"],
    ),
    FaultKind.TOWN_ROW: _found,
    FaultKind.TOWN_TWICE: lambda f: _(
        "{record}: {name!r} stands in {first} already", record=f["record"], name=f["name"], first=f["first"]
    ),
    FaultKind.TOWN_FAR: _town,
    FaultKind.TOWN_BESIDE: _beside,
    FaultKind.TOWN_CUT: _town,
    FaultKind.TOWN_NOWHERE: lambda f: guessed(_town(f), f),
    FaultKind.KNOWN_TOWN_OFF: lambda f: _off({**f, "km": f["road_km"]}),
    FaultKind.STRAIGHT: _length,
    FaultKind.DETOUR: lambda f: _(
        "{record}: {km:.0f} km by road, {straight_km:.0f} km straight",
        record=f["record"],
        km=f["km"],
        straight_km=f["straight_km"],
    ),
    FaultKind.KNOWN_SHORT: _known,
    FaultKind.KNOWN_LONG: _known,
    FaultKind.TRIP_ROW: _found,
    FaultKind.TRIP_TOWN: lambda f: guessed(_named(f), f),
    FaultKind.TRIP_TWICE: lambda f: _(
        "{record}: {name!r} stands in {first} already", record=f["record"], name=f["name"], first=f["first"]
    ),
    FaultKind.COUNT_ROW: _found,
    FaultKind.COUNT_FAR: lambda f: guessed(_off(f), f),
    FaultKind.STATION_FAR: _off_ways,
    FaultKind.STATION_OUT: _found,
}
"""Kinds that are not here are told by their record alone."""


def row_of(kind: FaultKind, found: Found) -> str:
    """One case for people."""
    row = ROWS.get(kind)
    record: str = found["record"]
    return record if row is None else row(found)
