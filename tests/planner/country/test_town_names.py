"""Towns of a table that has Latin names alone stand in Cyrillic where the facts know them."""

import pytest

from geodata.trunk.towns import Town
from planner.corridors.facts.parameters import known_towns
from planner.country.roads_told import cyrillic_of

KNOWN = {(name.casefold(), one.country): one for one in known_towns((), 0.0) for name in (one.name, *one.other_names)}


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
