"""The plugin for QGIS is written whole; what it does there is shown by `make qgis-test`."""

import ast
import configparser

import pytest

from geodata.errors import InputError
from planner.authoring.qgis.writer import FILES, NAME, write_plugin


def test_the_folder_is_whole_and_written_again_over_itself(tmp_path):
    for _ in range(2):
        folder = write_plugin(tmp_path / "plugins")
    assert folder == tmp_path / "plugins" / NAME
    assert {one.name for one in folder.iterdir()} == set(FILES)
    about = configparser.ConfigParser()
    about.read(folder / "metadata.txt", encoding="utf-8")
    assert about["general"]["name"] == "evplan"
    assert "@" not in about["general"]["version"]
    assert about["general"]["hasProcessingProvider"] == "yes"
    tools = ast.parse((folder / "algorithms.py").read_text(encoding="utf-8"))
    assert {one.name for one in tools.body if isinstance(one, ast.ClassDef)} == {"Command", "Check", "Plan", "Compare"}


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"cannot be written .*; name another folder with --to"):
        write_plugin(tmp_path / "file")
