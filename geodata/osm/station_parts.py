"""Data of charging stations kept while a file is read: times, members, and stations without an area."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shapely import Point
from shapely.geometry.base import BaseGeometry

from geodata.loose import time_of
from geodata.osm.station_claims import claim_of
from geodata.osm.station_places import place_inside
from geodata.osm.tags import Tags

Finder = Callable[[set[str]], Mapping[str, BaseGeometry]]
"""Shapes of nodes and ways by osm_id; those that are absent are left out."""


@dataclass
class StationParts:
    """Books about the stations and charge points of one read.

    Parameters
    ----------
    updated : dict
        ISO 8601 time of the last edit by osm_id, where the source tells it.
    members : dict
        Of station relations: osm_ids of their members.
    unplaced : dict
        Tags and known shape, by osm_id, of what is neither node nor sound area.
    """

    updated: dict[str, str] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unplaced: dict[str, tuple[Tags, BaseGeometry | None]] = field(default_factory=dict)

    def take_node(self, osm_id: str, tags: Tags, edited: datetime) -> None:
        """Keep the time of a station or charge point."""
        if claim_of(tags) is not None:
            self._keep_time(osm_id, edited)

    def take_way(self, osm_id: str, tags: Tags, edited: datetime, shape: Callable[[], BaseGeometry | None]) -> None:
        """Keep time and shape of a station; `placed` says later that it is an area after all."""
        if claim_of(tags) is not None:
            self._keep_time(osm_id, edited)
            self.unplaced[osm_id] = (tags, shape())

    def take_relation(self, osm_id: str, tags: Tags, edited: datetime, members: Sequence[str]) -> None:
        """Keep time and members of a station."""
        if claim_of(tags, relation=True) is not None:
            self._keep_time(osm_id, edited)
            self.members[osm_id] = tuple(members)
            self.unplaced[osm_id] = (tags, None)

    def placed(self, osm_id: str) -> None:
        """Forget an object that has an area."""
        self.unplaced.pop(osm_id, None)

    def places(self, find: Finder) -> Iterator[tuple[str, Tags, Point | None]]:
        """Objects without an area and a point inside of what is known of them, None where nothing is."""
        parts = {osm_id: self._parts(osm_id) for osm_id, (_, shape) in self.unplaced.items() if shape is None}
        wanted = {part for several in parts.values() for part in several}
        found = find(wanted) if wanted else {}
        for osm_id, (tags, shape) in self.unplaced.items():
            known = [found.get(part) for part in sorted(parts.get(osm_id, ()))]
            yield osm_id, tags, place_inside([shape, *known])

    def _parts(self, osm_id: str) -> set[str]:
        """Nodes and ways of a station relation and of the station relations in it."""
        seen = {osm_id}
        awaited = [osm_id]
        while awaited:
            fresh = {one for one in self.members.get(awaited.pop(), ()) if one not in seen}
            seen |= fresh
            awaited += [one for one in fresh if one.startswith("r")]
        return {one for one in seen if not one.startswith("r")}

    def _keep_time(self, osm_id: str, edited: datetime) -> None:
        time = time_of(edited.isoformat())
        if time is not None:
            self.updated[osm_id] = time
