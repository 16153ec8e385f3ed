"""What the map says at a stage before the plan is finished is true of that stage, or says that it is not."""

from dataclasses import replace

import pytest

from planner.output.webmap.writer import write_map
from tests.browser.conftest import DESK, logs
from tests.fixtures.dossier_fixture import make_dossier

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def map_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "map.html"
    dossier = make_dossier()
    today, plan = dossier.surroundings["stages"]
    nearly = {**plan, "year": 2027, "served_kwh": [0.9961 * one for one in plan["demand_kwh"]]}
    hardly = {**today, "served_kwh": [0.004 * one for one in plan["demand_kwh"]]}
    write_map(replace(dossier, surroundings={**dossier.surroundings, "stages": [hardly, nearly, plan]}), path)
    return path


def test_hardly_any_is_more_than_nothing_and_nearly_all_is_less_than_all(opened, map_file):
    page, heads = opened(map_file), []
    for at in (0, 1):
        page.execute_script("evplan.showStage(arguments[0])", at)
        heads.append(page.find_element("css selector", "[data-share]").text)
    assert heads == ["<1\u202f%", "99.6\u202f%"]


def test_colours_of_the_finished_plan_say_so_while_the_slider_stands_elsewhere(opened, map_file):
    page, said = opened(map_file), {}
    page.execute_script("document.querySelector('#legend details').open = true")
    for theme in ("coverage", "drive_gbt", "demand_gbt_fast"):
        page.execute_script("evplan.choose(arguments[0])", theme)
        for at in (0, 1, 2):
            page.execute_script("evplan.showStage(arguments[0])", at)
            title = page.find_element("css selector", f"[data-theme={theme}] h2").text.casefold()
            said[theme, at] = title.endswith(", finished plan")
    assert {one for one, told in said.items() if told} == {
        ("drive_gbt", 1),
        ("demand_gbt_fast", 0),
        ("demand_gbt_fast", 1),
    }
    assert logs(page)[1] == []


def test_where_today_is_not_known_neither_bar_nor_colour_nor_list_shows_the_plan(opened, tmp_path):
    dossier = make_dossier()
    few = {"key": "stations", "what": "", "expected": "", "found": "", "severity": "warning", "sentence": "few on file"}
    write_map(replace(dossier, reality=(few,)), tmp_path / "map.html")
    page = opened(tmp_path / "map.html")
    bar, told = (
        "return document.querySelector('.track i').style.width",
        "return [...document.querySelectorAll('#sites li:not([hidden])')].map(one => one.innerText).join()",
    )
    fills = (
        "return evplan.layers.coverage.getLayers()[0].getLayers().filter(one => one.options.fillOpacity > 0.1).length"
    )
    page.execute_script("evplan.choose('coverage')")
    planned = page.execute_script(bar), page.execute_script(fills), page.execute_script(told)
    page.execute_script("evplan.showStage(0)")
    assert (page.execute_script(bar), page.execute_script(fills)) == ("0%", 0)
    assert page.find_element("css selector", "[data-share]").text == "?"
    standing = page.execute_script(told)
    assert "existing station" in standing
    assert "$" not in standing
    page.execute_script("evplan.showStage(1)")
    assert (page.execute_script(bar), page.execute_script(fills), page.execute_script(told)) == planned
    assert planned[1] > 0
    assert logs(page)[1] == []


def test_drives_and_plugs_follow_the_slider_where_the_plan_knows_them_of_every_stage(opened, tmp_path):
    dossier = make_dossier()
    today, plan = dossier.surroundings["stages"]
    drives, zones = dossier.surroundings["drives"], dossier.zones
    classes = [
        name.removeprefix("demand_") for name in zones if name.startswith("demand_") and name.endswith(("fast", "slow"))
    ]
    part = {
        name: {
            "served_kwh": (0.5 * zones[f"served_{name}"]).round(1).tolist(),
            "demand_kwh": zones[f"demand_{name}"].round(1).tolist(),
        }
        for name in classes
    }
    nothing = {name: {**one, "served_kwh": [0.0] * len(zones)} for name, one in part.items()}
    far = {
        family: [None if one is None else one + 9.0 for one in minutes] for family, minutes in drives["after"].items()
    }
    stages = [{**today, "classes": nothing}, {**plan, "year": 2027, "classes": part}, plan]
    more = {**dossier.surroundings, "stages": stages, "drives": {**drives, "phases": [far]}}
    write_map(replace(dossier, surroundings=more), tmp_path / "map.html")
    page, colours = opened(tmp_path / "map.html"), {}
    for theme in ("coverage_gbt", "drive_ccs2"):
        page.execute_script("evplan.choose(arguments[0])", theme)
        for at in (0, 1, 2):
            page.execute_script("evplan.showStage(arguments[0])", at)
            colours[theme, at] = page.execute_script(
                "return evplan.layers[arguments[0]].getLayers()[0].getLayers().map(l => l.options.fillColor).join()",
                theme,
            )
            title = page.find_element("css selector", f"[data-theme={theme}] h2").text.casefold()
            assert not title.endswith(", finished plan")
    assert len(set(colours.values())) == 6, "each stage has colours of its own"
    assert logs(page)[1] == []


@pytest.fixture
def large_screen(browser):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK | {"width": 1500, "height": 1000})
    yield
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)


@pytest.mark.usefixtures("large_screen")
def test_on_a_large_screen_the_list_of_layers_stands_whole_above_an_open_legend_and_the_slider(opened, map_file):
    page = opened(map_file)
    page.execute_script("document.querySelector('#legend details').open = true")
    hidden, bottoms, tops = page.execute_script("""
    const box = document.querySelector(".leaflet-control-layers-expanded"), shape = one => one.getBoundingClientRect();
    const legend = document.querySelector("#legend"), slider = document.querySelector(".stages");
    return [box.scrollHeight - box.clientHeight, [box, legend].map(one => shape(one).bottom), [legend, slider].map(one => shape(one).top)];
    """)
    assert page.execute_script("return document.documentElement.classList.contains('staged')")
    assert hidden <= 0
    assert all(bottom < top for bottom, top in zip(bottoms, tops, strict=True))
