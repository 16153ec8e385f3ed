"""Pages in a real browser with the network cut off: nothing leaves, nothing runs, in every language, and axe-core finds no serious fault."""

import time

import pytest

from planner.output.check.writer import write_check
from planner.output.comparison.page import write_pages
from planner.output.report.writer import write_report
from planner.output.shared.reader import written_for
from planner.output.webmap.writer import write_map
from planner.support.speech import LANGUAGES, speaking
from tests.browser.conftest import logs, serious_faults
from tests.fixtures.check_fixture import inspection
from tests.fixtures.comparison_fixture import PLANS, hostile_comparison
from tests.fixtures.demand_fixture import demanded_dossier
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier

pytestmark = pytest.mark.browser

OPEN_ALL = """
for (const id of ["proposed", "upgrade", "existing", "demand"]) {
  for (const part of evplan.layers[id].getLayers()[0].getLayers()) {
    if (part.getTooltip()) { part.openTooltip(); part.closeTooltip(); }
    if (part.getPopup()) { part.openPopup(); part.closePopup(); }
  }
}
document.querySelectorAll("details").forEach(one => { one.open = true; });
"""


def report(folder):
    write_report(demanded_dossier(), folder / "report.html")
    return folder / "report.html"


def check(folder):
    write_check(inspection(), folder / "out")
    return folder / "out" / "check.html"


def comparison(folder):
    dossiers = {plan: make_dossier(side=3, roads=4, mix=plan) for plan in PLANS}
    for plan, dossier in dossiers.items():
        (folder / plan).mkdir()
        write_map(dossier, folder / plan / "map.html")
    write_pages(hostile_comparison(), dossiers, folder)
    return folder / "comparison.html"


def test_the_report_asks_for_nothing_and_runs_nothing(opened, tmp_path):
    write_report(make_dossier(), tmp_path / "report.html")
    browser = opened(tmp_path / "report.html")
    time.sleep(0.3)
    requests, errors = logs(browser)
    assert requests == [(tmp_path / "report.html").as_uri()]
    assert errors == []
    assert browser.execute_script("return window.hacked === undefined")
    text = browser.find_element("css selector", "body").text
    assert HOSTILE[0] in text
    assert "Алматы 2028 & friends" in text
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 1366


@pytest.mark.parametrize("code", LANGUAGES)
def test_hostile_names_are_inert_and_the_console_is_silent_in_every_language(opened, tmp_path, code):
    dossier = make_dossier()
    with written_for(dossier, code):
        write_map(dossier, tmp_path / "map.html")
        write_report(dossier, tmp_path / "report.html")
    with speaking(code):
        write_check(inspection(), tmp_path / "out")
    for name in ("map.html", "report.html", "out/check.html", "out/baseline.html"):
        page = opened(tmp_path / name)
        assert page.execute_script("return document.documentElement.lang") == code
        if name == "map.html":
            page.execute_script(OPEN_ALL)
        time.sleep(0.2)
        assert page.execute_script("return window.hacked === undefined"), name
        assert page.execute_script("return document.querySelectorAll('img[src=x]').length") == 0, name
        assert logs(page) == ([(tmp_path / name).as_uri()], []), name


@pytest.mark.parametrize("written", [report, check, comparison])
def test_axe_finds_no_serious_fault_in(opened, tmp_path, written):
    page = opened(written(tmp_path))
    time.sleep(0.5)
    assert serious_faults(page) == []
