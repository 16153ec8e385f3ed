"""The report and the comparison in a real browser with the network cut off."""

import time

import pytest

from planner.output.comparison import write_comparison
from planner.output.report.writer import write_report
from tests.browser.conftest import logs
from tests.planner.dossier_fixture import HOSTILE, make_dossier

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    folder = tmp_path_factory.mktemp("comparison") / "out"
    write_comparison({mix: make_dossier(side=5, roads=8, mix=mix) for mix in ("balanced", "gbt_heavy")}, folder)
    return folder / "comparison.html"


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


def in_frame(browser, number, script):
    browser.switch_to.frame(number)
    try:
        return browser.execute_script(script)
    finally:
        browser.switch_to.default_content()


def test_the_maps_of_a_comparison_open_offline_and_move_together(opened, comparison):
    browser = opened(comparison)
    time.sleep(0.7)
    requests, errors = logs(browser)
    assert sorted(requests) == sorted(
        [comparison.as_uri(), *((comparison.parent / mix / "map.html").as_uri() for mix in ("balanced", "gbt_heavy"))]
    )
    assert errors == []
    in_frame(browser, 0, "evplan.map.setView([43.25, 76.9], 14, {animate: false})")
    time.sleep(0.3)
    other = in_frame(
        browser, 1, "return [evplan.map.getCenter().lat, evplan.map.getCenter().lng, evplan.map.getZoom()]"
    )
    assert other == pytest.approx([43.25, 76.9, 14], abs=1e-3)


def test_maps_that_are_let_go_move_alone(opened, comparison):
    browser = opened(comparison)
    time.sleep(0.5)
    browser.find_element("id", "together").click()
    before = in_frame(browser, 1, "return evplan.map.getZoom()")
    in_frame(browser, 0, "evplan.map.setView([43.25, 76.9], 16, {animate: false})")
    time.sleep(0.3)
    assert in_frame(browser, 1, "return evplan.map.getZoom()") == before


def test_framed_maps_show_what_can_be_compared(opened, comparison):
    browser = opened(comparison)
    time.sleep(0.5)
    assert in_frame(browser, 0, "return evplan.map.hasLayer(evplan.layers.coverage)")
    assert in_frame(browser, 0, "return getComputedStyle(document.getElementById('panel')).display") == "none"
