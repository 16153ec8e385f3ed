"""A planner with a browser: a run, its map, an edit of each kind, a plan after each, kept as a scenario that the command line repeats; two windows, a phone, axe."""

import contextlib
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from city_fixtures import town
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from planner.project.project import Project
from tests.browser.conftest import logs, press
from tests.fixtures.town_config import TOWN_CONFIG

WAIT_S = 120
AXE = Path(importlib.util.find_spec("axe_selenium_python").origin).parent / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
DESK = {"width": 1366, "height": 900, "deviceScaleFactor": 1, "mobile": False}
STANDING = """
const at = document.getElementById("undo").getBoundingClientRect(), s = evplan.page.state, loop = evplan.page.loop;
const above = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
return [...["hint", "conflict", "said", "state"].map(id => document.getElementById(id).innerText.trim()), {
  edits: s.edits.length, picked: s.picked, turn: loop.turn, pending: loop.pending, undo: document.getElementById("undo").disabled,
  redo: document.getElementById("redo").disabled, tools: document.getElementById("tools").disabled, at: [at.left, at.top], above: above && above.outerHTML.slice(0, 120)}];
"""
"""How the page stands: what it says, and why a button may not be pressed."""
DEEDS = "evplan.page.loop.pending === 0 && !document.getElementById('tools').disabled"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The folder of a project with the small town of the tests, files where a project has them."""
    folder = tmp_path_factory.mktemp("work") / "Тест"
    Project.open(folder)
    files = folder / "files" / "town"
    files.mkdir()
    town(files)
    text = re.sub(r'"([\w.]+\.(?:pbf|csv|geojson))"', r'"../files/town/\1"', TOWN_CONFIG.format(budget=400_000))
    (folder / "scenarios" / "town.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(project):
    """The process of `evplan serve` and its address; it ends without a word of complaint."""
    command = [sys.executable, "-m", "planner", "serve", "--project", str(project), "--port", "0"]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "EVPLAN_LANG": "en"}
    )
    yield server.pid, re.search(r"http://\S+", server.stdout.readline())[0].rstrip("/")
    server.send_signal(signal.SIGINT)
    _out, complaints = server.communicate(timeout=60)
    assert (server.returncode, complaints) == (0, "")


@pytest.fixture(scope="module")
def address(served):
    return served[1]


@pytest.fixture(scope="module")
def server(served):
    return served[0]


@pytest.fixture(scope="module")
def plan(browser, address):
    """The number of a run that a planner asked for on the page, and that is over."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.get(f"{address}/runs")
    press(browser, "#ask-run button[type=submit]")
    until(browser, lambda: "/runs/0" in browser.current_url)
    assert see(browser, "#stop").text == "Stop and keep the best plan"  # also where the page came before the run began
    assert see(browser, "#elapsed").text.startswith("Working for 0:")
    see(browser, "a[href*='/map']")  # the page shows the results by itself once they are there
    return browser.current_url.rpartition("/")[2]


@pytest.fixture
def page(browser, address, plan):
    """The map of that plan, ready for edits, without any."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})  # of a language, at whatever port of this machine
    browser.get(f"{address}/plans/{plan}/map")
    ready(browser)
    until(browser, lambda: bare(browser))
    logs(browser)
    return browser


def bare(browser):
    """Whether no edit holds, after one is undone; a page whose process has just been ended is read again."""
    if browser.execute_script("return document.getElementById('tools').disabled"):
        browser.refresh()
        ready(browser)
    if not browser.execute_script("return evplan.page.state.edits.length"):
        return True
    browser.execute_async_script("evplan.page.loop.undo().then(arguments[0])")
    return False


def ended(process):
    """Whether a process runs no more, reaped or not: on a busy machine it outlives its signal for a while."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def until(browser, wanted):
    return WebDriverWait(browser, WAIT_S, 0.1, [StaleElementReferenceException]).until(lambda _: wanted())


def see(browser, css):
    return until(
        browser, lambda: next((one for one in browser.find_elements(By.CSS_SELECTOR, css) if one.is_displayed()), None)
    )


def ready(browser):
    try:
        until(browser, lambda: browser.execute_script(f"return !!evplan.page && {DEEDS}"))
    except TimeoutException:
        said = "const root = document.getElementById('plan'); return [root.dataset.state, root.dataset.drawn, root.innerText.slice(0, 300)]"
        raise AssertionError(f"not ready for edits: {browser.execute_script(said)}, {logs(browser)[1]}") from None


def state(browser):
    return browser.execute_script(
        "const s = evplan.page.state; return {sites: s.sites, edits: s.edits, changes: s.changes, turn: evplan.page.loop.turn}"
    )


def built(browser):
    return {one["id"]: one["chargers"] for one in state(browser)["sites"] if one["status"] != "existing"}


def done(browser, do):
    """Do something that plans again; what the live region says of it.

    Better plans come in at any moment and draw rows anew: what a person's second click would hit is tried again here.
    """
    before = len(state(browser)["edits"])
    for _ in range(4):
        with contextlib.suppress(StaleElementReferenceException, ElementClickInterceptedException, TimeoutException):
            do()
            changed = WebDriverWait(browser, WAIT_S / 6, 0.1)
            changed.until(
                lambda _: len(state(browser)["edits"]) != before or not browser.execute_script(f"return {DEEDS}")
            )
            break
    try:
        until(browser, lambda: len(state(browser)["edits"]) != before and browser.execute_script(f"return {DEEDS}"))
    except TimeoutException:
        raise AssertionError(
            f"no edit more than {before}: {browser.execute_script(STANDING)}, {logs(browser)[1]}"
        ) from None
    said = until(browser, lambda: browser.find_element(By.ID, "turn-said").get_attribute("textContent"))
    assert said != "What an edit changes is told here."
    return said


def picked(browser, site):
    """Open the card of a site from the list, by the keyboard."""
    browser.execute_script("evplan.page.pick(null)")
    row = browser.find_element(By.CSS_SELECTOR, f"#sites button[data-site='{site}']")
    browser.execute_script("arguments[0].focus()", row)
    row.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "card-title"


def deed(browser, name):
    return done(browser, lambda: press(browser, f"#site-card [data-do={name}]"))


def faults(browser):
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    return browser.execute_async_script(
        "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => done("
        "found.violations.flatMap(one => one.nodes.map(node => [one.id, node.html.slice(0, 160)]))))"
    )


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
    command = [
        sys.executable,
        "-m",
        "planner",
        "-q",
        "plan",
        str(scenario),
        "--edits",
        str(edits),
        "--out",
        str(tmp_path / "out"),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
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


def test_a_second_window_sees_the_edits_of_the_first_and_edits_outlive_the_process_that_held_the_plan(page, server):
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
    mine = [one for one in psutil.Process(server).children(recursive=True) if "planner.loop" in one.cmdline()]
    for one in mine:
        one.kill()
    until(page, lambda: all(map(ended, mine)))
    page.get("about:blank")
    page.get(where)
    ready(page)
    assert [one["state"] for one in state(page)["edits"]] == ["locked"]


def test_pages_have_no_fault_of_access_and_fit_a_phone_in_russian(page, address, plan):
    site = next(one["id"] for one in state(page)["sites"] if one["status"] == "proposed")
    found = faults(page)
    picked(page, site)
    page.execute_script("document.querySelector('#site-card details').open = true")
    found += faults(page)
    for path in ("/runs", f"/runs/{plan}", f"/compare?left={plan}&right={plan}"):
        page.get(address + path)
        see(page, "main h1")
        found += faults(page)
    assert found == []
    page.get(f"{address}/")
    page.add_cookie({"name": "evplan_lang", "value": "ru"})
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    for path in ("/runs", f"/runs/{plan}", f"/plans/{plan}/map", f"/compare?left={plan}&right={plan}"):
        page.get(address + path)
        see(page, "main h1")
        assert (
            page.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            <= 0
        ), path
        if path.endswith("/map"):
            ready(page)
            assert "площад" in page.find_element(By.ID, "counted").text
            assert page.find_element(By.ID, "undo").text == "Отменить"
    page.delete_all_cookies()


def test_a_district_is_drawn_on_the_map_of_a_scenario_and_promised_its_share(page, address, plan, project):
    del plan
    page.get(f"{address}/scenarios/town")
    press(page, "#districts summary")
    until(page, lambda: page.execute_script("return document.getElementById('districts').dataset.drawn"))
    press(page, "#districts-draw")
    press(page, "#districts-hint-here")
    name = page.switch_to.active_element
    name.send_keys("Whole town")
    see(page, ".district.picked input[type=number]").send_keys("2.5")
    for button in page.find_elements(By.CSS_SELECTOR, "#districts-list li:not(.picked) button.small"):
        press(page, button)  # those that it covers whole
    assert faults(page) == []
    press(page, "#districts-keep")
    kept = Project.open(project).scenarios
    until(page, lambda: kept.scenario("town").plan.district_floors == {"Whole town": 0.025})
    assert kept.scenario("town").city.districts.endswith("districts-drawn.geojson")
    until(page, lambda: page.find_element(By.ID, "districts-said").text == "Kept.")
    assert "Whole town" in until(page, lambda: page.find_element(By.ID, "districts-list").text)
    _requests, errors = logs(page)
    assert errors == []


def test_a_file_that_is_made_when_asked_says_so_until_it_is_here(page, address, plan, tmp_path):
    page.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    page.get(f"{address}/runs/{plan}")
    said = "const told = document.querySelector('.quick + [role=status]'), all = []; evplan.told = all; "
    page.execute_script(
        said + "new MutationObserver(() => all.push(told.textContent)).observe(told, {childList: true})"
    )
    press(page, "a[data-makes='sites.xlsx']")
    until(page, lambda: len(page.execute_script("return evplan.told")) == 2)
    first, last = page.execute_script("return evplan.told")
    assert first == "sites.xlsx is being made; the download begins by itself."
    assert last == "sites.xlsx is made."
    until(page, (tmp_path / "sites.xlsx").exists)
    page.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "default"})
    _requests, errors = logs(page)
    assert errors == []
