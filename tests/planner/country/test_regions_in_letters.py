"""Regions of floors and cities are known by both of the names that outputs print."""

import pytest

from planner.country.cities.configurations import cities_of
from planner.country.config.country import load_country
from planner.country.money.curves import Curve, Point, Step
from planner.country.money.sharing import share
from planner.country.output.report import report_html
from planner.country.plan.promises import floors_named, floors_of
from planner.errors import ConfigError, InfeasibleError
from planner.support.speech import speaking, told
from tests.fixtures.answered_at_once import TOWN
from tests.fixtures.country_fixture import made_country

FILE = """country = "UZ"
budget_usd = 1_000_000
[[cities]]
config = "nukus.toml"
region = "{city}"
[corridors.roads]
nodes = "nodes.csv"
edges = "edges.csv"
[[money.floors]]
region = "{floor}"
money = 0.1
"""


def test_a_region_may_be_written_in_the_letters_in_which_outputs_print_it(tmp_path):
    (tmp_path / "nukus.toml").write_text(TOWN.format(name="Nukus"), encoding="utf-8")
    for city, floor in (("Karakalpakstan", "Каракалпакстан"), ("каракалпакстан", "Karakalpakstan")):
        (tmp_path / "uz.toml").write_text(FILE.format(city=city, floor=floor), encoding="utf-8")
        config = load_country(tmp_path / "uz.toml")
        (asked,), _refused = cities_of(config)
        assert asked.region == "Karakalpakstan"
        named = floors_named(config, {asked.region, "Andijan"})
        assert named.money.floors[0].region == "Karakalpakstan"
        assert named.folder == tmp_path
    own = floors_named(config, {"Каракалпакстан"})
    assert own.money.floors[0].region == "Каракалпакстан", "a table of towns of its own may call it so"


def test_a_floor_is_told_by_the_name_of_its_region_in_the_letters_of_the_reader(tmp_path):
    (floor,) = floors_of(_floored(tmp_path, "Karakalpakstan"), [])
    assert str(floor.words).startswith("Karakalpakstan: at least 10")
    with speaking("ru"):
        page = report_html(made_country(floors=({"said": floor.words},)))
    assert "Каракалпакстан: " in page
    assert "Karakalpakstan" not in page


def test_a_refusal_of_floors_names_regions_in_the_letters_of_the_reader_and_guesses_in_either(tmp_path):
    config = _floored(tmp_path, "Каракалпакстн")
    with pytest.raises(ConfigError) as unknown:
        floors_named(config, {"Karakalpakstan", "Andijan"})
    assert "did you mean 'Karakalpakstan'?" in str(unknown.value)
    with speaking("ru"):
        assert "'Каракалпакстан'" in told(unknown.value)
    with pytest.raises(ConfigError) as unlike:
        floors_named(config, {"Andijan", "Own land"})
    with speaking("kk"):
        assert "Андижанская область, Own land" in told(unlike.value)

    floors = floors_of(_floored(tmp_path, "Karakalpakstan"), [])
    poor = Curve("Nukus", (Point(0, 0.0, 0.0),), (Step(0, 0.0),), 0.0)
    with pytest.raises(InfeasibleError) as unkept:
        share([poor], 1000, floors)
    assert "Karakalpakstan: " in str(unkept.value)
    with speaking("ru"):
        said = told(unkept.value)
    assert "Каракалпакстан: " in said
    assert "Karakalpakstan" not in said


def _floored(folder, region):
    (folder / "uz.toml").write_text(FILE.format(city="Karakalpakstan", floor=region), encoding="utf-8")
    (folder / "nukus.toml").write_text(TOWN.format(name="Nukus"), encoding="utf-8")
    return load_country(folder / "uz.toml")
