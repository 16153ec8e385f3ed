"""The planner's page in a real browser: a first visit, files, a scenario, languages, a phone; nothing asked for elsewhere, no fault of access."""

import json

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import Select, WebDriverWait

from planner.support.resources import configs_dir
from tests.browser.conftest import DESK, every_fault, press
from tests.fixtures.served_project import served_project

pytestmark = pytest.mark.browser
WAIT_S = 60
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


@pytest.fixture
def served(tmp_path):
    """The address of `evplan serve` of a new project; it ends without a word of complaint."""
    with served_project(tmp_path / "Сарытау") as (_pid, address):
        yield address


@pytest.fixture
def visit(browser, served):
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)
    yield Visit(browser, served)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESK)


class Visit:
    """Somebody who looks at the page."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address

    def go(self, path):
        self.browser.get(self.address + path)

    def see(self, css):
        return WebDriverWait(self.browser, WAIT_S, ignored_exceptions=(StaleElementReferenceException,)).until(
            lambda browser: next(
                (one for one in browser.find_elements(By.CSS_SELECTOR, css) if one.is_displayed()), None
            ),
            f"nothing is seen of {css}",
        )

    def wait(self, css, text):
        told = "return [...document.querySelectorAll(arguments[0])].map(one => one.innerText)"
        return WebDriverWait(self.browser, WAIT_S).until(
            lambda browser: any(text in one for one in browser.execute_script(told, css)), f"{css} never says {text}"
        )

    def text(self):
        return self.browser.find_element(By.TAG_NAME, "body").text

    def faults(self):
        return every_fault(self.browser)

    def too_wide(self):
        script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return self.browser.execute_script(script)

    def asked_elsewhere(self):
        urls = []
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                urls.append(message["params"]["request"]["url"])
        return [one for one in urls if not one.startswith((self.address, "data:", "blob:", "about:", "chrome:"))]

    def complaints(self):
        return [one["message"] for one in self.browser.get_log("browser") if one["level"] == "SEVERE"]


def test_a_first_visit_leads_from_nothing_to_a_scenario_with_files_seen_on_a_map(visit, tmp_path):
    visit.complaints()
    visit.asked_elsewhere()
    visit.go("/")
    assert "Where should the next chargers stand?" in visit.see("h1").text
    assert visit.faults() == []
    press(visit.browser, "button[hx-post='/start/sample']")
    visit.wait("h1", "Everything is ready")
    assert visit.faults() == []

    visit.go("/files")
    assert len(visit.browser.find_elements(By.CSS_SELECTOR, ".file")) == 9
    card = next(one for one in visit.browser.find_elements(By.CSS_SELECTOR, ".file") if "own_sites.csv" in one.text)
    press(visit.browser, lambda: card.find_element(By.TAG_NAME, "summary"))
    visit.see(".file-read .counts")
    visit.see(".map.leaflet-container canvas")
    assert visit.faults() == []

    visit.go("/scenarios")
    press(visit.browser, ".scenarios-short a")
    budget = visit.see("#field-plan-budget_usd-input")
    budget.send_keys(Keys.CONTROL, "a")
    budget.send_keys("plenty")
    visit.wait("#field-plan-budget_usd-fault", "is no number")
    budget.send_keys(Keys.CONTROL, "a")
    budget.send_keys("3 000 000", Keys.TAB)
    visit.wait("#field-plan-budget_usd-fault", "Kept")
    assert "budget_usd = 3_000_000" in next((tmp_path / "Сарытау" / "scenarios").glob("*.toml")).read_text("utf-8")
    search = visit.see("#search")
    search.send_keys("feeders spare")
    shown = [one for one in visit.browser.find_elements(By.CSS_SELECTOR, ".setting") if one.is_displayed()]
    assert 0 < len(shown) < 10
    assert visit.faults() == []
    assert visit.asked_elsewhere() == []
    assert visit.complaints() == []


def test_each_file_says_beside_itself_what_is_wrong_and_columns_are_mapped_by_hand(visit, tmp_path):
    sample = configs_dir() / "sample_city"
    broken, odd = tmp_path / "broken.osm.pbf", tmp_path / "машины.csv"
    broken.write_bytes(b"this is no extract" * 100)
    others = [f"another long heading {n}" for n in range(40)]  # far wider than the page
    odd.write_text(
        f"Kind of car;How many;{';'.join(others)}\nprivate;100{';' * 40}\nrocket;7{';' * 40}\n", encoding="utf-8"
    )
    visit.go("/files")
    field = visit.browser.find_element(By.ID, "drop-input")
    field.send_keys("\n".join(str(one) for one in (sample / "sarytau.osm.pbf", broken, odd)))
    visit.wait(".uploads .bad .wrong-line", "broken.osm.pbf")
    visit.wait(".file h2", "машины.csv")
    names = [one.text for one in visit.browser.find_elements(By.CSS_SELECTOR, ".file h2")]
    assert sorted(names) == ["sarytau.osm.pbf", "машины.csv"]

    card = next(one for one in visit.browser.find_elements(By.CSS_SELECTOR, ".file") if "машины" in one.text)
    number = card.get_attribute("id")
    Select(card.find_element(By.CSS_SELECTOR, "select[name=kind]")).select_by_value("fleet")
    WebDriverWait(visit.browser, WAIT_S).until(staleness_of(card), "the card never comes anew")
    visit.see(f"#{number} form.mapping")  # opened by itself: the columns are what is asked next
    assert visit.browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    for name, heading in (("vehicle_class", "Kind of car"), ("count", "How many")):
        Select(visit.see(f"#{number} select[name='column.{name}']")).select_by_visible_text(heading)
    press(visit.browser, f"#{number} form.mapping button")
    visit.wait(f"#{number} .reading", "rocket")
    assert visit.faults() == []


def test_a_change_of_language_leaves_what_was_filled_in(visit):
    visit.go("/")
    visit.browser.execute_script("document.querySelector('#place').closest('details').open = true")
    visit.see("#place").send_keys("Osh, Kyrgyzstan")
    Select(visit.see("#mix")).select_by_value("balanced")
    press(visit.browser, "details.menu summary")
    press(visit.browser, "button[hx-post='/language/ru']")
    visit.wait("nav a", "Файлы")
    assert visit.see("#place").get_attribute("value") == "Osh, Kyrgyzstan"
    assert visit.see("#mix").get_attribute("value") == "balanced"
    visit.go("/")
    assert visit.browser.find_element(By.ID, "place").get_attribute("value") == "", "kept for that change alone"


def test_every_page_speaks_the_language_that_was_chosen_and_fits_a_phone(visit):
    visit.go("/")
    press(visit.browser, "button[hx-post='/start/sample']")
    visit.wait("h1", "Everything is ready")
    press(visit.browser, "details.menu summary")
    press(visit.browser, "button[hx-post='/language/ru']")
    visit.wait("nav a", "Файлы")
    visit.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    for path in ("/", "/files", "/scenarios", "/scenarios/Sample%20city", "/help", "/log"):
        visit.go(path)
        assert visit.browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "ru"
        assert visit.too_wide() <= 0, path
        assert visit.faults() == [], path
