"""The demand on the map and on the pages in a real browser with the network cut off."""

import time

import pytest

from planner.output.report.writer import write_report
from planner.output.webmap.writer import write_map
from tests.browser.conftest import logs, press
from tests.fixtures.demand_fixture import GROWN, demanded_dossier
from tests.fixtures.map_scripts import OPEN_GROUPS, OVERLAPS
from tests.fixtures.patience import until

pytestmark = pytest.mark.browser

CHOOSE = """
const names = Object.keys(evplan.layers).filter(id => evplan.layers[id].theme);
document.querySelectorAll(".leaflet-control-layers-base input")[names.indexOf(arguments[0])].click();
return evplan.map.hasLayer(evplan.layers[arguments[0]]);
"""
FILLS = """
return evplan.layers[arguments[0]].getLayers()[0].getLayers().map(
  zone => [zone.feature.properties.id, zone.options.fillColor, zone.options.fillOpacity]);
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demand")
    write_map(demanded_dossier(), folder / "map.html")
    write_report(demanded_dossier(), folder / "report.html")
    return folder


def popups(browser):
    return "".join(one.text for one in browser.find_elements("css selector", ".leaflet-popup-content"))


def test_groups_of_themes_fold_and_the_one_that_is_shown_is_open(opened, folder):
    browser = opened(folder / "map.html")
    groups = browser.find_elements("css selector", ".leaflet-control-layers details")
    said = [one.find_element("css selector", "summary").text for one in groups]
    by_demand = ["Demand by plug", "Demand by occasion", "Demand by year", "Demand by plug, 2030"]
    assert said == ["Service", *by_demand, "Share served by plug", "Drive to a plug"]
    assert [one.get_attribute("open") is not None for one in groups] == [True, *[False] * 6]
    press(browser, groups[2].find_element("css selector", "summary"))
    inputs = groups[2].find_elements("css selector", "input")
    assert len(inputs) == 5
    press(browser, inputs[3])
    assert browser.execute_script("return evplan.map.hasLayer(evplan.layers.occasion_taxi)")
    browser.execute_script("document.querySelector('#legend details').open = true")
    assert browser.find_element("css selector", "[data-theme=occasion_taxi] h2").is_displayed()


def test_nothing_overlaps_even_with_every_group_open(opened, folder):
    browser = opened(folder / "map.html")
    assert browser.execute_script(OVERLAPS) == []
    browser.execute_script(OPEN_GROUPS)
    assert browser.execute_script(OVERLAPS) == []
    bottom = browser.execute_script(
        "return document.querySelector('.leaflet-control-layers').getBoundingClientRect().bottom"
    )
    assert bottom <= 768


def test_zones_are_coloured_by_what_the_theme_says(opened, folder):
    browser, zones = opened(folder / "map.html"), demanded_dossier().zones.set_index("zone_id")
    for theme, most in (
        ("occasion_destination", "#810f7c"),
        ("year_2028", None),
        ("year_2030", "#810f7c"),
        ("year_2030_gbt_fast", None),
    ):
        assert browser.execute_script(CHOOSE, theme)
        fills = {zone: (colour, opacity) for zone, colour, opacity in browser.execute_script(FILLS, theme)}
        empty = zones.index[zones["demand_kwh"] == 0][0]
        assert fills[empty][1] < 0.1
        if most:
            assert fills[zones["demand_kwh"].idxmax()][0] == most
    assert logs(browser)[1] == []


def test_the_popup_of_a_zone_tells_occasions_how_sure_and_years_as_assumed(opened, folder):
    browser = opened(folder / "map.html")
    at, kwh = browser.execute_script(
        """
        const zones = evplan.layers.demand.getLayers()[0].getLayers(), total = l => l.feature.properties.d.reduce((a, b) => a + b);
        const most = zones.reduce((a, b) => total(b) > total(a) ? b : a);
        most.openPopup();
        return [most.feature.properties.id, total(most)];
        """
    )
    said = until(lambda: popups(browser))
    row = demanded_dossier().zones.set_index("zone_id").loc[at]
    assert kwh == pytest.approx(row["demand_kwh"], abs=0.3)
    assert "shopping and visits" in said
    assert f"{row['occasion_destination']:.0f}" in said
    assert f"p10 to p90 {row['p10_kwh']:,.0f} to {row['p90_kwh']:,.0f}".replace(",", "\u202f") in said.replace(
        "\n", " "
    )
    assert f"in 2030 {GROWN * row['demand_kwh']:,.0f}".replace(",", "\u202f") in said.replace("\n", " ")
    assert said.count("assumed") >= 3


def test_the_tooltip_of_a_zone_tells_how_sure_the_figure_is(opened, folder):
    browser = opened(folder / "map.html")
    browser.execute_script(CHOOSE, "occasion_home")
    browser.execute_script("evplan.layers.occasion_home.getLayers()[0].getLayers()[27].openTooltip()")
    tip = until(lambda: "".join(one.text for one in browser.find_elements("css selector", ".leaflet-tooltip")))
    assert "kWh/day" in tip
    assert "p10 to p90" in tip
    assert "assumed figures" in tip
    assert browser.execute_script("return window.hacked === undefined")


@pytest.mark.parametrize(("media", "width"), [("", 1366), ("print", 688)])
def test_the_report_fits_screen_and_paper_and_its_charts_have_a_size(opened, folder, media, width):
    browser = opened(folder / "report.html")
    size = {"width": width, "height": 768, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        wide = browser.execute_script(
            "const right = document.body.getBoundingClientRect().right + 1;"
            "return [...document.querySelectorAll('table, svg')].filter(one => one.getBoundingClientRect().right > right).map(one => one.textContent.slice(0, 40))"
        )
        small = browser.execute_script(
            "return [...document.querySelectorAll('svg.hours, svg.swing')].filter(one => one.getBoundingClientRect().width < 100).length"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size | {"width": 1366})
    assert wide == []
    assert small == 0
    time.sleep(0.2)
    assert logs(browser) == ([(folder / "report.html").as_uri()], [])
    assert browser.execute_script("return window.hacked === undefined")
