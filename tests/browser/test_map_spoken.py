"""The map in the language of its reader: nothing of it stays in English, and nothing is too long for its place."""

import re
import time
from dataclasses import replace

import pytest

from planner.output.webmap.writer import write_map
from planner.support.speech import speaking
from tests.browser.conftest import logs
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.longer_language import CODE, speaking_pseudo
from tests.fixtures.map_scripts import OVERLAPS

pytestmark = pytest.mark.browser

SIZES = {"desk": (1280, 800, False), "phone": (390, 844, True)}
DESK = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
WIDE = """
const wide = e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== "inline";
const clipped = e => e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).overflowY === "hidden" && getComputedStyle(e).webkitLineClamp === "none";
return [...document.querySelectorAll("#panel, #panel *, #legend, #legend *, .leaflet-control, .leaflet-control *, .leaflet-popup-content, .leaflet-popup-content *, #said")]
  .filter(e => e.checkVisibility() && !(e instanceof SVGElement) && !["SELECT", "OPTION", "INPUT", "SUP"].includes(e.tagName))
  .filter(e => wide(e) || clipped(e)).map(e => [e.tagName, e.className, e.clientWidth, e.scrollWidth, e.clientHeight, e.scrollHeight, e.textContent.trim().slice(0, 60)].join(" "));
"""
STEPS = (
    "",
    "evplan.still = true; document.querySelector('#fold').click(); document.querySelector('#sites button').click()",
    "evplan.map.closePopup(); evplan.layers.demand.getLayers()[0].getLayers()[27].openPopup()",
    "evplan.map.closePopup(); document.querySelector('#tab-figures').click()",
    "document.querySelector('#tab-basis').click(); document.querySelectorAll('details').forEach(one => { one.open = true; })",
    "document.querySelectorAll('details.themes').forEach(one => { one.open = false; }); document.querySelector('#tool-measure').click()",
)
WORDS = """
const said = [];
const walk = node => {
  if (node.nodeType === 3) { said.push(node.nodeValue); return; }
  if (node.nodeType !== 1 || ["SCRIPT", "STYLE", "CANVAS"].includes(node.tagName)) { return; }
  ["aria-label", "title", "placeholder", "data-heading", "aria-valuetext", "alt"].forEach(name => { if (node.hasAttribute(name)) { said.push(node.getAttribute(name)); } });
  node.childNodes.forEach(walk);
};
walk(document.body);
return said;
"""
NAMES = re.compile(
    r"CCS2|GB/T|Type [12]|CHAdeMO|NACS|CCS1|Tesla|AC|DC|Leaflet|OpenStreetMap contributors|ODbL|H3|fast|slow|balanced|osm-[nw]\d+|ocpi-\d+|88\w+ffff"
)
"""Names of standards, programs and things, the same in every language; and words of needs and mixes, told by other rooms."""
OF_OTHERS = ("#pane-basis", "[data-before]", ".proof", ".leaflet-control-attribution", ".card p", ".card details")
"""Parts whose sentences were made with the plan, in the language it was made in."""


@pytest.fixture(scope="module")
def map_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "map.html"
    dossier = make_dossier()
    sites = dossier.sites.assign(name=None, district="Медеу", operator=None)
    with speaking_pseudo():
        write_map(replace(dossier, sites=sites, name="Алматы 2028"), path)
    return path


@pytest.fixture
def sized(browser):
    yield lambda size: browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        dict(zip(("width", "height", "mobile"), SIZES[size], strict=True)) | {"deviceScaleFactor": 1},
    )
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)


@pytest.mark.parametrize("size", SIZES)
def test_texts_two_fifths_longer_fit_their_places(opened, map_file, sized, size):
    sized(size)
    page = opened(map_file)
    for step in STEPS:
        page.execute_script(step)
        time.sleep(0.2)
        assert page.execute_script(WIDE) == [], step
        assert page.execute_script("return document.documentElement.scrollWidth") <= SIZES[size][0], step
    page.refresh()
    assert page.execute_script(OVERLAPS) == []
    assert logs(page)[1] == []


def test_no_word_of_the_page_is_in_another_language_than_the_page(opened, map_file):
    page = opened(map_file)
    assert page.execute_script("return document.documentElement.lang") == CODE
    page.execute_script("evplan.still = true; document.querySelector('#sites button').click()")
    time.sleep(0.4)
    for one in OF_OTHERS:
        page.execute_script("document.querySelectorAll(arguments[0]).forEach(one => one.remove())", one)
    said = page.execute_script(WORDS)
    left = {one for one in said if re.search(r"[A-Za-z]{2,}", NAMES.sub("", one)) and "hacked" not in one}
    assert left == set()
    assert len(said) > 150


def test_every_text_of_a_script_can_be_said_in_every_number_and_numbers_have_the_signs_of_the_language(
    opened, map_file, tmp_path
):
    page = opened(map_file)
    assert page.execute_script("return [evplan.number(12345.67, 1), evplan.number(0.5, 2)]") == ["12\u202f345,7", "0,5"]
    one, two = page.execute_script("return [1, 2].map(n => evplan.say('all_sites', {n: n}))")
    assert one.startswith("1 ")
    assert two.startswith("2 ")
    assert one[2:] != two[2:]
    with speaking("en"):
        write_map(make_dossier(), tmp_path / "map.html")
    page = opened(tmp_path / "map.html")
    assert page.execute_script("return [evplan.number(12345.67, 1), document.documentElement.lang]") == [
        "12\u202f345.7",
        "en",
    ]
    said = page.execute_script("return [0, 1, 2, 1001].map(n => evplan.say('all_sites', {n: n}))")
    assert said == [
        f"{n} site{s}, in the order of building" for n, s in (("0", "s"), ("1", ""), ("2", "s"), ("1\u202f001", "s"))
    ]


def test_names_of_the_ground_are_those_of_the_reader_on_canvas_in_search_and_on_cards(opened, tmp_path):
    with speaking("uz"):
        write_map(make_dossier(), tmp_path / "map.html")
    page = opened(tmp_path / "map.html")
    page.execute_script("evplan.map.setView([43.24, 76.895], 16, {animate: false})")
    named = page.execute_script("return evplan.named.map(one => one.text)")
    assert any(one.startswith("Maksima markazi") for one in named), "as the map calls it in Uzbek"
    assert "ulitsa 4" in named, "in Latin letters by the table"
    districts = page.execute_script("return [...new Set(evplan.sites.map(one => one.p.district))]")
    assert "Medeu" in districts
    assert page.execute_script("return window.hacked === undefined")
    assert logs(page) == ([(tmp_path / "map.html").as_uri()], [])


LACKING = """
const [letters, done] = arguments, rules = [...document.styleSheets].flatMap(one => [...one.cssRules]);
const source = rules.find(one => one instanceof CSSFontFaceRule).style.getPropertyValue("src");
const wide = new FontFace("wide", source, {sizeAdjust: "300%"}), context = document.createElement("canvas").getContext("2d");
const width = (letter, font) => { context.font = "40px " + font; return context.measureText(letter).width; };
Promise.all([wide.load(), document.fonts.load('40px "evplan letters"', letters)]).then(() => {
  document.fonts.add(wide);
  done([...letters].filter(one => width(one, "wide, monospace") < 2 * width(one, '"evplan letters", monospace')));
});
"""


def test_letters_of_every_language_ship_with_the_file(opened, map_file):
    page = opened(map_file)
    every = "әғқңөұүһіӣӯҳҷўёйщъыэюяӘҒҚҢӨҰҮҺІӢӮҲҶЎЁʻʼ"
    assert page.execute_async_script(LACKING, every) == [], "drawn with a font of this system"
    assert page.execute_async_script(LACKING, "Aң") == ["A"], "what is not in it"
    assert logs(page) == ([map_file.as_uri()], [])
