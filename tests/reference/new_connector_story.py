"""A plug standard that nobody knew, from every source to the map. Run by `test_new_connector` over a copy of the program."""

import json
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from tiny_city import CRS, corner, silent, tiny_city, tiny_scenario

import geodata
import planner
from geodata.input_file import InputFile
from geodata.inventory.merging import merge_stations
from geodata.inventory.supply import supply_of
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.stations import stations_of
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.station_table import read_station_table
from planner.output import WRITERS
from planner.pipeline import make_plan

NAME, OPERATOR = "Достык", "Оператор"
PLACE = gpd.GeoSeries(gpd.points_from_xy(*([c] for c in corner(4))), crs=CRS).to_crs("EPSG:4326").iloc[0]


def sources(folder: Path) -> dict[str, Any]:
    """One station with two plugs of the new standard, as every kind of source has it."""
    lon, lat = round(PLACE.x, 6), round(PLACE.y, 6)
    post = {"status": "AVAILABLE", "connectors": [{"standard": "FUTURE_DC", "max_electric_power": 120_000}]}
    location = {
        "id": "1",
        "name": NAME,
        "operator": {"name": OPERATOR},
        "coordinates": {"latitude": str(lat), "longitude": str(lon)},
        "evses": [post | {"uid": "a"}, post | {"uid": "b"}],
    }
    poi = {
        "ID": 7,
        "OperatorInfo": {"Title": OPERATOR},
        "StatusTypeID": 50,
        "UsageTypeID": 1,
        "AddressInfo": {"Title": NAME, "Longitude": lon, "Latitude": lat},
        "Connections": [{"ConnectionTypeID": 9001, "PowerKW": 120, "Quantity": 2}],
    }
    table = f"lon;lat;connector;count;power_kw;name;operator\n{lon};{lat};fut-plug;2;120;{NAME};{OPERATOR}\n"
    (folder / "ocpi.json").write_text(json.dumps([location]), encoding="utf-8")
    (folder / "ocm.json").write_text(json.dumps([poi]), encoding="utf-8")
    (folder / "table.csv").write_text(table, encoding="utf-8")
    return {
        "ocpi": read_ocpi(InputFile(folder / "ocpi.json")),
        "ocm": read_open_charge_map(InputFile(folder / "ocm.json")),
        "table": read_station_table(InputFile(folder / "table.csv")),
        "osm": stations_of(extract()),
    }


def extract() -> OsmExtract:
    """The station as OpenStreetMap has it."""
    tags = {"amenity": "charging_station", "name": NAME, "operator": OPERATOR}
    tags |= {"socket:future_dc": "2", "socket:future_dc:output": "120 kW"}
    nothing, empty = np.empty(0, dtype=np.int64), gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")
    network = RoadNetwork(np.empty((0, 2)), nothing, nothing, np.empty(0), np.empty(0), empty)
    features = gpd.GeoDataFrame({"osm_id": ["n1"], "tags": [tags]}, geometry=[PLACE], crs="EPSG:4326")
    return OsmExtract("test.osm", network, features, None, (76, 43, 77, 44))


def story(folder: Path) -> dict[str, Any]:
    """Read, merge, count, plan, write and read again; what a test wants to know of each."""
    reads = sources(folder)
    boundary = tiny_city().boundary
    merged, _ = merge_stations(list(reads.values()), crs=CRS, boundary=boundary)
    scenario = tiny_scenario(plan={"chargers": ["dc_future_60"]}, fleet={"mix": {"gbt": 1.0}, "temperature_c": 20.0})
    dossier = make_plan(tiny_city(stations=merged), scenario, say=silent)
    for name in ("map.html", "plan.geojson", "ocpi_inventory.json", "ocpi_locations.json"):
        WRITERS[name](dossier, folder / name)
    features = json.loads((folder / "plan.geojson").read_text(encoding="utf-8"))["features"]
    properties = [feature["properties"] for feature in features]
    return {
        "where": [geodata.__file__, planner.__file__],
        "read": {name: dict(read.report.connectors) for name, read in reads.items()},
        "doubts": {name: sorted(read.report.by_kind()) for name, read in reads.items()},
        "merged": merged.plugs(),
        "stations": len(merged.table),
        "supply": supply_of(merged, boundary).plugs(),
        "served_today": dossier.do_nothing.served_kwh,
        "served": dossier.scorecard.served_kwh,
        "added": dossier.scorecard.plugs_added,
        "standing": [one["existing_connectors"] for one in properties if one["existing_connectors"]],
        "new": [one["connectors"] for one in properties if one["connectors"]],
        "label_on_the_map": (folder / "map.html").read_text(encoding="utf-8").count("Plug of the future"),
        "again": read_ocpi(InputFile(folder / "ocpi_inventory.json")).stations.plugs(),
        "proposed": read_ocpi(InputFile(folder / "ocpi_locations.json")).stations.plugs(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(story(Path(sys.argv[1]))))
