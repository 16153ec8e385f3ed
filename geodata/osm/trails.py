"""OSM ways put together again from the edges of an osmnx graph."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Trail:
    """A way, or the part of it that is in the graph: its tags, node ids and their places (lon, lat)."""

    way_id: int
    tags: dict[str, str]
    refs: list[int]
    places: list[tuple[float, float]]


def trails_of(graph: Any, tag_names: Sequence[str]) -> list[Trail]:
    """Ways of an unsimplified graph made with ``all_oneway``, by way id.

    osmnx has already turned the nodes of ``oneway=-1`` ways round while keeping the tag, so such a trail is tagged ``yes``.
    """
    steps: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    tags: dict[int, dict[str, str]] = {}
    for u, v, data in graph.edges(data=True):
        way_id = int(data["osmid"])
        steps[way_id][u].append(v)
        tags[way_id] = {name: str(data[name]) for name in tag_names if name in data}
    place = {node: (float(data["x"]), float(data["y"])) for node, data in graph.nodes(data=True)}
    trails = []
    for way_id in sorted(steps):
        if tags[way_id].get("oneway") in ("-1", "reverse"):
            tags[way_id]["oneway"] = "yes"
        trails += [Trail(way_id, tags[way_id], refs, [place[ref] for ref in refs]) for refs in _chains(steps[way_id])]
    return trails


def _chains(steps: dict[int, list[int]]) -> Iterator[list[int]]:
    """Walk every step once, from the open ends first; what a closed way starts at does not matter."""
    entered = {v for heads in steps.values() for v in heads}
    for start in sorted(steps, key=lambda node: (node in entered, node)):
        while steps[start]:
            refs = [start]
            while steps.get(refs[-1]):
                refs.append(steps[refs[-1]].pop())
            yield refs
