"""The map in a real browser with the network cut off."""

import time

import pytest

from planner.output.geojson import feature_collection
from planner.output.webmap.writer import write_map
from tests.browser.conftest import logs, press
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.map_scripts import OPEN_GROUPS, OVERLAPS
from tests.fixtures.patience import until

pytestmark = pytest.mark.browser

DRAWN = """
const layer = evplan.layers[arguments[0]];
return {shown: evplan.map.hasLayer(layer), parts: layer.getLayers().length};
"""
POINTS = """
return ["proposed", "upgrade", "existing"].flatMap(id => evplan.layers[id].getLayers()[0].getLayers().map(
  marker => [id, marker.feature.properties.site_id, marker.getLatLng().lng, marker.getLatLng().lat]));
"""


@pytest.fixture(scope="module")
def map_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "map.html"
    write_map(make_dossier(), path)
    return path


def test_no_request_leaves_and_the_console_is_silent(opened, map_file):
    browser = opened(map_file)
    time.sleep(0.5)
    requests, errors = logs(browser)
    assert requests == [map_file.as_uri()]
    assert errors == []


def test_every_layer_switches_off_and_on(opened, map_file):
    browser = opened(map_file)
    boxes = browser.find_elements("css selector", ".leaflet-control-layers-overlays input")
    assert len(boxes) == 12
    assert not boxes.pop(0).is_selected(), "online tiles"
    at_first = [box.is_selected() for box in boxes]
    assert at_first.count(False) == 3, "candidates, grid and districts wait to be asked for"
    for box, shown in zip(boxes, at_first, strict=True):
        if not shown:
            press(browser, box)
    for box in boxes:
        press(browser, box)
    for name in ("ground", "roads", "labels", "districts", "boundary", "existing", "upgrade", "proposed"):
        assert browser.execute_script(DRAWN, name)["shown"] is False, name
    for box in boxes:
        press(browser, box)
    for name in ("ground", "roads", "labels", "districts", "boundary", "existing", "upgrade", "proposed"):
        drawn = browser.execute_script(DRAWN, name)
        assert drawn["shown"], name
        assert drawn["parts"] > 0, name
    assert logs(browser)[1] == []


def test_every_colouring_of_the_zones_can_be_chosen_and_brings_its_legend(opened, map_file):
    browser = opened(map_file)
    browser.execute_script(OPEN_GROUPS)
    choices = browser.find_elements("css selector", ".leaflet-control-layers-base input")
    names = browser.execute_script("return Object.keys(evplan.layers).filter(id => evplan.layers[id].theme)")
    assert len(choices) == len(names) == 14
    for choice, name in zip(choices, names, strict=True):
        press(browser, choice)
        shown = [one for one in names if browser.execute_script(DRAWN, one)["shown"]]
        legends = browser.execute_script(
            "return [...document.querySelectorAll('[data-theme]')].filter(e => !e.hidden).map(e => e.dataset.theme)"
        )
        assert shown == [name]
        assert legends == ([] if name == "none" else [name])
    assert logs(browser)[1] == []


def test_the_darkest_zone_is_the_one_that_asks_for_most(opened, map_file):
    browser = opened(map_file)
    most = make_dossier().zones.set_index("zone_id")["demand_kwh"].idxmax()
    colour, id_ = browser.execute_script(
        """
        const zones = evplan.layers.demand.getLayers()[0].getLayers(), total = l => l.feature.properties.d.reduce((a, b) => a + b);
        const most = zones.reduce((a, b) => total(b) > total(a) ? b : a);
        return [most.options.fillColor, most.feature.properties.id];
        """
    )
    assert colour == "#810f7c"
    assert id_ == most


def test_sites_are_where_the_geojson_says(opened, map_file):
    browser = opened(map_file)
    drawn = {(status, site): (lng, lat) for status, site, lng, lat in browser.execute_script(POINTS)}
    said = {
        (one["properties"]["status"], one["properties"]["site_id"]): tuple(one["geometry"]["coordinates"])
        for one in feature_collection(make_dossier())["features"]
    }
    assert drawn == said


def test_a_click_on_a_proposed_site_opens_its_popup(opened, map_file):
    browser = opened(map_file)
    press(browser, ".site.proposed", at=-1)
    popup = until(lambda: "".join(one.text for one in browser.find_elements("css selector", ".leaflet-popup-content")))
    assert "new site · rank 3" in popup
    assert "Script window.hacked = 1 /script" in popup, "of a name only its letters are shown"
    assert "$82\u202f501" in popup
    assert "2 × AC 7 kW, each with 1 GB/T socket" in popup, "words of the trade"
    assert "4\u202f% of drivers find all guns taken at the busiest time" in popup


def test_the_sign_that_closes_a_card_stands_beside_it(opened, map_file):
    browser = opened(map_file)
    browser.execute_script("Object.values(evplan.markers)[0].openPopup()")
    edge = "const it = document.querySelector(arguments[0]); return it ? it.getBoundingClientRect()[arguments[1]] : 0"
    assert until(lambda: browser.execute_script(edge, ".leaflet-popup-content", "right"))
    sign = browser.execute_script(edge, ".leaflet-popup-close-button", "left")
    assert browser.execute_script(edge, ".leaflet-popup-content", "right") <= sign


def test_a_card_links_to_a_picture_over_https_and_to_nothing_else(opened, map_file):
    browser = opened(map_file)
    links = browser.execute_script(
        """
        const found = {};
        for (const id of ["osm-w105", "osm-w106", "osm-w107"]) {
          evplan.markers[id].openPopup();
          found[id] = [...[...document.querySelectorAll(".leaflet-popup-content")].pop().querySelectorAll("a")].map(e => [e.href, e.rel, e.attributes.length]);
          evplan.map.closePopup();
        }
        return found;
        """
    )
    rel = "noopener noreferrer"
    assert links == {
        "osm-w105": [["https://commons.wikimedia.org/wiki/File:A.jpg", rel, 3]],
        "osm-w106": [],
        "osm-w107": [["https://example.org/%22onmouseover=%22window.hacked%20=%2011", rel, 3]],
    }
    assert logs(browser) == ([map_file.as_uri()], []), "nothing is fetched"


def test_a_click_on_a_zone_tells_its_demand_by_class(opened, map_file):
    browser = opened(map_file)
    browser.execute_script("evplan.layers.demand.getLayers()[0].getLayers()[27].openPopup()")
    popup = until(lambda: "".join(one.text for one in browser.find_elements("css selector", ".leaflet-popup-content")))
    assert "GB/T, fast" in popup
    assert "people" in popup


NAMED = """
evplan.map.setView([43.24, 76.895], arguments[0], {animate: false});
const all = evplan.named.flatMap((one, at) => one.boxes.map(box => [at, box]));
const over = all.filter(([a, p], i) => all.slice(i + 1).some(([b, q]) =>
  a !== b && p[0] < q[2] && q[0] < p[2] && p[1] < q[3] && q[1] < p[3]));
return [evplan.named.map(one => one.text), over.length];
"""


def test_places_and_streets_are_named_by_zoom_and_no_name_lies_over_another(opened, map_file):
    browser = opened(map_file)
    far, near, close = (browser.execute_script(NAMED, zoom) for zoom in (11.5, 14, 16))
    assert "Медеу" in far[0], "a district"
    assert "улица 1" in near[0], "a primary street"
    assert HOSTILE[0] in near[0], "letters on the canvas, nothing that runs"
    assert "ТЦ Максима" in close[0]
    assert "улица 4" in close[0], "a small street"
    assert "улица 4" not in near[0]
    assert [over for _, over in (far, near, close)] == [0, 0, 0]
    assert logs(browser)[1] == []


def test_nothing_overlaps_on_a_small_laptop(opened, map_file):
    browser = opened(map_file)
    assert browser.execute_script(OVERLAPS) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 1366
    inside = browser.execute_script(
        """
        const box = evplan.map.getContainer().getBoundingClientRect(), control = document.querySelector(".leaflet-control-layers").getBoundingClientRect();
        return [...document.querySelectorAll(".site.proposed")].map(e => e.getBoundingClientRect())
          .filter(r => r.left < box.left || r.right > control.left || r.top < box.top || r.bottom > box.bottom).length;
        """
    )
    assert inside == 0, "every proposed site is in view at first, beside the layer control"


def test_cyrillic_is_shown_right(opened, map_file):
    browser = opened(map_file)
    assert browser.find_element("css selector", "#panel h1").text == "Алматы 2028 & friends"
    assert browser.title.startswith("Алматы 2028 & friends")


def test_credits_and_the_date_of_the_data_are_always_in_view(opened, map_file):
    browser = opened(map_file)
    text = browser.find_element("css selector", ".leaflet-control-attribution").text
    assert "OpenStreetMap contributors" in text
    assert "2026-05-01" in text


def test_hostile_names_do_nothing_wherever_they_are_shown(opened, map_file):
    browser = opened(map_file)
    browser.execute_script(
        """
        for (const id of ["proposed", "upgrade", "existing", "demand", "candidates", "grid", "figures"]) {
          evplan.map.addLayer(evplan.layers[id]);
          for (const part of evplan.layers[id].getLayers()[0].getLayers()) {
            if (part.getTooltip()) { part.openTooltip(); part.closeTooltip(); }
            if (part.getPopup()) { part.openPopup(); part.closePopup(); }
          }
        }
        document.querySelectorAll("details").forEach(one => { one.open = true; });
        """
    )
    time.sleep(0.5)
    assert browser.execute_script("return window.hacked === undefined")
    assert browser.execute_script("return document.querySelectorAll('img[src=x]').length") == 0
    text = browser.execute_script("return document.querySelector('#panel').textContent")
    assert HOSTILE[1] in text
    requests, errors = logs(browser)
    assert requests == [map_file.as_uri()]
    assert errors == []


def test_no_template_in_a_name_ran_when_the_map_was_written(map_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_map(make_dossier(), tmp_path / "map.html")
    assert [one.name for one in tmp_path.iterdir()] == ["map.html"]


def test_a_name_written_into_the_page_by_force_still_cannot_run(opened, map_file, tmp_path):
    page = map_file.read_text(encoding="utf-8").replace(
        "</aside>",
        "<script>window.hacked = 9</script><img src='http://evil.example/x.png' onerror='window.hacked = 9'></aside>",
    )
    forced = tmp_path / "forced.html"
    forced.write_text(page, encoding="utf-8")
    browser = opened(forced)
    time.sleep(0.3)
    assert browser.execute_script("return window.hacked === undefined"), (
        "the page's policy refuses scripts it does not know"
    )
    said = " ".join(entry["message"] for entry in logs(browser)[1])
    assert "evil.example" in said
    assert said.count("Content Security Policy") >= 2, "the script and the picture were both refused"


def test_on_a_laptop_every_layer_can_be_chosen_without_scrolling_until_the_legend_is_opened(opened, map_file):
    browser = opened(map_file)
    seen = """
    const box = document.querySelector(".leaflet-control-layers-expanded"), legend = document.querySelector("#legend details");
    return [box.scrollHeight - box.clientHeight, legend.open, box.getBoundingClientRect().bottom, legend.parentElement.getBoundingClientRect().top];
    """
    hidden, legend_open, bottom, top = browser.execute_script(seen)
    assert hidden <= 0
    assert not legend_open
    assert bottom < top
    browser.execute_script("document.querySelector('#legend details').open = true")
    _hidden, _open, bottom, top = browser.execute_script(seen)
    assert bottom < top, "opened, the legend takes its half and covers nothing"
