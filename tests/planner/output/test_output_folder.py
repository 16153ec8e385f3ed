"""A run writes all its files or none, and leaves alone what is not its own."""

import os
import shutil
from pathlib import Path

import pytest

import planner.output as outputs
from geodata.errors import InputError
from planner.dossier.dossier import Dossier
from planner.output import BY_ENDING, OF_STUDIES, ON_REQUEST, WRITERS, format_for, write_all, write_one
from planner.support.staging import staged_folder
from tests.fixtures.dossier_fixture import make_dossier

DAY = "2031-07-01T00:00:00Z"


def contents(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Folder that a run has written, only to be read."""
    folder = tmp_path_factory.mktemp("written") / "new" / "run"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("planner.output.ocpi_files.start_of_today", lambda: DAY)
        write_all(make_dossier(side=3, roads=4), folder)
    return folder


@pytest.fixture
def few_files(monkeypatch):
    """A run writes three of its files: enough to be written all or none."""
    few = ("plan.json", "sites.csv", "map.html")
    monkeypatch.setattr(outputs, "WRITERS", {name: WRITERS[name] for name in few})


@pytest.fixture
def broken_map(monkeypatch, few_files):
    def break_with(error):
        def write(dossier, path):
            path.write_text("half a map")
            raise error

        monkeypatch.setitem(outputs.WRITERS, "map.html", write)

    return break_with


def test_every_promised_file_is_written(run):
    promised = {
        "map.html", "plan.geojson", "plan.gpkg", "sites.csv", "sites.xlsx", "plan.json", "ocpi_inventory.json",
        "ocpi_locations.json", "demand.csv", "datapackage.json", "report.html", "summary.json",
    }  # fmt: skip
    assert set(contents(run)) == promised == set(WRITERS)
    assert [one.name for one in run.parent.iterdir()] == ["run"], "nothing is left beside it"


def test_the_same_plan_gives_the_same_bytes(run, tmp_path, monkeypatch):
    monkeypatch.setattr("planner.output.ocpi_files.start_of_today", lambda: DAY)
    write_all(make_dossier(side=3, roads=4), tmp_path / "two")
    one, two = contents(run), contents(tmp_path / "two")
    assert one.keys() == two.keys()
    assert {name for name in one if one[name] != two[name]} <= {"plan.gpkg"}, "a GeoPackage carries its time of writing"


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt()])
def test_a_run_that_fails_leaves_the_last_good_one_as_it_was(run, tmp_path, broken_map, error):
    shutil.copytree(run, tmp_path / "run")
    (tmp_path / "run" / "notes.txt").write_text("mine")
    before = contents(tmp_path / "run")
    broken_map(error)
    with pytest.raises(type(error)):
        write_all(make_dossier(side=3, roads=4, mix="gbt_heavy"), tmp_path / "run")
    assert contents(tmp_path / "run") == before
    assert [one.name for one in tmp_path.iterdir()] == ["run"]


def test_a_first_run_that_fails_leaves_nothing_at_all(tmp_path, broken_map):
    broken_map(ValueError("broken"))
    with pytest.raises(ValueError, match="broken"):
        write_all(make_dossier(side=3, roads=4), tmp_path / "deep" / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("few_files")
def test_files_that_are_not_ours_are_kept(tmp_path):
    run = tmp_path / "run"
    (run / "photos").mkdir(parents=True)
    (run / "photos" / "lot.jpg").write_bytes(b"mine")
    (run / "map.html").write_text("an old map")
    write_all(make_dossier(side=3, roads=4), run)
    assert (run / "photos" / "lot.jpg").read_bytes() == b"mine"
    assert (run / "map.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_swap_that_fails_midway_puts_every_file_back(tmp_path, monkeypatch):
    run = tmp_path / "run"
    run.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (run / name).write_text(f"old {name}")
    monkeypatch.chdir(run)  # so that it cannot be replaced as one
    path_replace = type(run).replace

    def failing(self, target):
        if str(target) == str(run / "c.txt") and "earlier" not in str(self):
            raise PermissionError(13, "held open")
        return path_replace(self, target)

    def write_and_fail():
        with staged_folder(run) as stage:
            for name in ("a.txt", "b.txt", "c.txt", "new.txt"):
                (stage / name).write_text("new")
            monkeypatch.setattr(type(run), "replace", failing)

    with pytest.raises(InputError, match="Permission denied"):
        write_and_fail()
    monkeypatch.undo()
    assert {file.name: file.read_text() for file in run.iterdir()} == {
        name: f"old {name}" for name in ("a.txt", "b.txt", "c.txt")
    }


@pytest.mark.usefixtures("few_files")
def test_a_folder_in_the_place_of_a_file_is_never_deleted(tmp_path):
    (tmp_path / "run" / "map.html").mkdir(parents=True)
    (tmp_path / "run" / "map.html" / "precious.txt").write_text("mine")
    with pytest.raises(InputError, match="is a folder"):
        write_all(make_dossier(side=3, roads=4), tmp_path / "run")
    assert contents(tmp_path / "run") == {os.path.join("map.html", "precious.txt"): b"mine"}  # noqa: PTH118


def test_what_a_killed_run_left_is_removed_by_the_next_one(tmp_path):
    (tmp_path / ".run.writing-left").mkdir()
    (tmp_path / ".other.writing-left").mkdir()
    with staged_folder(tmp_path / "run") as stage:
        (stage / "a.txt").write_text("a")
    assert {one.name for one in tmp_path.iterdir()} == {"run", ".other.writing-left"}


def test_a_file_where_the_folder_should_be_is_refused_in_one_line(tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(InputError, match="cannot be made"):
        write_all(make_dossier(side=3, roads=4), tmp_path / "run")
    assert (tmp_path / "run").read_text() == "a file"


ALL = {**ON_REQUEST, **WRITERS}
EACH = [*(f"x{ending}" for ending in BY_ENDING), *(name for name in ALL if ALL[name] not in BY_ENDING.values())]


@pytest.mark.parametrize("name", EACH)
def test_a_finished_plan_exports_to_every_format_without_solving(tmp_path, name):
    again = Dossier.from_json(make_dossier(side=3, roads=4).to_json())
    assert write_one(again, tmp_path / name) == tmp_path / name
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_an_export_equals_what_the_run_wrote(run, tmp_path, monkeypatch):
    monkeypatch.setattr("planner.output.ocpi_files.start_of_today", lambda: DAY)
    again = Dossier.load(run)
    for name in set(WRITERS) - {"plan.gpkg"}:
        write_one(again, tmp_path / name)
        assert (tmp_path / name).read_bytes() == (run / name).read_bytes(), name


def test_a_name_of_a_run_decides_before_the_ending(tmp_path):
    write_one(make_dossier(side=3, roads=4), tmp_path / "demand.csv")
    assert b"port_family" in (tmp_path / "demand.csv").read_bytes()
    write_one(make_dossier(side=3, roads=4), tmp_path / "report_for_council.html")
    assert "served with the plan" in (tmp_path / "report_for_council.html").read_text(encoding="utf-8")


KNOWN = sorted({*WRITERS, *ON_REQUEST, *OF_STUDIES})


@pytest.mark.parametrize("called", ["{0}", "out_{0}", "almaty-{1}-2030{2}", "Very {1}{2}"])
def test_the_word_in_a_name_says_what_is_written(called):
    for name in KNOWN:
        stem, ending = name[: name.rindex(".")], name[name.rindex(".") :]
        form = format_for(Path(called.format(name, stem, ending)))
        assert (form.name, form.others) == (name, ()), name


def test_an_ending_by_itself_names_the_other_contents_that_it_may_have():
    for ending, write in BY_ENDING.items():
        form = format_for(Path(f"out{ending}"))
        assert form.write is write
        assert {form.name, *form.others} - {f"sites{ending}"} <= {one for one in KNOWN if one.endswith(ending)}
        assert {*form.others} >= {one for one in KNOWN if one.endswith(ending)} - {form.name}


@pytest.mark.parametrize("name", ["lots_of_sites.xlsx", "report on the field.html", "map-report.html"])
def test_a_name_with_words_of_two_contents_is_asked_about(tmp_path, name):
    with pytest.raises(InputError, match=r"a name of .* and .*; call it .*, or by none of these words"):
        write_one(make_dossier(side=3, roads=4), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["plan.shp", "plan", "plan.rtf"])
def test_an_unknown_ending_is_refused_with_those_that_are_known(tmp_path, name):
    with pytest.raises(InputError, match=r"expected one of \.html, \.geojson, \.gpkg"):
        write_one(make_dossier(side=3, roads=4), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_fails_leaves_the_earlier_file(tmp_path, broken_map):
    (tmp_path / "map.html").write_text("earlier")
    broken_map(ValueError("broken"))
    with pytest.raises(ValueError, match="broken"):
        write_one(make_dossier(side=3, roads=4), tmp_path / "map.html")
    assert contents(tmp_path) == {"map.html": b"earlier"}


def test_an_export_into_a_missing_folder_says_so(tmp_path):
    with pytest.raises(InputError, match="its folder does not exist"):
        write_one(make_dossier(side=3, roads=4), tmp_path / "nowhere" / "map.html")
