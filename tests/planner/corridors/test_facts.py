"""The facts of corridors agree with each other and with the facts of cities."""

import re

import pytest

from planner.catalogue.facts import city_fact, fact_rows
from planner.corridors.facts.parameters import figure, has_figure, known_towns, known_ways, told_figure
from planner.output.shared.own_words import is_own, own_words
from planner.support.resources import configs_dir
from planner.support.speech import speaking, told

COUNTRIES = ("KZ", "KG", "UZ", "TJ", "TM")


def test_towns_are_named_once_and_those_of_the_city_facts_have_their_people():
    towns = known_towns((), 0)
    names = [one.name for one in towns]
    assert len(set(names)) == len(names)
    assert {one.country for one in towns} == set(COUNTRIES)
    for one in towns:
        fact = city_fact(one.name)
        if fact is not None:
            assert one.population == float(fact["population"])
            assert abs(one.lat - float(fact["lat"])) + abs(one.lon - float(fact["lon"])) < 0.01
    assert all(row["source"] and row["confidence"] and row["basis"] for row in fact_rows("towns"))
    assert all(row["confidence"] == "low" for row in fact_rows("towns") if row["basis"] == "recalled")


def test_every_town_has_its_oblast_which_examples_of_countries_name_too():
    """A floor of a region counts the city that names it and the roads about its towns."""
    regions = {code: {row["region"] for row in fact_rows("towns") if row["country"] == code} for code in COUNTRIES}
    assert all(row["region_ru"] and row["region_basis"] for row in fact_rows("towns"))
    assert not {one for of in regions.values() for one in of} & set(COUNTRIES)
    for code in COUNTRIES:
        text = (configs_dir() / "countries" / f"{code.lower()}.toml").read_text(encoding="utf-8")
        named = re.findall(r'^# region = "(.+)"', text, re.MULTILINE)
        assert named
        assert set(named) <= regions[code]


def test_known_distances_are_between_known_towns():
    names = {one.name for one in known_towns((), 0)}
    for way in known_ways():
        assert {way.one, way.other} <= names


def test_where_a_known_distance_is_from_is_told_in_the_language_of_the_reader():
    """Titles of documents stay as they are; how a figure was come by does not."""
    with speaking("ru"):
        said = {told(way.source) for way in known_ways()}
    assert not any(word in one for one in said for word in ("recalled", "derived", "verified", "(read"))
    assert any("ADB project 45169-001" in one for one in said)


def test_every_figure_has_a_band_a_source_and_a_share_of_electric_cars_for_each_country():
    for row in fact_rows("corridor_parameters"):
        low, central, high = (float(row[case]) for case in ("low", "central", "high"))
        assert min(low, high) <= central <= max(low, high)
        assert row["source"]
        assert row["basis"] in ("verified", "derived", "recalled", "assumption")
    assert all(has_figure(f"ev_share_{country}") for country in COUNTRIES)
    assert figure("soc_least") < figure("soc_stop") <= figure("soc_start")


def test_a_band_is_told_from_its_lower_end_whichever_case_that_is():
    assert "(share of the battery; 0.05 to 0.15)" in told(told_figure("soc_least", "central", "least").value)
    assert figure("soc_least", "low") > figure("soc_least", "high"), "a careful driver keeps more"


@pytest.mark.parametrize("row", fact_rows("corridor_parameters"), ids=lambda row: row["parameter"])
def test_what_is_no_title_in_a_source_is_told_in_the_language_of_the_reader(row):
    with speaking("ru"):
        own = [part for part in row["source"].split("; ") if is_own(part)]
        assert all(own_words(part) != part for part in own)
    ours = [part for part in row["source"].split("; ") if re.match(r"(no|of the order|assumption|the|main)\b", part)]
    assert set(ours) <= set(own)
