"""Cities of a country: each with a name of its own, all asked for the most energy, none with promises that need money it may not get."""

from pathlib import Path

import pytest

from planner.country.cities.configurations import cities_of
from planner.country.cities.searches import answers_of
from planner.country.config.country import load_country
from planner.errors import ConfigError, InfeasibleError
from planner.question import question_of
from planner.support.speech import speaking
from planner.support.stopping import Stopping
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

TOWN = '[city]\nname = "{name} (invented)"\ncountry = "KZ"\nroads = "town.osm.pbf"\n[plan]\n{plan}\n'


def country(folder: Path, cities: dict[str, str], plan: str = "") -> Path:
    """A country of cities: their names in their files by those in the country's, `""` for none."""
    text = 'country = "KZ"\n'
    for number, (own, name) in enumerate(cities.items()):
        (folder / f"{number}.toml").write_text(TOWN.format(name=own, plan=plan), encoding="utf-8")
        text += f'[[cities]]\nconfig = "{number}.toml"\n' + (f'name = "{name}"\n' if name else "")
    file = folder / "country.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "cities", [{"Osh": "", "OSH": ""}, {"Osh": "", "Talas": " osh "}, {"Roads": ""}, {"Osh": "ROADS"}], ids=str
)
def test_two_cities_of_one_name_or_one_with_that_of_the_roads_are_refused(cities, tmp_path) -> None:
    with pytest.raises(ConfigError, match="a 'name' of its own") as refused:
        cities_of(load_country(country(tmp_path, cities)))
    assert "\n" not in str(refused.value)


def test_a_city_that_cannot_be_read_takes_no_other_ones_name(tmp_path) -> None:
    file = country(tmp_path, {"Osh": ""})
    file.write_text(file.read_text(encoding="utf-8") + '[[cities]]\nconfig = "lost.toml"\nname = "osh"\n', "utf-8")
    with pytest.raises(ConfigError, match="a 'name' of its own"):
        cities_of(load_country(file))


def test_every_city_is_asked_for_the_most_energy_whatever_its_file_asks_for(tmp_path) -> None:
    plan = 'objective = "cost"\ncoverage = 0.4\nthen = ["distance"]'
    asked, refused = cities_of(load_country(country(tmp_path, {"Osh": ""}, plan)))
    assert not refused
    assert (asked[0].scenario.plan.objective, asked[0].scenario.plan.then) == ("energy", ())
    assert asked[0].scenario.plan.coverage == 0.4


@pytest.mark.parametrize("promise", [{"coverage": 0.99}, {"district_floor": 0.9}], ids=str)
def test_a_city_that_promises_what_does_not_stand_is_no_asker_of_money(promise) -> None:
    scenario = tiny_scenario(plan={**promise, "budget_usd": 300_000})
    city = tiny_city()
    question = question_of(city, scenario, say=silent)
    with pytest.raises(InfeasibleError, match="not kept without money"):
        answers_of(city, question, (300_000.0,), None, silent, Stopping())


def test_a_city_without_promises_answers_nothing_and_every_sum() -> None:
    city = tiny_city()
    question = question_of(city, tiny_scenario(), say=silent)
    found = answers_of(city, question, (100_000.0, 300_000.0), None, silent, Stopping())
    assert [one.usd for one in found.answers] == [0.0, 100_000.0, 300_000.0]
    assert found.answers[0].cost_usd == 0
    assert found.answers[0].value <= found.answers[1].value <= found.answers[2].value <= found.ceiling + 1e-6


def test_a_city_whose_file_is_not_there_is_named_once_and_in_the_language_of_the_reader(tmp_path) -> None:
    cities = "".join(f'[[cities]]\nconfig = "{one}.toml"\n' for one in ("../towns/osh", "north/town", "south/town"))
    (tmp_path / "kg.toml").write_text(f'country = "KG"\nbudget_usd = 1_000_000\n{cities}', encoding="utf-8")
    with speaking("ru"):
        _asked, refused = cities_of(load_country(tmp_path / "kg.toml"))
    assert [one.name for one in refused] == ["osh", "north/town.toml", "south/town.toml"]
    assert "такого файла нет" in refused[0].why
    assert refused[0].why.count("osh") == 1
