"""A comparison on the page of its run: its maps are seen in their frames, though it is shown as a stranger who reaches nothing of the site."""

import pytest

from planner.output.comparison.page import write_pages
from planner.output.webmap.writer import write_map
from planner.project.project import Project
from planner.project.runs.ended import Ended, State
from planner.project.runs.request import RESULTS, Job, Request
from planner.web.settings import Settings
from tests.fixtures.comparison_fixture import PLANS, hostile_comparison
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.listening import listening
from tests.fixtures.patience import until

pytestmark = pytest.mark.browser
DRAWN = "return document.querySelectorAll('.leaflet-container').length"


@pytest.fixture
def served(tmp_path):
    project = Project.open(tmp_path / "city")
    folder = project.runs_dir / "0001" / RESULTS
    folder.mkdir(parents=True)
    dossiers = {plan: make_dossier(side=5, roads=8, mix=plan) for plan in PLANS}
    for plan, dossier in dossiers.items():
        (folder / plan).mkdir()
        write_map(dossier, folder / plan / "map.html")
    write_pages(hostile_comparison(), dossiers, folder)
    (folder / "comparison.json").write_text("{}")
    Request(Job.COMPARE, "compared", "scenario.toml", "../../scenarios").write(folder.parent)
    Ended(State.FINISHED, 0, "done", None).write(folder.parent)
    with listening(project, Settings(token="the token of the server")) as port:
        yield f"http://127.0.0.1:{port}"


def test_the_maps_of_a_comparison_are_seen_in_the_frame_of_its_run(browser, served):
    browser.get(f"{served}/login?token=the+token+of+the+server")
    browser.get(f"{served}/api/runs/0001/files/comparison.html")
    count = browser.execute_script("return document.querySelectorAll('iframe').length")
    assert count > len(PLANS)
    for number in range(count):
        browser.execute_script("document.querySelectorAll('iframe')[arguments[0]].scrollIntoView()", number)
        browser.switch_to.frame(number)
        try:
            assert until(lambda: browser.execute_script(DRAWN) == 1, 20), number
        finally:
            browser.switch_to.default_content()
    refused = [one["message"] for one in browser.get_log("browser") if "Content Security Policy" in one["message"]]
    assert refused == []
    reached = "try { return document.cookie } catch (error) { return error.name }"
    assert browser.execute_script(reached) == "SecurityError"
