"""Towns of a table that has Latin names alone, and regions, stand in Cyrillic where the facts know them."""

from dataclasses import replace

import pytest

from geodata.trunk.towns import Town
from planner.country.names.letters import cyrillic_of, towns_of_the_facts
from planner.country.output.reader_names import named_for_reader
from planner.support.speech import speaking
from tests.fixtures.country_fixture import made_country

KNOWN = towns_of_the_facts()


@pytest.mark.parametrize(
    ("name", "country", "others", "said"),
    [
        ("Almaty", "KZ", (), "Алматы"),
        ("ASTANA", "KZ", (), "Астана"),
        ("Osh", "KG", ("Ош шаары",), "Ош шаары"),
        ("Osh", "KZ", (), ""),
        ("Nowhere", "KZ", (), ""),
    ],
)
def test_the_name_of_the_table_comes_before_that_of_the_facts_and_a_namesake_abroad_lends_none(
    name, country, others, said
):
    town = Town(name, 70.0, 43.0, 1e5, country, "", others)
    assert cyrillic_of(town, KNOWN) == said


def test_regions_of_the_facts_stand_in_the_letters_of_the_reader() -> None:
    whole = made_country()
    country = replace(whole, stations=tuple(replace(one, region="Issyk-Kul") for one in whole.stations))
    assert named_for_reader(country).stations[0].region == "Issyk-Kul"
    with speaking("ru"):
        assert named_for_reader(country).stations[0].region == "Иссык-Кульская область"
