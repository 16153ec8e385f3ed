"""Counts of vehicles on main roads: at an edge by its nodes, or at the edge nearest to a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geodata.address import short_name
from geodata.coordinates import place_of
from geodata.errors import InputError
from geodata.input_file import Fingerprint, InputFile
from geodata.numerals import count_in_doubt, parse_number
from geodata.placing import bad_place
from geodata.speech import _
from geodata.spreadsheet import read_table
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.snapping import EdgeIndex, OnEdge
from geodata.trunk.tables import ENDS, rows_in, where

COLUMNS = ("u", "v", "lon", "lat", "vehicles_per_day")
NEAR_KM = 2.0
"""A count farther from every road is at none of them."""
WRONG, MOST_TOLD = (FaultKind.COUNT_ROW, FaultKind.COUNT_FAR), 2
"""Faults that leave no count, and so many rows of each are told where no count is left."""


@dataclass(frozen=True)
class Count:
    """Vehicles that pass an edge on a day, both ways together."""

    record: str
    edge: int
    vehicles_per_day: float


def read_counts(file: InputFile, network: TrunkNetwork, faults: Faults) -> tuple[tuple[Count, ...], Fingerprint]:
    """Read ``vehicles_per_day`` with ``u, v`` or ``lon, lat``; several counts of an edge are averaged.

    Raises
    ------
    MissingFileError, InputError
        The table cannot be read, lacks a column, or not one of its counts can be used.
    """
    table = read_table(
        file.path,
        file.columns,
        COLUMNS,
        role=_("traffic counts on main roads"),
        required=("vehicles_per_day",),
        key="corridors.trips.count_columns",
        also=ENDS,
    )
    name = short_name(file.path)
    number, edge_of, index = network.number(), network.edge_of(), EdgeIndex(network)
    found: dict[int, list[Count]] = {}
    for row in rows_in(table, COLUMNS):
        vehicles = parse_number(row["vehicles_per_day"])
        record = where(name, row)
        doubt = count_in_doubt(row["vehicles_per_day"])
        if vehicles is None or vehicles < 0 or doubt is not None:
            said = _("vehicles_per_day {told!r}", told=row["vehicles_per_day"] or "")
            faults.add(FaultKind.COUNT_ROW, record, found=said if doubt is None else _.joined(": ", [said, doubt]))
            continue
        edge = _edge(row, record, index, number, edge_of, faults)
        if edge is not None:
            found.setdefault(edge, []).append(Count(record, edge, vehicles))
    if not found:
        raise InputError(
            file.path,
            _("not one count that can be used: {first}", first=_.joined("; ", _first_wrong(faults))),
            _(
                "expected vehicles_per_day at u and v, the ends of one edge, or at lon and lat, at most {km:g} km from a road",
                km=NEAR_KM,
            ),
        )
    counts = tuple(_mean(edge, several) for edge, several in sorted(found.items()))
    return counts, file.fingerprint(table)


def _first_wrong(faults: Faults) -> list[str]:
    """What is wrong with the first rows of each kind; that the table is empty where it is."""
    rows = [row for one in faults.told() if one.kind in WRONG for row in one.rows[:MOST_TOLD]]
    return rows or [_("no rows")]


def _mean(edge: int, several: Sequence[Count]) -> Count:
    """The mean of the counts of an edge, which bears the names of all."""
    if len(several) == 1:
        return several[0]
    names = _.joined(", ", [one.record for one in several])
    record = _("{records} (the mean of {n})", records=names, n=len(several))
    return Count(record, edge, float(np.mean([one.vehicles_per_day for one in several])))


def _edge(
    row: Mapping[str, Any],
    record: str,
    index: EdgeIndex,
    number: Mapping[str, int],
    edge_of: Mapping[tuple[int, int], int],
    faults: Faults,
) -> int | None:
    if row["u"] is not None and row["v"] is not None:
        ends = [number.get(row["u"]), number.get(row["v"])]
        known = sorted(one for one in ends if one is not None)
        edge = edge_of.get((known[0], known[1])) if len(known) == 2 else None
        if edge is None:
            faults.add(FaultKind.COUNT_ROW, record, found=_("no edge {u}-{v}", u=row["u"], v=row["v"]))
        return edge
    place = place_of(row["lon"], row["lat"])
    if isinstance(place, str):
        faults.add(FaultKind.COUNT_ROW, record, found=place)
        return None
    found = _nearest(index, place.lon, place.lat)
    if found.km_off > NEAR_KM:
        turned = bad_place(place.lat, place.lon) is None and _nearest(index, place.lat, place.lon).km_off <= NEAR_KM
        faults.add(FaultKind.COUNT_FAR, record, km=found.km_off, swapped=turned)
        return None
    return found.edge


def _nearest(index: EdgeIndex, lon: float, lat: float) -> OnEdge:
    return index.nearest(np.array([shapely.Point(lon, lat)], dtype=object))[0]
