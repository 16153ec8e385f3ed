"""The field form on paper: each proposed or upgraded site with a sketch of its streets and what the map cannot know, to be filled in."""

import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry import Point, box

from planner.dossier.dossier import Dossier
from planner.output.shared.chargers import chargers_words
from planner.output.shared.coded import coded
from planner.output.shared.page import rendered
from planner.output.shared.places import kind_words, titles_with_district
from planner.output.shared.sites_table import ranked
from planner.support.files import write_text
from planner.support.frames import plain
from planner.support.speech import within

AROUND_M = 350.0
"""Half of the side of a sketch."""
SKETCH = 260
"""Side of a sketch on the page, in units of its drawing."""
DEGREE_M = 111_320.0
WIDE = ("motorway", "trunk", "primary", "secondary")


def write_field_html(dossier: Dossier, path: Path) -> None:
    """Write a page a site; prints, opens with no network, runs no script."""
    write_text(
        path,
        rendered("planner.output.field", "field.html.j2", {"d": dossier, "pages": _pages(dossier), "lists": _lists()}),
    )


def _lists() -> dict[str, list[str]]:
    """Boxes to tick, by column of the form."""
    return {
        "land": [
            within("land", "municipal"),
            within("land", "leased"),
            within("land", "private"),
            within("land", "not known"),
        ],
        "cable_way": [
            within("cable", "free"),
            within("cable", "digging"),
            within("cable", "under a street"),
            within("cable", "none found"),
        ],
        "light": [within("light at night", "yes"), within("light at night", "partly"), within("light at night", "no")],
        "action": [
            within("what to do with a site", "keep"),
            within("what to do with a site", "force"),
            within("what to do with a site", "forbid"),
            within("what to do with a site", "move"),
            within("what to do with a site", "lock chargers"),
        ],
    }


def _pages(dossier: Dossier) -> list[dict[str, Any]]:
    sites = ranked(dossier)
    sites = sites[sites["status"] != "existing"]
    rows = sites.drop(columns=sites.geometry.name).to_dict("records")
    tree, places = dossier.roads.sindex if len(dossier.roads) else None, titles_with_district(dossier)
    return [
        {
            **plain(row),
            "place": places[str(row["site_id"])],
            "kind_words": kind_words(str(row["kind"])),
            "words": chargers_words(row["chargers"]),
            "land": coded("land_status", row["land_status"]),
            "connection": coded("connection_status", row.get("connection_status") or "unknown"),
            "lon": round(point.x, 6),
            "lat": round(point.y, 6),
            "rank": None if math.isnan(row["rank"]) else int(row["rank"]),
            "streets": [] if tree is None else _streets(dossier.roads, tree, point),
        }
        for row, point in zip(rows, sites.geometry, strict=True)
    ]


def _streets(roads: gpd.GeoDataFrame, tree: Any, point: Point) -> list[dict[str, Any]]:
    """Streets near a site as polylines of its sketch, north up, the site in the middle."""
    tall = AROUND_M / DEGREE_M
    wide = tall / max(0.05, math.cos(math.radians(point.y)))
    window = box(point.x - wide, point.y - tall, point.x + wide, point.y + tall)
    near = roads.iloc[sorted(tree.query(window, predicate="intersects").tolist())]
    out = []
    for line, kind in zip(near.geometry, near["road_class"], strict=True):
        for part in shapely.get_parts(shapely.intersection(line, window)):
            if part.geom_type == "LineString":
                at = [_on_page(x, y, window) for x, y in shapely.get_coordinates(part).tolist()]
                out.append({"points": " ".join(at), "wide": str(kind).removesuffix("_link") in WIDE})
    return out


def _on_page(x: float, y: float, window: Any) -> str:
    west, south, east, north = window.bounds
    return f"{SKETCH * (x - west) / (east - west):.1f},{SKETCH * (north - y) / (north - south):.1f}"
