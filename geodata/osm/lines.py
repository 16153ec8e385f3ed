"""Railways, rivers and canals as lines: what a map draws and no plan counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.crs import LONLAT
from geodata.osm.tags import Tags

Place = tuple[float, float]

LINES: Mapping[str, Mapping[str, str]] = {
    "railway": {"rail": "rail", "light_rail": "tram", "tram": "tram", "subway": "tram", "narrow_gauge": "rail"},
    "waterway": {"river": "river", "canal": "canal", "stream": "stream"},
}
"""Kinds of lines by key and value."""
_YARDS = frozenset({"yard", "siding", "spur", "crossover"})


def line_kind(tags: Tags) -> str | None:
    """Kind of a line that a map draws; None of everything else, of tunnels, and of the sidings of railways."""
    if tags.get("tunnel", "no") != "no" or tags.get("service") in _YARDS:
        return None
    return next((kinds[tags[key]] for key, kinds in LINES.items() if tags.get(key) in kinds), None)


def no_lines() -> gpd.GeoDataFrame:
    """Make the table `OsmExtract.lines` of a source that tells of none."""
    columns = {name: np.empty(0, dtype=object) for name in ("osm_id", "tags")}
    return gpd.GeoDataFrame(columns, geometry=[], crs=LONLAT)


@dataclass
class LineParts:
    """Collects ways, one by one."""

    _ids: list[str] = field(default_factory=list)
    _tags: list[dict[str, str]] = field(default_factory=list)
    _lines: list[list[Place]] = field(default_factory=list)

    def take_line(self, way_id: int, tags: dict[str, str], places: Sequence[Place | None]) -> None:
        """Keep a way that `line_kind` knows, without the nodes that the file lacks."""
        known = [place for place in places if place is not None]
        if len(known) > 1:
            self._ids.append(f"w{way_id}")
            self._tags.append(tags)
            self._lines.append(known)

    def lines(self) -> gpd.GeoDataFrame:
        """As `OsmExtract.lines`."""
        if not self._ids:
            return no_lines()
        tags = np.empty(len(self._tags), dtype=object)
        tags[:] = self._tags
        shapes: Any = [shapely.LineString(line) for line in self._lines]
        return gpd.GeoDataFrame({"osm_id": self._ids, "tags": tags}, geometry=shapes, crs=LONLAT)
