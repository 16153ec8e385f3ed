"""A headless Chromium with the network cut off, or a reason why there is none."""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from tests.fixtures.crowded_map import crowded_map

PRESS_S = 60
DESK = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
"""The screen that a test finds, and leaves to the next."""


OPEN = []
"""The browser of this process, once a test has asked for it."""


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Debian's Chromium, driven by its own chromedriver; no name resolves, only this machine answers, every request is logged."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not chromedriver:
        pytest.skip("no chromium and chromedriver here (Debian: apt-get install chromium chromium-driver)")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (
        "headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-component-update", "disable-sync", "disable-dev-shm-usage", "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "window-size=1366,768", f"user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
    driver.execute_cdp_cmd("Network.enable", {})
    OPEN.append(driver)
    yield driver
    OPEN.clear()
    driver.quit()


@pytest.fixture(autouse=True, scope="module")
def _closed_pages():
    """The last page of a file is closed: its scripts would go on beside all other tests of the process."""
    yield
    for driver in OPEN:
        driver.get("about:blank")


@pytest.fixture(scope="session")
def crowded(tmp_path_factory):
    """The file of a map with many sites in little space."""
    return crowded_map(tmp_path_factory.mktemp("map") / "map.html")


@pytest.fixture
def opened(browser):
    """Open a file; return the addresses it asked for beside itself and what the console said since."""
    logs(browser)

    def open_file(path):
        browser.get(path.as_uri())
        return browser

    return open_file


def press(browser, what, at=0):
    """Click as a mouse does what stands in the page at that moment, and again while it is drawn anew or lies under something else.

    Parameters
    ----------
    browser : WebDriver
    what : str or WebElement or callable
        A selector, of which the shown element number `at` is meant (-1 is the last); an element; or what finds one.
    """
    from selenium.common.exceptions import (
        ElementClickInterceptedException,
        ElementNotInteractableException,
        StaleElementReferenceException,
    )
    from selenium.webdriver.support.ui import WebDriverWait

    def found():
        if not isinstance(what, str):
            return what() if callable(what) else what
        shown = [one for one in browser.find_elements("css selector", what) if one.is_displayed()]
        return shown[at] if -len(shown) <= at < len(shown) else None

    def clicked(_):
        one = found()
        if one is None or not one.is_enabled():
            return False
        one.click()
        return True

    passing = [StaleElementReferenceException, ElementClickInterceptedException, ElementNotInteractableException]
    WebDriverWait(browser, PRESS_S, 0.1, passing).until(clicked, f"nothing can be clicked at {what}")


def logs(browser):
    """Read and empty both logs: (requests other than data: URIs, console errors)."""
    requests = []
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            address = message["params"]["request"]["url"]
            if not address.startswith(("data:", "about:", "chrome:")):
                requests.append(address)
    errors = [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    return requests, errors


def serious_faults(page):
    """Faults of accessibility that axe-core calls serious or critical, as (rule, first element)."""
    with_axe(page)
    return page.execute_async_script(
        "const done = arguments[arguments.length - 1]; axe.run({resultTypes: ['violations']}).then(r => done("
        "r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => [v.id, v.nodes[0].html])))"
    )


def every_fault(page, *, frames=True):
    """All that axe-core finds on a page as it stands, and in its frames where they are asked for, as (rule, element)."""
    with_axe(page)
    return page.execute_async_script(
        "const [frames, done] = arguments; axe.run(document, {resultTypes: ['violations'], iframes: frames}).then(found => done("
        "found.violations.flatMap(one => one.nodes.map(node => [one.id, node.html.slice(0, 200)]))))",
        frames,
    )


def with_axe(page):
    """Bring axe-core into a page that has it not, where it is installed."""
    found = importlib.util.find_spec("axe_selenium_python")
    if found is None:
        pytest.skip("no axe-core here (pip install axe-selenium-python)")
    script = Path(str(found.origin)).parent / "node_modules" / "axe-core" / "axe.min.js"
    if not page.execute_script("return !!window.axe"):
        page.execute_script(script.read_text(encoding="utf-8"))
