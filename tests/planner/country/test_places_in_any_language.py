"""Rules name places as reports print them, in any language; of a typo the nearest names are told."""

import pytest

from planner.country.config.country import load_country
from planner.country.road_plans.task import roads_of
from planner.errors import ConfigError
from tests.fixtures.one_road_country import one_road_country

TOWNS = "name,name_ru,lon,lat,population,country\nAlpha,Альфа,70.0,42.0,600000,KG\nGamma,Гамма,73.0,42.0,300000,KG\n"


def test_forced_closed_and_forbidden_places_may_be_named_as_a_russian_report_does(tmp_path):
    rules = '[corridors.rules]\nforced = {{ "{}" = "" }}\nclosed = ["{}"]\n'
    more = rules.format("гамма", "Альфа, 24 км к востоку") + "[corridors.trips]\nev_share = 0.1\n"
    asked = roads_of(load_country(one_road_country(tmp_path, more, towns=TOWNS)))
    assert dict(asked.question.instance.rules.forced) == {"Gamma": ""}
    assert asked.question.instance.rules.closed == ("Alpha 24 km E",)


def test_of_a_typo_the_nearest_names_are_told(tmp_path):
    more = '[corridors.rules]\nforced = { "Гама" = "" }\n'
    with pytest.raises(ConfigError) as refused:
        roads_of(load_country(one_road_country(tmp_path, more, towns=TOWNS)))
    assert "'Гама' (did you mean 'Гамма'?)" in str(refused.value)
    assert "among them Гамма" in str(refused.value)
