"""Clipping of an extract to one city."""

from dataclasses import replace

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geodata.osm.extract import OsmExtract, RoadNetwork


def clipped(extract: OsmExtract, area: Polygon | MultiPolygon) -> OsmExtract:
    """Keep the roads and features of an area; the area is wider than the city, so that drives may leave it and come back.

    Parameters
    ----------
    extract : OsmExtract
    area : Polygon or MultiPolygon
        EPSG:4326.
    """
    shapely.prepare(area)
    shapes = extract.features.geometry.to_numpy()
    features = extract.features[shapely.intersects(area, shapes)].reset_index(drop=True)
    lines = extract.lines[shapely.intersects(area, extract.lines.geometry.to_numpy())].reset_index(drop=True)
    return replace(extract, network=_network(extract.network, area), features=features, lines=lines)


def _network(network: RoadNetwork, area: Polygon | MultiPolygon) -> RoadNetwork:
    """Streets with both ends inside; nodes are numbered anew."""
    inside = shapely.contains_xy(area, network.lonlat)
    if inside.all():
        return network
    number = np.cumsum(inside) - 1
    arcs = inside[network.tail] & inside[network.head]
    ways = network.ways[shapely.intersects(area, network.ways.geometry.to_numpy())].reset_index(drop=True)
    return replace(
        network,
        lonlat=network.lonlat[inside],
        tail=number[network.tail[arcs]],
        head=number[network.head[arcs]],
        length_m=network.length_m[arcs],
        speed_kmh=network.speed_kmh[arcs],
        ways=ways,
        kind=network.kind[arcs] if len(network.kind) else network.kind,
        turns=network.turns.within(inside),
        kerbs=network.kerbs[shapely.intersects(area, network.kerbs.geometry.to_numpy())].reset_index(drop=True),
    )
