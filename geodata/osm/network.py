"""From OSM ways, given one by one, to the directed arcs of a road network."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geodata.crs import LONLAT
from geodata.osm.extract import RoadNetwork, no_kerbs
from geodata.osm.kerbs import kerb_place, kerb_sides
from geodata.osm.other_names import other_names
from geodata.osm.tags import ROAD_CLASSES, Direction, Tags, direction, road_class, speed_kmh
from geodata.osm.turn_restrictions import Piece, TurnRestriction, Turns, turns_of

WGS84 = Geod(ellps="WGS84")
Place = tuple[float, float]
Arcs = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass
class NetworkBuilder:
    """Collects drivable ways; `build` numbers their nodes and lays the arcs.

    A way is cut where a node is absent from the file: bridging the gap would invent a street, dropping the way would
    lose one.
    """

    cut_ways: int = 0
    _refs: list[int] = field(default_factory=list)
    _places: list[Place] = field(default_factory=list)
    _piece_size: list[int] = field(default_factory=list)
    _piece_direction: list[int] = field(default_factory=list)
    _piece_speed: list[float] = field(default_factory=list)
    _piece_class: list[str] = field(default_factory=list)
    _piece_kind: list[int] = field(default_factory=list)
    _piece_way: list[int] = field(default_factory=list)
    _piece_name: list[str | None] = field(default_factory=list)
    _piece_names: list[str | None] = field(default_factory=list)
    _kerbs: dict[int, tuple[int, Tags, int]] = field(default_factory=dict)
    _restrictions: list[TurnRestriction] = field(default_factory=list)

    def add_way(self, way_id: int, tags: Tags, refs: Sequence[int], places: Sequence[Place | None]) -> None:
        """Add a drivable way; a place is (lon, lat), or None where the file lacks the node."""
        if any(place is None for place in places):
            self.cut_ways += 1
        piece: list[int] = []
        for position, place in enumerate([*places, None]):
            if place is not None:
                piece.append(position)
                continue
            if len(piece) > 1:
                self._piece_way.append(way_id)
                self._add_piece(tags, [refs[i] for i in piece], [p for i in piece if (p := places[i]) is not None])
                if sides := kerb_sides(tags):
                    # Of a way that is cut, the first piece stands for its kerb.
                    self._kerbs.setdefault(way_id, (len(self._piece_size) - 1, kerb_place(tags), sides))
            piece = []

    def add_restriction(self, restriction: TurnRestriction) -> None:
        """Remember a turn restriction, to be obeyed where it concerns this network."""
        self._restrictions.append(restriction)

    def _add_piece(self, tags: Tags, refs: list[int], places: list[Place]) -> None:
        self._refs += refs
        self._places += places
        self._piece_size.append(len(refs))
        self._piece_direction.append(direction(tags))
        self._piece_speed.append(speed_kmh(tags))
        self._piece_class.append(road_class(tags))
        self._piece_kind.append(ROAD_CLASSES.index(tags.get("highway", "road")))
        self._piece_name.append(tags.get("name"))
        self._piece_names.append(other_names(tags))

    def build(self) -> RoadNetwork:
        """Return the numbered nodes, and one arc per segment and allowed direction."""
        refs, first, node = np.unique(np.array(self._refs, dtype=np.int64), return_index=True, return_inverse=True)
        places = np.array(self._places, dtype=np.float64).reshape(-1, 2)
        size = np.array(self._piece_size, dtype=np.int64)
        piece = np.repeat(np.arange(len(size)), size)
        starts = np.flatnonzero(piece[:-1] == piece[1:])
        lonlat = places[first]
        one, other, of_piece = node[starts], node[starts + 1], piece[starts]
        way = np.array(self._piece_direction, dtype=np.int64)[of_piece]
        forward, backward = way != Direction.BACKWARD, way != Direction.FORWARD
        length_m = geodesic_m(lonlat[one], lonlat[other])
        speed = np.array(self._piece_speed, dtype=np.float64)[of_piece]
        kind = np.array(self._piece_kind, dtype=np.int8)[of_piece]
        tail, head = np.concatenate([one[forward], other[backward]]), np.concatenate([other[forward], one[backward]])
        lines = np.asarray(shapely.linestrings(places, indices=piece) if len(size) else [], dtype=object)
        return RoadNetwork(
            lonlat=lonlat,
            tail=tail,
            head=head,
            length_m=np.concatenate([length_m[forward], length_m[backward]]),
            speed_kmh=np.concatenate([speed[forward], speed[backward]]),
            ways=lines_frame(self._piece_class, self._piece_name, lines, self._piece_names),
            kind=np.concatenate([kind[forward], kind[backward]]),
            turns=self._turns(refs, node, (tail, head)),
            cut_ways=self.cut_ways,
            kerbs=self._kerbs_frame(lines),
        )

    def _kerbs_frame(self, lines: NDArray[Any]) -> gpd.GeoDataFrame:
        if not self._kerbs:
            return no_kerbs()
        pieces, told, sides = zip(*self._kerbs.values(), strict=True)
        tags = np.empty(len(told), dtype=object)
        tags[:] = told
        columns = {"osm_id": [f"w{way_id}" for way_id in self._kerbs], "tags": tags, "sides": sides}
        return gpd.GeoDataFrame(columns, geometry=lines[list(pieces)], crs=LONLAT)

    def _turns(self, refs: NDArray[np.int64], node: NDArray[np.int64], arcs: Arcs) -> Turns:
        """Turn restrictions by node numbers; `refs` are the ids by number, `node` the numbers along the pieces."""
        named = set[int]().union(*(one.from_ways | one.to_ways | one.via_ways for one in self._restrictions))
        begins = np.concatenate([[0], np.cumsum(self._piece_size)]).astype(np.int64)
        ways: dict[int, list[Piece]] = {}
        for piece, way in enumerate(self._piece_way):
            if way in named:
                along = node[begins[piece] : begins[piece + 1]].tolist()
                ways.setdefault(way, []).append((along, self._piece_direction[piece]))
        over = np.unique(np.array([ref for one in self._restrictions for ref in one.via_nodes], dtype=np.int64))
        number = np.flatnonzero(np.isin(refs, over))
        return turns_of(self._restrictions, ways, dict(zip(refs[number].tolist(), number.tolist(), strict=True)), arcs)


def geodesic_m(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres on the WGS 84 ellipsoid between rows of lon, lat (points, 2)."""
    if not len(one):
        return np.empty(0)
    _, _, metres = WGS84.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])
    return np.asarray(metres, dtype=np.float64)


def lines_frame(
    classes: Sequence[str], names: Sequence[str | None], lines: object, others: Sequence[str | None] | None = None
) -> gpd.GeoDataFrame:
    """Put street lines in the form of `RoadNetwork.ways`."""
    # dtype object, or pandas would turn a name that is None into nan
    columns = {
        "road_class": pd.Series(np.array(classes, dtype=object), dtype=object),
        "name": pd.Series(np.array(names, dtype=object), dtype=object),
        "names": pd.Series(np.array(others or [None] * len(names), dtype=object), dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=lines, crs=LONLAT)
