"""Trips between towns from a table of origins and destinations."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from geodata.address import short_name
from geodata.errors import InputError
from geodata.fleet import VEHICLE_CLASSES
from geodata.input_file import Fingerprint, InputFile
from geodata.numerals import parse_number
from geodata.speech import _
from geodata.spreadsheet import read_table
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.tables import rows_in, where
from geodata.trunk.towns import Towns, plain_name
from geodata.words.vocabulary import meant

_NOTHING: Mapping[str, str] = MappingProxyType({})
ALIKE = 0.6
"""Names less alike than this are no guess."""
COLUMNS = ("from", "to", "trips_per_day", "vehicle_class", "port")


@dataclass(frozen=True)
class ToldTrip:
    """Trips one way between two towns, by their numbers; class and port are empty where the table does not tell them."""

    origin: int
    destination: int
    trips_per_day: float
    vehicle_class: str = ""
    port: str = ""


@dataclass(frozen=True)
class _Ends:
    """What the ends of trips may be called: towns by their names, by those of `also`, nodes by their id."""

    towns: Towns
    also: Mapping[str, str]
    at_node: Mapping[str, int]
    guesses: dict[str, str] = field(default_factory=dict)

    def called(self, name: str) -> int | None:
        """Number of the town."""
        other = self.also.get(plain_name(name), "")
        found = (self.towns.called(name), self.towns.called(other) if other else None, self.at_node.get(name))
        return next((one for one in found if one is not None), None)

    def nearest(self, name: str) -> str:
        """The town that may be meant; empty where none is called like it."""
        if name not in self.guesses:
            own = {plain_name(each): each for one in self.towns.towns for each in (*one.other_names, one.name)}
            known = {**self.also, **own}
            close = difflib.get_close_matches(plain_name(name), known, n=1, cutoff=ALIKE)
            self.guesses[name] = known[close[0]] if close else ""
        return self.guesses[name]


def read_trips(
    file: InputFile, towns: Towns, ids: Sequence[str], faults: Faults, also: Mapping[str, str] = _NOTHING
) -> tuple[tuple[ToldTrip, ...], Fingerprint]:
    """Read ``from, to, trips_per_day[, vehicle_class][, port]``, by name of a town or id of its node; rows of the same trip are summed, and told.

    Parameters
    ----------
    file : InputFile
    towns : Towns
    ids : sequence of str
        Of the nodes of the network.
    faults : Faults
    also : mapping of str to str
        Other names of towns, plain, in other letters say, each with the name in `towns`.

    Raises
    ------
    MissingFileError, InputError
        The table cannot be read, lacks a column, or not one of its rows can be used.
    """
    table = read_table(
        file.path,
        file.columns,
        COLUMNS,
        role=_("trips between towns"),
        required=("from", "to", "trips_per_day"),
        key="corridors.trips.columns",
    )
    name = short_name(file.path)
    summed: dict[tuple[int, int, str, str], float] = {}
    first: dict[tuple[int, int, str, str], str] = {}
    at_node = {ids[node]: at for at, node in reversed(list(enumerate(towns.node.tolist())))}
    ends = _Ends(towns, also, at_node)
    for row in rows_in(table, COLUMNS):
        one = _trip(row, name, ends, faults)
        if one is not None and one.trips_per_day > 0:
            key = (one.origin, one.destination, one.vehicle_class, one.port)
            if key in summed:
                told = f"{towns.towns[one.origin].name} - {towns.towns[one.destination].name}"
                faults.add(FaultKind.TRIP_TWICE, where(name, row), name=told, first=first[key])
            first.setdefault(key, where(name, row))
            summed[key] = summed.get(key, 0.0) + one.trips_per_day
    if not summed:
        raise InputError(
            file.path, _("not one trip that can be used"), _("expected from, to and trips_per_day between known towns")
        )
    trips = tuple(ToldTrip(i, j, amount, kind, port) for (i, j, kind, port), amount in summed.items())
    return trips, file.fingerprint(table)


def _trip(row: Mapping[str, Any], name: str, known: _Ends, faults: Faults) -> ToldTrip | None:
    empty = next((key for key in ("from", "to") if not row[key]), None)
    if empty is not None:
        faults.add(FaultKind.TRIP_ROW, where(name, row), found=_("{column} is empty", column=empty))
        return None
    ends = [known.called(row[key]) for key in ("from", "to")]
    if None in ends:
        strange = row["from"] if ends[0] is None else row["to"]
        faults.add(FaultKind.TRIP_TOWN, where(name, row), name=strange, near=known.nearest(strange))
        return None
    amount, wrong = parse_number(row["trips_per_day"]), ""
    kind = meant("vehicle_class", row["vehicle_class"]) or (row["vehicle_class"] or "").strip().casefold()
    port = meant("port", row["port"]) or ""
    if amount is None or amount < 0:
        wrong = _("trips_per_day {told!r}", told=row["trips_per_day"] or "")
    elif ends[0] == ends[1]:
        wrong = _("from a town to itself")
    elif kind and kind not in VEHICLE_CLASSES:
        wrong = _("vehicle class {told!r}", told=row["vehicle_class"] or "")
    elif row["port"] and not port:
        wrong = _("port {told!r}", told=row["port"])
    if wrong or amount is None or ends[0] is None or ends[1] is None:
        faults.add(FaultKind.TRIP_ROW, where(name, row), found=wrong)
        return None
    return ToldTrip(ends[0], ends[1], amount, kind, port)
