"""Places beside main roads where a station suits: fuel stations, rest areas and settlements of an extract of OpenStreetMap."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geodata.osm.extract import OsmExtract, id_of
from geodata.osm.tags import Tags
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.snapping import OnEdge, nearest_edges

KINDS: Mapping[str, tuple[tuple[str, frozenset[str]], ...]] = {
    "fuel": (("amenity", frozenset({"fuel"})),),
    "rest": (("highway", frozenset({"services", "rest_area"})), ("amenity", frozenset({"restaurant", "cafe"}))),
    "settlement": (("place", frozenset({"city", "town", "village"})),),
}
"""Tags of each kind, the best kind for a station first."""
NEAR_KM: Mapping[str, float] = {"fuel": 0.3, "rest": 0.3, "settlement": 2.0}
"""Farther from the road a place of the kind is not on the way."""


@dataclass(frozen=True)
class Roadside:
    """A place beside a road: id, kind, name (empty where it has none), degrees, and its foot on the network."""

    id: str
    kind: str
    name: str
    lon: float
    lat: float
    on: OnEdge


def roadside_of(extract: OsmExtract, network: TrunkNetwork) -> tuple[Roadside, ...]:
    """Places of `KINDS` near the network, in the order of the extract."""
    features = extract.features
    if not len(features):
        return ()
    kinds = [kind_of(tags) for tags in features["tags"]]
    chosen = np.array([bool(kind) for kind in kinds]) & features.geometry.notna().to_numpy()
    picked = features[chosen]
    points = picked.geometry.representative_point().to_numpy()
    found = []
    told = zip(picked["osm_id"], picked["tags"], points, nearest_edges(network, points), strict=True)
    for osm_id, tags, point, on in told:
        kind = kind_of(tags)
        if on.km_off <= NEAR_KM[kind]:
            found.append(Roadside(id_of(str(osm_id)), kind, tags.get("name", ""), float(point.x), float(point.y), on))
    return tuple(found)


def kind_of(tags: Tags) -> str:
    """Kind of a place by its tags, empty where it is none of `KINDS`."""
    return next((kind for kind, rules in KINDS.items() if any(tags.get(key) in values for key, values in rules)), "")
