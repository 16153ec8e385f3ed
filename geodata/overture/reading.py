"""What was read of Overture Maps: a network of roads, tagged things, and the account of every row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import LONLAT
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.features import is_area_feature, is_node_feature
from geodata.overture.things import record_of, tags_of
from geodata.report import DROPPED, Assumption, Problem, SourceReport
from geodata.speech import _

MATTERS_NOT = _.term("of a class that has no bearing on demand or sites")
MERGED = _.term("made from an object of OpenStreetMap that another row is made from too")
NO_SHAPE = _.term("a line, or no shape that could be read")
_POINTS, _AREAS = (shapely.GeometryType.POINT,), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass
class Things:
    """Tagged things by id; rows that were made from one object of OpenStreetMap are one thing with the tags of all."""

    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    shapes: dict[str, Any] = field(default_factory=dict)
    file: dict[str, int] = field(default_factory=dict)

    def take(self, kind: str, row: Mapping[str, Any], file: int = 0) -> str | None:
        """Take a row of a file, by its number; or say in words why not, `MERGED` where it is one with an earlier one."""
        shape = row["geometry"]
        type_id = -1 if shape is None or shape.is_empty else shapely.get_type_id(shape)
        if type_id not in (*_POINTS, *_AREAS):
            return NO_SHAPE
        tags = tags_of(kind, row)
        if isinstance(tags, str):
            return tags
        if not (is_node_feature(tags) if type_id in _POINTS else is_area_feature(tags)):
            return MATTERS_NOT
        name = record_of(row)
        if name in self.tags:
            self.tags[name] = {**tags, **self.tags[name]}
            if shapely.get_type_id(self.shapes[name]) in _POINTS and type_id in _AREAS:
                self.shapes[name] = shape
            return MERGED
        self.tags[name], self.shapes[name], self.file[name] = tags, shape, file
        return None

    def frame(self) -> gpd.GeoDataFrame:
        """As `OsmExtract.features`, and the number of the file that each is of."""
        tags = np.empty(len(self.tags), dtype=object)
        tags[:] = list(self.tags.values())
        columns = {
            "osm_id": np.array(list(self.tags), dtype=object),
            "tags": tags,
            "file": np.array(list(self.file.values()), dtype=np.int64),
        }
        return gpd.GeoDataFrame(columns, geometry=list(self.shapes.values()), crs=LONLAT)


@dataclass(frozen=True)
class OvertureRead:
    """All files of Overture.

    Parameters
    ----------
    network : RoadNetwork or None
        Of the road segments; None without a file of them.
    features : GeoDataFrame
        As `OsmExtract.features`.
    reports : tuple of SourceReport
        One a file.
    data_date : str or None
        Day of the newest record, ISO 8601.
    assumptions : tuple of Assumption
        What its rows were read by.
    """

    network: RoadNetwork | None
    features: gpd.GeoDataFrame
    reports: tuple[SourceReport, ...]
    data_date: str | None = None
    assumptions: tuple[Assumption, ...] = ()


def told(counts: Counter[str]) -> tuple[Problem, ...]:
    """Rows left out, by reason."""
    return tuple(
        Problem(_("{count} rows", count=count), reason, _("merged into it") if reason == MERGED else DROPPED)
        for reason, count in sorted(counts.items())
    )


def joined(extract: OsmExtract, read: OvertureRead) -> tuple[OsmExtract, tuple[SourceReport, ...]]:
    """Add Overture's things to those of a map; what the map has by the same id stays as the map has it, and so do its roads."""
    known = read.features["osm_id"].isin(set(extract.features["osm_id"])).to_numpy()
    more = read.features[~known].drop(columns="file")
    if "updated" in extract.features:
        more = more.assign(updated=None, members=[()] * len(more))
    features = gpd.GeoDataFrame(pd.concat([extract.features, more], ignore_index=True), crs=extract.features.crs)
    twice = Counter(read.features["file"][known].tolist())
    reports = tuple(_beside(one, twice[number], extract.source) for number, one in enumerate(read.reports))
    return replace(extract, features=features), reports


def _beside(report: SourceReport, twice: int, source: str) -> SourceReport:
    """Account of a file beside a map that has the roads, and some of its things."""
    if report.format == SEGMENTS:
        said = Problem(
            _("{kept} segments", kept=report.kept), _("the roads are those of {source}", source=source), DROPPED
        )
        return replace(report, kept=0, dropped=report.records, problems=(*report.problems, said))
    if not twice:
        return report
    said = Problem(
        _("{twice} objects", twice=twice),
        _("are in {source} too", source=source),
        _("merged into those"),
    )
    return replace(report, kept=report.kept - twice, merged=report.merged + twice, problems=(*report.problems, said))


SEGMENTS = "overture segment"
"""As what a file of road segments is reported."""


def as_extract(read: OvertureRead) -> OsmExtract:
    """A map of Overture alone; it has a network."""
    assert read.network is not None
    lonlat = read.network.lonlat
    west, south, east, north = (float(edge) for edge in (*lonlat.min(axis=0), *lonlat.max(axis=0)))
    return OsmExtract(
        source=GENERATOR,
        network=read.network,
        features=read.features.drop(columns="file"),
        data_date=read.data_date,
        bounds=(west, south, east, north),
    )


GENERATOR = "Overture Maps"
"""Source of such a map, as reports name it."""
