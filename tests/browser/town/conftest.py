"""The town of the tests, served and planned once, and the map of its plan on which a planner works."""

import pytest

from tests.browser.conftest import DESK, logs, press
from tests.fixtures.edited_page import bare, ready, see, until
from tests.fixtures.served_project import served_project, town_project

HIGH = {**DESK, "height": 900}


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    return town_project(tmp_path_factory.mktemp("work") / "Тест")


@pytest.fixture(scope="session")
def served(project):
    with served_project(project) as told:
        yield told


@pytest.fixture(scope="session")
def address(served):
    return served[1]


@pytest.fixture(scope="session")
def plan(browser, address):
    """The number of a run that a planner asked for on the page, and that is over."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", HIGH)
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
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", HIGH)
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})  # of a language, at whatever port of this machine
    browser.get(f"{address}/plans/{plan}/map")
    ready(browser)
    until(browser, lambda: bare(browser))
    logs(browser)
    yield browser
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
