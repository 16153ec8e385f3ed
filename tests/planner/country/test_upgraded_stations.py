"""Stations that stand and are enlarged are told apart from new sites."""

import re
from dataclasses import replace

from planner.country.output.phases import phase_line
from planner.country.output.report import answers, report_html
from planner.country.output.tables import by_region, sharing_rows
from planner.country.phases.phase import Phase
from planner.country.telling.country import country_of
from planner.support.speech import speaking
from tests.fixtures.answered_at_once import AtOnce, planned_by, three_towns
from tests.fixtures.country_fixture import made_country
from tests.fixtures.crowded_street import crowded_street


def test_a_city_counts_upgraded_stations_apart_from_new_sites(tmp_path) -> None:
    config = three_towns(tmp_path, names=("Osh",))
    run = planned_by(config, AtOnce({"Osh": 1.0}))
    street = crowded_street()
    card = replace(street.scorecard, new_sites=28, upgraded_sites=22)
    run.dossiers = {"cities/Osh": replace(street, scorecard=card)}
    (city,) = country_of(run).cities
    assert (city.new_sites, city.upgraded_sites) == (28, 22)


def test_headline_phases_tables_and_report_tell_upgraded_stations_apart() -> None:
    first = Phase(2027, 4e5, 3e3, {"Alpha": 3e5, "roads": 2e5}, {"Alpha": 3, "roads": 1}, upgraded={"Alpha": 1})
    whole = made_country(phases=(first,))
    assert "5 new sites and 2 upgraded stations in 1 city" in answers(whole)[0]
    with speaking("ru"):
        assert "5 новых площадок и 2 расширенные станции, 1 город" in answers(whole)[0]
    assert "3 new stations and 1 upgraded station for" in phase_line(first)
    assert {"name": "Alpha", "new_sites": 5, "upgraded_sites": 2}.items() <= sharing_rows(whole)[0].items()
    assert {"region": "West", "sites": 5, "upgraded": 2}.items() <= by_region(whole)[-1].items()
    heads, city, *_more = (
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", report_html(whole).split('id="money"')[1])
    )
    told = dict(zip(heads, city, strict=True))
    assert (told["new stations"], told["upgraded stations"]) == ("5", "2")
