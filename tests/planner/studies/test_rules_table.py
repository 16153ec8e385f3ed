"""The table of rules names keys that the user can turn: bays are of `sites.path` only where a table of sites is given."""

import pytest

from planner.model.solve.planning import best_plan
from planner.question import question_of
from planner.studies.rules import study
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


@pytest.mark.parametrize(
    ("sites", "key"), [({}, "sites.default_bays, bay_share"), ({"path": "lots.csv"}, "sites.path")]
)
def test_bays_name_the_key_by_which_they_came(sites, key):
    question = question_of(tiny_city(), tiny_scenario(sites=sites, demand={"samples": 0}), say=silent)
    rows = {row["title"]: row for row in study(question, best_plan(question, say=silent), silent)["rules"]}
    assert rows["Bays"]["key"] == key
    assert "not even the smallest charger on offer fits any more at" in rows["Bays"]["reached"]
