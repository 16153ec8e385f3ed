"""Finding a site on the map: list, search, slider, discs, keyboard, screen reader."""

import time
from dataclasses import replace

import pytest

from planner.output.webmap.writer import write_map
from tests.browser.conftest import logs, press, serious_faults
from tests.fixtures.crowded_map import STILL, popup
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.patience import until

pytestmark = pytest.mark.browser
DISCS = """
const discs = [...document.querySelectorAll(".site svg")].map(e => e.getBoundingClientRect());
const centre = r => [r.left + r.width / 2, r.top + r.height / 2];
let worst = 0;
discs.forEach((p, i) => discs.slice(i + 1).forEach(q => {
  const [a, b] = [centre(p), centre(q)], far = Math.hypot(a[0] - b[0], a[1] - b[1]);
  worst = Math.max(worst, 1 - far / ((p.width + q.width) / 2));
}));
return worst;
"""
CROWDED = 0.25
"""Of the sum of radii with rims, that two discs may overlap: rims and shadows touch."""


@pytest.fixture
def page(opened, crowded):
    browser = opened(crowded)
    browser.execute_script(STILL)
    return browser


def rows(page):
    return [one.text for one in page.find_elements("css selector", "#sites li:not([hidden])")]


def asked(page, text):
    box = page.find_element("css selector", "#search")
    box.clear()
    box.send_keys(text)
    return [one.text for one in page.find_elements("css selector", "#found li")]


def test_the_list_follows_the_order_of_building_and_a_click_opens_the_card(page):
    ranks = [one.text for one in page.find_elements("css selector", "#sites .rank")]
    built = [int(one) for one in ranks if one != "–"]
    assert built == sorted(built)
    assert ranks == [str(one) for one in built] + ["–"] * ranks.count("–"), "what stands comes last"
    third = page.find_elements("css selector", "#sites button")[2]
    title = third.find_element("css selector", ".name").text
    press(page, third)
    assert title in popup(page)
    assert "Why here" in popup(page)
    at, place = page.execute_script(
        "const site = evplan.sites[2]; const c = evplan.map.getCenter(); return [[c.lat, c.lng], site.at];"
    )
    assert at == pytest.approx(place, abs=0.02)
    assert page.execute_script("return evplan.map.getZoom()") >= 15


def test_hovering_the_list_marks_the_disc(page):
    from selenium.webdriver import ActionChains

    item = page.find_elements("css selector", "#sites button")[4]
    ActionChains(page).move_to_element(item).perform()
    assert page.execute_script("return document.querySelectorAll('.site.marked').length") == 1


def test_the_list_and_its_cards_are_worked_by_the_keyboard_alone(page):
    from selenium.webdriver import ActionChains, Keys

    def typed(*keys):
        ActionChains(page).send_keys(*keys).perform()

    page.execute_script("document.querySelector('#sites button').focus()")
    typed(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
    focused = "return document.activeElement.dataset.site || document.activeElement.className"
    second = page.execute_script("return evplan.sites[1].p.site_id")
    assert page.execute_script(focused) == second
    assert page.execute_script("return document.querySelectorAll('.site.marked').length") == 1, "as by hovering"
    typed(Keys.ENTER)
    assert popup(page)
    assert until(lambda: "leaflet-popup-content" in page.execute_script(focused)), "the card is read next"
    typed(Keys.ESCAPE)
    assert until(lambda: page.execute_script(focused) == second), "back where one was"
    assert logs(page)[1] == []


@pytest.mark.parametrize(("filter_", "value"), [("plug", "GB/T AC"), ("status", "upgraded station"), ("phase", "2027")])
def test_a_filter_leaves_the_same_sites_in_the_list_and_on_the_map(page, filter_, value):
    every = len(rows(page))
    page.execute_script(
        """
        const select = document.getElementById("filter-" + arguments[0]);
        select.value = [...select.options].find(one => one.value === arguments[1]).value;
        select.dispatchEvent(new Event("change"));
        """,
        filter_,
        value,
    )
    left = rows(page)
    assert 0 < len(left) < every
    assert page.execute_script("return [...document.querySelectorAll('.site')].filter(e => !e.hidden).length") == len(
        left
    )
    assert page.find_element("css selector", "#counted").text == f"{len(left)} of {every} sites"


def test_sites_that_every_world_wants_are_ticked_and_filtered_where_a_comparison_stands_beside(opened, tmp_path, page):
    assert page.find_elements("css selector", "#filter-world, .tick") == [], "no comparison"
    dossier = make_dossier()
    wanted = ["osm-w105", "osm-w107", "not-of-this-plan"]
    write_map(replace(dossier, surroundings={**dossier.surroundings, "no_regret": wanted}), tmp_path / "map.html")
    page = opened(tmp_path / "map.html")
    assert len(page.find_elements("css selector", ".site .tick")) == 2
    page.execute_script("document.querySelector('#legend details').open = true")
    assert page.find_element("css selector", "#legend [data-sure] .tick").is_displayed()
    page.execute_script(
        """
        const select = document.getElementById("filter-world");
        select.value = "every world builds here";
        select.dispatchEvent(new Event("change"));
        """
    )
    left = page.execute_script("return evplan.sites.filter(one => !one.item.hidden).map(one => one.p.site_id).sort()")
    assert left == ["osm-w105", "osm-w107"]
    press(page, "#sites li:not([hidden]) button")
    assert "Right whatever happens" in popup(page)
    assert logs(page)[1] == []


def test_search_minds_neither_case_nor_script_nor_marks_and_finds_ids(page):
    assert "улица 3 street" in asked(page, "ULITSA 3")
    assert any("Достык" in one for one in asked(page, "dostyk"))
    assert any("Максима" in one for one in asked(page, "maksima"))
    assert len(asked(page, "osm-w105")) == 1
    assert asked(page, "nowhere at all") == ["nothing of this name"]
    assert any(HOSTILE[0] in one for one in asked(page, "hacked")), "letters, nothing that runs"
    assert page.execute_script("return window.hacked === undefined")
    assert (
        page.execute_script("return ['Шымбұлақ', 'Shymbulak', 'Qo‘yliq', 'Koylik'].map(evplan.folded)")[:2]
        == ["shimbulak"] * 2
    )


def test_a_street_and_a_district_called_constructor_are_found_named_and_filtered(page):
    assert asked(page, "constructor") == ["constructor street"]
    page.execute_script("document.querySelector('#found li').dispatchEvent(new MouseEvent('mousedown'))")
    assert until(lambda: "constructor" in page.execute_script("return evplan.named.map(one => one.text)"))
    options = page.execute_script("return [...document.getElementById('filter-district').options].map(e => e.text)")
    assert "constructor (1)" in options
    assert logs(page)[1] == []


def test_the_search_is_worked_by_the_keyboard_alone(page):
    from selenium.webdriver import Keys

    asked(page, "ulitsa 3")
    box = page.find_element("css selector", "#search")
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("aria-activedescendant") == "found-0"
    box.send_keys(Keys.ENTER)
    assert not page.find_element("css selector", "#found").is_displayed()
    assert page.execute_script("return evplan.map.getZoom()") >= 16
    assert "улица 3" in page.execute_script("return evplan.named.map(one => one.text)")


def test_no_disc_hides_another(page):
    for zoom in (11, 12.5, 15):
        page.execute_script("evplan.map.setView([43.26, 76.9], arguments[0], {animate: false})", zoom)
        time.sleep(0.2)
        assert page.execute_script(DISCS) < CROWDED, zoom


def test_the_slider_goes_from_today_through_the_phases_to_the_plan(page):
    seen = {}
    for stage in page.find_elements("css selector", "[data-stage]"):
        name = stage.text
        press(page, stage)
        colours = page.execute_script(
            "return evplan.layers.coverage.getLayers()[0].getLayers().filter(l => l.options.fillColor === '#006837').length"
        )
        head = page.find_element("css selector", "[data-share]").text
        seen[name] = (len(rows(page)), head, colours)
    assert list(seen) == ["today", "2027", "2028"]
    sites, heads, dark = zip(*seen.values(), strict=True)
    assert sites == (4, 5, 14), "what stands; with the site of 2027; all"
    assert len(set(heads)) == 3
    assert dark[0] == dark[1] == 0 < dark[2], "no zone is nearly all served before the plan is built"
    assert logs(page)[1] == []


def test_axe_finds_no_serious_fault(page):
    faults = []
    for step in (
        "",
        "document.querySelector('#sites button').click()",
        "document.querySelector('#tab-figures').click(); ['candidates', 'grid', 'figures'].forEach(id => evplan.map.addLayer(evplan.layers[id]))",
        "document.querySelector('#tab-basis').click(); document.querySelectorAll('details').forEach(one => { one.open = true; })",
    ):
        page.execute_script(step)
        time.sleep(0.8)  # a card that is still fading in has too little contrast
        faults += serious_faults(page)
    assert faults == []
