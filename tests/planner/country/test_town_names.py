"""Towns of a table that has Latin names alone stand in Cyrillic where the facts know them."""

import pytest

from geodata.trunk.towns import Town
from planner.country.town_letters import cyrillic_of, towns_of_the_facts

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
