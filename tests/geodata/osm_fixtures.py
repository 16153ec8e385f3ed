"""Tiny OpenStreetMap files for tests, written with osmium as real ones are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm import mutable

from geodata.input_file import InputFile
from geodata.inventory.reading import StationsRead
from geodata.osm.stations import stations_of
from geodata.sources.osm_file import read_osm_file

Tags = Mapping[str, str]

ORIGIN = (76.90, 43.24)
STEP = 0.001
"""Degrees between neighbouring points of `place`: about 81 m east, 111 m north at this latitude."""


def place(column: float, row: float) -> tuple[float, float]:
    """Longitude and latitude of a point on a small grid in Almaty."""
    return (round(ORIGIN[0] + column * STEP, 7), round(ORIGIN[1] + row * STEP, 7))


@dataclass
class OsmFile:
    """Objects to write; ids are the caller's, and whatever it leaves out is absent from the file."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    ways: dict[int, tuple[Sequence[int], Tags]] = field(default_factory=dict)
    relations: dict[int, tuple[Sequence[tuple[str, int, str]], Tags]] = field(default_factory=dict)
    timestamp: str | None = "2024-03-01T12:00:00Z"
    edited: dict[str, str] = field(default_factory=dict)
    """Times of single objects: {"n1": "2020-05-01T00:00:00Z"}."""

    def node(self, number: int, lonlat: tuple[float, float], **tags: str) -> "OsmFile":
        """Add a node; ``__`` in a tag's name stands for a colon."""
        self.nodes[number] = lonlat
        self.node_tags[number] = _colons(tags)
        return self

    def way(self, number: int, refs: Sequence[int], **tags: str) -> "OsmFile":
        """Add a way."""
        self.ways[number] = (list(refs), _colons(tags))
        return self

    def area(self, number: int, corners: Sequence[tuple[float, float]], **tags: str) -> "OsmFile":
        """Add a closed way with nodes of its own."""
        first = 1_000 * number
        refs = [first + i for i in range(len(corners))]
        for ref, corner in zip(refs, corners, strict=True):
            self.node(ref, corner)
        return self.way(number, [*refs, first], **tags)

    def relation(self, number: int, members: Sequence[tuple[str, int, str]], **tags: str) -> "OsmFile":
        """Add a relation; members are ("w", id, role)."""
        self.relations[number] = (list(members), _colons(tags))
        return self

    def write(self, path: Path, header: Mapping[str, str] | None = None) -> Path:
        """Write the file in the format of its ending."""
        about = osmium.io.Header()
        for key, value in (header or {}).items():
            about.set(key, value)
        with osmium.SimpleWriter(str(path), header=about, overwrite=True) as writer:
            for number, lonlat in sorted(self.nodes.items()):
                writer.add_node(
                    mutable.Node(
                        id=number, location=lonlat, tags=self.node_tags.get(number, {}), **self._meta(f"n{number}")
                    )
                )
            for number, (refs, tags) in sorted(self.ways.items()):
                writer.add_way(mutable.Way(id=number, nodes=refs, tags=tags, **self._meta(f"w{number}")))
            for number, (members, tags) in sorted(self.relations.items()):
                writer.add_relation(mutable.Relation(id=number, members=members, tags=tags, **self._meta(f"r{number}")))
        return path

    def _meta(self, osm_id: str) -> dict[str, object]:
        time = self.edited.get(osm_id, self.timestamp)
        return {"version": 1, **({"timestamp": time} if time else {})}


def street_file(**tags: str) -> OsmFile:
    """One way of three nodes, 1-2-3 eastward, with these tags (`highway` is residential unless given)."""
    file = OsmFile()
    for number in (1, 2, 3):
        file.node(number, place(number, 0))
    return file.way(10, [1, 2, 3], **{"highway": "residential", **tags})


def read_stations(file: OsmFile, folder: Path, apart: Iterable[tuple[str, str]] = ()) -> StationsRead:
    """Stations of the file; pairs of ids in `apart` are never joined."""
    extract = read_osm_file(InputFile(file.write(folder / "x.osm.pbf")))
    return stations_of(extract, apart=frozenset(frozenset(pair) for pair in apart))


def _colons(tags: Tags) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}


SQUARE = [place(4, 0), place(6, 0), place(6, 2), place(4, 2)]


def feature(extract, osm_id):
    return extract.features.set_index("osm_id").loc[osm_id]
