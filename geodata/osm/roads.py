"""From OSM arcs in longitude and latitude to the city's road graph in metres and seconds."""

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.network import geodesic_m
from geodata.osm.tags import ROAD_CLASSES
from geodata.roads import Roads, largest_strong_piece
from geodata.speech import _
from geodata.speeds import PeakSpeeds
from geodata.turns import NO_TWINS, split_at_turns

LEAST_S = 1e-3
"""Seconds of an arc between two nodes at one place: a stored zero would mean "no road" to the path search."""


def roads_of(extract: OsmExtract, crs: str, peak: PeakSpeeds | None = None) -> Roads:
    """Make the road graph of an extract, with its forbidden turns.

    Of several arcs between the same nodes the fastest counts; loops from a node to itself lead nowhere and are dropped.

    Parameters
    ----------
    extract : OsmExtract
    crs : str
        Metric CRS of the city.
    peak : PeakSpeeds, optional
        Speeds of the peak hour; None for drives without congestion.

    Raises
    ------
    InputError
        There is no drivable street.
    """
    network = extract.network
    if not np.any(network.tail != network.head):
        raise InputError(
            extract.source,
            _("no drivable street"),
            _("expected the city's roads; use an extract that holds ways tagged highway"),
        )
    x, y = Transformer.from_crs(LONLAT, crs, always_xy=True).transform(network.lonlat[:, 0], network.lonlat[:, 1])
    drive_s = _fastest_arcs(network, network.speed_kmh)
    peak_s = None if peak is None else _fastest_arcs(network, _peak_kmh(network, peak)).data
    split = split_at_turns(drive_s, network.turns.forbidden)
    if split is not None:
        seconds = split.seconds(drive_s.data)
        drive_s = sp.csr_array((seconds, split.arcs.indices, split.arcs.indptr), shape=split.arcs.shape)
        peak_s = None if peak_s is None else split.seconds(peak_s)
    strong = largest_strong_piece(drive_s)
    return Roads(
        xy_m=np.column_stack([x, y]),
        drive_s=drive_s,
        main=strong if split is None else split.main(strong),
        lines=network.ways[["road_class", "name", "geometry"]].to_crs(crs),
        km=_km(network.ways),
        cut_ways=network.cut_ways,
        twins=NO_TWINS if split is None else split.twins,
        obeyed_turn_restrictions=network.turns.obeyed,
        ignored_turns=network.turns.ignored,
        peak_s=peak_s,
    )


def _peak_kmh(network: RoadNetwork, peak: PeakSpeeds) -> NDArray[np.float64]:
    """Speed of every arc in the peak hour; (arcs,)."""
    if not len(network.kind):
        return peak.kmh("road", network.speed_kmh)
    kmh = network.speed_kmh.copy()
    for number, name in enumerate(ROAD_CLASSES):
        mine = network.kind == number
        kmh[mine] = peak.kmh(name, kmh[mine])
    return kmh


def _fastest_arcs(network: RoadNetwork, speed_kmh: NDArray[np.float64]) -> sp.csr_array:
    """One entry per pair of nodes, the fastest; converting from coo would add the seconds of parallel arcs."""
    nodes = len(network.lonlat)
    seconds = np.maximum(network.length_m / (speed_kmh / 3.6), LEAST_S)
    kept = np.flatnonzero(network.tail != network.head)
    order = kept[np.lexsort((seconds[kept], network.head[kept], network.tail[kept]))]
    tail, head = network.tail[order], network.head[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    row_start = np.concatenate([[0], np.cumsum(np.bincount(tail[first], minlength=nodes))])
    return sp.csr_array((seconds[order][first], head[first], row_start), shape=(nodes, nodes))


def _km(ways: gpd.GeoDataFrame) -> float:
    """Length on the ground of lines in longitude and latitude."""
    lonlat, line = shapely.get_coordinates(ways.geometry.to_numpy(), return_index=True)
    same: NDArray[np.bool_] = line[1:] == line[:-1]
    return float(geodesic_m(lonlat[:-1][same], lonlat[1:][same]).sum() / 1000)
