"""The page of recipes: every piece of configuration on it is one that the program takes."""

import re
import tomllib
from pathlib import Path

import pytest

from planner.config.reading import section_from
from planner.config.scenario import scenario_from
from planner.corridors.settings import CorridorSettings

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "where-to-get-data.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_recipe_is_a_configuration(block):
    told = tomllib.loads(block if block.lstrip().startswith("[") else f"[city]\n{block}")
    if "corridors" in told:
        roads = {"roads": {"osm": "kazakhstan-latest.osm.pbf"}}
        assert section_from(CorridorSettings, roads | told["corridors"], where="corridors").towns
        return
    city = {"name": "Almaty", "roads": "almaty.osm.pbf"} | told.get("city", {})
    assert scenario_from(told | {"city": city}).city.name == "Almaty"


def test_each_of_the_five_countries_and_every_known_layout_has_a_recipe():
    assert len(BLOCKS) >= 9
    for word in ("Kazakhstan", "Uzbekistan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Geofabrik", "GeoNames"):
        assert word in PAGE
    for title in ("Kontur", "WorldPop", "GHSL", "HRSL"):
        assert f"**{title}.**" in PAGE
