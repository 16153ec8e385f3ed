"""The map objects of the city: nodes, ways and relations, numbered in order of creation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shapely import Polygon

from geodata.sources.synthetic.spec import Point, tidy

Tags = Mapping[str, str]


@dataclass(frozen=True)
class Way:
    """A line or a ring; node numbers and tags."""

    nodes: tuple[int, ...]
    tags: Tags


@dataclass(frozen=True)
class Relation:
    """Members as (type, number, role)."""

    members: tuple[tuple[str, int, str], ...]
    tags: Tags


@dataclass
class Drawing:
    """OpenStreetMap objects in metres; numbers count from one, points at the same place are one node."""

    points: list[Point] = field(default_factory=list)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    _number: dict[Point, int] = field(default_factory=dict)

    def node(self, point: Point, tags: Tags | None = None) -> int:
        """Draw the node at a point, or find it; tags are added to it."""
        place = tidy(point)
        if place not in self._number:
            self.points.append(place)
            self._number[place] = len(self.points)
        number = self._number[place]
        if tags:
            self.node_tags[number] = {**self.node_tags.get(number, {}), **tags}
        return number

    def way(self, points: Sequence[Point], tags: Tags) -> int:
        """Draw a line (or a ring, where it ends as it begins)."""
        self.ways.append(Way(tuple(self.node(point) for point in points), tags))
        return len(self.ways)

    def area(self, polygon: Polygon, tags: Tags) -> int:
        """Draw the outer ring of a polygon."""
        ring = [tidy((x, y)) for x, y in polygon.exterior.coords[:-1]]
        return self.way([*ring, ring[0]], tags)

    def relation(self, members: Sequence[tuple[str, int, str]], tags: Tags) -> int:
        """Bind members together."""
        self.relations.append(Relation(tuple(members), tags))
        return len(self.relations)
