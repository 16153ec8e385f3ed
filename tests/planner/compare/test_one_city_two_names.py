"""Plans of one city are played in each other whichever of its names their configurations give it."""

from dataclasses import replace

import pytest

from planner.compare.alike import apart
from planner.question import question_of
from planner.web.plans.difference import difference
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Алматы", "Almaty", True),
        ("Нукус", "Nukus", True),
        ("Karaganda", "Қарағанды", True),
        ("Алматы", "Astana", False),
        ("Somewhere", "Elsewhere", False),
    ],
)
def test_a_city_is_one_by_all_of_its_names(one, other, same):
    scenario = tiny_scenario()
    question = question_of(tiny_city(), scenario, say=silent)
    called = {
        name: replace(
            question, scenario=scenario.model_copy(update={"city": scenario.city.model_copy(update={"name": name})})
        )
        for name in (one, other)
    }
    assert (not apart(called)) is same
    left, right = (replace(make_dossier(side=2, roads=1), city=name) for name in (one, other))
    assert difference(left, right)["same_city"] is same
