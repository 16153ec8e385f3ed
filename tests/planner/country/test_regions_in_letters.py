"""Regions of floors and cities are known by both of the names that outputs print."""

from planner.country.cities.asked import cities_of
from planner.country.config.country import load_country
from planner.country.output.report import report_html
from planner.country.plan.promises import floors_named
from planner.support.speech import _, speaking
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


def test_a_floor_is_told_by_the_name_of_its_region_in_the_letters_of_the_reader():
    said = _("{name}: at least {share:percent} of the money", name="Karakalpakstan", share=0.1)
    with speaking("ru"):
        page = report_html(made_country(floors=({"said": said},)))
    assert "Каракалпакстан: " in page
    assert "Karakalpakstan" not in page
