"""Districts drawn and promised on the map are a file and keys of the scenario, in one change that is undone as one."""

import pytest
import shapely

from geodata.input_file import InputFile
from geodata.sources.districts import read_districts
from planner.errors import PlannerError
from planner.project.districts import DRAWN, district_map, set_districts
from planner.project.project import Project
from planner.project.recognising.kinds import FileKind


@pytest.fixture
def project(tmp_path):
    found = Project.open(tmp_path / "Қала")
    found.start_sample()
    return found


NAME = "Sample city"


def square(project, share=0.2):
    west, south, east, north = district_map(project, NAME).city.bounds
    x, y, dx, dy = (west + east) / 2, (south + north) / 2, share * (east - west) / 2, share * (north - south) / 2
    return [(x - dx, y - dy), (x + dx, y - dy), (x + dx, y + dy), (x - dx, y + dy)]


def test_floors_are_keys_of_the_scenario_and_its_files_stay_as_they_are(project):
    before, files = district_map(project, NAME), project.files.all()
    one, other = (found.name for found in before.districts[:2])
    set_districts(project, NAME, floors={one: 0.4, other: 0.0})
    assert project.scenarios.scenario(NAME).plan.district_floors == {one: 0.4}
    assert {found.name: found.floor for found in district_map(project, NAME).districts}[one] == 0.4
    assert project.files.all() == files
    project.undo()
    assert district_map(project, NAME) == before


def test_a_drawn_district_is_a_file_with_all_others_of_which_it_takes_its_ground(project):
    before = district_map(project, NAME)
    gone = before.districts[0].name
    set_districts(project, NAME, floors={"Жаңа “центр”": 0.5}, drawn={"Жаңа “центр”": square(project)}, removed=[gone])
    after = district_map(project, NAME)
    assert after.file == DRAWN
    assert {one.name for one in after.districts} == {one.name for one in before.districts} - {gone} | {"Жаңа “центр”"}
    assert {one.name: one.floor for one in after.districts}["Жаңа “центр”"] == 0.5
    file = next(one for one in project.files.all() if one.name == DRAWN)
    assert file.kind is FileKind.DISTRICTS, "one district alone would be taken for the limits of the city"
    shapes = list(read_districts(InputFile(file.path))[0].geometry)
    assert all(
        shapely.intersection(one, other).area < 1e-12 for at, one in enumerate(shapes) for other in shapes[at + 1 :]
    )
    assert project.scenarios.scenario(NAME).city.districts == file.place
    project.undo()
    assert district_map(project, NAME) == before
    assert DRAWN not in [one.name for one in project.files.all()]


@pytest.mark.parametrize(
    ("floors", "drawn"),
    [
        ({"Nowhere": 0.1}, {}),
        ({}, {"": [(0, 0), (1, 0), (1, 1)]}),
        ({}, {"a\nb\x00": [(0, 0), (1, 0), (1, 1)]}),
        ({}, {"bow": [(0, 0), (1, 1), (1, 0), (0, 1)]}),
        ({}, {"line": [(0, 0), (1, 1)]}),
        ({}, {"all": [(-170, -80), (170, -80), (170, 80), (-170, 80)]}),
    ],
    ids=["no district", "no name", "signs", "crosses itself", "no area", "covers others"],
)
def test_what_is_no_district_is_refused_and_changes_nothing(project, floors, drawn):
    before, files = project.scenarios.text(NAME), project.files.all()
    with pytest.raises(PlannerError):
        set_districts(project, NAME, floors=floors, drawn=drawn)
    assert project.scenarios.text(NAME) == before
    assert project.files.all() == files


def test_districts_that_cannot_be_read_are_never_replaced_by_what_is_drawn(project):
    file = next(one for one in project.files.all() if one.place == project.scenarios.scenario(NAME).city.districts)
    file.path.chmod(0o600)
    file.path.write_text("{")
    before = project.scenarios.text(NAME)
    area = [(71.0, 43.0), (71.1, 43.0), (71.1, 43.1)]
    with pytest.raises(PlannerError, match="cannot be read, and what is drawn would take its place"):
        set_districts(project, NAME, floors={}, drawn={"new": area})
    assert project.scenarios.text(NAME) == before
