"""The page and the map of `evplan check --out` in a real browser with the network cut off."""

import time

import pytest

from planner.output.check.writer import write_check
from tests.browser.conftest import logs, press
from tests.fixtures.check_fixture import inspection
from tests.fixtures.dossier_fixture import HOSTILE
from tests.fixtures.map_scripts import OPEN_GROUPS, OVERLAPS
from tests.fixtures.patience import until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("check") / "out"
    write_check(inspection(), folder)
    return folder


def quiet(browser, file):
    time.sleep(0.5)
    requests, errors = logs(browser)
    assert requests == [file.as_uri()]
    assert errors == []
    assert browser.execute_script("return window.hacked === undefined")
    assert browser.execute_script("return document.querySelectorAll('img[src=x]').length") == 0


def test_the_page_asks_for_nothing_runs_nothing_and_fits_a_small_laptop(opened, folder):
    browser = opened(folder / "check.html")
    quiet(browser, folder / "check.html")
    text = browser.find_element("css selector", "body").text
    assert HOSTILE[0] in text
    assert "Көше & friends" in text
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 1366
    wide = browser.execute_script(
        "const right = document.body.getBoundingClientRect().right;"
        "return [...document.querySelectorAll('table')].filter(one => one.getBoundingClientRect().right > right).map(one => one.textContent.slice(0, 40))"
    )
    assert wide == [], "no table runs over the edge of the paper"


def test_no_table_runs_over_the_edge_of_a_printed_page(opened, folder):
    browser = opened(folder / "check.html")
    a4 = {"width": 688, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", a4)
    try:
        wide = browser.execute_script(
            "const right = document.body.getBoundingClientRect().right + 1;"
            "return [...document.querySelectorAll('table')].filter(one => one.getBoundingClientRect().right > right).map(one => one.textContent.slice(0, 40))"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", a4 | {"width": 1366, "height": 768})
    assert wide == []


def test_the_map_asks_for_nothing_and_hostile_names_do_nothing_wherever_they_are_shown(opened, folder):
    browser = opened(folder / "baseline.html")
    browser.execute_script(
        """
        for (const id of ["supply", "idle", "today", "districts"]) {
          for (const part of evplan.layers[id].getLayers()[0].getLayers()) {
            if (part.getTooltip()) { part.openTooltip(); part.closeTooltip(); }
            if (part.getPopup()) { part.openPopup(); part.closePopup(); }
          }
        }
        document.querySelectorAll("details").forEach(one => { one.open = true; });
        """
    )
    quiet(browser, folder / "baseline.html")


def test_headings_of_the_table_beside_the_map_break_between_words_alone(opened, folder):
    browser = opened(folder / "baseline.html")
    broken = browser.execute_script("""
        const said = ["", "точки", "кВт·ч/день", "обслужено", "при любом ожидании"], broken = [];
        document.querySelectorAll("#panel .plugs thead th").forEach((th, i) => {
            th.textContent = said[i];
            [...said[i].matchAll(/[^ /]+/g)].forEach(word => {
                const range = document.createRange();
                range.setStart(th.firstChild, word.index); range.setEnd(th.firstChild, word.index + word[0].length);
                if (range.getClientRects().length > 1) { broken.push(word[0]); }
            });
        });
        const box = document.querySelector(".plugs-box");
        return broken.concat(box.scrollWidth > box.clientWidth ? ["too wide"] : []);
    """)
    assert broken == []


def test_nothing_overlaps_and_every_symbol_of_the_map_is_in_the_legend(opened, folder):
    browser = opened(folder / "baseline.html")
    assert browser.execute_script(OVERLAPS) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 1366
    drawn = browser.execute_script(
        "return [...document.querySelectorAll('#panel .sym')].map(one => [one.dataset.station, one.querySelectorAll('svg').length])"
    )
    assert {kind for kind, _ in drawn} == {"supply", "full", "idle"}
    assert all(pictures == 1 for _, pictures in drawn)


def test_every_theme_can_be_chosen_and_the_share_served_is_shown_at_first(opened, folder):
    browser = opened(folder / "baseline.html")
    shown = "return [...document.querySelectorAll('[data-theme]')].filter(e => !e.hidden).map(e => e.dataset.theme)"
    assert browser.execute_script(shown) == ["today"]
    names = browser.execute_script("return Object.keys(evplan.layers).filter(id => evplan.layers[id].theme)")
    plugs, occasions = names[5:9], names[9:-1]
    assert names == ["today", "today_ccs2", "today_gbt", "unserved", "demand", *plugs, *occasions, "none"]
    assert plugs == ["demand_ccs2_fast", "demand_ccs2_slow", "demand_gbt_fast", "demand_gbt_slow"]
    assert {"occasion_home", "occasion_taxi"} <= set(occasions)
    assert all(one.startswith("occasion_") for one in occasions)
    browser.execute_script(OPEN_GROUPS)
    choices = browser.find_elements("css selector", ".leaflet-control-layers-base input")
    for choice, name in zip(choices, names, strict=True):
        press(browser, choice)
        assert browser.execute_script(shown) == ([] if name == "none" else [name])
    assert logs(browser)[1] == []


def test_a_family_theme_colours_a_zone_by_that_family_alone(opened, folder):
    browser = opened(folder / "baseline.html")
    press(browser, ".leaflet-control-layers-base input", at=2)
    wrong = browser.execute_script(
        """
        const ramp = ["#8c510a", "#d8b365", "#f6e8c3", "#c7eae5", "#5ab4ac", "#01665e"], ends = [0, .2, .4, .6, .8, 1];
        const names = arguments[0], at = names.map((name, i) => [name, i]).filter(([name]) => name.startsWith("GB/T")).map(([, i]) => i);
        return evplan.layers.today_gbt.getLayers()[0].getLayers().filter(zone => {
          const p = zone.feature.properties, asked = at.reduce((a, i) => a + p.d[i], 0), given = at.reduce((a, i) => a + p.s[i], 0);
          return asked > 0 && zone.options.fillColor !== ramp[ends.findIndex(end => given / asked <= end)];
        }).length;
        """,
        ["CCS2, fast", "CCS2, slow", "GB/T, fast", "GB/T, slow"],
    )
    assert wrong == 0


def test_a_click_on_an_idle_station_tells_why_it_is_no_supply(opened, folder):
    browser = opened(folder / "baseline.html")
    press(browser, ".site.idle", at=1)
    popup = until(lambda: "".join(one.text for one in browser.find_elements("css selector", ".leaflet-popup-content")))
    assert "no supply:" in popup
    assert "Source" in popup


def test_the_popup_of_a_merged_station_tells_who_says_what(opened, folder):
    browser = opened(folder / "baseline.html")
    browser.execute_script(
        """
        evplan.layers.supply.getLayers()[0].getLayers().find(one => one.feature.properties.said.length).openPopup();
        document.querySelectorAll(".pop details").forEach(one => { one.open = true; });
        """
    )
    time.sleep(0.6)
    hidden = browser.execute_script("return document.querySelector('.leaflet-popup').getBoundingClientRect().top")
    assert hidden >= 0, "the map moves so that the grown popup stays in view"
    popup = browser.execute_script("return document.querySelector('.leaflet-popup-content').textContent")
    assert "supply today" in popup
    assert "merged from 2 records" in popup
    assert "access: customers (osm, n1); public (ops, 1)" in popup
