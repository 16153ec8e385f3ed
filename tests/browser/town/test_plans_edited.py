"""A planner with a browser: an edit of each kind and a plan after each, kept as a scenario that the command line repeats; two windows."""

import json

import psutil
import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import logs, press
from tests.fixtures.command_line import evplan
from tests.fixtures.edited_page import DEEDS, built, deed, done, picked, ready, see, state, until

pytestmark = pytest.mark.browser


def ended(process):
    """Whether a process runs no more, reaped or not: on a busy machine it outlives its signal for a while."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_an_edit_of_each_kind_is_planned_drawn_and_told_and_all_is_kept_as_a_scenario(  # noqa: PLR0915  one visit
    page, project, tmp_path
):
    first = built(page)
    filed = page.execute_async_script(
        "const done = arguments[0]; evplan.ask(document.getElementById('plan').dataset.api + '/sites').then(done)"
    )
    told = ("id", "rank", "status", "title", "at", "chargers", "plan", "cost_usd", "kwh", "hours")
    assert [[one[key] for key in told] for one in state(page)["sites"]] == [
        [one[key] for key in told] for one in filed["sites"]
    ]
    assert page.find_element(By.ID, "against").get_attribute("class").endswith("idle")
    site = next(one["id"] for one in state(page)["sites"] if one["status"] == "proposed")

    # forbid: the site goes, a ghost stays, the sentence says so; undo brings it back
    picked(page, site)
    assert deed(page, "forbid")
    assert site not in built(page)
    assert page.find_elements(By.CSS_SELECTOR, ".ghost.gone, .ghost.forbidden")
    press(page, "#site-card .back")
    done(page, lambda: press(page, "#undo"))
    assert built(page) == first
    press(page, "#redo")
    until(page, lambda: site not in built(page) and page.execute_script(f"return {DEEDS}"))
    done(page, lambda: press(page, "#undo"))

    # chargers by the form: exactly these are built
    picked(page, site)
    press(page, "#site-card summary")
    for at, count in ((0, "1"), (1, "1")):
        field = page.find_element(By.ID, f"count-{at}")
        field.clear()
        field.send_keys(count)
    done(page, lambda: press(page, "#site-card form button"))
    assert built(page)[site] == {"dc_gbt_60": 1, "dc_ccs2_60": 1}
    assert next(one for one in state(page)["sites"] if one["id"] == site)["state"] == "locked"

    # move: a click on the map says where
    before = next(one["at"] for one in state(page)["sites"] if one["id"] == site)
    press(page, "#site-card [data-do=move]")
    canvas = page.find_element(By.ID, "map")
    done(page, lambda: ActionChains(page).move_to_element_with_offset(canvas, -90, 60).click().perform())
    assert next(one["at"] for one in state(page)["sites"] if one["id"] == site) != before

    # a site is added where the map's middle is, by the keyboard, and built on
    page.execute_script("evplan.page.pick(null)")
    press(page, "#add")
    done(page, lambda: press(page, "#hint-here"))
    added = next(name for name in built(page) if name.startswith("drawn-"))

    # what may not stand where it was put is refused there, and is no edit
    edits = state(page)["edits"]
    page.execute_script(
        "const map = evplan.page.map; window.view = [map.getCenter(), map.getZoom()];"
        "const at = map.getBounds().pad(-0.02).getNorthWest();"
        "evplan.page.loop.edit([{ kind: 'add', lon: at.lng, lat: at.lat, force: true }])"
    )
    assert "outside the city" in until(page, lambda: page.find_element(By.ID, "conflict").text)
    assert "outside the city" in see(page, ".leaflet-popup-content").text
    assert state(page)["edits"] == edits
    page.execute_script("evplan.page.map.closePopup().stop().setView(...window.view, { animate: false })")

    # an area is kept free, corner by corner; Enter ends it
    other = next(one for one in state(page)["sites"] if one["status"] == "proposed" and one["id"] not in (site, added))
    x, y = page.execute_script(
        "const p = evplan.page.map.latLngToContainerPoint([arguments[1], arguments[0]]); return [p.x, p.y]",
        *other["at"],
    )
    middle = (canvas.size["width"] / 2, canvas.size["height"] / 2)
    press(page, "#area")
    assert see(page, "#hint-here").text == "Use all that is shown of the map"
    discs = [one for one in page.find_elements(By.CSS_SELECTOR, "#map .site") if one.is_displayed()]
    assert {one.value_of_css_property("pointer-events") for one in discs} == {"none"}, "a corner may lie on a disc"
    for dx, dy in ((-40, -40), (40, -40), (40, 40), (-40, 40)):
        ActionChains(page).move_to_element_with_offset(
            canvas, round(x - middle[0] + dx), round(y - middle[1] + dy)
        ).click().perform()
    done(page, lambda: ActionChains(page).send_keys(Keys.ENTER).perform())
    assert other["id"] not in built(page)

    # the budget, by many steps of a key of the slider, is one edit
    before = len(state(page)["edits"])
    slider = page.find_element(By.ID, "budget")
    done(page, lambda: slider.send_keys(*[Keys.ARROW_LEFT] * 5))
    assert len(state(page)["edits"]) == before + 1
    done(page, lambda: press(page, "#undo"))

    # and as a number
    exact = page.find_element(By.ID, "budget-exact")
    exact.send_keys(Keys.CONTROL, "a")
    exact.send_keys("300000")
    done(page, lambda: exact.send_keys(Keys.TAB))
    assert sum(one["cost_usd"] for one in state(page)["sites"]) <= 300_000

    # what no plan can keep is told with what would have to give way, and the last plan stays
    kept = built(page)
    exact.send_keys(Keys.CONTROL, "a")
    exact.send_keys("10")
    exact.send_keys(Keys.TAB)
    assert until(page, lambda: page.find_element(By.ID, "conflict").text or page.find_element(By.ID, "said").text)
    assert built(page) == kept

    # every step is in the list of edits, and the last but one is taken back
    page.execute_script("document.getElementById('edits-box').open = true")
    steps = page.find_elements(By.CSS_SELECTOR, "#edits li")
    assert len(steps) == 5
    done(page, lambda: press(page, "#edits li:nth-child(4) button.small"))
    assert not any(one["ring"] for one in state(page)["edits"])

    # kept as a scenario; the command line plans the same with its file of edits
    wanted = {
        one["id"]: one["chargers"] for one in state(page)["sites"] if one["state"] in ("locked", "moved", "added")
    }
    page.execute_script("document.getElementById('keep-box').open = true")
    name = page.find_element(By.ID, "keep-name")
    name.clear()
    name.send_keys("other town")
    name.submit()
    see(page, "#kept a")
    scenario, edits = (project / "scenarios" / f"other town{ending}" for ending in (".toml", ".edits.geojson"))
    ran = evplan("-q", "plan", scenario, "--edits", edits, "--out", tmp_path / "out", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert all(one["outcome"] == "applied" for edit in summary["edits"] for one in edit["changes"])
    sites = {
        one["properties"]["site_id"]: one["properties"]
        for one in json.loads((tmp_path / "out" / "plan.geojson").read_text(encoding="utf-8"))["features"]
    }
    seen = json.loads(edits.read_text(encoding="utf-8"))["plan"][0]["chargers"]
    assert summary["seen_plan"]["became"] == "same"
    assert seen == {
        site: {one["type"]: one["count"] for one in mine["chargers"]}
        for site, mine in sites.items()
        if mine["chargers"]
    }
    assert (
        {one["type"]: one["count"] for one in sites[site]["chargers"]}
        == wanted[site]
        == {"dc_gbt_60": 1, "dc_ccs2_60": 1}
    )
    assert sites[added]["chargers"]
    assert float(summary["scorecard"]["cost_usd"]) <= 300_000

    requests, errors = logs(page)
    own = page.current_url.split("/plans")[0]
    assert [one for one in requests if not one.startswith(own)] == []
    assert [one["message"] for one in errors if "409" not in one["message"]] == []


LATER = """
const [site, wider] = arguments, state = evplan.page.state, loop = evplan.page.loop, lines = ["one more", "and one more", "and another"];
const steady = evplan.page.steady, aimed = steady.aimed !== null;
if (aimed) { steady.aimed = Date.now(); }  // however long ago a slow machine moved the pointer
const sites = state.sites.map(one => one.id === site ? {...one, build: wider ? one.build.concat(lines) : one.build.slice(0, 1), reason: wider ? (one.reason + " ").repeat(3) : ""} : one);
const figures = {lines: [], proof: {word: "", said: ""}, proven: false, gap: null};
loop.take({turn: loop.turn + 1, became: "improved", sites, edits: state.edits, changes: state.changes, figures, state: "ready", can_undo: false, can_redo: false, said: wider ? "Better." : "Better still."}, false);
return [aimed, document.querySelectorAll("#site-card .build li").length];
"""


def test_what_an_edit_changed_can_be_read_to_its_end_and_lies_over_no_button(page):
    page.execute_script(
        "evplan.page.pick(null); evplan.tell(document.getElementById('turn-said'), 'one site given up; '.repeat(90))"
    )
    box = page.find_element(By.CSS_SELECTOR, ".turn-box")
    last = "const b = arguments[0], said = document.getElementById('turn-said'); b.scrollTop = 1e6; return said.getBoundingClientRect().bottom - b.getBoundingClientRect().bottom"
    assert page.execute_script(last, box) <= 1
    covering = """
const button = arguments[0], panel = document.getElementById("panel");
panel.scrollTop += button.getBoundingClientRect().top - panel.getBoundingClientRect().top - 4;
const at = button.getBoundingClientRect(), there = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
return there === button ? "" : there.outerHTML.slice(0, 200);
"""
    for one in ("#area", "#anew"):
        assert page.execute_script(covering, page.find_element(By.CSS_SELECTOR, one)) == "", one


def test_a_better_plan_that_comes_in_shifts_nothing_under_the_pointer_and_takes_no_button_from_a_press(page):
    site = next(one["id"] for one in state(page)["sites"] if one["status"] == "proposed")
    page.execute_async_script(  # no plan of the loop's own comes in between
        "const done = arguments[0], source = evplan.page.loop.source; source.close(); done()"
    )
    picked(page, site)
    button = see(page, "#site-card [data-do=forbid]")
    lines = "return document.querySelectorAll('#site-card .build li').length"
    height = "return arguments[0].getBoundingClientRect().top"
    few, top = page.execute_script(lines), page.execute_script(height, button)
    ActionChains(page).move_to_element(button).perform()
    assert page.execute_script(LATER, site, True) == [True, few], "a button that is aimed at stays where it is"
    until(page, lambda: page.execute_script(lines) > few)
    assert page.execute_script(height, button) == pytest.approx(top, abs=1), "the panel has scrolled with it"
    ActionChains(page).move_to_element(button).click_and_hold().perform()
    page.execute_script(LATER, site, False)
    page.execute_script("evplan.page.steady.aimed = null; evplan.page.steady._flush()")
    assert page.execute_script(lines) > few, "nothing is drawn while a button is pressed"
    edits = len(state(page)["edits"])
    page.execute_script("evplan.page.loop.edit = (asked) => { evplan.asked = asked; return Promise.resolve(); }")
    ActionChains(page).release().perform()
    assert until(page, lambda: page.execute_script("return evplan.asked")) == [{"kind": "forbid", "site": site}]
    until(page, lambda: page.execute_script(lines) < few + 1)
    assert len(state(page)["edits"]) == edits
    _requests, errors = logs(page)
    assert errors == []
    page.get("about:blank")


def test_a_second_window_sees_the_edits_of_the_first_and_edits_outlive_the_process_that_held_the_plan(page, served):
    site = next(one["id"] for one in state(page)["sites"] if one["status"] == "proposed")
    first, where = page.current_window_handle, page.current_url
    page.switch_to.new_window("window")
    page.get(where)
    ready(page)
    second = page.current_window_handle
    assert "other window" in until(page, lambda: page.find_element(By.ID, "others").text)
    page.switch_to.window(first)
    picked(page, site)
    deed(page, "forbid")
    page.switch_to.window(second)
    until(page, lambda: site not in built(page))
    assert until(page, lambda: page.find_element(By.ID, "turn-said").text)
    page.execute_async_script("evplan.page.loop.undo().then(arguments[0])")
    page.close()
    page.switch_to.window(first)
    until(page, lambda: site in built(page))
    until(page, lambda: not page.find_element(By.ID, "others").is_displayed())
    picked(page, site)
    deed(page, "lock")
    mine = [one for one in psutil.Process(served[0]).children(recursive=True) if "planner.loop" in one.cmdline()]
    for one in mine:
        one.kill()
    until(page, lambda: all(map(ended, mine)))
    page.get("about:blank")
    page.get(where)
    ready(page)
    assert [one["state"] for one in state(page)["edits"]] == ["locked"]
