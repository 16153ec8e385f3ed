"""constraints.txt pins what pyproject.toml asks for, on every Python and system that is supported."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
MACHINES = [
    {"python_full_version": f"{python}.0", "python_version": python, "sys_platform": system}
    for python in ("3.11", "3.12", "3.13")
    for system in ("linux", "win32", "darwin")
]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: f"{one['python_version']}-{one['sys_platform']}")
def test_every_dependency_is_pinned_once_within_its_bounds(machine: dict[str, str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = [Requirement(line) for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()]
    held = [one for one in pins if one.marker is None or one.marker.evaluate(machine)]
    version = {one.name: str(one.specifier).removeprefix("==") for one in held}
    assert len(version) == len(held)
    for asked in map(Requirement, project["dependencies"]):
        assert asked.specifier.contains(version[asked.name], prereleases=True), asked
