"""What a map draws behind a plan: buildings, lines and names, whatever the extract lacks or claims."""

import pytest
from feature_fixtures import CITY, CRS, extract_of, rect, spot

from geodata.backdrop import LONGEST_NAME, SHAPES
from geodata.osm import backdrop as module
from geodata.osm.backdrop import backdrop_of
from geodata.osm.lines import LineParts, line_kind


def drawn(features):
    return backdrop_of(extract_of(features), crs=CRS, boundary=CITY)


def test_buildings_are_drawn_and_places_named_as_on_the_ground():
    made = drawn(
        [
            ("w1", {"building": "yes"}, rect(0, 0, 20, 20)),
            (
                "w2",
                {"building": "yes", "shop": "mall", "name": "Мега", "name:en": "Mega"},
                rect(50, 0, 40, 40),
            ),
            ("n3", {"place": "suburb", "name": "Калкаман"}, spot(100, 100)),
            ("n4", {"place": "suburb"}, spot(200, 100)),
            ("w5", {"leisure": "park", "name": "Парк"}, rect(0, 200, 300, 300)),
        ]
    )
    named = made[made["name"] != ""].set_index("name")
    assert (made["kind"] == "building").sum() == 2
    assert named["kind"].to_dict() == {"Калкаман": "suburb", "Мега": "mall", "Парк": "green"}
    assert named.loc["Парк", "weight"] == pytest.approx(90_000, rel=0.01)
    assert set(made.geom_type[made["kind"].isin(SHAPES)]) == {"Polygon"}


def test_only_the_largest_buildings_are_kept_and_huts_never(monkeypatch):
    monkeypatch.setattr(module, "MOST_BUILDINGS", 3)
    sizes = [2, 30, 10, 20, 40]
    made = drawn([(f"w{n}", {"building": "yes"}, rect(60 * n, 0, size, size)) for n, size in enumerate(sizes)])
    assert sorted(made.area.round(-1)) == pytest.approx([400, 900, 1600], rel=0.02)


def test_a_name_of_5000_characters_is_cut_and_one_of_a_park_in_parts_stands_once():
    made = drawn([(f"w{n}", {"leisure": "park", "name": "п" * 5000}, rect(0, 300 * n, 200 + n, 200)) for n in range(3)])
    assert made["name"].tolist() == ["п" * LONGEST_NAME]


def test_lines_of_a_file_are_kept_without_the_nodes_it_lacks_and_tunnels_are_not_seen():
    parts = LineParts()
    parts.take_line(1, {"railway": "rail"}, [(76.9, 43.2), None, (76.91, 43.21)])
    parts.take_line(2, {"waterway": "river"}, [None, (76.9, 43.2)])
    assert parts.lines()["osm_id"].tolist() == ["w1"]
    assert line_kind({"railway": "rail", "tunnel": "yes"}) is None
    assert line_kind({"railway": "abandoned"}) is None
