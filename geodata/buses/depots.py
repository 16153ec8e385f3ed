"""Where buses are kept: depots of the map, and where nobody knows any the terminals at which most of their work starts and ends."""

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geodata.buses.chains import gathered
from geodata.buses.tables import DEPOTS
from geodata.osm.drawn import drawn
from geodata.osm.tags import Tags
from geodata.speech import _

Floats = NDArray[np.float64]

MAPPED = "OpenStreetMap"
STANDING_IN = _.term("terminal standing in for a depot (assumed)")
GATHERED_M = 2_000.0
"""Terminals so near to the one where most work starts and ends are kept there too (assumed)."""
LEAST_SHARE = 0.02
"""A terminal with a smaller share of all starts and ends is no depot of its own (assumed)."""
REACH_M = 5_000.0
"""Depots of the map so far outside of the limits are the city's too (assumed)."""
YARD_M2 = 5_000.0
"""A mapped bus station of less ground is a stop for passengers: some fifty buses and their aisles take as much (assumed)."""
NOT_BUSES = {"railway", "tram", "train", "subway", "light_rail", "trolleybus"}


def depots_of_map(features: gpd.GeoDataFrame, crs: str, boundary: Polygon | MultiPolygon) -> pd.DataFrame:
    """Depots that the map has in and near the city; schema DEPOTS.

    `landuse=depot` and `industrial=depot` without a word that they are of trains or trams; where there are none, grounds of
    `amenity=bus_station` that are large enough for a yard.
    """
    for wanted, least_m2 in ((_is_depot, 0.0), (_is_bus_station, YARD_M2)):
        found = drawn(features, crs, wanted)
        points = found.representative_point()
        here = points.within(boundary.buffer(REACH_M)).to_numpy(dtype=bool) & (found.area.to_numpy() >= least_m2)
        if here.any():
            found, points = found[here], points[here]
            names = [
                tags.get("name") or tags.get("operator") or one
                for one, tags in zip(found["osm_id"], found["tags"], strict=True)
            ]
            return _depots(names, np.column_stack([points.x, points.y]), MAPPED)
    none: pd.DataFrame = DEPOTS.empty()
    return none


def _is_depot(tags: Tags) -> bool:
    if tags.get("landuse") != "depot" and tags.get("industrial") != "depot":
        return False
    return not NOT_BUSES & (set(tags) | {tags.get("depot", ""), tags.get("industrial", ""), tags.get("service", "")})


def _is_bus_station(tags: Tags) -> bool:
    return tags.get("amenity") == "bus_station"


def standing_in(first: Floats, last: Floats, first_name: "pd.Series[str]", last_name: "pd.Series[str]") -> pd.DataFrame:
    """Terminals in the place of depots: those where most blocks start and end, at the place of the busiest stop; schema DEPOTS."""
    ends = np.vstack([first, last])
    names = pd.concat([first_name, last_name], ignore_index=True).to_numpy(dtype=object)
    places, of, count = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    leader = gathered(places, count.astype(float), GATHERED_M)
    total = np.bincount(leader, count, minlength=len(places))
    kept = np.flatnonzero(total >= max(LEAST_SHARE * len(ends), 1.0))
    if not len(kept):
        kept = np.array([int(total.argmax())])
    kept = kept[np.lexsort((kept, -total[kept]))]
    name_of = {int(place): str(names[row]) for row, place in reversed(list(enumerate(of.ravel())))}
    return _depots([name_of[int(one)] for one in kept], places[kept], STANDING_IN)


def _depots(names: list[str], xy_m: Floats, source: str) -> pd.DataFrame:
    """Table of depots with names that are there once."""
    seen: Counter[str] = Counter()
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    if len(set(unique)) < len(unique):
        unique = [f"{name} [{k}]" for k, name in enumerate(unique, 1)]
    frame = pd.DataFrame({"depot": unique, "x_m": xy_m[:, 0], "y_m": xy_m[:, 1], "bays": None, "grid_kw": None})
    return DEPOTS.checked(frame.assign(source=source), source=source)
