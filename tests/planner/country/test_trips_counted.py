"""How many trips are counted, and of which cars: check, console, map and report tell one thing."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.country.output.country_map import map_html
from planner.country.output.report import cards, report_html
from planner.country.output.words import possible, trips_counted
from tests.fixtures.country_fixture import made_country
from tests.planner.corridors.corridor_towns import question, written


def test_check_tells_what_the_seasons_come_to_and_who_is_left_out(tmp_path: Path) -> None:
    account = question(
        written(tmp_path), trips={"ev_share": 0.05, "mix": {"gbt": 0.6, "ccs2": 0.2, "nacs": 0.2}}
    ).account
    winter, summer = account.by_season["winter"], account.by_season["summer"]
    assert winter < summer
    assert winter * 5 / 12 + summer * 7 / 12 + account.unserved_per_day == pytest.approx(account.electric_per_day)
    assert account.unserved_per_day == pytest.approx(0.2 * account.electric_per_day)
    (line,) = [one for one in account.read() if str(one).startswith("electric cars a day by season")]
    assert f"{account.unserved_per_day:.1f} on the mean of the year" in line.replace("\u202f", "")
    assert f"winter {winter:.1f}, summer {summer:.1f}" in line.replace("\u202f", "")


def test_the_share_of_trips_says_of_which_cars_where_others_are_left_out() -> None:
    whole = made_country()
    some = replace(whole, other_plugs=5.0)
    told = "only cars with GB/T, CCS2 are counted"
    for country in (whole, some):
        said = (
            possible(country, country.seasons[0]),
            cards(country)[0]["words"],
            map_html(country),
            report_html(country),
        )
        assert {told in one for one in said} == {country is some}
    mean = (40.0 * 152 + 50.0 * 213) / 365
    assert f"{mean:.1f} a day" in trips_counted(whole)
    assert "10\u00a0%" in trips_counted(some) or "10 %" in trips_counted(some).replace("\u202f", " ")
    assert "of the other plans on the mean of all worlds" in report_html(whole)
