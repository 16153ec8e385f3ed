"""The planner's page in Firefox: from an empty project to a report that was taken away, an edit on the map, another language, no fault of access, a silent console."""

import importlib.util
from pathlib import Path

import pytest

from tests.browser.firefox import Firefox, binary
from tests.fixtures.served_project import served_project

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(binary() is None, reason="no Firefox here (Debian: apt-get install firefox-esr)"),
]
AXE = importlib.util.find_spec("axe_selenium_python")
FAULTS = """
    return axe.run({resultTypes: ["violations"], iframes: false}).then((found) => found.violations
      .filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => [one.id, one.nodes[0].html.slice(0, 200)]))
"""
DRAWN = "return !!window.evplan && !!evplan.page && evplan.page.loop.pending === 0 && !document.getElementById('tools').disabled"


@pytest.fixture
def address(tmp_path):
    """Of a server of a new project."""
    with served_project(tmp_path / "Сарытау") as (_pid, there):
        yield there


@pytest.fixture
def firefox(tmp_path):
    with Firefox(tmp_path / "firefox") as window:
        yield window


def faults(window):
    """What axe-core calls serious, where it is installed."""
    if AXE is None:
        return []
    script = Path(str(AXE.origin)).parent / "node_modules" / "axe-core" / "axe.min.js"
    window.run(script.read_text(encoding="utf-8") + "\nwindow.axe = axe;")
    return window.run(FAULTS)


def test_firefox_goes_the_whole_way_from_an_empty_project_to_a_report(firefox, address, tmp_path):
    fleet = tmp_path / "машины.csv"
    fleet.write_text("vehicle_class,count\nprivate,500\n", encoding="utf-8")
    firefox.go(f"{address}/")
    assert faults(firefox) == []
    firefox.click("button[hx-post='/start/sample']")
    firefox.see("h1", "Everything is ready")

    firefox.go(f"{address}/files")
    firefox.type("#drop-input", str(fleet))
    firefox.see(".file h2", "машины.csv")
    assert faults(firefox) == []

    firefox.go(f"{address}/")
    firefox.click("main button.first")
    firefox.see("a.button", "Open the map and edit")
    number = firefox.run("return location.pathname").rpartition("/")[2]
    assert faults(firefox) == []
    firefox.click(".frame-choice button", "Report")
    firefox.click("a[href$='report.html?save=1']")
    firefox.click("a.button", "Open the map and edit")

    firefox.wait(DRAWN)
    sites = firefox.run(
        "return evplan.page.state.sites.filter((one) => one.status === 'proposed').map((one) => one.id)"
    )
    firefox.run("evplan.page.loop.edit([{kind: 'forbid', site: arguments[0]}])", sites[0])
    firefox.wait(f"if (!evplan.page.state.edits.length) {{ return false; }} {DRAWN}")
    left = firefox.run("return evplan.page.state.sites.filter((one) => one.status === 'proposed').map((one) => one.id)")
    assert sites[0] not in left
    assert faults(firefox) == []

    firefox.click("details.menu summary")
    firefox.click("button[hx-post='/language/ru']")
    firefox.see("nav a", "Файлы")
    assert firefox.run("return document.documentElement.lang") == "ru"
    for path in ("/", "/files", "/scenarios", "/runs", f"/runs/{number}", "/compare", "/log", "/help"):
        firefox.go(f"{address}{path}")
        assert faults(firefox) == [], path
        assert firefox.run("const page = document.documentElement; return page.scrollWidth - page.clientWidth") <= 0, (
            path
        )
    (report,) = firefox.downloads()
    assert "Sarytau" in report.read_text(encoding="utf-8")
    assert firefox.complaints() == []
