"""What one read of OpenStreetMap data yields, whether from a file or from Overpass; longitude and latitude throughout."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geodata.crs import LONLAT
from geodata.input_file import Fingerprint
from geodata.osm.lines import no_lines
from geodata.osm.turn_restrictions import Turns


def no_kerbs() -> gpd.GeoDataFrame:
    """Make the table `RoadNetwork.kerbs` of a source that tells of none."""
    columns = {
        "osm_id": np.empty(0, dtype=object),
        "tags": np.empty(0, dtype=object),
        "sides": np.empty(0, dtype=np.int64),
    }
    return gpd.GeoDataFrame(columns, geometry=[], crs=LONLAT)


def id_of(osm_id: str) -> str:
    """Id of what is made from an object: "osm-w12", or that of the map it is of, which is another than OpenStreetMap."""
    return f"osm-{osm_id}" if osm_id[:2] in _OWN else osm_id


_OWN = {f"{kind}{digit}" for kind in "nwr" for digit in "-0123456789"}


@dataclass(frozen=True)
class RoadNetwork:
    """Drivable streets as directed arcs between OSM nodes.

    Parameters
    ----------
    lonlat : (nodes, 2)
    tail, head : (arcs,)
        Node numbers; a two-way street is two arcs.
    length_m, speed_kmh : (arcs,)
        Length on the ground; speed from maxspeed, else by road class.
    ways : GeoDataFrame
        `road_class`, `name`, `names` (in other languages, JSON), LineString in EPSG:4326, each street once.
    kind : (arcs,) or (0,) int
        Number in `geodata.osm.tags.ROAD_CLASSES`; empty where nobody says, of plain roads.
    turns : Turns
        Turn restrictions.
    cut_ways : int
        As `geodata.roads.Roads`.
    kerbs : GeoDataFrame
        Streets along which cars may park: `osm_id` ("w1"), `tags` (as `geodata.osm.kerbs.kerb_place`), `sides` (1 or 2),
        LineString in EPSG:4326.
    """

    lonlat: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    length_m: NDArray[np.float64]
    speed_kmh: NDArray[np.float64]
    ways: gpd.GeoDataFrame
    kind: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, dtype=np.int8))
    turns: Turns = field(default_factory=Turns)
    cut_ways: int = 0
    kerbs: gpd.GeoDataFrame = field(default_factory=no_kerbs)


@dataclass(frozen=True)
class OsmExtract:
    """Roads and tagged things of one area.

    Parameters
    ----------
    source : str
        File or service, for reports.
    network : RoadNetwork
    features : GeoDataFrame
        EPSG:4326; `osm_id` ("n1", "w2", "r3"), `tags` (dict of str), geometry (Point, Polygon or MultiPolygon): every
        object with a tag that sites, stations, ground or buildings are made from. A charging station that is no sound area
        is a point inside its members or nodes, None where none of them has a place. Where the source tells them, also
        `updated` (ISO 8601 time of the last edit) and `members` (tuple of osm_id, of relations), both of charging stations
        and charge points alone: None and () elsewhere.
    data_date : str or None
        Day of the data, ISO 8601, where the source says.
    bounds : (4,) tuple
        west, south, east, north of the data.
    broken_areas : int
        Tagged areas other than charging stations left out because they are incomplete or cross themselves.
    generator : str or None
        Program that wrote the file, as its header says.
    file : Fingerprint or None
        The file that was read; None for a service's answer.
    lines : GeoDataFrame
        `osm_id`, `tags`, LineString in EPSG:4326: railways, rivers and canals, for the map alone; empty where the source tells of none.
    """

    source: str
    network: RoadNetwork
    features: gpd.GeoDataFrame
    data_date: str | None
    bounds: tuple[float, float, float, float]
    broken_areas: int = 0
    generator: str | None = None
    file: Fingerprint | None = None
    lines: gpd.GeoDataFrame = field(default_factory=no_lines)
