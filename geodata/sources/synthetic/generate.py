"""The whole city, from seed to folder."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely import Polygon

from geodata.sources.synthetic.avenues import lay_avenues
from geodata.sources.synthetic.chargers import draw_mapped, make_feed
from geodata.sources.synthetic.drawing import Drawing
from geodata.sources.synthetic.ground import draw_buildings, draw_ground, limits
from geodata.sources.synthetic.network import make_skeleton
from geodata.sources.synthetic.osm_writer import write_pbf
from geodata.sources.synthetic.people import People, settle
from geodata.sources.synthetic.places import Places, draw_places
from geodata.sources.synthetic.plots import Plots
from geodata.sources.synthetic.quarters import make_quarters
from geodata.sources.synthetic.spec import CitySpec
from geodata.sources.synthetic.streets import draw_streets
from geodata.sources.synthetic.tables import (
    boundary_geojson,
    district_rows,
    districts_geojson,
    feeder_rows,
    fleet_rows,
    lot_rows,
    population_rows,
)
from geodata.sources.synthetic.terrain import make_terrain


@dataclass(frozen=True)
class SyntheticCity:
    """The drawing, the city limits with the airport, who lives there, what was placed, and the stations' feed."""

    spec: CitySpec
    drawing: Drawing
    boundary: Polygon
    people: People
    places: Places
    feed: dict[str, Any]


def make_city(spec: CitySpec) -> SyntheticCity:
    """Draw a city; the same spec gives the same objects."""
    scale = spec.radius_m
    terrain = make_terrain(spec)
    skeleton = make_skeleton(terrain, lay_avenues(terrain, scale), scale)
    quarters = make_quarters(skeleton.faces, terrain, spec.seed)
    drawing, plots = Drawing(), Plots(quarters)
    draw_streets(drawing, skeleton, quarters, terrain, spec.seed)
    draw_ground(drawing, quarters, terrain, spec.seed)
    places = draw_places(drawing, plots, skeleton.avenues, terrain, spec)
    draw_buildings(drawing, plots, spec.seed)
    feed, spots = make_feed(places, spec)
    draw_mapped(drawing, spots, places, spec.seed)
    people = settle(quarters, [*skeleton.faces, *skeleton.riverbed], scale, spec.population, spec.seed)
    return SyntheticCity(spec, drawing, limits(terrain), people, places, feed)


def write_city(city: SyntheticCity, folder: Path, stem: str = "sarytau") -> None:
    """Write the road file, the tables, the districts and the stations' feed into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_pbf(city.drawing, city.spec, folder / f"{stem}.osm.pbf")
    tables = {
        "population.csv": population_rows(city.people, city.spec),
        "district_table.csv": district_rows(city.people),
        "fleet.csv": fleet_rows(city.people, city.spec),
        "feeders.csv": feeder_rows(city.places, city.spec),
        "own_sites.csv": lot_rows(city.places, city.spec),
    }
    for name, rows in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    documents: dict[str, Any] = {
        "boundary.geojson": boundary_geojson(city.boundary, city.spec),
        "districts.geojson": districts_geojson(city.people, city.spec),
        "stations.json": city.feed,
    }
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, indent=1 if name == "stations.json" else None)
        (folder / name).write_text(f"{text}\n", encoding="utf-8", newline="\n")
