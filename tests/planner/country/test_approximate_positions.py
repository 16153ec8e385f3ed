"""Places on a straight line that stands for a road of unknown course are told as such, wherever a reader looks for the place."""

import json
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geodata.trunk.doubts import without_course
from planner.country.output.writer import write_country
from planner.country.telling.doubts import of_no_exact_place
from tests.fixtures.country_fixture import made_country
from tests.planner.corridors.corridor_towns import EDGES, NODES, TOWNS, question, written


def test_places_between_the_ends_of_a_long_bare_edge_are_approximate_and_so_is_a_town_at_which_it_was_cut(tmp_path):
    """The edge a - b is cut 15 km before b: that part is short, and no better known for it; at b a road begins of which each 10 km are known."""
    dense = "".join(f"p{n},{71.5 + n * 0.12:.2f},42.0,KG\n" for n in range(1, 13))
    edges = EDGES.replace(
        "b,c,130,primary\n", "b,p1,10,\n" + "".join(f"p{n},p{n + 1},10,\n" for n in range(1, 12)) + "p12,c,5,\n"
    )
    written(tmp_path, nodes=NODES + dense, towns=TOWNS + "Beta,71.3,42.05,200000,KG\n", edges=edges)
    asked = question(tmp_path, stations={"every_km": 12}, towns={"snap_km": 8})
    network = asked.facts.trunk.network
    known = {one.id for one in asked.instance.places if (one.lat, 71.5 <= one.lon <= 73) == (42.0, True)}
    nodes = {one.id for one in asked.instance.places if one.node >= 0} - {"Beta 6 km S"}
    told = {one.id: one.approximate for one in asked.instance.places}
    assert told["Beta 6 km S"]
    assert sum(told.values()) > 40
    assert {name for name, rough in told.items() if not rough} == known | nodes
    drawn = replace(network, lines=tuple(map(network.line, range(len(network.km)))))
    assert not without_course(drawn)[0].any()


def test_table_layers_map_report_and_ocpi_say_that_a_position_is_approximate(tmp_path):
    whole = made_country()
    rough = replace(whole.stations[0], lon=71.123456, lat=45.234567, approximate=True)
    stations = (rough, *whole.stations[1:])
    doubts = of_no_exact_place(stations)
    write_country(replace(whole, stations=stations, doubts=doubts, languages=("ru", "en")), {}, tmp_path)
    said = "Положение приблизительное"
    assert pd.read_csv(tmp_path / "road_stations.csv")["approximate"].tolist() == [True, False, False]
    assert gpd.read_file(tmp_path / "country.gpkg", layer="stations")["approximate"].tolist() == [True, False, False]
    first, second = json.loads((tmp_path / "ocpi_locations.json").read_text(encoding="utf-8"))
    assert first["directions"][0]["language"] == "ru"
    assert first["directions"][0]["text"].startswith(said)
    assert first["coordinates"] == {"latitude": "45.230000", "longitude": "71.120000"}
    assert "directions" not in second
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("положение приблизительное") == 1
    assert json.dumps(said)[1:-1] in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert str(doubts[0]).startswith("New stations of approximate position: 1.")
    assert of_no_exact_place(whole.stations) == ()
