"""Of which day the share of electric cars is that a country is planned with: told wherever the figures are, and with the key where keys are named."""

from pathlib import Path

import pytest

from planner.country.output.country_map import map_html
from planner.country.output.report import report_html
from planner.country.plan.electric_cars import cars_of
from planner.country.telling.hints import hints_of
from planner.support.speech import told
from tests.fixtures.country_fixture import made_country
from tests.planner.corridors.corridor_towns import question, settings_of, written

KEY = "corridors.trips.ev_share"


def test_a_share_of_the_facts_is_told_with_its_day_and_one_that_is_given_is_not(tmp_path: Path) -> None:
    by_facts = question(written(tmp_path)).account
    assert by_facts.share_dates == {"KG": "2026-01-01", "KZ": "2026"}
    known = {told(one.what): told(one.value) for one in by_facts.assumptions}
    assert known["share of electric cars, KG"].endswith(", of 2026-01-01")
    in_part = question(tmp_path, trips={"ev_share": {"KG": 0.05}}).account
    assert in_part.share_dates == {"KZ": "2026"}
    assert not question(tmp_path, trips={"ev_share": 0.05}).account.share_dates


@pytest.mark.parametrize(("year", "older"), [(2028, True), (2026, False)])
def test_a_plan_of_a_later_year_says_that_the_share_is_not_of_it(tmp_path: Path, year: int, older: bool) -> None:
    trips = {"year": year}
    asked = question(written(tmp_path), trips=trips)
    said = told(cars_of(asked.account.share_dates, year))
    assert "Kyrgyzstan: 2026-01-01" in said
    assert (f"not of {year}" in said) == older
    assert KEY not in said
    assert any(KEY in one for one in hints_of(settings_of(trips=trips), asked)) == older
    for page in (report_html(made_country(cars_of=said)), map_html(made_country(cars_of=said))):
        assert said in page
