"""Workers that see no file of the command: what they need travels with their jobs, and what they found is there when they are lost."""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from city_fixtures import town

from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Job, done_in_turn
from planner.cluster.lines import ClusterError
from planner.country.config.country import CountryConfig, load_country
from planner.country.plan.planned import Planned
from planner.country.plan.planning import plan_country
from planner.support.stopping import Stopping
from tests.fixtures.tiny_city import silent
from tests.fixtures.town_config import TOWN_CONFIG

pytestmark = pytest.mark.slow


class Apart:
    """Workers to whom jobs travel as bytes while the inputs of the command are away, and that are lost after so many."""

    apart = True

    def __init__(self, folder: Path, lost_after: int = 1000) -> None:
        self.folder, self.left, self.done = folder, lost_after, list[str]()

    def run(self, jobs: Sequence[Job], *, even_if_stopped: bool = False, finished: Any = None) -> dict[str, Any]:
        sent = pickle.loads(pickle.dumps(tuple(jobs)))
        away = self.folder.rename(self.folder.with_name("away"))
        try:
            found: dict[str, Any] = {}
            for job in sent:
                if not self.left:
                    raise ClusterError("the scheduler was lost")
                self.left -= 1
                self.done.append(f"{job.work.__name__} {job.name}")
                found |= done_in_turn([job], silent, Stopping(), even_if_stopped=even_if_stopped, finished=finished)
            return found
        finally:
            away.rename(self.folder)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CountryConfig:
    """Two cities of the same files that ask different questions, in a folder beside the configuration of the country."""
    monkeypatch.setenv("EVPLAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("EVPLAN_CACHE_MB", "100")
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    town(inputs)
    text = 'country = "KZ"\nbudget_usd = 400_000\n[money]\nnext_usd = 1_000\nrefine = 0\nsums_usd = [200_000]\n'
    for name, sites in (("Osh", 5), ("Talas", 4)):
        city = TOWN_CONFIG.format(budget=100_000).replace("nearest_sites = 5", f"nearest_sites = {sites}")
        (inputs / f"{name}.toml").write_text(city, encoding="utf-8")
        text += f'[[cities]]\nconfig = "inputs/{name}.toml"\nname = "{name}"\n'
    (tmp_path / "country.toml").write_text(text, encoding="utf-8")
    return load_country(tmp_path / "country.toml")


def planned(asked: CountryConfig, workers: Any, *, fresh: bool = False) -> Planned:
    return plan_country(asked, workers, say=silent, stopping=Stopping(), fresh=fresh)


def filed(run: Planned) -> dict[str, str]:
    return {name: dossier.to_json() for name, dossier in run.dossiers.items()}


def test_workers_plan_cities_whose_files_they_cannot_see_as_the_command_itself_does(asked) -> None:
    there = planned(asked, Apart(asked.path("inputs")))
    with Cluster() as here:
        assert filed(there) == filed(planned(asked, here, fresh=True))


def test_what_was_found_before_the_scheduler_was_lost_is_not_looked_for_again(asked) -> None:
    workers = Apart(asked.path("inputs"), lost_after=1)
    with pytest.raises(ClusterError):
        planned(asked, workers)
    again = Apart(asked.path("inputs"))
    run = planned(asked, again)
    assert workers.done == ["answer_sums Osh"]
    assert again.done == ["answer_sums Talas", "plan_city Osh", "plan_city Talas"]
    with Cluster() as here:
        assert filed(run) == filed(planned(asked, here, fresh=True))
