"""Substations of OpenStreetMap: locations of spare power, without its amount."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.numerals import parse_number
from geodata.osm.drawn import drawn
from geodata.osm.extract import OsmExtract
from geodata.osm.tags import Tags

# `station` and `sub_station` are the spellings of before 2013, still met in old data.
_VALUES = {"substation", "sub_station", "station"}


def substations(extract: OsmExtract, crs: str) -> gpd.GeoDataFrame:
    """Find the substations of an extract.

    Returns
    -------
    GeoDataFrame
        `osm_id`, `name` (None where it has none), `voltage_v` (the highest, NaN where unknown), Points in `crs`, by id.
    """
    found = drawn(extract.features, crs, lambda tags: tags.get("power") in _VALUES)
    columns = {
        "osm_id": found["osm_id"],
        "name": pd.Series([tags.get("name") or tags.get("ref") for tags in found["tags"]], dtype=object),
        "voltage_v": np.array([_voltage(tags) for tags in found["tags"]], dtype=np.float64),
    }
    return gpd.GeoDataFrame(columns, geometry=found.representative_point().to_numpy(), crs=crs)


def _voltage(tags: Tags) -> float:
    levels = (parse_number(part) for part in tags.get("voltage", "").split(";"))
    return max((level for level in levels if level is not None and level > 0), default=np.nan)
