"""Turn restrictions of OpenStreetMap: what a relation says to cars, and which drives over which node it forbids.

After the wiki page Relation:restriction. A restriction over a node between two ways forbids drives of three nodes: before, at and after the
turn. One over a way would need a memory of several nodes and is not obeyed; nor is one that holds at certain hours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geodata.osm.tags import Direction, Tags
from geodata.speech import _

Ints = NDArray[np.int64]

CAR_KEYS: Final = ("restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle", "restriction")
"""Keys that speak to cars, the most specific first."""
_CARS = frozenset(("motorcar", "motor_vehicle", "vehicle"))
_HOURS = frozenset(("day_on", "day_off", "hour_on", "hour_off"))

OVER_A_WAY: Final = _.term("they run over a way, not over one node")
AT_HOURS: Final = _.term("they hold at certain hours or on a condition")
UNKNOWN_KIND: Final = _.term("the source does not say what they forbid")
APART: Final = _.term("their ways do not meet at their node")
WHICH_SIDE: Final = _.term("a way of theirs goes on beyond their node, so that either side may be meant")
NO_WAY_ON: Final = _.term("the only way on that they leave may not be entered there")


@dataclass(frozen=True)
class TurnRestriction:
    """What a restriction relation says to cars.

    Parameters
    ----------
    kind : str
        As "no_left_turn" or "only_straight_on"; empty where nothing is known of it.
    from_ways, to_ways : frozenset of int
        Way ids.
    via_nodes, via_ways : frozenset of int
        Nodes or ways between them.
    at_hours : bool
        In force at certain hours, or on another condition.
    """

    kind: str
    from_ways: frozenset[int]
    to_ways: frozenset[int]
    via_nodes: frozenset[int]
    via_ways: frozenset[int]
    at_hours: bool = False

    @classmethod
    def of_relation(cls, members: Iterable[tuple[str, str, int]], tags: Tags) -> "TurnRestriction | None":
        """Sort members, each a kind ("n", "w" or "r"), a role and an id, by their part; None where cars are not meant."""
        of_type = tags.get("type", "").partition(":")[2]
        if of_type not in ("", "conditional", *_CARS) or _CARS & _words(tags.get("except", "")):
            return None
        key = next((key for key in CAR_KEYS if key in tags or f"{key}:conditional" in tags), None)
        if key is None and any(name.startswith("restriction:") for name in tags):
            return None
        kind = tags.get(key, "") if key else ""
        at_hours = bool(key and key not in tags) or bool(_HOURS & tags.keys()) or of_type == "conditional"
        parts: dict[tuple[str, str], set[int]] = {}
        for what, role, ref in members:
            parts.setdefault((role, what), set()).add(ref)
        from_ways, to_ways, via_nodes, via_ways = (
            frozenset(parts.get(part, ())) for part in (("from", "w"), ("to", "w"), ("via", "n"), ("via", "w"))
        )
        return cls(kind.strip(), from_ways, to_ways, via_nodes, via_ways, at_hours)


def _words(text: str) -> set[str]:
    return {word.strip() for word in text.split(";")}


def _no_ints(*shape: int) -> Ints:
    return np.empty(shape, dtype=np.int64)


@dataclass(frozen=True)
class Turns:
    """Turn restrictions of a network.

    Parameters
    ----------
    forbidden : (drives, 3)
        Node numbers: from the first over the second to the third may not be driven.
    node : (restrictions,)
        Node of each restriction that concerns the network.
    why_not : (restrictions,) of str
        Why it is not obeyed; empty where it is.
    """

    forbidden: Ints = field(default_factory=lambda: _no_ints(0, 3))
    node: Ints = field(default_factory=lambda: _no_ints(0))
    why_not: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))

    @property
    def obeyed(self) -> int:
        """Restrictions that drives keep; some forbid what nobody could drive anyway."""
        return int((self.why_not == "").sum())

    @property
    def ignored(self) -> dict[str, int]:
        """Restrictions that drives do not keep, by reason."""
        reasons = sorted(str(reason) for reason in self.why_not if reason)
        return {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}

    def within(self, inside: NDArray[np.bool_]) -> "Turns":
        """Return those of the nodes `inside` (nodes,), which are numbered anew."""
        number = np.cumsum(inside) - 1
        kept = inside[self.node]
        forbidden = self.forbidden[inside[self.forbidden].all(axis=1)]
        return Turns(number[forbidden], number[self.node[kept]], self.why_not[kept])


Piece = tuple[Sequence[int], int]
"""Node numbers along an unbroken piece of a way, and its `Direction`."""


def turns_of(
    restrictions: Iterable[TurnRestriction],
    ways: Mapping[int, Sequence[Piece]],
    numbers: Mapping[int, int],
    arcs: tuple[Ints, Ints],
) -> Turns:
    """Find what restrictions forbid in a network; those without a way or node in it do not concern it.

    Parameters
    ----------
    restrictions : iterable of TurnRestriction
    ways : mapping
        Pieces of the network by way id: those that any restriction names.
    numbers : mapping
        Node numbers by id: those that any restriction names and the network has.
    arcs : (arcs,), (arcs,)
        Tail and head of every arc.
    """
    reader = _Reader(ways, numbers, arcs)
    forbidden: list[tuple[int, int, int]] = []
    nodes: list[int] = []
    why_not: list[str] = []
    for restriction in restrictions:
        node = reader.node_of(restriction)
        if node is None:
            continue
        drives, reason = reader.forbidden_by(restriction, node)
        forbidden += drives
        nodes.append(node)
        why_not.append(reason)
    each = np.array(sorted(set(forbidden)), dtype=np.int64).reshape(-1, 3)
    return Turns(each, np.array(nodes, dtype=np.int64), np.array(why_not, dtype=object))


def _out_of_reach(restriction: TurnRestriction) -> str:
    """Why a restriction can be obeyed on no network; empty where it may be."""
    if restriction.via_ways or len(restriction.via_nodes) > 1:
        return OVER_A_WAY
    if restriction.at_hours:
        return AT_HOURS
    return "" if restriction.kind.startswith(("no_", "only_")) else UNKNOWN_KIND


class _Reader:
    """Reads restrictions by the streets of one network."""

    def __init__(
        self, ways: Mapping[int, Sequence[Piece]], numbers: Mapping[int, int], arcs: tuple[Ints, Ints]
    ) -> None:
        self.ways, self.numbers = ways, numbers
        tail, head = arcs
        named = np.isin(tail, np.fromiter(numbers.values(), dtype=np.int64))
        self.on: dict[int, set[int]] = {}
        for one, other in zip(tail[named].tolist(), head[named].tolist(), strict=True):
            self.on.setdefault(one, set()).add(other)

    def node_of(self, restriction: TurnRestriction) -> int | None:
        """Node where a restriction lies; None where it does not concern the network."""
        if not (self.ways.keys() & restriction.from_ways and self.ways.keys() & restriction.to_ways):
            return None
        over = sorted(self.ways.keys() & restriction.via_ways)
        if over:
            return self.ways[over[0]][0][0][0]
        return next((self.numbers[one] for one in sorted(restriction.via_nodes) if one in self.numbers), None)

    def forbidden_by(self, restriction: TurnRestriction, node: int) -> tuple[list[tuple[int, int, int]], str]:
        """Drives over the node that a restriction forbids, or why it is not obeyed."""
        if reason := _out_of_reach(restriction):
            return [], reason
        round_again = restriction.kind == "no_u_turn" and restriction.from_ways == restriction.to_ways
        before, after = set[int](), set[int]()
        for way in sorted(self.ways.keys() & (restriction.from_ways | restriction.to_ways)):
            comes, goes = self._at(way, node)
            if comes is None or goes is None:
                return [], APART
            of = (comes if way in restriction.from_ways else set(), goes if way in restriction.to_ways else set())
            if max(map(len, of)) > 1 and not round_again:
                return [], WHICH_SIDE
            before |= of[0]
            after |= of[1]
        if restriction.kind.startswith("only_"):
            if not after:
                return [], NO_WAY_ON
            after = self.on[node] - after
        pairs = [(one, other) for one in sorted(before) for other in sorted(after) if not round_again or one == other]
        return [(one, node, other) for one, other in pairs], ""

    def _at(self, way: int, node: int) -> tuple[set[int] | None, set[int] | None]:
        """Nodes from which a way comes to the node, and to which it goes on from there; None where it does not touch it."""
        comes, goes, touches = set[int](), set[int](), False
        for nodes, direction in self.ways[way]:
            for k in (k for k, one in enumerate(nodes) if one == node):
                touches = True
                earlier = {nodes[k - 1]} if k else set()
                later = {nodes[k + 1]} if k + 1 < len(nodes) else set()
                comes |= (earlier if direction != Direction.BACKWARD else set()) | (
                    later if direction != Direction.FORWARD else set()
                )
                goes |= (later if direction != Direction.BACKWARD else set()) | (
                    earlier if direction != Direction.FORWARD else set()
                )
        return (comes, goes) if touches else (None, None)
