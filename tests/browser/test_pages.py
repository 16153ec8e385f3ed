"""The report in a real browser with the network cut off."""

import time

import pytest

from planner.output.report.writer import write_report
from tests.browser.conftest import logs
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier

pytestmark = pytest.mark.browser


def test_the_report_asks_for_nothing_and_runs_nothing(opened, tmp_path):
    write_report(make_dossier(), tmp_path / "report.html")
    browser = opened(tmp_path / "report.html")
    time.sleep(0.3)
    requests, errors = logs(browser)
    assert requests == [(tmp_path / "report.html").as_uri()]
    assert errors == []
    assert browser.execute_script("return window.hacked === undefined")
    text = browser.find_element("css selector", "body").text
    assert HOSTILE[0] in text
    assert "Алматы 2028 & friends" in text
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 1366
