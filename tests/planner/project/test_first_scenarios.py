"""The first scenario of a project, made from the files that were brought and from what is known of their city."""

import io
import tomllib

import pytest

from planner.authoring.starter import known_cities
from planner.config.scenario import load_scenario
from planner.errors import ProjectError
from planner.fetching import city_request
from planner.project.project import Project
from planner.project.recognising.kinds import FileKind
from tests.conftest import ROOT
from tests.fixtures.sample_project import SAMPLE, added, files_of_request

REAL = ROOT.parent / "shared" / "data" / "osm" / "liechtenstein.osm.pbf"


def test_the_sample_city_is_there_by_one_call_and_gone_by_one_undo(project: Project):
    name = project.start_sample()
    scenario = project.scenarios.scenario(name)
    assert scenario == load_scenario(project.scenarios.path(name))
    theirs, ours = load_scenario(SAMPLE / "demo.toml"), scenario
    assert ours.plan == theirs.plan
    for mine, its in zip(files_of_request(city_request(ours)), files_of_request(city_request(theirs)), strict=True):
        assert mine.fingerprint().sha256 == its.fingerprint().sha256
    assert project.undo() is not None
    assert not project.files.all()
    assert not project.scenarios.all()
    assert not list(project.scenarios_dir.iterdir())
    assert project.redo() is not None
    assert project.scenarios.scenario(name) == scenario


def test_an_extract_alone_gives_a_scenario_that_says_what_is_assumed(project: Project):
    with (SAMPLE / "sarytau.osm.pbf").open("rb") as stream:
        file = project.files.add("my-town-latest.osm.pbf", stream)
    name = project.start_from()
    scenario = project.scenarios.scenario(name)
    assert (name, scenario.city.name) == ("My Town", "My Town")
    assert scenario.path(scenario.city.roads).resolve() == file.path
    assert "Assumed: 1000 electric cars" in project.scenarios.text(name)
    assert scenario.path(scenario.fleet.path).read_text() == "vehicle_class,count\nprivate,1000\n"


def test_a_file_of_which_nobody_knows_what_it_is_is_not_used_before_she_says_so(project: Project):
    added(project, "sarytau.osm.pbf")
    doubtful = project.files.add("grid.csv", io.BytesIO(b"lon,lat,pop\n50.9,46.2,100\n"))
    assert doubtful.kind is FileKind.SITES
    assert doubtful.is_doubtful
    assert doubtful.place not in project.scenarios.text(project.start_from(city="First"))
    project.files.say(doubtful.id, kind=FileKind.SITES)
    told = tomllib.loads(project.scenarios.text(project.start_from(city="Second")))
    assert told["sites"]["path"] == doubtful.place


@pytest.mark.parametrize("city", [one.name for one in known_cities()])
def test_what_is_known_of_a_city_is_in_its_first_scenario(project: Project, city: str):
    added(project, "sarytau.osm.pbf")
    scenario = project.scenarios.scenario(project.start_from(city=city))
    assert scenario.city.place is None
    assert scenario.fleet.path is None
    assert scenario.city.country
    assert (scenario.city.name, scenario.name) == (city, f"{city} {scenario.fleet.year}")


def test_the_plan_of_a_known_city_is_called_as_she_calls_it(project: Project):
    added(project, "sarytau.osm.pbf")
    scenario = project.scenarios.scenario(project.start_from(city="Алматы"))
    assert (scenario.name, scenario.city.name) == ("Алматы 2028", "Almaty"), (
        "what is known of it is found by its own name"
    )


def test_files_of_one_city_do_not_come_into_the_scenario_of_another(project: Project):
    added(project, "sarytau.osm.pbf", "fleet.csv", "population.csv")
    project.start_from(city="First")
    with (SAMPLE / "sarytau.osm.pbf").open("rb") as stream:
        project.files.add("second.osm.pbf", stream)
    added(project, "boundary.geojson")
    second = project.scenarios.scenario(project.start_from(city="Second", vehicles=77))
    assert second.path(second.city.roads).name == "second.osm.pbf"
    assert second.city.population is None
    assert second.path(second.city.boundary).name == "boundary.geojson"
    assert second.path(second.fleet.path).read_text(encoding="utf-8").endswith("private,77\n"), "not those of the first"


def test_a_number_of_cars_that_she_gives_counts_before_what_is_known_of_the_city(project: Project):
    added(project, "sarytau.osm.pbf")
    scenario = project.scenarios.scenario(project.start_from(city=known_cities()[0].name, vehicles=4321))
    assert scenario.path(scenario.fleet.path).read_text(encoding="utf-8").endswith("private,4321\n")


def test_all_files_come_into_the_first_scenario_each_under_its_key(project: Project):
    added(project, *(one.name for one in sorted(SAMPLE.iterdir()) if one.suffix not in (".md", ".toml")))
    scenario = project.scenarios.scenario(project.start_from(city="Sarytau"))
    used = {one.path.name for one in files_of_request(city_request(scenario))}
    assert used == {one.name for one in SAMPLE.iterdir() if one.suffix not in (".md", ".toml")}
    assert [one.format for one in scenario.stations] == ["osm", "ocpi"]


def test_without_an_extract_there_is_no_scenario(project: Project):
    added(project, "fleet.csv")
    with pytest.raises(ProjectError, match="no map extract"):
        project.start_from()


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_file(), reason="the extract of Liechtenstein is not beside the clone")
def test_liechtenstein_from_its_extract_alone(project: Project):
    with REAL.open("rb") as stream:
        project.files.add("liechtenstein-latest.osm.pbf", stream)
    name = project.start_from()
    assert name == "Liechtenstein"
    assert load_scenario(project.scenarios.path(name)).city.name == "Liechtenstein"
