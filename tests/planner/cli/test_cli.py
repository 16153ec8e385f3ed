"""The command line: what it says, where it says it, and with which code it ends."""

import os
import re
import subprocess
import sys
import time

import pytest

from planner.errors import ConfigError, InfeasibleError
from tests.conftest import ROOT
from tests.fixtures.command_line import evplan, only_line, run
from tests.fixtures.demo_city import DEMO

COMMANDS = ("demo", "new", "fetch", "check", "plan", "compare", "country", "export")


def test_help_names_every_command_and_loads_nothing_heavy(tmp_path):
    code = (
        "import sys, planner.cli\n"
        "try: planner.cli.main()\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'geopandas', 'pandas', 'numpy', 'pulp', 'highspy', 'folium', 'osmnx', 'osmium', 'rasterio', 'pydantic'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "loaded: []" in done.stdout
    assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_its_own(command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_the_help_names_every_exit_code_that_the_readme_does():
    told = [" ".join(text.split()) for text in ((ROOT / "README.md").read_text(encoding="utf-8"), run("--help").output)]
    codes = [set(re.findall(r"(?:^|[;,]) ([0-9]{1,3}) ", one.partition("Exit codes:")[2])) for one in told]
    assert codes[0] == codes[1] == {"0", "1", "2", "3", "74", "130", "141", "143"}


def test_the_help_of_compare_names_the_keys_that_decide_without_mixes():
    said = " ".join(run("compare", "--help").output.replace("│", " ").split())
    assert "rows of compare.worlds by name. Default: compare.mixes and compare.worlds of the file." in said


def test_the_version_is_that_of_the_package():
    from importlib.metadata import version

    assert run("--version").stdout.strip() == f"evplan {version('evplan')}"


@pytest.mark.parametrize(
    "args",
    [
        ("plan",),
        ("plan", DEMO),
        ("nonsense",),
        ("check", DEMO, "--jsn"),
        ("compare", DEMO),
        ("new", "a.toml"),
    ],
)
def test_a_wrong_call_ends_with_code_2(args):
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "command", [("check",), ("plan", "--out", "out"), ("fetch",), ("compare", "--mixes", "kz", "--out", "out")]
)
def test_a_missing_configuration_is_one_clear_line_and_code_2(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(command[0], tmp_path / "none.toml", *command[1:])
    assert result.exit_code == 2
    line = only_line(result.stderr)
    assert line.startswith("error: ")
    assert "none.toml" in line
    assert "evplan new" in line
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_key_is_answered_with_the_nearest_known_one(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text('[city]\nname = "A"\nroads = "a.osm"\n[plan]\nbudget_us = 5\n', encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 2
    assert "did you mean 'budget_usd'?" in only_line(result.stderr)


def test_control_characters_and_brackets_of_a_name_come_out_harmless(tmp_path):
    file = tmp_path / "[bold red]a[red].toml"
    file.write_text('[city]\nname = "A"\nroads = "a.osm"\n"\\u001b[2J[blink]x\\n" = 5\n', encoding="utf-8")
    result = run("check", file)
    line = only_line(result.stderr)
    assert result.exit_code == 2
    assert "[bold red]a[red].toml" in line
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--mixes", "", "an empty argument after '--mixes'"),
        ("--mixes", "kz,,kz", "twice"),
        ("--mixes", "balansed", "balanced"),
        ("--mixes", " , ", "no name of a mix"),
        ("--scenarios", "", "an empty argument after '--scenarios'"),
        ("--scenarios", "none.toml", "no world is left to compare: none: none.toml: cannot be read"),
        ("--scenarios", "a.toml,a.toml", "--scenarios 'a.toml,a.toml': 'a.toml' is there twice"),
    ],
)
def test_mixes_and_scenarios_are_checked_before_anything_is_read(option, value, said, tmp_path):
    result = run("compare", DEMO, option, value, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert said in only_line(result.stderr)
    assert not (tmp_path / "out").exists()


def test_every_world_that_cannot_be_is_named_where_none_is_left(tmp_path):
    result = run("compare", DEMO, "--mixes", "balansed,gbt_hevy,none.csv", "--out", tmp_path / "out")
    line = only_line(result.stderr)
    assert result.exit_code == 2
    assert "'balanced'" in line
    assert "'gbt_heavy'" in line, "all mistyped names at once"
    result = run("compare", DEMO, "--mixes", "none.csv", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "none.csv: no such file" in only_line(result.stderr)


@pytest.mark.parametrize("out", ["taken", "taken/deeper"])
def test_a_file_in_the_place_of_the_results_is_refused_before_the_work(out, tmp_path):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    began = time.process_time()
    result = run("plan", DEMO, "--out", tmp_path / out)
    assert result.exit_code == 2
    assert "expected a folder" in only_line(result.stderr)
    assert time.process_time() - began < 4  # a plan takes several times that
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_new_writes_a_file_that_says_what_to_do_next(tmp_path):
    result = run("new", tmp_path / "a.toml", "--city", "Алматы")
    assert result.exit_code == 0
    assert "evplan fetch" in result.stdout
    assert (tmp_path / "a.toml").is_file()
    again = run("new", tmp_path / "a.toml", "--city", "Almaty")
    assert again.exit_code == 2
    assert "--force" in only_line(again.stderr)


def test_new_is_as_quiet_or_talkative_as_asked(tmp_path):
    quiet = run("new", tmp_path / "a.toml", "--city", "Karaganda", "-q")
    assert quiet.exit_code == 0
    assert only_line(quiet.stdout).startswith("wrote ")
    assert quiet.stderr == ""
    loud = run("-v", "new", tmp_path / "b.toml", "--city", "Almaty")
    assert loud.exit_code == 0
    assert "writing" in loud.stderr
    assert "next:" in loud.stdout


def test_fetch_says_that_a_road_file_needs_no_download():
    result = run("fetch", DEMO)
    assert result.exit_code == 0
    assert "nothing to fetch" in result.stdout
    assert "sarytau.osm.pbf" in result.stdout


def test_quiet_may_stand_before_or_after_the_command(finished, tmp_path):
    loud = run("export", finished, "--to", tmp_path / "a.csv")
    assert "writing" in loud.stderr
    for args in (("-q", "export", finished), ("--quiet", "export", finished), ("export", finished, "-q")):
        assert run(*args, "--to", tmp_path / "a.csv").stderr == ""


def test_progress_that_is_not_watched_on_a_terminal_is_plain_lines(finished, tmp_path):
    done = evplan("export", finished, "--to", "a.geojson", cwd=tmp_path)
    assert done.returncode == 0
    assert "\x1b" not in done.stderr + done.stdout
    assert only_line(done.stderr).endswith("writing a.geojson")


def test_a_console_that_knows_no_cyrillic_does_not_end_the_run(tmp_path):
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = evplan("new", "город.toml", "--city", "Актау", cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "город.toml").is_file()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("plan.forced names site 'x'"), 2),
        (InfeasibleError("district_floor and budget_usd conflict"), 3),
        (KeyboardInterrupt(), 130),
    ],
)
def test_what_is_raised_on_purpose_ends_in_one_line_and_its_code(error, code, monkeypatch, finished, tmp_path):
    def raised(*_):
        raise error

    monkeypatch.setattr("planner.dossier.dossier.Dossier.load", raised)
    result = run("-q", "export", finished, "--to", tmp_path / "a.csv")
    assert result.exit_code == code
    assert len(result.stderr.splitlines()) == 1


def test_want_of_memory_is_one_line_that_says_what_to_do(monkeypatch, finished, tmp_path):
    def raised(*_):
        raise MemoryError("Unable to allocate 8.00 GiB")

    monkeypatch.setattr("planner.dossier.dossier.Dossier.load", raised)
    result = run("-q", "export", finished, "--to", tmp_path / "page.html")
    assert result.exit_code == 2
    assert only_line(result.stderr).startswith(
        "error: too little memory (Unable to allocate 8.00 GiB); raise the limit"
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems set no limit of this kind")
@pytest.mark.parametrize("kilobytes", [60_000, 400_000])
def test_a_limit_below_what_the_libraries_take_is_one_line(tmp_path, kilobytes):
    line = f'ulimit -v {kilobytes}; exec "{sys.executable}" -m planner check "{DEMO}"'
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "the libraries alone take about 1.0 GB); raise the limit of this process" in only_line(done.stderr)


def test_a_library_that_finds_no_memory_is_not_told_as_a_broken_installation(monkeypatch, finished, tmp_path):
    def raised(*_):
        cause = ImportError("_ccallback_c.so: failed to map segment from shared object")
        raise ImportError("The scipy install you are using seems to be broken") from cause

    monkeypatch.setattr("planner.dossier.dossier.Dossier.load", raised)
    result = run("-q", "export", finished, "--to", tmp_path / "page.html")
    assert result.exit_code == 2
    assert only_line(result.stderr).startswith("error: too little memory (_ccallback_c.so: failed to map segment")


def test_anything_else_is_a_bug_and_shows_its_traceback(tmp_path):
    code = (
        "import planner.authoring.starter\n"
        "def broken(*args, **kwargs): raise ZeroDivisionError('a bug')\n"
        "planner.authoring.starter.write_starter = broken\n"
        "import sys, planner.cli; sys.argv[1:] = ['new', 'a.toml', '--city', 'Osh']; planner.cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ZeroDivisionError: a bug" in done.stderr
    assert "Traceback" in done.stderr
