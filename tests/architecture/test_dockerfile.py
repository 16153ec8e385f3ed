"""The container is built from what is there, and runs without rights."""

import re
import tomllib

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def steps() -> list[list[str]]:
    """Instructions with their words; a line that ends in a backslash goes on."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def copied(steps) -> set[str]:
    return {word for step in steps if step[0] == "COPY" for word in step[1:-1]}


def test_all_that_the_wheel_is_built_from_is_copied_and_reaches_the_builder(steps):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"], "constraints.txt"}
    needed |= {*wheel["packages"], *wheel["force-include"]}
    assert copied(steps) == needed
    assert all((ROOT / name).exists() for name in needed)
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(let_in) == needed


def test_the_program_runs_as_a_user_without_rights_who_was_made_before(steps):
    words = [step[0] for step in steps]
    users = [step[1] for step in steps if step[0] == "USER"]
    assert users == ["evplan"]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert any("useradd" in step for step in steps[: words.index("USER")])
    assert steps[words.index("ENTRYPOINT")][1] == '["evplan"]'


def test_every_python_that_the_project_takes_can_be_asked_for(steps):
    asked = next(step[1] for step in steps if step[0] == "ARG")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {one.rpartition(" ")[2] for one in project["project"]["classifiers"]}
    assert asked.removeprefix("PYTHON=") in named
    assert all("${PYTHON}" in step[1] for step in steps if step[0] == "FROM")
