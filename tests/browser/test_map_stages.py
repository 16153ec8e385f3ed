"""What the map says at a stage before the plan is finished is true of that stage, or says that it is not."""

from dataclasses import replace

import pytest

from planner.output.webmap.writer import write_map
from tests.browser.conftest import logs
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
    assert heads == ["<1\u202f%", "99\u202f%"]


def test_colours_of_the_finished_plan_say_so_while_the_slider_stands_elsewhere(opened, map_file):
    page, said = opened(map_file), {}
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
