"""The drawings of a country's report: towns with a station are named, brown is explained, names of curves are whole."""

import re
from dataclasses import replace

import pytest

from planner.country.output.country_map import map_html
from planner.country.output.drawn_map import country_map
from planner.country.output.money_chart import WIDTH, money_chart
from planner.country.output.report import report_html
from planner.country.result import RoadTown
from planner.support.speech import LANGUAGES, speaking
from tests.fixtures.country_fixture import made_country

NARROW = "filjrtʻ .,-"


def test_towns_at_which_stations_stand_are_named_before_larger_ones_without() -> None:
    whole = made_country()
    towns = tuple(
        RoadTown(name=f"Town {at}", lon=70.0 + 0.05 * at, lat=45.3 + 0.04 * (at % 7), population=1e6 - at)
        for at in range(60)
    ) + tuple(RoadTown(name=f"At {one.id}", lon=one.lon, lat=one.lat, population=9_000.0) for one in whole.built)
    page = str(country_map(replace(whole, towns=towns), "winter"))
    assert [f">At {one.id}<" in page for one in whole.built] == [True, True]


def test_brown_is_said_to_be_a_road_that_nobody_drives_and_not_one_that_is_closed() -> None:
    said = "Brown: a road on which nobody drives, though it may be open"
    assert said in str(country_map(made_country(), "winter"))
    assert said in map_html(made_country())


def test_the_report_in_a_further_language_names_the_map_in_that_language_and_the_map_leads_back() -> None:
    both = made_country(languages=("en", "ru"))
    assert "map.html" in report_html(both)
    with speaking("ru"):
        assert "map.ru.html" in report_html(both)
        assert 'href="report.ru.html"' in map_html(both)
        assert 'href="cities/Alpha/map.ru.html"' in map_html(both)
        assert 'href="cities/Alpha/report.ru.html"' in report_html(both)
    assert 'href="report.html"' in map_html(both)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_name_of_the_curve_of_roads_is_whole_in_every_language_and_within_the_drawing(code: str) -> None:
    """Bold letters of usual fonts are at most some 0.7 of their size wide, narrow ones 0.45."""
    with speaking(code):
        found = re.findall(
            r'<text x="([0-9.]+)"[^>]*font-size="10.5" font-weight="700">([^<]+)<', str(money_chart(made_country()))
        )
    assert len(found) == 2
    for left, name in found:
        assert not name.endswith("…")
        assert float(left) + sum(0.45 if letter in NARROW else 0.7 for letter in name) * 10.5 <= WIDTH
