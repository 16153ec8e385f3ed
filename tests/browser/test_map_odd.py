"""An odd plan leaves the map whole: no site, no street, names of every length."""

import time
from dataclasses import replace

import pytest

from planner.output.webmap.writer import write_map
from tests.browser.conftest import logs
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.map_scripts import OVERLAPS

pytestmark = pytest.mark.browser

ODD = {
    "no site": lambda one: replace(one, sites=one.sites.iloc[:0], surroundings={}),
    "one zone and no district": lambda one: replace(
        one, zones=one.zones.iloc[5:6], districts=one.districts.iloc[:0], surroundings={}
    ),
    "no named street": lambda one: replace(one, roads=one.roads.assign(name=None)),
    "filed before there was a ground": lambda one: replace(one, backdrop={}, surroundings={}),
    "names of 5,000 letters that run from right to left": lambda one: replace(
        one,
        sites=one.sites.assign(name="\u202e" + "ш<b>" * 1250),
        roads=one.roads.assign(name="\u202e\u2067" + "مسجد" * 1250),
        districts=one.districts.assign(district="ш" * 5000),
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_plan_leaves_the_page_whole(opened, tmp_path, odd):
    file = tmp_path / "map.html"
    write_map(ODD[odd](make_dossier()), file)
    page = opened(file)
    time.sleep(0.3)
    page.execute_script("evplan.map.setZoom(15, {animate: false})")
    assert page.execute_script("return document.documentElement.scrollWidth") <= 1366
    assert page.execute_script(OVERLAPS) == []
    assert page.execute_script("return document.querySelectorAll('b b, #sites .name b').length") == 0
    said = page.find_element("css selector", "#counted").text
    assert said == ("This plan has no site." if odd == "no site" else "14 sites, in the order of building")
    assert logs(page) == ([file.as_uri()], [])
