"""The page of a comparison in a real browser with the network cut off: its maps move together, and nothing leaves."""

import time

import pytest

from planner.output.comparison.page import write_pages
from planner.output.webmap.writer import write_map
from tests.browser.conftest import logs, press
from tests.fixtures.comparison_fixture import PLANS, WORLDS, alone, hostile_comparison
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.map_scripts import OVERLAPS
from tests.fixtures.patience import until

pytestmark = pytest.mark.browser

FRAMES = ["no_regret.html", "hedged/map.html", *(f"{world}/map.html" for world in WORLDS)]
VIEW = "return [evplan.map.getCenter().lat, evplan.map.getCenter().lng, evplan.map.getZoom()]"
RINGS = "return [...document.querySelectorAll('.site.ring')].map(one => one.className.includes(' all') ? 'all' : 'one')"
WIDE = """
const right = document.body.getBoundingClientRect().right + 1;
const scrolled = one => one.parentElement && (getComputedStyle(one.parentElement).overflowX === 'auto' || scrolled(one.parentElement));
return [...document.querySelectorAll('table, svg, iframe, dl, .cards')].filter(one => one.getBoundingClientRect().right > right && !scrolled(one)).map(one => one.outerHTML.slice(0, 60));
"""
TOUCHING = """
const found = [];
document.querySelectorAll('body > *').forEach((one, at, all) => {
  if (at && one.offsetHeight && one.tagName !== 'H2' && one.getBoundingClientRect().top < all[at - 1].getBoundingClientRect().bottom - 1) { found.push(one.outerHTML.slice(0, 60)); }
});
return found;
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    dossiers = {plan: make_dossier(side=5, roads=8, mix=plan) for plan in PLANS}
    for plan, dossier in dossiers.items():
        (folder / plan).mkdir()
        write_map(dossier, folder / plan / "map.html")
    write_pages(hostile_comparison(), dossiers, folder)
    return folder / "comparison.html"


def in_frame(browser, number, script):
    browser.switch_to.frame(number)
    try:
        return browser.execute_script(script)
    finally:
        browser.switch_to.default_content()


def ready(browser):
    """Wait until every map is there and has heard from the page."""

    def all_ringed():
        return all(in_frame(browser, number, RINGS) for number in range(1, len(FRAMES)))

    assert until(all_ringed, 10.0), "every map of a plan shows rings"


def test_only_the_page_and_its_maps_are_opened_and_the_console_is_silent(opened, page):
    browser = opened(page)
    ready(browser)
    time.sleep(0.5)
    requests, errors = logs(browser)
    assert sorted(requests) == sorted([page.as_uri(), *((page.parent / name).as_uri() for name in FRAMES)])
    assert errors == []
    assert browser.execute_script("return window.hacked === undefined")
    assert browser.execute_script("return document.querySelectorAll('img').length") == 0
    assert HOSTILE[0] in browser.find_element("css selector", "body").text


def test_all_maps_begin_with_one_view_and_move_together(opened, page):
    browser = opened(page)
    ready(browser)
    first = in_frame(browser, 0, VIEW)
    for number in range(1, len(FRAMES)):
        assert in_frame(browser, number, VIEW) == pytest.approx(first, abs=1e-3)
    in_frame(browser, 2, "evplan.map.setView([43.25, 76.9], 14, {animate: false})")
    time.sleep(0.4)
    for number in range(len(FRAMES)):
        assert in_frame(browser, number, VIEW) == pytest.approx([43.25, 76.9, 14], abs=1e-3)


def test_maps_that_are_let_go_move_alone_and_come_back_when_held_again(opened, page):
    browser = opened(page)
    ready(browser)
    press(browser, "#together")
    before = in_frame(browser, 1, VIEW)
    in_frame(browser, 0, "evplan.map.setView([43.25, 76.9], 16, {animate: false})")
    time.sleep(0.3)
    assert in_frame(browser, 1, VIEW) == before
    press(browser, "#together")
    time.sleep(0.3)
    assert in_frame(browser, 0, VIEW) == pytest.approx(in_frame(browser, 1, VIEW), abs=1e-3)


def test_a_drag_is_followed_while_it_lasts(opened, page):
    browser = opened(page)
    ready(browser)
    before = in_frame(browser, 1, VIEW)
    in_frame(browser, 0, "evplan.map.panBy([60, 0], {animate: false, noMoveStart: true}); evplan.map.fire('drag');")
    time.sleep(0.4)
    assert in_frame(browser, 1, VIEW)[1] > before[1]


def test_sites_that_are_right_whatever_happens_are_ringed_in_every_plan_and_the_rings_can_be_taken_off(opened, page):
    browser = opened(page)
    ready(browser)
    for number in range(1, len(FRAMES)):
        rings = in_frame(browser, number, RINGS)
        assert (rings.count("all"), rings.count("one")) == (7, 4)
    press(browser, "#ringed")
    time.sleep(0.3)
    assert all(in_frame(browser, number, RINGS) == [] for number in range(len(FRAMES)))


def test_framed_maps_of_plans_show_the_share_served_and_that_of_sites_no_colours(opened, page):
    browser = opened(page)
    ready(browser)
    shown = "return Object.keys(evplan.layers).filter(id => evplan.layers[id].theme && evplan.map.hasLayer(evplan.layers[id]))"
    assert in_frame(browser, 0, shown) == ["none"]
    assert in_frame(browser, 1, shown) == ["coverage"]
    assert in_frame(browser, 1, "return getComputedStyle(document.getElementById('panel')).display") == "none"
    legend = "return getComputedStyle(document.getElementById('legend')).display"
    assert in_frame(browser, 1, legend) == "none", "the page has one for all of them"
    browser.execute_script("document.querySelectorAll('iframe')[1].style.cssText = 'width:1000px;height:700px'")
    assert until(lambda: in_frame(browser, 1, legend) == "block"), "a large frame stands alone"


def test_the_wheel_scrolls_the_page_until_a_map_is_clicked(opened, page):
    browser = opened(page)
    ready(browser)
    wheel = "return evplan.map.scrollWheelZoom.enabled()"
    assert in_frame(browser, 1, wheel) is False
    press = "evplan.map.getContainer().dispatchEvent(new MouseEvent('mousedown', {bubbles: true})); "
    assert in_frame(browser, 1, press + wheel) is True
    leave = "document.documentElement.dispatchEvent(new MouseEvent('mouseleave')); "
    assert in_frame(browser, 1, leave + wheel) is False


@pytest.mark.parametrize(("media", "width"), [("", 1366), ("", 1000), ("", 390), ("print", 1010)])
def test_nothing_runs_over_the_edge_or_into_its_neighbour(opened, page, media, width):
    browser = opened(page)
    size = {"width": width, "height": 768, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        wide, touching = browser.execute_script(WIDE), browser.execute_script(TOUCHING)
        whole = browser.execute_script("return document.documentElement.scrollWidth")
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size | {"width": 1366})
    assert wide == []
    assert touching == []
    assert whole <= width


def test_the_map_of_sites_opens_alone_with_a_legend_and_tells_what_each_plan_builds(opened, page):
    file = page.parent / "no_regret.html"
    browser = opened(file)
    time.sleep(0.3)
    assert browser.execute_script(OVERLAPS) == []
    legend = browser.execute_script(
        "return [...document.querySelectorAll('#panel [data-verdict]')].map(one => [one.dataset.verdict, one.querySelectorAll('svg').length])"
    )
    assert legend == [["all", 1], ["one", 1], ["one", 1], ["some", 1]]
    browser.execute_script("evplan.layers.all.getLayers()[0].getLayers()[0].openPopup()")
    popup = until(lambda: "".join(one.text for one in browser.find_elements("css selector", ".leaflet-popup-content")))
    assert "chosen in every world compared" in popup
    assert HOSTILE[4] in popup, "the name of a world is shown as letters"
    requests, errors = logs(browser)
    assert requests == [file.as_uri()]
    assert errors == []
    assert browser.execute_script("return window.hacked === undefined")


def test_layers_of_the_map_of_sites_switch_off_and_on(opened, page):
    browser = opened(page.parent / "no_regret.html")
    shown = "return evplan.map.hasLayer(evplan.layers.all)"
    boxes = browser.find_elements("css selector", ".leaflet-control-layers-overlays label")
    box = next(one for one in boxes if "Right whatever happens" in one.text)
    assert browser.execute_script(shown)
    press(browser, box)
    assert not browser.execute_script(shown)
    press(browser, box)
    assert browser.execute_script(shown)


def test_what_another_page_says_to_a_map_can_put_nothing_but_rings_into_it(opened, page):
    browser = opened(page)
    ready(browser)
    browser.execute_script(
        "document.querySelectorAll('iframe')[1].contentWindow.postMessage({evplan: 'marks', sites: [[76.9, 43.25, '<img src=x onerror=hacked=1>'], ['a', 2, 'all'], [76.9, 43.25, 'constructor']]}, '*')"
    )
    time.sleep(0.3)
    assert in_frame(browser, 1, RINGS) == []
    assert in_frame(browser, 1, "return window.hacked === undefined && document.querySelectorAll('img').length === 0")


def test_the_page_of_one_world_opens_with_its_map_alone(opened, page, tmp_path):
    (tmp_path / WORLDS[0]).symlink_to(page.parent / WORLDS[0])
    write_pages(alone(), {WORLDS[0]: make_dossier(side=4, roads=6)}, tmp_path)
    browser = opened(tmp_path / "comparison.html")
    time.sleep(0.8)
    assert len(browser.find_elements("css selector", "iframe")) == 1
    assert logs(browser)[1] == []
