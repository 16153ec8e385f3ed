"""Online tiles: nothing is asked of anybody until the reader turns them on, and then of one host alone."""

import time

import pytest

from planner.output.webmap.offline import TILES
from planner.output.webmap.writer import write_map
from tests.browser.conftest import logs, press
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.patience import until

pytestmark = pytest.mark.browser

BOX = ".leaflet-control-layers-overlays input"
GROUND = "return getComputedStyle(document.querySelector('.leaflet-ground-pane')).display"


@pytest.fixture(scope="module")
def map_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "map.html"
    write_map(make_dossier(), path)
    return path


def test_tiles_are_asked_for_when_they_are_turned_on_and_no_longer_when_they_are_off(opened, map_file):
    page = opened(map_file)
    time.sleep(0.5)
    assert logs(page)[0] == [map_file.as_uri()]
    page.execute_script("evplan.served = true")
    press(page, BOX)
    asked = until(lambda: logs(page)[0])
    assert asked
    assert all(one.startswith(f"{TILES}/") for one in asked)
    assert "openstreetmap.org/copyright" in page.find_element("css selector", ".leaflet-control-attribution").text
    assert "no network" in until(lambda: page.find_element("css selector", "#said").text)
    assert page.execute_script(GROUND) == "none"
    press(page, BOX)
    logs(page)
    page.execute_script("evplan.map.setZoom(15, {animate: false})")
    time.sleep(0.5)
    assert logs(page)[0] == []
    assert page.execute_script(GROUND) == "block"


def test_a_map_on_a_disk_asks_nothing_and_says_why(opened, map_file):
    page = opened(map_file)
    press(page, BOX)
    assert "opened from a disk" in until(lambda: page.find_element("css selector", "#said").text)
    time.sleep(0.3)
    assert logs(page) == ([map_file.as_uri()], [])
    assert page.execute_script(GROUND) == "block"


def test_the_policy_lets_pictures_of_this_host_in_and_nothing_else(opened, map_file):
    page = opened(map_file)
    page.execute_script(
        """
        window.refused = [];
        document.addEventListener("securitypolicyviolation", event => window.refused.push(event.blockedURI));
        for (const host of arguments[0]) { const one = new Image(); one.src = host + "/1/1/1.png"; }
        fetch(arguments[0][0] + "/1/1/1.png").catch(() => {});
        """,
        [
            TILES,
            "https://tile.openstreetmap.org.evil.example",
            "http://tile.openstreetmap.org:8080",
            "https://a.tile.openstreetmap.org",
        ],
    )
    refused = until(lambda: len(found := page.execute_script("return window.refused")) >= 4 and found)
    assert [one.startswith(TILES + "/") for one in refused].count(True) == 1, "the fetch, not the picture"
    logs(page)
