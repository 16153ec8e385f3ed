"""Taking the map along: a link, a measured line, paper, a phone."""

import base64

import pytest

from tests.browser.conftest import DESK, logs, press
from tests.fixtures.crowded_map import STILL, popup
from tests.fixtures.map_scripts import OVERLAPS
from tests.fixtures.patience import until

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}


@pytest.fixture
def page(opened, crowded):
    browser = opened(crowded)
    browser.execute_script(STILL)
    return browser


@pytest.fixture
def phone(browser, opened, crowded):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    yield opened(crowded)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)


def test_a_link_brings_back_view_colours_and_card(page, opened, crowded):
    page.execute_script(
        "evplan.map.setView([43.25, 76.9], 14.5, {animate: false}); evplan.choose('drive_gbt'); evplan.markers['osm-w105'].openPopup();"
    )
    page.execute_script("navigator.clipboard.writeText = undefined; document.getElementById('tool-link').click()")
    link = until(lambda: page.execute_script("return location.hash"))
    page.get("about:blank")
    page.get(crowded.as_uri() + link)
    view = page.execute_script("return [evplan.map.getZoom(), evplan.map.hasLayer(evplan.layers.drive_gbt)]")
    assert view == [14.5, True]
    assert "osm-w105" in popup(page)
    for wrong in ("#z=1e9&at=nan,nan&theme=__proto__&site=constructor", "#%E0%A4%A", "#theme=<b>&at=999,999&z=12"):
        page.get("about:blank")
        page.get(crowded.as_uri() + wrong)
        assert page.execute_script("return evplan.map.hasLayer(evplan.layers.demand)"), wrong
    assert logs(page)[1] == []


def test_a_measured_line_is_as_long_as_it_is(page):
    page.execute_script("evplan.map.setView([43.26, 76.9], 13, {animate: false})")
    press(page, "#tool-measure")
    page.execute_script(
        "[[43.26, 76.9], [43.27, 76.9]].forEach(at => evplan.map.fire('click', {latlng: L.latLng(at), originalEvent: new MouseEvent('click')}))"
    )
    assert page.execute_script("return evplan.measured") == pytest.approx(1112, abs=4)
    assert "1.11 km" in page.find_element("css selector", "#said").text


def test_printed_it_is_one_page_with_map_legend_and_list_and_the_screen_is_as_before(page):
    before = page.execute_script("return [evplan.map.getZoom(), evplan.map.getSize().x]")
    printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    file = base64.b64decode(printed["data"])
    assert file.count(b"/Type /Page\n") + file.count(b"/Type /Page/") + file.count(b"/Type /Page ") == 1
    assert file.count(b"/Subtype /Image") >= 3, "ground, streets and names are pictures, which hide nothing below"
    assert until(lambda: page.execute_script("return [evplan.map.getZoom(), evplan.map.getSize().x]") == before)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    page.execute_script("evplan.printing.before()")
    inside = page.execute_script(
        """
        const rows = [...document.querySelectorAll("#sites li")].map(e => e.getBoundingClientRect()), box = document.querySelector("#panel").getBoundingClientRect();
        return rows.length > 0 && rows.every(r => r.bottom <= box.bottom + 1 && r.right <= box.right + 1);
        """
    )
    page.execute_script("evplan.printing.after()")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert inside, "every site of the list is on the sheet"


def test_a_phone_shows_map_search_and_list_and_never_scrolls_sideways(phone):
    phone.execute_script(STILL)
    width, high = phone.execute_script("return [document.documentElement.scrollWidth, evplan.map.getSize().y]")
    assert width == 390
    assert high > 550, "most of the screen is the map"
    assert phone.execute_script(OVERLAPS) == []
    press(phone, "#fold")
    press(phone, "#sites button", at=1)
    assert "kWh a day" in popup(phone)
    assert phone.execute_script(
        "const r = document.querySelector('.leaflet-popup').getBoundingClientRect(); return r.left >= 0 && r.right <= 390;"
    )
    assert logs(phone)[1] == []
