"""Scenarios are the files that the command line reads: made from what was brought, changed key by key, compared, and brought back."""

import datetime as dt
import io
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from geodata.errors import OutputError
from geodata.input_file import InputFile
from geodata.sources.fleet_table import read_fleet
from planner.authoring.starter import known_cities
from planner.config.scenario import Scenario, load_scenario, scenario_from
from planner.errors import ConfigError, ProjectError
from planner.fetching import city_request
from planner.project.named_files import files_named
from planner.project.project import Project
from planner.project.recognising.kinds import PLACES, FileKind
from planner.project.toml_text import with_keys
from tests.conftest import ROOT
from tests.fixtures.drawing import drawn

SAMPLE = ROOT / "configs" / "sample_city"
REAL = ROOT.parent / "shared" / "data" / "osm" / "liechtenstein.osm.pbf"


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Project:
    return Project.open(tmp_path / "project")


def _added(project: Project, *names: str) -> list[str]:
    ids = []
    for name in names:
        with (SAMPLE / name).open("rb") as stream:
            ids.append(project.files.add(name, stream).id)
    return ids


def test_the_sample_city_is_there_by_one_call_and_gone_by_one_undo(project: Project):
    name = project.start_sample()
    scenario = project.scenarios.scenario(name)
    assert scenario == load_scenario(project.scenarios.path(name))
    theirs, ours = load_scenario(SAMPLE / "demo.toml"), scenario
    assert ours.plan == theirs.plan
    for mine, its in zip(_inputs(city_request(ours)), _inputs(city_request(theirs)), strict=True):
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


@pytest.mark.parametrize("city", [one.name for one in known_cities()])
def test_what_is_known_of_a_city_is_in_its_first_scenario(project: Project, city: str):
    _added(project, "sarytau.osm.pbf")
    scenario = project.scenarios.scenario(project.start_from(city=city))
    assert scenario.city.place is None
    assert scenario.fleet.path is None
    assert scenario.city.country
    assert (scenario.city.name, scenario.name) == (city, f"{city} {scenario.fleet.year}")


def test_the_plan_of_a_known_city_is_called_as_she_calls_it(project: Project):
    _added(project, "sarytau.osm.pbf")
    scenario = project.scenarios.scenario(project.start_from(city="Алматы"))
    assert (scenario.name, scenario.city.name) == ("Алматы 2028", "Almaty"), (
        "what is known of it is found by its own name"
    )


def test_files_of_one_city_do_not_come_into_the_scenario_of_another(project: Project):
    _added(project, "sarytau.osm.pbf", "fleet.csv", "population.csv")
    project.start_from(city="First")
    with (SAMPLE / "sarytau.osm.pbf").open("rb") as stream:
        project.files.add("second.osm.pbf", stream)
    _added(project, "boundary.geojson")
    second = project.scenarios.scenario(project.start_from(city="Second", vehicles=77))
    assert second.path(second.city.roads).name == "second.osm.pbf"
    assert second.city.population is None
    assert second.path(second.city.boundary).name == "boundary.geojson"
    assert second.path(second.fleet.path).read_text(encoding="utf-8").endswith("private,77\n"), "not those of the first"


def test_a_number_of_cars_that_she_gives_counts_before_what_is_known_of_the_city(project: Project):
    _added(project, "sarytau.osm.pbf")
    scenario = project.scenarios.scenario(project.start_from(city=known_cities()[0].name, vehicles=4321))
    assert scenario.path(scenario.fleet.path).read_text(encoding="utf-8").endswith("private,4321\n")


def test_all_files_come_into_the_first_scenario_each_under_its_key(project: Project):
    _added(project, *(one.name for one in sorted(SAMPLE.iterdir()) if one.suffix not in (".md", ".toml")))
    scenario = project.scenarios.scenario(project.start_from(city="Sarytau"))
    used = {one.path.name for one in _inputs(city_request(scenario))}
    assert used == {one.name for one in SAMPLE.iterdir() if one.suffix not in (".md", ".toml")}
    assert [one.format for one in scenario.stations] == ["osm", "ocpi"]


def test_without_an_extract_there_is_no_scenario(project: Project):
    _added(project, "fleet.csv")
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


def test_a_key_is_changed_and_every_remark_and_line_stays(project: Project):
    name = project.start_sample()
    before = project.scenarios.text(name).splitlines()
    project.scenarios.changed(name, "plan.budget_usd", 3_000_000)
    after = project.scenarios.text(name).splitlines()
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert [(one.partition("#")[2], other.partition(" ")[0]) for one, other in changed] == [
        (before[_line(before, "budget_usd")].partition("#")[2], "budget_usd")
    ]
    assert "3_000_000" in changed[0][1]
    assert changed[0][1].partition("#")[2] == changed[0][0].partition("#")[2]
    assert project.scenarios.undo(name)
    assert project.scenarios.text(name).splitlines() == before


def test_a_figure_of_her_own_is_not_explained_by_where_the_planners_came_from(project: Project):
    _added(project, "sarytau.osm.pbf")
    name = project.start_from(city="Almaty")
    project.scenarios.changed(name, "plan.budget_usd", 2_000_000)
    lines = project.scenarios.text(name).splitlines()
    assert lines[_line(lines, "budget_usd")].rstrip() == "budget_usd = 2_000_000"
    assert "chosen" in lines[_line(lines, "year")], "what stands as it stood keeps its remark"


KEYS = {
    "plan.gap": st.floats(0, 0.9),
    "plan.max_sites": st.one_of(st.none(), st.integers(0, 99)),
    "plan.forbidden": st.lists(st.text("abc-1 é'\"\\", min_size=1, max_size=9), max_size=4),
    "grid.winter_share": st.floats(0.1, 1),
    "inventory.target_kw_per_bev": st.one_of(st.none(), st.floats(0.01, 1)),
    "name": st.text(max_size=20).filter(lambda text: text.isprintable()),
    "fleet.mix": st.sampled_from(["kz", {"gbt": 0.5, "ccs2": 0.5}]),
    "output.languages": st.sampled_from([["en"], ["ru", "kk"]]),
    "fleet.steps": st.sampled_from([[], [{"date": dt.date(2027, 1, 1), "factor": 0.5}]]),
}


@drawn(15, [HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(KEYS)).flatmap(lambda key: st.tuples(st.just(key), KEYS[key])), max_size=6))
def test_changed_keys_say_what_they_were_set_to_whatever_came_before(changes):
    text = (SAMPLE / "demo.toml").read_text(encoding="utf-8")
    plain = tomllib.loads(text)
    for key, value in changes:
        text = with_keys(text, {key: value})
        table, _dot, name = key.rpartition(".")
        home = plain.setdefault(table, {}) if table else plain
        home.pop(name, None)
        if value is not None:
            home[name] = value
    assert scenario_from(tomllib.loads(text)) == scenario_from(plain)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("plan.gap", 3, "expected less than 1"),
        ("plan.bugdet_usd", 1, "did you mean 'budget_usd'"),
        ("city.population", "/etc/passwd", "upload 'passwd' first"),
        ("city.population", "../../secret.csv", "upload 'secret.csv' first"),
        ("city.population", "../project.sqlite", "upload 'project.sqlite' first"),
        ("city.population", "..\\..\\secret.csv", "upload 'secret.csv' first"),
        ("city.population", "postgresql://host/db|layername=people", "a project reads files alone"),
        ("fleet.mix", "../../mix.csv", "upload 'mix.csv' first"),
        ("compare.worlds", [{"name": "a", "set": {"fleet.path": "/etc/passwd"}}], "upload 'passwd' first"),
        ("compare.worlds", [{"name": "a", "set": {"fleet": {"path": "/etc/passwd"}}}], "upload 'passwd' first"),
        ("compare.worlds", [{"name": "a", "mix": "/etc/mix.toml"}], "upload 'mix.toml' first"),
        ("compare.mixes", ["/etc/mix.toml"], "upload 'mix.toml' first"),
        ("stations.9.path", "a", "leads nowhere"),
        ("plan..gap", 1, "no dotted name"),
        ("plan.gap", object(), "nothing that a configuration can hold"),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_one_line_and_nothing_changes(project: Project, key, value, said: str):
    name = project.start_sample()
    before = project.scenarios.text(name)
    with pytest.raises(ConfigError, match=said) as told:
        project.scenarios.changed(name, key, value)
    assert "\n" not in str(told.value)
    assert project.scenarios.fault(name, key, value) == str(told.value)
    assert project.scenarios.text(name) == before
    assert len(project.history.changes()) == 1


def test_every_key_that_names_a_file_is_held_to_the_project():
    """All keys that planning opens a file by are among those that are looked at."""
    data: dict = {"city": {"name": "X", "overture": ["overture.parquet"]}}
    for kind, place in PLACES.items():
        value = f"{kind.name.lower()}.csv"
        if place.several == "tables":
            table = data.setdefault(place.table, [{"format": "irve" if place.table == "stations" else "csv"}])[0]
        else:
            table = data.setdefault(place.table, {})
        if kind != FileKind.OVERTURE:
            table[place.key] = value
    scenario = scenario_from(data)
    opened = {one.path.name for one in _inputs(city_request(scenario))} | {str(scenario.fleet.mix)}
    assert opened == {one.value for one in files_named(data)}
    assert _file_keys(Scenario) <= {f"{place.table}.{place.key}" for place in PLACES.values()}


def test_a_scenario_from_elsewhere_finds_its_files_by_name_or_says_what_to_upload(project: Project):
    text = (SAMPLE / "demo.toml").read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match=r"city.roads.*upload 'sarytau.osm.pbf' first"):
        project.scenarios.import_text("demo", text)
    _added(project, *(one.name for one in sorted(SAMPLE.iterdir()) if one.suffix not in (".md", ".toml")))
    name = project.scenarios.import_text("demo.toml", text.replace('"fleet.csv"', '"C:\\\\work\\\\fleet.csv"'))
    scenario = project.scenarios.scenario(name)
    assert all(one.path.resolve().is_relative_to(project.root) for one in _inputs(city_request(scenario)))
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


def _line(lines: list[str], word: str) -> int:
    return next(k for k, line in enumerate(lines) if line.startswith(word))


def _inputs(node) -> list[InputFile]:
    """Every file of a request, in a fixed order."""
    if isinstance(node, InputFile):
        return [node]
    if isinstance(node, tuple):
        return [found for one in node for found in _inputs(one)]
    return [found for name in getattr(node, "__dataclass_fields__", ()) for found in _inputs(getattr(node, name))]


def _file_keys(model) -> set[str]:
    """Keys beside which a key names columns or a layer, or whose text speaks of files: they name files."""
    found = set()
    for name, field in model.model_fields.items():
        inner = [
            one
            for one in (field.annotation, *getattr(field.annotation, "__args__", ()))
            if hasattr(one, "model_fields")
        ]
        for table in inner[:1]:
            keys = set(table.model_fields)
            for key in keys:
                for ending in ("_columns", "_layer"):
                    if key.endswith(ending) and key.removesuffix(ending) in keys:
                        found.add(f"{name}.{key.removesuffix(ending)}")
            if "path" in keys:
                found.add(f"{name}.path")
    return found


def test_keys_that_many_set_at_once_all_stand(project: Project):
    import threading

    name = project.start_sample()
    keys = {"plan.budget_usd": 1, "plan.max_sites": 3, "plan.gap": 0.5, "grid.winter_share": 0.5, "sites.max_bays": 15}
    threads = [threading.Thread(target=project.scenarios.changed, args=(name, *one)) for one in keys.items()]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    scenario = project.scenarios.scenario(name)
    assert {key: getattr(getattr(scenario, key.partition(".")[0]), key.partition(".")[2]) for key in keys} == keys
    assert len(project.history.changes()) == 1 + len(keys)


def test_columns_that_are_told_later_come_into_the_scenarios_that_name_the_file(project: Project):
    _added(project, "sarytau.osm.pbf")
    file = project.files.add("list.csv", io.BytesIO(b"X,Y,plug\n76.9,43.2,CCS2\n"))
    project.files.say(file.id, kind=FileKind.STATIONS)
    name = project.start_from(city="Sarytau")
    mapping = {"lon": "X", "lat": "Y"}
    project.files.say(file.id, columns=mapping)
    assert project.scenarios.scenario(name).stations[1].columns == mapping
    assert project.undo() is not None
    assert project.scenarios.scenario(name).stations[1].columns == {}
    assert project.files.get(file.id).columns == {}


def test_a_file_is_put_into_a_scenario_under_its_key(project: Project):
    _added(project, "sarytau.osm.pbf")
    name = project.start_from(city="Sarytau")
    for one in ("stations.json", "population.csv", "own_sites.csv"):
        (file_id,) = _added(project, one)
        project.use(name, file_id)
        project.use(name, file_id)
        assert project.uses(file_id) == (name,)
    (other,) = _added(project, "stations.json")
    project.use(name, other)
    scenario = project.scenarios.scenario(name)
    assert [one.format for one in scenario.stations] == ["osm", "ocpi", "ocpi"]
    assert scenario.sites.path is not None
    status = project.files.add("etat.csv", io.BytesIO(b"id_pdc_itinerance,etat_pdc\nFR1,en_service\n"))
    with pytest.raises(ProjectError, match="no stations of the same format"):
        project.use(name, status.id)


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
    _added(project, "sarytau.osm.pbf")
    name = project.start_from(city="Sarytau")
    file = project.files.add("fleet.xlsx", io.BytesIO(data.getvalue()))
    assert file.kind == FileKind.UNKNOWN
    with pytest.raises(ProjectError, match=r"no layer 'x'; its layers are readme, парк|its layers are readme, парк"):
        project.files.say(file.id, layer="x")
    assert project.files.say(file.id, layer="парк").kind == FileKind.FLEET
    project.use(name, file.id)
    assert project.scenarios.scenario(name).fleet.path == f"{file.place}|layername=парк"
    (table,) = (one for one in _inputs(city_request(project.scenarios.scenario(name))) if "fleet" in str(one.path))
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

    _added(project, "sarytau.osm.pbf")
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
