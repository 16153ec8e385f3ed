"""A city whose configuration is of another country is told, by check and before anything is planned."""

import logging
from types import SimpleNamespace

from geodata.trunk.towns import Town
from planner.cli.country_checked import show_country_check
from planner.country.check import check_country
from planner.country.cities.configurations import ConfiguredCity
from planner.country.cities.misplaced_cities import far_from_its_town
from planner.country.telling.country import country_of
from tests.fixtures.answered_at_once import AtOnce, planned_by, three_towns
from tests.fixtures.tiny_city import silent

SAID = "Osh: its configuration is of Tajikistan, and money of Kazakhstan is shared with it"


def test_a_city_of_another_country_is_told_in_one_line(tmp_path, caplog, capsys, monkeypatch):
    config = three_towns(tmp_path)
    file = tmp_path / "Osh.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('country = "KZ"', 'country = "TJ"'), encoding="utf-8")
    with caplog.at_level(logging.WARNING, logger="planner.country"):
        run = planned_by(config, AtOnce({"Osh": 1.0, "Talas": 2.0, "Naryn": 3.0}))
    told = [record.getMessage() for record in caplog.records]
    assert told == [f"{SAID}; mend city.country there, or take the city out"]
    run.dossiers.clear()
    assert SAID in country_of(run).doubts
    monkeypatch.setattr("planner.country.check.preparing", lambda **_: (lambda *_args, **_more: None, None))
    monkeypatch.setattr("planner.country.check.middle_of", lambda _city: (70.0, 43.0, 9.0))
    seen = check_country(config, say=silent)
    assert [bool(one.doubt) for one in seen.cities] == [True, False, False]
    show_country_check(seen, tmp_path / "country.toml")
    assert f"doubt: {SAID}" in " ".join(capsys.readouterr().out.split())


def test_a_city_whose_roads_are_far_from_the_town_of_its_name_is_a_doubt():
    scenario = SimpleNamespace(city=SimpleNamespace(name="Душанбе"))
    city = ConfiguredCity("Capital", "Capital", "", scenario)
    towns = [Town("Dushanbe", 68.78, 38.56, 9.0, "TJ"), Town("Almaty", 76.9, 43.24, 9.0, "KZ")]
    said = far_from_its_town(city, (76.9, 43.24), towns)
    assert said.startswith("Capital: the middle of its zones is 859 km from the town of that name")
    assert far_from_its_town(city, (68.8, 38.6), towns) == ""
