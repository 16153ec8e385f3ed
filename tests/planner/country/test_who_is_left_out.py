"""Who is left out has no part in the sharing: its money goes to others, its promises are told; with workers that answer at once."""

import pytest

from planner.country.telling.country import country_of
from planner.errors import ConfigError
from tests.fixtures.answered_at_once import AtOnce, planned_by, three_towns


def test_a_city_is_answered_and_planned_by_one_and_the_same_question(tmp_path) -> None:
    workers = AtOnce({"Osh": 1.0, "Talas": 2.0, "Naryn": 3.0})
    planned_by(three_towns(tmp_path), workers)
    assert workers.questions == {"energy ()"}


def test_money_of_a_city_that_cannot_be_planned_with_it_is_shared_among_the_others(tmp_path) -> None:
    workers = AtOnce({"Osh": 1.0, "Talas": 2.0, "Naryn": 3.0}, broken=["Naryn"])
    run = planned_by(three_towns(tmp_path), workers)
    assert run.sharing is not None
    assert {name: one.units for name, one in run.sharing.chosen.items()} == {"Osh": 0, "Talas": 9}
    assert run.sharing.value == 18_000.0
    assert run.sharing.bound < 27_000.0, "what Naryn would make of the money bounds nobody else"
    assert set(run.dossiers) == {"cities/Osh", "cities/Talas"}
    assert [one.name for one in run.curves] == ["Osh", "Talas"]
    assert run.failed["Naryn"] == ("Land of Naryn", "its roads were lost")
    assert workers.planned.count(("Osh", 0.0)) == 1, "a city whose share stays is planned once"


def test_where_no_city_is_left_the_run_ends_in_one_line(tmp_path) -> None:
    with pytest.raises(ConfigError, match="its roads were lost"):
        planned_by(three_towns(tmp_path), AtOnce({"Osh": 1.0, "Talas": 1.0, "Naryn": 1.0}, ["Osh", "Talas", "Naryn"]))


FLOOR = '[[money.floors]]\nregion = "{}"\n{}\n'


def test_a_promise_that_names_nobody_is_refused_before_anything_is_planned(tmp_path) -> None:
    workers = AtOnce({})
    with pytest.raises(ConfigError, match="did you mean 'Land of Osh'"):
        planned_by(three_towns(tmp_path, FLOOR.format("Land of Oh", "money = 0.1")), workers)
    with pytest.raises(ConfigError, match="did you mean 'gbt'"):
        planned_by(three_towns(tmp_path, '[[money.floors]]\nplug = "gtb"\nserved = 0.1'), workers)
    with pytest.raises(ConfigError, match="there are no roads"):
        planned_by(three_towns(tmp_path, "[[money.floors]]\nroads = true\nmoney = 0.1"), workers)
    assert not workers.questions


@pytest.mark.parametrize("promise", ["money = 0.5", "served = 0.5"])
def test_a_promise_to_a_region_whose_only_city_was_left_out_is_told_and_binds_nobody(promise, tmp_path) -> None:
    config = three_towns(tmp_path, FLOOR.format("Land of Naryn", promise))
    run = planned_by(config, AtOnce({"Osh": 1.0, "Talas": 2.0}, lost=["Naryn"]))
    assert run.sharing is not None
    assert run.sharing.chosen["Talas"].units == 9
    run.dossiers.clear()
    assert "binds nobody" in str(country_of(run).floors[0]["said"])


@pytest.mark.parametrize("whom", ['plug = "gbt"', 'region = "Land of Naryn"'])
def test_a_promise_of_energy_says_who_was_left_out_of_it(whom, tmp_path) -> None:
    asked = three_towns(tmp_path, f"[[money.floors]]\n{whom}\nserved = 0.0")
    with_osh = asked.model_copy(
        update={"cities": tuple(one.model_copy(update={"region": "Land of Naryn"}) for one in asked.cities)}
    )
    run = planned_by(with_osh, AtOnce({"Osh": 1.0, "Talas": 2.0}, lost=["Naryn"]))
    run.dossiers.clear()
    assert "asked without Naryn" in str(country_of(run).floors[0]["said"])
