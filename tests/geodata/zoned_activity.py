"""The activity of features drawn in metres, in zones of a square kilometre side by side."""

import geopandas as gpd
from feature_fixtures import CRS, EAST, NORTH, extract_of, rect

from geodata.activity import ACTIVITIES
from geodata.osm.activities import activities_of
from geodata.zones import ZONES

KINDS = [name for name in ACTIVITIES if name.endswith("_m2")]


def zones(*people, side=1_000):
    """Squares in a row from the middle eastward, with so many people each."""
    cells = [rect(side * k, 0, side, side) for k in range(len(people))]
    rows = {
        "zone_id": [f"z{k}" for k in range(len(people))],
        "population": people,
        "district": None,
        "x_m": EAST,
        "y_m": NORTH,
    }
    return ZONES.checked(gpd.GeoDataFrame(rows, geometry=cells, crs=CRS), source="test")


def activity(*features, people=(100, 200)):
    """Table of the features in two zones of a square kilometre, one east of the other, unless told otherwise."""
    return activities_of(extract_of(features), zones(*people))[0]


def total(kind, *features):
    return activity(*features)[kind].sum()


def account(*features, people=(100, 200)):
    return activities_of(extract_of(features), zones(*people))[1]
