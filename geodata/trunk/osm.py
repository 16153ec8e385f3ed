"""Main roads from an extract of OpenStreetMap: motorways to secondary roads, each chain between two junctions one edge."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.tags import ROAD_CLASSES
from geodata.sources.osm_file import read_osm_file
from geodata.speech import _
from geodata.trunk.raw import RawEdge, RawNode, RawTrunk

MAIN = ("motorway", "trunk", "primary", "secondary")
Neighbours = dict[int, dict[int, tuple[float, int]]]
"""Of each node its neighbours, with metres and class of the road between."""


def extract_of(file: InputFile) -> OsmExtract:
    """Read an extract.

    Raises
    ------
    InputError
        There is no such file.
    """
    if isinstance(file.path, Path) and not file.path.exists():
        raise InputError(
            file.path,
            _("no such file"),
            _(
                "needed as the main roads of the country (corridors.roads.osm): docs/where-to-get-data.md says where extracts are offered; tables (nodes, edges) or a layer of lines (path) do as well"
            ),
        )
    return read_osm_file(file)


def trunk_of(extract: OsmExtract, classes: tuple[str, ...] = MAIN) -> RawTrunk:
    """Take the main roads of an extract with their ramps; a road of one direction counts as if it were driven both ways.

    Raises
    ------
    InputError
        It has no road of these classes.
    """
    network = extract.network
    wanted = [ROAD_CLASSES.index(name + ramp) for name in classes for ramp in ("", "_link")]
    main = np.isin(network.kind, wanted) if len(network.kind) else np.zeros(len(network.tail), dtype=bool)
    if not main.any():
        raise InputError(
            extract.source,
            _("no road from {first} to {last}", first=classes[0], last=classes[-1]),
            _("use an extract that holds main roads"),
        )
    beside = _neighbours(network, main)
    edges = tuple(_edges(network, beside))
    used = sorted({int(end) for one in edges for end in (one.u, one.v)})
    nodes = tuple(RawNode(f"node {n}", str(n), float(network.lonlat[n, 0]), float(network.lonlat[n, 1])) for n in used)
    return RawTrunk(extract.source, nodes, edges, () if extract.file is None else (extract.file,))


def _neighbours(network: RoadNetwork, main: NDArray[np.bool_]) -> Neighbours:
    beside: Neighbours = {}
    arcs = zip(
        *(part[main].tolist() for part in (network.tail, network.head, network.length_m, network.kind)), strict=True
    )
    for tail, head, metres, kind in arcs:
        if tail == head:
            continue
        for one, other in ((tail, head), (head, tail)):
            known = beside.setdefault(one, {}).get(other)
            if known is None or metres < known[0]:
                beside[one][other] = (metres, kind)
    return beside


def _edges(network: RoadNetwork, beside: Neighbours) -> Iterator[RawEdge]:
    """Chains between junctions, dead ends and changes of class; a ring without any is cut at two of its nodes."""
    cuts = {
        node for node, near in beside.items() if len(near) != 2 or len({_plain(kind) for _m, kind in near.values()}) > 1
    }
    done: set[tuple[int, int]] = set()
    for start in [*sorted(cuts), *sorted(set(beside) - cuts)]:
        for first in sorted(beside[start]):
            if (start, first) in done:
                continue
            chain = _chain(start, first, beside, cuts)
            done.update(itertools.pairwise(chain))
            done.update(zip(chain[1:], chain[:-1], strict=True))
            yield from _as_edges(network, chain, beside)
        cuts.add(start)


def _chain(start: int, first: int, beside: Neighbours, cuts: set[int]) -> list[int]:
    chain = [start, first]
    while chain[-1] not in cuts and chain[-1] != start:
        onward = [node for node in beside[chain[-1]] if node != chain[-2]]
        if len(onward) != 1:
            break
        chain.append(onward[0])
    return chain


def _as_edges(network: RoadNetwork, chain: list[int], beside: Neighbours) -> Iterator[RawEdge]:
    """One edge of a chain; of one that comes back to where it began two, or it would be a loop."""
    halves = [chain] if chain[0] != chain[-1] else [chain[: len(chain) // 2 + 1], chain[len(chain) // 2 :]]
    for part in halves:
        steps = [beside[a][b] for a, b in itertools.pairwise(part)]
        kind = _plain(steps[0][1])
        yield RawEdge(
            f"node {part[0]} to {part[-1]}",
            str(part[0]),
            str(part[-1]),
            sum(metres for metres, _kind in steps) / 1000.0,
            road_class=kind,
            line=network.lonlat[part],
        )


def _plain(kind: int) -> str:
    return ROAD_CLASSES[kind].removesuffix("_link")
