"""The user's word on main roads: lengths that are wrong, roads that are missing or closed, ways that are longer than they look."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geodata.address import short_name
from geodata.input_file import Fingerprint, InputFile
from geodata.numerals import parse_number
from geodata.osm.network import geodesic_m
from geodata.speech import _
from geodata.spreadsheet import read_table
from geodata.trunk.applied import STRETCH, Applied, quickest
from geodata.trunk.checked import SHORT_KM, SHORT_SHARE, Speeds
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.tables import ENDS, rows_in, where
from geodata.trunk.towns import Towns, plain_name
from geodata.words.vocabulary import listed, meant

COLUMNS = ("u", "v", "km", "minutes", "closed", "action")
ACTIONS = ("change", "add", "close", STRETCH)
MOST_SHOWN = 40
"""Characters of what is written in a cell."""


@dataclass(frozen=True)
class Correction:
    """One row: from and to a node or a town, the km between, and what is done; `km_written` and `minutes_written` are what stands there."""

    record: str
    u: str
    v: str
    km: float | None
    minutes: float | None
    action: str
    km_written: str = ""
    minutes_written: str = ""


def read_corrections(file: InputFile) -> tuple[tuple[Correction, ...], Fingerprint]:
    """Read ``u, v[, km, minutes, closed, action]``.

    `u` and `v` are ids of nodes or names of towns. `action` is ``change`` (km of the edge between them), ``add`` (a new edge), ``close``,
    or ``stretch`` (the quickest way between them is made so long, each edge in proportion); where it is empty, `closed` closes, and
    otherwise the edge is changed where there is one and added where there is none.

    Raises
    ------
    MissingFileError, InputError
        The table cannot be read or lacks a column.
    """
    table = read_table(
        file.path,
        file.columns,
        COLUMNS,
        role=_("corrections of main roads"),
        required=("u", "v"),
        key="corridors.roads.correction_columns",
        also=ENDS,
    )
    name = short_name(file.path)
    return tuple(_correction(row, name) for row in rows_in(table, COLUMNS)), file.fingerprint(table)


def _correction(row: Mapping[str, Any], name: str) -> Correction:
    written = (row["action"] or "").strip().casefold()
    action = meant("road_action", written) or written
    if not action and meant("yes_no", row["closed"]) == "yes":
        action = "close"
    u, v, km, minutes = ((row[key] or "").strip() for key in ("u", "v", "km", "minutes"))
    return Correction(where(name, row), u, v, parse_number(km), parse_number(minutes), action, km, minutes)


def corrected(
    network: TrunkNetwork,
    towns: Towns,
    told: tuple[Correction, ...],
    speeds: Speeds,
    faults: Faults,
    unreached: Collection[str] = (),
) -> tuple[TrunkNetwork, tuple[Applied, ...]]:
    """Apply corrections in their order; what cannot be applied is told to `faults`. Returns those that were applied too.

    `unreached` are plain names of towns that no road reaches.
    """
    number, done = network.number(), list[Applied]()
    for one in told:
        u, v = (_node(end, number, towns) for end in (one.u, one.v))
        if u is None or v is None or u == v:
            faults.add(FaultKind.CORRECTION, one.record, found=_no_ends(one, u, v, towns, unreached))
            continue
        edge = network.edge_of().get((min(u, v), max(u, v)))
        action = one.action or ("add" if edge is None else "change")
        wrong = _wrong(network, one, action, (u, v), edge)
        changed = None if wrong else _applied(network, one, action, (u, v), edge, speeds)
        if changed is None:
            faults.add(FaultKind.CORRECTION, one.record, found=wrong or _("no way between them"))
            continue
        before = float(network.km[edge]) if edge is not None and action != STRETCH else quickest(network, u, v)[0]
        ends = (network.ids[u], network.ids[v])
        done.append(Applied(one.record, one.u, one.v, action, ends, before, None if action == "close" else one.km))
        network = changed
        if action == "close":
            faults.add(FaultKind.CLOSED, one.record)
    return network, tuple(done)


def _node(end: str, number: Mapping[str, int], towns: Towns) -> int | None:
    if end in number:
        return number[end]
    town = towns.called(end)
    return None if town is None else int(towns.node[town])


def _no_ends(one: Correction, u: int | None, v: int | None, towns: Towns, unreached: Collection[str]) -> str:
    """Why no two ends are known, with the nearest name of a town."""
    if u is not None and u == v:
        return _("from {end!r} to itself", end=one.u)
    end = one.u if u is None else one.v
    if plain_name(end) in unreached:
        return _("{end!r} is a town that no road reaches", end=end)
    names = {plain_name(town.name): town.name for town in towns.towns}
    close = difflib.get_close_matches(plain_name(end), names, n=1, cutoff=0.6)
    if close:
        return _("no node or town {end!r}; did you mean {close!r}?", end=end, close=names[close[0]])
    return _("no node or town {end!r}; expected the id of a node or the name of a town", end=end)


def _wrong(network: TrunkNetwork, one: Correction, action: str, ends: tuple[int, int], edge: int | None) -> str:
    """Why a correction makes no sense; empty where it does."""
    if action not in ACTIONS:
        return _(
            "action {action!r}; expected one of {actions}",
            action=action[:MOST_SHOWN],
            actions=listed("road_action", ACTIONS, action),
        )
    if action in ("change", "close") and edge is None:
        return _("no edge between them; expected the nodes or towns at the ends of one edge, or action add or stretch")
    return "" if action == "close" else _wrong_length(network, one, ends)


def _wrong_length(network: TrunkNetwork, one: Correction, ends: tuple[int, int]) -> str:
    straight = float(geodesic_m(network.lonlat[[ends[0]]], network.lonlat[[ends[1]]])[0] / 1000.0)
    if one.km is None or not one.km > 0:
        if not one.km_written:
            return _("no km; expected the km between them")
        return _("km {found!r}; expected a number above 0", found=one.km_written[:MOST_SHOWN])
    if one.km < straight * (1 - SHORT_SHARE) - SHORT_KM:
        return _("{km:.0f} km where the straight line has {straight_km:.0f}", km=one.km, straight_km=straight)
    if one.minutes_written and (one.minutes is None or not one.minutes > 0):
        return _("minutes {found!r}; expected a number above 0, or nothing", found=one.minutes_written[:MOST_SHOWN])
    return ""


def _applied(
    network: TrunkNetwork, one: Correction, action: str, ends: tuple[int, int], edge: int | None, speeds: Speeds
) -> TrunkNetwork | None:
    if action == "close":
        return network.with_edges(np.arange(len(network.km)) != edge)
    assert one.km is not None
    if action == STRETCH:
        return _stretched(network, ends, one.km)
    if edge is not None:
        return _changed(network, edge, one.km, one.minutes)
    return _added(network, ends, one, speeds)


def _changed(network: TrunkNetwork, edge: int, km: float, minutes: float | None) -> TrunkNetwork:
    lengths, times = network.km.copy(), network.minutes.copy()
    times[edge] = times[edge] * km / lengths[edge] if minutes is None else minutes
    lengths[edge] = km
    timed = network.timed.copy()
    timed[edge] |= minutes is not None
    return replace(network, km=lengths, minutes=times, timed=timed)


def _added(network: TrunkNetwork, ends: tuple[int, int], one: Correction, speeds: Speeds) -> TrunkNetwork:
    km = one.km or 0.0
    minutes = one.minutes or km / speeds.otherwise_kmh * 60.0
    return replace(
        network,
        ends=np.vstack([network.ends, np.array([ends], dtype=np.int64)]),
        km=np.append(network.km, km),
        minutes=np.append(network.minutes, minutes),
        road_class=(*network.road_class, ""),
        timed=np.append(network.timed, False),
        lines=(*network.lines, None),
        records=(*network.records, one.record) if network.records else (),
    )


def _stretched(network: TrunkNetwork, ends: tuple[int, int], km: float) -> TrunkNetwork | None:
    _before, path = quickest(network, *ends)
    if not path:
        return None
    edges = [edge for edge, _forward in network.path_edges(path)]
    lengths, times = network.km.copy(), network.minutes.copy()
    factor = km / float(lengths[edges].sum())
    lengths[edges] *= factor
    times[edges] *= factor
    return replace(network, km=lengths, minutes=times)
