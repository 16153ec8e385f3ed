"""Who is left out has no part in the sharing: its money goes to others, its promises are told; with workers that answer at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from planner.cluster.jobs import Failed, Job
from planner.country.cities.answers import answer_sums
from planner.country.cities.known_answers import CityAnswer, CityAnswers
from planner.country.config.country import CountryConfig, load_country
from planner.country.plan.planned import Planned
from planner.country.plan.planning import plan_country
from planner.country.telling.country import country_of
from planner.errors import ConfigError
from planner.support.stopping import Stopping
from tests.fixtures.tiny_city import silent

TOWN = '[city]\nname = "{name}"\ncountry = "KZ"\nroads = "town.osm.pbf"\n[plan]\nobjective = "cost"\ncoverage = 0.5\n'


class AtOnce:
    """Workers to whom a city makes of each dollar what `worth` says; those of `broken` cannot be planned with their share, those of `lost` not at all."""

    def __init__(self, worth: dict[str, float], broken: Sequence[str] = (), lost: Sequence[str] = ()) -> None:
        self.worth, self.broken, self.lost = worth, broken, lost
        self.answered: dict[str, Any] = {}
        self.planned: list[tuple[str, float]] = []
        self.questions: set[str] = set()

    apart = False

    def run(self, jobs: Sequence[Job], *, even_if_stopped: bool = False, finished: Any = None) -> dict[str, Any]:  # noqa: ARG002  as Workers
        return {job.name: self._done(job) for job in jobs}

    def _done(self, job: Job) -> Any:
        plan = job.args[0].scenario.plan
        self.questions.add(f"{plan.objective} {plan.then}")
        if job.work is answer_sums:
            if job.name in self.lost:
                return Failed("no roads")
            answers = tuple(
                CityAnswer(usd, usd, usd * self.worth[job.name], usd * self.worth[job.name], {}, f"{job.name} {usd:g}")
                for usd in job.args[1]
            )
            return CityAnswers(answers, {"gbt": 100.0}, 1.0, 0.0, 0.0, answers[-1].value)
        self.planned.append((job.name, plan.budget_usd))
        return Failed("its roads were lost") if job.name in self.broken else f"dossier of {job.name}"


def country(folder: Path, more: str = "", names: Sequence[str] = ("Osh", "Talas", "Naryn")) -> CountryConfig:
    text = f'country = "KZ"\nbudget_usd = 9_000\n[money]\nnext_usd = 1_000\nrefine = 0\nsums_usd = [3_000, 6_000]\n{more}\n'
    for name in names:
        (folder / f"{name}.toml").write_text(TOWN.format(name=name), encoding="utf-8")
        text += f'[[cities]]\nconfig = "{name}.toml"\nregion = "Land of {name}"\n'
    (folder / "country.toml").write_text(text, encoding="utf-8")
    return load_country(folder / "country.toml")


def planned(config: CountryConfig, workers: AtOnce) -> Planned:
    return plan_country(config, workers, say=silent, stopping=Stopping())


def test_a_city_is_answered_and_planned_by_one_and_the_same_question(tmp_path) -> None:
    workers = AtOnce({"Osh": 1.0, "Talas": 2.0, "Naryn": 3.0})
    planned(country(tmp_path), workers)
    assert workers.questions == {"energy ()"}


def test_money_of_a_city_that_cannot_be_planned_with_it_is_shared_among_the_others(tmp_path) -> None:
    workers = AtOnce({"Osh": 1.0, "Talas": 2.0, "Naryn": 3.0}, broken=["Naryn"])
    run = planned(country(tmp_path), workers)
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
        planned(country(tmp_path), AtOnce({"Osh": 1.0, "Talas": 1.0, "Naryn": 1.0}, ["Osh", "Talas", "Naryn"]))


FLOOR = '[[money.floors]]\nregion = "{}"\n{}\n'


def test_a_promise_that_names_nobody_is_refused_before_anything_is_planned(tmp_path) -> None:
    workers = AtOnce({})
    with pytest.raises(ConfigError, match="did you mean 'Land of Osh'"):
        planned(country(tmp_path, FLOOR.format("Land of Oh", "money = 0.1")), workers)
    with pytest.raises(ConfigError, match="did you mean 'gbt'"):
        planned(country(tmp_path, '[[money.floors]]\nplug = "gtb"\nserved = 0.1'), workers)
    with pytest.raises(ConfigError, match="there are no roads"):
        planned(country(tmp_path, "[[money.floors]]\nroads = true\nmoney = 0.1"), workers)
    assert not workers.questions


@pytest.mark.parametrize("promise", ["money = 0.5", "served = 0.5"])
def test_a_promise_to_a_region_whose_only_city_was_left_out_is_told_and_binds_nobody(promise, tmp_path) -> None:
    config = country(tmp_path, FLOOR.format("Land of Naryn", promise))
    run = planned(config, AtOnce({"Osh": 1.0, "Talas": 2.0}, lost=["Naryn"]))
    assert run.sharing is not None
    assert run.sharing.chosen["Talas"].units == 9
    run.dossiers.clear()
    assert "binds nobody" in str(country_of(run).floors[0]["said"])


@pytest.mark.parametrize("whom", ['plug = "gbt"', 'region = "Land of Naryn"'])
def test_a_promise_of_energy_says_who_was_left_out_of_it(whom, tmp_path) -> None:
    asked = country(tmp_path, f"[[money.floors]]\n{whom}\nserved = 0.0")
    with_osh = asked.model_copy(
        update={"cities": tuple(one.model_copy(update={"region": "Land of Naryn"}) for one in asked.cities)}
    )
    run = planned(with_osh, AtOnce({"Osh": 1.0, "Talas": 2.0}, lost=["Naryn"]))
    run.dossiers.clear()
    assert "asked without Naryn" in str(country_of(run).floors[0]["said"])
