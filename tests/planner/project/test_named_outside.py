"""What a scenario says leads to no file outside of the project, whatever it looks like, on any system; what comes back to be corrected runs nothing."""

import csv
import io
import time
import tomllib
from pathlib import Path, PureWindowsPath

import pytest

from geodata.errors import InputError
from planner.config.reading import MOST_TABLES, tables_of
from planner.errors import ConfigError
from planner.project.corrected import corrected_csv
from planner.project.named_files import placed, refuse_outside
from planner.project.project import Project
from planner.project.runs.events import FILE as EVENTS
from planner.project.runs.events import WARNED, events_in
from planner.project.runs.request import Job, Options
from planner.project.runs.shelf import Shelf
from planner.project.runs.worker import Work
from planner.project.scenario_folder import loaded
from planner.support.speech import Text, _, message_of, speaking, told


@pytest.mark.parametrize("name", ["{outside}", "../../../secret.csv", "../project.sqlite", "/proc/kmsg", "/dev/zero"])
def test_a_text_of_a_scenario_that_happens_to_name_a_file_outside_is_not_opened(
    project: Project, tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text("secret", encoding="utf-8")
    file = project.scenarios.path(project.start_sample())
    name = name.format(outside=outside)
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace(f'name = "{tomllib.loads(text)["city"]["name"]}"', f'name = "{name}"'), encoding="utf-8"
    )
    assert tomllib.loads(file.read_text(encoding="utf-8"))["city"]["name"] == name
    request = Shelf(project).add(Job.CHECK, file, Options()).request
    assert name not in request.inputs
    assert len(request.inputs) > 3, "its own files are known by their bytes as ever"


@pytest.mark.parametrize("bar", ["|", "|x=", "|layername="])
def test_what_stands_behind_a_bar_leads_nowhere(project: Project, bar: str) -> None:
    file = project.files.add("fleet.csv", io.BytesIO(b"class,count\ncar,100\n"))
    value = f"{file.place}{bar}/../../../outside/secret.csv"
    said = {"fleet": {"path": value}}
    if bar == "|layername=":  # a layer by that name, which no table has; readers open the file before the bar
        refuse_outside(said, project.folder, "x")
        return
    assert "outside" in PureWindowsPath(value).parts
    assert placed(value, project.folder) is None
    with pytest.raises(ConfigError, match="not in this project"):
        refuse_outside(said, project.folder, "x")


def test_tables_without_end_are_refused_before_anything_is_made_of_them(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    for text in ("[[a]]\n" * 150_000, "[[a]] # x\n" * 90_000, "".join(f" [a.b{k}]\n" for k in range(60_000))):
        file.write_text(text, encoding="utf-8")
        began = time.process_time()
        for read in (lambda text=text: loaded(text, "x"), lambda: tables_of(file)):
            with pytest.raises(ConfigError, match=r"more than 3\s000 tables"):
                read()
        assert time.process_time() - began < 5  # of CPU
    rows = "rows = [\n" + "[1, 2],\n" * (2 * MOST_TABLES) + "[3]\n]\n"
    assert len(loaded(rows, "x")["rows"]) == 2 * MOST_TABLES + 1, "lists are none"


def test_no_cell_of_the_table_that_comes_back_is_a_formula(project: Project) -> None:
    live = [
        '=HYPERLINK("http://x","y")',
        "@SUM(1)",
        "+A1",
        "-A1+2",
        "\t=1",
        "+1*cmd|' /C calc'!A0",
        "-2+3+cmd|' /C'!A0",
    ]
    still = ["-3.5", "+996 555 123-456", "plain", "1-2", "'=1", "-1.5e-3"]
    body = io.StringIO()
    csv.writer(body).writerows([("name", "lon", "lat"), *((one, 74.6, 42.9) for one in (*live, *still))])
    file = project.files.add("stations.csv", io.BytesIO(body.getvalue().encode()))
    rows = list(csv.reader(io.StringIO(corrected_csv(file, ()).decode("utf-8-sig"))))[1:]
    assert [row[0] for row in rows] == [*(f"'{one.strip()}" for one in live), *still]


def test_messages_of_the_page_and_of_runs_show_no_path_of_the_server(project: Project) -> None:
    file = project.root / "files" / "7" / "fleet.csv"
    folder = project.runs_dir / "0001"
    folder.mkdir()
    work = Work(folder)
    error = InputError(f"{file}, row 4", _("no such file as {file}", file=str(file)), "mend it")
    work.tell(WARNED, message_of(error))
    ended = work._failed(error)
    said = [one.text for one in events_in(folder / EVENTS)]
    with speaking("ru"):
        lines = [*said, ended.line, *(told(one) for one in (*said, ended.line))]
    for line in lines:
        assert "files/7/fleet.csv" in line
        assert str(project.root) not in line
    assert isinstance(ended.line, Text), "it is told in any language as ever"
