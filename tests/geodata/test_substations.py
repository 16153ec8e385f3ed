"""Substations of a map, under their old and new names."""

from feature_fixtures import CRS, extract_of, rect, spot

from geodata.osm.substations import substations


def test_substations_are_found_under_their_old_and_new_names():
    tags = {"power": "substation", "voltage": "110000;10000", "name": "ПС-12"}
    features = [
        ("w2", tags, rect(0, 0, 40, 40)),
        ("n1", {"power": "sub_station"}, spot(500, 0)),
        ("n3", {"power": "plant"}, spot(9, 9)),
    ]
    table = substations(extract_of(features), CRS)
    assert table["osm_id"].tolist() == ["n1", "w2"]
    assert table["voltage_v"].tolist()[1] == 110_000
    assert (table["name"].tolist()[1], table["name"].tolist()[0]) == ("ПС-12", None)
