"""Pages about a run and its scenario in a browser: a phone, axe, a district that is drawn, a file that is made when asked."""

import pytest
from selenium.webdriver.common.by import By

from planner.project.project import Project
from tests.browser.conftest import every_fault, logs, press
from tests.fixtures.edited_page import picked, ready, see, state, until

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


def test_pages_have_no_fault_of_access_and_fit_a_phone_in_russian(page, address, plan):
    site = next(one["id"] for one in state(page)["sites"] if one["status"] == "proposed")
    found = every_fault(page, frames=False)
    picked(page, site)
    page.execute_script("document.querySelector('#site-card details').open = true")
    found += every_fault(page, frames=False)
    for path in ("/runs", f"/runs/{plan}", f"/compare?left={plan}&right={plan}"):
        page.get(address + path)
        see(page, "main h1")
        found += every_fault(page, frames=False)
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
    assert every_fault(page, frames=False) == []
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
