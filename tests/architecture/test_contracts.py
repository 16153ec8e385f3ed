"""The house as ARCHITECTURE.md draws it is the house that stands."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import grimp
import pytest

from planner.output import BY_ENDING, INTO_DATABASES, ON_REQUEST, WRITERS
from tests.conftest import ROOT

PACKAGES = ("planner", "geodata")


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def python_files(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def rooms(folder: str) -> set[str]:
    """Modules and packages of a folder, as its front door could list them."""
    inside = ROOT / folder
    files = {file.stem for file in inside.glob("*.py") if file.stem not in ("__init__", "__main__")}
    return files | {one.name for one in inside.iterdir() if (one / "__init__.py").is_file()}


def test_every_import_contract_is_kept():
    """In a process of its own: import-linter configures logging and so silences every logger that exists already."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--config", str(ROOT / ".importlinter"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "broken" in done.stdout
    assert done.returncode == 0, f"an import goes up, or a new file has no floor in .importlinter:\n{done.stdout}"


def test_modules_of_tests_take_nothing_from_one_another():
    """What several need has a home in the fixtures."""
    of_tests = [
        (str(file.relative_to(ROOT)), node.module)
        for file in python_files("tests")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    ]
    assert len(of_tests) > 1000
    assert [one for one in of_tests if one[1].rpartition(".")[2].startswith("test_")] == []


def test_no_two_modules_of_tests_have_one_name():
    """Pytest imports a module of tests by its name alone, and refuses the second."""
    names = Counter(file.name for file in python_files("tests") if file.name.startswith("test_"))
    assert len(names) > 500
    assert [name for name, count in names.items() if count > 1] == []


def test_every_file_says_in_its_first_line_what_it_is_for():
    silent = [
        str(file.relative_to(ROOT))
        for file in python_files(*PACKAGES)
        if not file.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_degrees_are_named_in_one_place():
    """Longitude and latitude of WGS 84, as pyproj is asked for them."""
    written = [
        str(file.relative_to(ROOT))
        for file in python_files(*PACKAGES)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "EPSG:4326"
    ]
    assert written == ["geodata/crs.py"], "import LONLAT of geodata/crs.py"


def test_every_output_format_is_listed_in_writers():
    rooms_of_writers = {
        write.__module__.split(".")[2]
        for write in (*WRITERS.values(), *ON_REQUEST.values(), *BY_ENDING.values(), *INTO_DATABASES.values())
    }
    assert rooms("planner/output") - {"check", "comparison", "layers", "ocpi", "shared"} == rooms_of_writers, (
        "add the line to WRITERS in planner/output/__init__.py"
    )


def test_every_source_is_used_to_make_a_city(graph):
    made_from = graph.find_upstream_modules("geodata.assemble")
    unused = {f"geodata.sources.{room}" for room in rooms("geodata/sources") - {"synthetic"}} - made_from
    assert unused == set(), "a source that no city is made from: call it where geodata.assemble leads"


def test_the_core_reaches_no_source_even_indirectly(graph):
    for room in ("planner.model", "planner.demand", "planner.network"):
        reached = graph.find_upstream_modules(room, as_package=True)
        assert not [module for module in reached if module.startswith(("geodata.sources", "geodata.http"))]
