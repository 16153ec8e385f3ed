"""Road segments of Overture Maps, one by one, into the network of OpenStreetMap's words.

Segments meet at connectors alone: lines that cross without one are a bridge and what is under it. Rules along a segment (speed, access) hold
from one fraction of its length to another; it is cut there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.network import NetworkBuilder, geodesic_m
from geodata.osm.tags import is_drivable
from geodata.osm.turn_restrictions import TurnRestriction
from geodata.overture.things import Row, listed, name_of
from geodata.overture.words import ROAD_CLASSES

Range = tuple[float, float]
WHOLE: Range = (0.0, 1.0)

_CARS = {"vehicle", "motor_vehicle", "car"}
_OPEN_TO = {"at_destination", "as_customer"}
"""Whom a road is open to that other drivers count as open: as ``access=destination`` and ``customers`` in OpenStreetMap."""
_GONE = {"is_under_construction", "is_abandoned", "is_proposed", "is_closed"}
_NEAR = 1e-6
"""Part of a segment's length nearer than which to its end nothing changes."""

SAME_M = 0.5
"""A vertex this near to a connector is the connector: fractions are written with a few digits."""


@dataclass
class Segments:
    """Collects segments; `builder` lays the network of them.

    Parameters
    ----------
    unread : int
        Roads whose geometry is no line.
    by_shape : int
        Roads that do not say where along them their connectors lie (releases before 2024-08): joined at their ends alone.
    """

    builder: NetworkBuilder = field(default_factory=NetworkBuilder)
    taken: int = 0
    unread: int = 0
    by_shape: int = 0
    _nodes: dict[str, int] = field(default_factory=dict)
    _ways: dict[str, int] = field(default_factory=dict)
    _vertices: int = 0

    def take(self, row: Row) -> None:
        """Add a segment of the subtype road; rails and ways for others than cars are passed over."""
        if row.get("subtype") not in (None, "road"):
            return
        line = row["geometry"]
        if not isinstance(line, shapely.LineString) or line.is_empty or shapely.get_num_points(line) < 2:
            self.unread += 1
            return
        self.taken += 1
        way = self._way(str(row["id"]))
        edges = _breaks(row)
        places, at, refs = self._along(line, _connectors(row), edges)
        self.by_shape += not listed(row.get("connectors")) and len(listed(row.get("connector_ids"))) > 2
        for start, end in pairwise(edges):
            tags = tags_between(row, (start + end) / 2)
            first, last = (int(np.argmin(np.abs(at - edge))) for edge in (start, end))
            last += 1
            if is_drivable(tags) and last - first > 1:
                self.builder.add_way(
                    way, tags, refs[first:last], [tuple(place) for place in places[first:last].tolist()]
                )
        self._take_turns(way, row)

    def _way(self, name: str) -> int:
        return self._ways.setdefault(name, len(self._ways) + 1)

    def _node(self, name: str) -> int:
        return self._nodes.setdefault(name, 2 * len(self._nodes))

    def _along(
        self, line: shapely.LineString, connectors: Sequence[tuple[str, float]], edges: Sequence[float]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], list[int]]:
        """Places along a segment, the fraction of its length of each, and the number of its node.

        Connectors, and the edges of what holds along it, become vertices where there are none. A vertex is a node of this segment alone,
        at an odd number; a connector, at an even one, is that of all segments that name it.
        """
        places = shapely.get_coordinates(line)
        run = np.concatenate([[0.0], np.cumsum(geodesic_m(places[:-1], places[1:]))])
        at = run / run[-1] if run[-1] > 0 else np.linspace(0.0, 1.0, len(run))
        near = min(SAME_M / run[-1], 0.4) if run[-1] > 0 else _NEAR
        node: dict[int, int] = {}
        for fraction, name in sorted(
            [*((fraction, name) for name, fraction in connectors), *((edge, "") for edge in edges)]
        ):
            nearest = int(np.argmin(np.abs(at - fraction)))
            if abs(at[nearest] - fraction) > near or (name and nearest in node):
                nearest = int(np.searchsorted(at, fraction, side="right"))
                between = [np.interp(fraction, at, places[:, axis]) for axis in (0, 1)]
                at, places = np.insert(at, nearest, fraction), np.insert(places, nearest, between, axis=0)
                node = {place + (place >= nearest): number for place, number in node.items()}
            if name:
                node[nearest] = self._node(name)
        first = self._vertices
        self._vertices += len(at)
        return places, at, [node.get(place, 2 * (first + place) + 1) for place in range(len(at))]

    def _take_turns(self, way: int, row: Row) -> None:
        """Turns from this segment over one connector; longer sequences are told of as OpenStreetMap's over a way are."""
        for rule in listed(row.get("prohibited_transitions")):
            steps = listed(rule.get("sequence")) if isinstance(rule, Mapping) else []
            when = rule.get("when") if isinstance(rule, Mapping) else None
            if not steps or not _for_cars(when) or not all(isinstance(one, Mapping) for one in steps):
                continue
            named = [(self._node(str(one.get("connector_id"))), self._way(str(one.get("segment_id")))) for one in steps]
            self.builder.add_restriction(
                TurnRestriction(
                    kind="no_turn",
                    from_ways=frozenset({way}),
                    to_ways=frozenset({named[-1][1]}),
                    via_nodes=frozenset({named[0][0]}) if len(named) == 1 else frozenset(),
                    via_ways=frozenset(to for _, to in named[:-1]),
                    at_hours=bool(isinstance(when, Mapping) and when.get("during")),
                )
            )


def tags_between(row: Row, at: float) -> dict[str, str]:
    """Tags of a segment at a fraction of its length."""
    kind = str(row.get("class") or "unknown")
    flags = {str(value) for rule in _at(row, "road_flags", at) for value in listed(rule.get("values"))}
    minor = next((str(rule.get("value")) for rule in _at(row, "subclass_rules", at)), str(row.get("subclass") or ""))
    is_link = "is_link" in flags or minor == "link"
    tags = {"highway": ROAD_CLASSES.get(kind, kind) + ("_link" if is_link else "")}
    if kind == "service" and minor:
        tags["service"] = minor
    speeds = [text for rule in _at(row, "speed_limits", at) if (text := _speed(rule))]
    if speeds:
        tags["maxspeed"] = ";".join(speeds)
    forward, backward = (_is_open(_at(row, "access_restrictions", at), heading) for heading in ("forward", "backward"))
    if not (forward or backward) or flags & _GONE:
        tags["access"] = "no"
    elif forward != backward:
        tags["oneway"] = "yes" if forward else "-1"
    name = name_of(row)
    return tags if name is None else {**tags, "name": name}


def _connectors(row: Row) -> list[tuple[str, float]]:
    told = [one for one in listed(row.get("connectors")) if isinstance(one, Mapping)]
    if told:
        return [
            (str(one["connector_id"]), float(one["at"]))
            for one in told
            if one.get("connector_id") is not None and _is_fraction(one.get("at"))
        ]
    ends = [str(one) for one in listed(row.get("connector_ids"))]
    return [(ends[0], 0.0), (ends[-1], 1.0)] if ends else []


def _breaks(row: Row) -> list[float]:
    """Fractions at which what holds along a segment changes, both ends among them."""
    names = ("access_restrictions", "speed_limits", "road_flags", "subclass_rules")
    edges = {edge for name in names for rule in listed(row.get(name)) for edge in _range(rule)}
    return sorted({0.0, 1.0, *(edge for edge in edges if _NEAR < edge < 1 - _NEAR)})


def _range(rule: object) -> Range:
    between = listed(rule.get("between")) if isinstance(rule, Mapping) else []
    numbers = [float(one) for one in between if _is_fraction(one)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and numbers[0] < numbers[1] else WHOLE


def _is_fraction(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1


def _at(row: Row, name: str, at: float) -> list[Mapping[str, Any]]:
    rules = [rule for rule in listed(row.get(name)) if isinstance(rule, Mapping)]
    return [rule for rule in rules if _range(rule)[0] <= at <= _range(rule)[1]]


def _is_open(rules: Sequence[Mapping[str, Any]], heading: str) -> bool:
    """Whether cars may go this way at any hour; of two rules the later one counts."""
    is_open = True
    for rule in rules:
        when = rule.get("when")
        told = when if isinstance(when, Mapping) else {}
        if told.get("heading") not in (None, heading) or not _for_cars(told):
            continue
        whom = {str(one) for name in ("using", "recognized") for one in listed(told.get(name))}
        some = bool(told.get("during")) or bool(listed(told.get("vehicle")))
        if rule.get("access_type") == "denied":
            is_open = is_open and (some or bool(whom))
        elif not some and (not whom or whom & _OPEN_TO):
            is_open = True
    return is_open


def _for_cars(when: object) -> bool:
    modes = {str(one) for one in listed(when.get("mode"))} if isinstance(when, Mapping) else set()
    return not modes or bool(modes & _CARS)


def _speed(rule: Mapping[str, Any]) -> str | None:
    """Limit as `maxspeed` writes it, where it holds for cars at any hour."""
    when = rule.get("when")
    if not _for_cars(when) or (isinstance(when, Mapping) and when.get("during")):
        return None
    limit = rule.get("max_speed")
    value = limit.get("value") if isinstance(limit, Mapping) else None
    if not isinstance(value, int | float) or not 0 < value < 400:
        return None
    return f"{value:g} mph" if isinstance(limit, Mapping) and limit.get("unit") == "mph" else f"{value:g}"
