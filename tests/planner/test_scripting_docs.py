"""What docs/scripting.md and its notebook show is what happens."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from city_fixtures import town
from nbclient import NotebookClient

import planner
from planner.output import WRITERS
from tests.conftest import ROOT
from tests.fixtures.town_config import TOWN_CONFIG

PAGE, NOTEBOOK = ROOT / "docs" / "scripting.md", ROOT / "docs" / "scripting.ipynb"
SECONDS = 600


def small_city(folder: Path) -> Path:
    """A town's configuration, to stand for the sample city: the code is shown, not the plan."""
    town(folder)
    file = folder / "town.toml"
    file.write_text(TOWN_CONFIG.format(budget=100_000), encoding="utf-8")
    return file


@pytest.mark.slow
def test_the_code_of_the_page_runs_from_top_to_bottom(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    small = small_city(tmp_path)
    monkeypatch.setattr(planner, "demo_scenario", lambda: planner.load_scenario(small))
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) == 5
    names: dict[str, object] = {}
    for number, block in enumerate(blocks):
        exec(compile(block, f"scripting.md, block {number + 1}", "exec"), names)
    promised = re.search(r"# (change_scenario: .*)$", blocks[-1], re.MULTILINE)[1]
    assert capsys.readouterr().out.endswith(f"{promised}\n")
    assert set(WRITERS) == {file.name for file in Path("my-plan").iterdir()}
    assert Path("sites-for-the-council.xlsx").is_file()
    assert Path("my-comparison/hedged/map.html").is_file()


def test_the_notebook_is_kept_without_outputs():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    shown = [cell for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    assert shown == [], "clear all outputs before you commit the notebook"


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The notebook after a kernel has run it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("notebook")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    small = f"import planner\nplanner.demo_scenario = lambda: planner.load_scenario({str(small_city(folder))!r})"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(small))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    client = NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}})
    client.execute(env=environment)
    return notebook, folder


@pytest.mark.slow
def test_the_notebook_runs_and_shows_the_map_of_its_plan(executed):
    notebook, folder = executed
    assert set(WRITERS) == {file.name for file in (folder / "notebook-plan").iterdir()}
    shown = [output.data for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    maps = [data["text/html"] for data in shown if data.get("text/html", "").startswith("<iframe")]
    assert len(maps) == 1
    assert "srcdoc" in maps[0]
