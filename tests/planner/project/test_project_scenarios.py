"""Scenarios are the files that the command line reads: renamed, removed, taken in from elsewhere, followed to new files, and brought back."""

import io

import pytest

from geodata.errors import OutputError
from geodata.sources.fleet_table import read_fleet
from planner.errors import ConfigError, ProjectError
from planner.fetching import city_request
from planner.project.project import Project
from planner.project.recognising.kinds import FileKind
from tests.fixtures.sample_project import SAMPLE, added, files_of_request


def test_a_scenario_from_elsewhere_finds_its_files_by_name_or_says_what_to_upload(project: Project):
    text = (SAMPLE / "demo.toml").read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match=r"city.roads.*upload 'sarytau.osm.pbf' first"):
        project.scenarios.import_text("demo", text)
    added(project, *(one.name for one in sorted(SAMPLE.iterdir()) if one.suffix not in (".md", ".toml")))
    name = project.scenarios.import_text("demo.toml", text.replace('"fleet.csv"', '"C:\\\\work\\\\fleet.csv"'))
    scenario = project.scenarios.scenario(name)
    assert all(one.path.resolve().is_relative_to(project.root) for one in files_of_request(city_request(scenario)))
    assert project.scenarios.import_text("demo", project.scenarios.text(name)) == "demo 2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plan = [", "not valid TOML"),
        ("a." * 2000 + "b = 1", "not valid TOML"),
        ("x = " + "[" * 5000, "not valid TOML"),
        ("# " + "x" * 2_000_000, "a configuration of more than"),
        ("", "city"),
    ],
)
def test_a_text_that_is_no_scenario_is_refused(project: Project, text: str, said: str):
    with pytest.raises(ConfigError, match=said):
        project.scenarios.import_text("a", text)
    assert not project.scenarios.all()


@pytest.mark.parametrize("name", ["../evil", "a/b", "..", "", "CON", "x" * 500, "план\x00", "a\nb", "name.toml"])
def test_a_scenario_of_any_name_lies_in_its_folder(project: Project, name: str):
    kept = project.start_sample()
    copy = project.scenarios.copy(kept, name)
    assert project.scenarios.path(copy).parent == project.scenarios_dir
    assert project.scenarios.path(copy).is_file()
    renamed = project.scenarios.rename(copy, f"{name}!")
    assert {one.name for one in project.scenarios.all()} == {kept, renamed}


def test_scenarios_are_renamed_removed_and_brought_back(project: Project):
    first = project.start_sample()
    second = project.scenarios.copy(first, "Больше денег")
    project.scenarios.changed(second, "plan.budget_usd", 9_000_000)
    assert [(one.key, one.before, one.after) for one in project.scenarios.difference(first, second)] == [
        ("plan.budget_usd", 2_200_000.0, 9_000_000.0)
    ]
    with pytest.raises(ProjectError, match="the name of another scenario"):
        project.scenarios.rename(first, second.upper())
    third = project.scenarios.rename(second, "Дорого")
    project.scenarios.remove(third)
    assert project.scenarios.names() == (first,)
    assert project.scenarios.undo(third)
    assert project.scenarios.scenario(third).plan.budget_usd == 9_000_000
    for _ in range(2):
        project.undo()  # of the removal's undo, and of the removal
    project.undo()
    assert project.scenarios.names() == tuple(sorted((first, second)))
    with pytest.raises(ProjectError, match="no such scenario"):
        project.scenarios.text("no")


def test_what_another_program_wrote_is_taken_in_and_can_be_undone(project: Project):
    name = project.start_sample()
    file = project.scenarios.path(name)
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("2_200_000", "1_100_000"), encoding="utf-8")
    (project.scenarios_dir / "mine.toml").write_text(before, encoding="utf-8")
    (project.scenarios_dir / "broken.toml").write_bytes(b"\xff\xfe\x00")
    assert [(one.name, bool(one.fault)) for one in project.scenarios.all()] == [(name, False), ("mine", False)]
    assert project.scenarios.scenario(name).plan.budget_usd == 1_100_000
    file.unlink()
    assert project.scenarios.names() == ("mine",)
    assert project.scenarios.undo(name)
    assert "1_100_000" in file.read_text(encoding="utf-8")
    assert project.scenarios.undo(name)
    assert file.read_text(encoding="utf-8") == before
    assert (project.scenarios_dir / "broken.toml").read_bytes() == b"\xff\xfe\x00"


def test_a_file_that_is_replaced_is_followed_by_scenarios_and_back(project: Project):
    name = project.start_sample()
    fleet = next(file for file in project.files.all() if file.kind == FileKind.FLEET)
    before = project.scenarios.text(name)
    assert project.scenarios.uses(fleet.place) == (name,)
    newer = project.files.replace(fleet.id, "fleet 2030.csv", io.BytesIO(b"vehicle_class,count\ntaxi,7\n"))
    scenario = project.scenarios.scenario(name)
    assert scenario.path(scenario.fleet.path).read_bytes() == b"vehicle_class,count\ntaxi,7\n"
    assert project.scenarios.uses(newer.place) == (name,)
    project.files.undo(fleet.id)
    assert project.scenarios.text(name) == before
    project.undo()
    assert project.files.get(fleet.id) == newer
    assert project.scenarios.uses(newer.place) == (name,)
    project.undo()
    assert project.scenarios.text(name) == before


def test_a_disk_that_is_full_is_told_of_in_one_line_and_nothing_changes(project: Project, monkeypatch):
    import os

    name = project.start_sample()
    before = project.scenarios.text(name)

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        project.scenarios.changed(name, "plan.gap", 0.5)
    monkeypatch.undo()
    assert project.scenarios.text(name) == before
    assert len(project.history.changes()) == 1


def test_a_file_is_replaced_by_one_of_its_kind_alone_whatever_its_format(project: Project):
    name = project.start_sample()
    stations = next(file for file in project.files.all() if file.kind == FileKind.STATIONS)
    with pytest.raises(ProjectError, match=r"another kind \(Electric vehicles\).*add it as a file of its own"):
        project.files.replace(stations.id, "fleet.csv", io.BytesIO(b"vehicle_class,count\ntaxi,7\n"))
    assert len(list((project.root / "files").iterdir())) == len(project.files.all())
    project.files.replace(stations.id, "list.csv", io.BytesIO(b"lon,lat,connector\n76.9,43.2,CCS2\n"))
    assert project.scenarios.scenario(name).stations[0].format == "csv"
    project.undo()
    assert project.scenarios.scenario(name).stations[0].format == "ocpi"


def test_a_sheet_that_is_chosen_is_the_one_that_a_scenario_names(project: Project):
    from openpyxl import Workbook

    book, data = Workbook(), io.BytesIO()
    for title, rows in (("readme", [["a", "b"], [1, 2]]), ("парк", [["vehicle_class", "count"], ["taxi", 5]])):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(data)
    added(project, "sarytau.osm.pbf")
    name = project.start_from(city="Sarytau")
    file = project.files.add("fleet.xlsx", io.BytesIO(data.getvalue()))
    assert file.kind == FileKind.UNKNOWN
    with pytest.raises(ProjectError, match=r"no layer 'x'; its layers are readme, парк|its layers are readme, парк"):
        project.files.say(file.id, layer="x")
    assert project.files.say(file.id, layer="парк").kind == FileKind.FLEET
    project.use(name, file.id)
    assert project.scenarios.scenario(name).fleet.path == f"{file.place}|layername=парк"
    (table,) = (
        one for one in files_of_request(city_request(project.scenarios.scenario(name))) if "fleet" in str(one.path)
    )
    assert read_fleet(table)[0]["count"].tolist() == [5]
    project.files.say(file.id, kind=FileKind.FLEET, layer="readme")
    assert project.scenarios.scenario(name).fleet.path == f"{file.place}|layername=readme"


@pytest.mark.parametrize("far", [False, True], ids=["of the scenario", "of a world"])
def test_a_scenario_sends_no_secret_of_the_server_but_those_that_are_allowed(project: Project, monkeypatch, far: bool):
    name = project.start_sample()
    text = project.scenarios.text(name)
    source = (
        '[[stations]]\nformat = "ocm"\nurl = "https://somewhere.example/"\ncountry = "KZ"\ntoken_env = "EVPLAN_TOKEN"\n'
    )
    world = '[[compare.worlds]]\nname = "far"\nset = { "stations.0.token_env" = "EVPLAN_TOKEN" }\n'
    asked = f"{text}\n{world if far else source}"
    with pytest.raises(ConfigError, match=r"'token_env' names 'EVPLAN_TOKEN', .*EVPLAN_SECRETS"):
        project.scenarios.import_text("other", asked)
    if not far:
        monkeypatch.setenv("EVPLAN_SECRETS", "OTHER, EVPLAN_TOKEN")
        assert project.scenarios.import_text("other", asked) in [one.name for one in project.scenarios.all()]


def test_a_name_that_somebody_takes_meanwhile_is_not_taken_twice(project: Project, monkeypatch):
    project.start_sample()
    text, free = project.scenarios.text("Sample city"), project.scenarios._free
    taken = []

    def late(wanted: str) -> str:
        name = free(wanted)
        if not taken:  # another planner, between the look and the writing
            taken.append(name)
            project.scenarios.make(wanted, text)
        return name

    monkeypatch.setattr(project.scenarios, "_free", late)
    mine = project.scenarios.make("Same", text)
    assert mine != "Same"
    assert {"Same", mine} <= set(project.scenarios.names())


def test_edits_follow_their_scenario_and_never_another_of_its_name(project: Project):
    scenarios, edits = project.scenarios, '{"features": [1]}'

    def seen() -> dict[str, str]:
        files = ((name, scenarios.edits(name)) for name in scenarios.names())
        return {name: "" if file is None else file.read_text(encoding="utf-8") for name, file in files}

    added(project, "sarytau.osm.pbf")
    plain = project.start_from()
    text = scenarios.text(plain)
    one = scenarios.make("one", text, edits=edits)
    other = scenarios.copy(one)
    new = scenarios.rename(one, "new")
    assert seen() == {plain: "", other: edits, new: edits}
    assert scenarios.make("one", text) == "one"
    assert seen()["one"] == ""
    scenarios.remove(new)
    assert scenarios.undo(new)
    assert seen()[new] == edits
    scenarios.path(other).unlink()  # by another program, which knows nothing of the edits
    assert scenarios.make(other, text) == other
    assert seen()[other] == ""
    while project.undo() is not None:
        pass
    assert not list(project.scenarios_dir.iterdir())
