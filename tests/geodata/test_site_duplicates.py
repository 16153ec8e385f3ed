"""One place drawn twice, or where a station stands already, is one candidate or none."""

from feature_fixtures import EAST, NORTH, rect, spot
from found_sites import LOT, found, reasons


def test_a_place_at_an_existing_station_is_no_candidate():
    features = [("n1", LOT, spot(0, 0)), ("n2", LOT, spot(100, 0)), ("w3", LOT, rect(300, 0, 200, 100))]
    sites, report = found(features, existing=[[EAST + 29, NORTH], [EAST + 310, NORTH + 10]])
    assert sites["site_id"].tolist() == ["osm-n2"]
    assert set(reasons(report)) == {"n1", "w3"}


def test_two_of_a_kind_within_40_m_are_one_and_the_known_capacity_stays():
    features = [("n1", LOT, spot(0, 0)), ("n2", LOT | {"capacity": "20"}, spot(39, 0)), ("n3", LOT, spot(81, 0))]
    sites, report = found(features)
    assert sites["site_id"].tolist() == ["osm-n2", "osm-n3"]
    assert (report.merged, report.problems[0].record, report.problems[0].action) == (1, "n1", "merged into osm-n2")


def test_different_kinds_within_25_m_are_one_and_the_car_park_stays():
    features = [("n1", {"shop": "mall", "name": "Mega"}, spot(0, 0)), ("n2", LOT, spot(24, 0))]
    sites, _ = found(features)
    assert sites["site_id"].tolist() == ["osm-n2"]
    assert sites["name"].tolist() == ["Mega"]


def test_different_kinds_farther_apart_are_two():
    sites, _ = found([("n1", {"amenity": "fuel"}, spot(0, 0)), ("n2", LOT, spot(30, 0))])
    assert len(sites) == 2


def test_a_car_park_on_the_grounds_of_a_mall_stands_for_it():
    sites, report = found([("w1", {"shop": "mall"}, rect(0, 0, 300, 200)), ("w2", LOT, rect(10, 10, 60, 40))])
    assert sites["site_id"].tolist() == ["osm-w2"]
    assert report.merged == 1


def test_a_retail_quarter_gives_way_to_its_supermarkets_and_spares_its_fuel_station():
    shop = {"shop": "supermarket", "parking": "surface"}
    features = [
        ("w1", {"landuse": "retail"}, rect(0, 0, 400, 400)),
        ("n2", shop, spot(50, 50)),
        ("n3", shop, spot(350, 350)),
        ("n4", {"amenity": "fuel"}, spot(200, 50)),
    ]
    sites, _ = found(features)
    assert sites["site_id"].tolist() == ["osm-n2", "osm-n3", "osm-n4"]


def test_a_row_of_car_parks_is_not_merged_into_one():
    features = [(f"n{i}", LOT, spot(39.0 * i, 0)) for i in range(9)]
    sites, _ = found(features)
    assert len(sites) == 5
