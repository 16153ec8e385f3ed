"""Keys of a scenario are changed one by one: all else stays as it was written, and what cannot be is refused in one line."""

import datetime as dt
import io
import tomllib

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from planner.config.scenario import Scenario, scenario_from
from planner.errors import ConfigError, ProjectError
from planner.fetching import city_request
from planner.project.named_files import files_named
from planner.project.project import Project
from planner.project.recognising.kinds import PLACES, FileKind
from planner.project.toml_text import with_keys
from tests.fixtures.drawing import drawn
from tests.fixtures.sample_project import SAMPLE, added, files_of_request


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
    added(project, "sarytau.osm.pbf")
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
    opened = {one.path.name for one in files_of_request(city_request(scenario))} | {str(scenario.fleet.mix)}
    assert opened == {one.value for one in files_named(data)}
    assert _file_keys(Scenario) <= {f"{place.table}.{place.key}" for place in PLACES.values()}


def _line(lines: list[str], word: str) -> int:
    return next(k for k, line in enumerate(lines) if line.startswith(word))


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
    added(project, "sarytau.osm.pbf")
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
    added(project, "sarytau.osm.pbf")
    name = project.start_from(city="Sarytau")
    for one in ("stations.json", "population.csv", "own_sites.csv"):
        (file_id,) = added(project, one)
        project.use(name, file_id)
        project.use(name, file_id)
        assert project.uses(file_id) == (name,)
    (other,) = added(project, "stations.json")
    project.use(name, other)
    scenario = project.scenarios.scenario(name)
    assert [one.format for one in scenario.stations] == ["osm", "ocpi", "ocpi"]
    assert scenario.sites.path is not None
    status = project.files.add("etat.csv", io.BytesIO(b"id_pdc_itinerance,etat_pdc\nFR1,en_service\n"))
    with pytest.raises(ProjectError, match="no stations of the same format"):
        project.use(name, status.id)
