"""The chart of what money buys in a country."""

import re
from dataclasses import replace

from planner.country.output.money_chart import money_chart
from tests.fixtures.country_fixture import made_country


def test_the_chart_of_money_shows_kwh_of_roads_as_they_are_sold() -> None:
    assert money_chart(made_country(weight=1.0)) != money_chart(made_country(weight=3.0))
    whole, roads = made_country(weight=3.0), made_country().askers[-1]
    thrice = replace(
        roads, value=3 * roads.value, curve=tuple(replace(one, value=3 * one.value) for one in roads.curve)
    )
    assert money_chart(replace(whole, askers=(*whole.askers[:-1], thrice))) == money_chart(made_country(weight=1.0))


def test_its_axes_have_round_figures() -> None:
    words = re.findall(r"<text[^>]*>\$?([0-9\u202f]+)</text>", str(money_chart(made_country())))
    figures = [int(one.replace("\u202f", "")) for one in words]
    assert len(figures) >= 6
    assert all(str(one).rstrip("0") in {"", "1", "2", "4", "6", "8"} for one in figures)
