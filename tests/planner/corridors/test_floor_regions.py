"""Regions that floors of the roads name."""

import re

import pytest

from planner.errors import ConfigError
from planner.support.speech import speaking, told
from tests.planner.corridors.corridor_towns import TOWNS, question, written

WITH_REGIONS = "name,lon,lat,population,country,region\n" + "".join(
    f"{row},{region}\n" for row, region in zip(TOWNS.splitlines()[1:], ("Osh", "Naryn", "North"), strict=True)
)


@pytest.mark.parametrize(("written_as", "meant"), [("Osh", "Osh"), ("", "")])
def test_a_region_is_found(tmp_path, written_as, meant):
    folder = written(tmp_path, towns=WITH_REGIONS)
    asked = question(folder, rules={"floors": [{"share": 0.5, "region": written_as}]})
    assert [one.region for one in asked.instance.rules.floors] == [meant]


def test_a_floor_that_is_broken_is_told_by_its_plug_and_in_the_readers_language(tmp_path):
    asked = question(written(tmp_path), rules={"floors": [{"share": 0.5, "region": "KG", "family": "ccs2"}]})
    (floor,) = asked.instance.rules.floors
    assert str(floor.name) == "floor KG CCS2 / Type 2"
    with speaking("ru"):
        assert told(floor.name).startswith("доля поездок KG CCS2")


def test_a_region_in_which_no_town_lies_is_refused_for_its_floor_would_ask_for_nothing(tmp_path):
    folder = written(tmp_path, towns=WITH_REGIONS)
    said = "corridors.rules.floors: unknown region 'Norht'; did you mean 'North'?"
    with pytest.raises(ConfigError, match=re.escape(said)):
        question(folder, rules={"floors": [{"share": 0.5, "region": "Norht"}]})
    with pytest.raises(ConfigError, match="unknown region 'North'; known are KG, KZ"):
        question(written(tmp_path, towns=TOWNS), rules={"floors": [{"share": 0.5, "region": "North"}]})
