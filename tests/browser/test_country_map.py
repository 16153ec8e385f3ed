"""The map of a country in a browser: no request, no fault of its scripts, its switches, its ways into the cities."""

import pytest

from planner.country.output.country_map import write_country_map
from planner.country.output.report import write_country_report
from tests.browser.conftest import logs, serious_faults
from tests.fixtures.country_fixture import made_country

pytestmark = pytest.mark.browser


@pytest.fixture
def page(opened, tmp_path):
    write_country_map(made_country(), tmp_path / "map.html")
    return opened(tmp_path / "map.html")


def colours(page):
    return page.execute_script(
        "return [...document.querySelectorAll('.leaflet-roads-pane path')].map(one => one.getAttribute('stroke'))"
    )


def test_it_asks_nothing_of_the_network_and_its_scripts_run(page):
    requests, errors = logs(page)
    assert [one for one in requests if not one.startswith("file:")] == []
    assert errors == []
    assert page.execute_script("return document.querySelectorAll('.station svg').length") == 3
    assert page.execute_script("return document.querySelectorAll('b b, h1 b').length") == 0


def test_switches_paint_the_roads_anew(page):
    plan = colours(page)
    page.execute_script("document.querySelector('[data-when=\"1\"]').click()")
    today = colours(page)
    assert today != plan
    page.execute_script("document.querySelector('[data-season=\"summer\"]').click()")
    assert colours(page) != today
    assert (
        page.execute_script("return document.querySelector('[data-season=\"summer\"]').getAttribute('aria-pressed')")
        == "true"
    )


def test_the_list_opens_a_station_and_a_city_leads_into_its_own_map(page):
    page.execute_script("document.querySelector('[data-station=\"p1\"]').click()")
    card = page.execute_script("return document.querySelector('.leaflet-popup .pop').innerText")
    assert "Pass inn" in card
    assert "2 × GB/T, 2 × CCS2" in card
    page.execute_script("document.querySelector('.label.city').click()")
    links = page.execute_script(
        "return [...document.querySelectorAll('.leaflet-popup .links a')].map(a => a.getAttribute('href'))"
    )
    assert "cities/Alpha/map.html" in links


def test_neither_map_nor_report_has_serious_faults_of_access(page, opened, tmp_path):
    assert serious_faults(page) == []
    write_country_report(made_country(), tmp_path / "report.html")
    assert serious_faults(opened(tmp_path / "report.html")) == []


def test_on_a_phone_nothing_is_wider_than_the_screen(page):
    size = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        page.refresh()
        assert page.execute_script("return document.documentElement.scrollWidth") <= 390
    finally:
        size = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
