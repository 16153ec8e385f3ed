"""Tables of towns and trips as people have them: without a column that nobody filled, and with the same pair in several rows."""

import pytest

from planner.errors import CorridorError
from tests.planner.corridors.corridor_towns import TOWNS, question, written


def test_towns_without_a_country_are_of_the_one_that_is_planned(tmp_path):
    bare = "\n".join(line.rsplit(",", 1)[0] for line in TOWNS.splitlines()) + "\n"
    asked = question(written(tmp_path, towns=bare), countries=["KG"])
    assert {one.country for one in asked.facts.trunk.towns.towns} == {"KG"}
    with pytest.raises(CorridorError, match="column 'country' of the table of towns"):
        question(tmp_path)


def test_rows_of_the_same_way_are_added_up_and_told_and_those_back_are_trips_of_their_own(tmp_path):
    rows = "from,to,trips_per_day\nAlpha,Gamma,350\nGamma,Alpha,350\nAlpha,Gamma,350\n"
    asked = question(written(tmp_path, trips=rows), trips={"path": "trips.csv"})
    assert [one.trips_per_day for one in asked.facts.trips] == [700, 350]
    told = next(one for one in asked.facts.faults if one.kind == "trip_twice")
    assert told.is_remark
    assert told.rows == ("trips.csv, row 4: 'Alpha - Gamma' stands in trips.csv, row 2 already",)
