"""Workbooks on a machine whose clock stands in 1970."""

import io
import time

import openpyxl
import pytest

from planner.authoring.templates import stations_workbook
from planner.output.workbook.writer import write_sites_xlsx
from tests.fixtures.dossier_fixture import make_dossier


@pytest.fixture
def in_1970(monkeypatch):
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(100_000))


def test_sites_and_templates_are_written_as_ever(in_1970, tmp_path):
    write_sites_xlsx(make_dossier(side=3, roads=4), tmp_path / "sites.xlsx")
    for file in (tmp_path / "sites.xlsx", io.BytesIO(stations_workbook())):
        assert openpyxl.load_workbook(file).active.max_column > 5
