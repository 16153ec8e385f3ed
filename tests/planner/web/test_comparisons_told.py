"""A finished comparison on its page and beside other plans: in the reader's language, though the run filed it in English, and by names and no codes."""

import json

import pytest

from planner.dossier.dossier import PLAN_FILE
from planner.project.runs.ended import Ended, State
from planner.project.runs.request import RESULTS, Job, Request
from tests.fixtures.comparison_fixture import PLANS, told
from tests.fixtures.dossier_fixture import make_dossier

ENGLISH = "43 sites are chosen in every world compared."


@pytest.fixture
def reader(project, site):
    """A reader of Russian at a site with one finished comparison."""
    folder = project.runs_dir / "0001"
    plan = make_dossier(side=4, roads=4).to_json()
    for name in PLANS:
        (folder / RESULTS / name).mkdir(parents=True)
        (folder / RESULTS / name / PLAN_FILE).write_text(plan, encoding="utf-8")
    (folder / RESULTS / "comparison.json").write_text(json.dumps(told()), encoding="utf-8")
    Request(Job.COMPARE, "Алматы", "scenario.toml", "../../scenarios").write(folder)
    Ended(State.FINISHED, 0, ENGLISH, None).write(folder)
    found = site()
    found.cookies.set("evplan_lang", "ru")
    return found


def test_the_page_of_a_comparison_says_its_first_sentences_in_the_language_of_the_reader(reader):
    page = reader.look("/runs/0001").text
    assert ENGLISH not in page
    assert "Во всех сравниваемых сценариях" in page


def test_its_plans_are_called_by_names_on_every_page(reader):
    for path in ("/runs/0001", "/compare?left=0001~hedged&right=0001~balanced"):
        page = reader.look(path).text
        for name in ("сбалансированный", "в основном CCS2", "Устойчивый план"):
            assert name in page, path
        for code in PLANS:
            assert f">{code}<" not in page, path
            assert f"· {code}" not in page, path
    table = reader.get("/compare/download?left=0001~hedged&right=0001~balanced").text.splitlines()[0]
    assert "Устойчивый план" in table
    assert "usd" not in table


def test_a_comparison_that_cannot_be_read_keeps_what_the_run_said(reader, project):
    (project.runs_dir / "0001" / RESULTS / "comparison.json").write_text("{", encoding="utf-8")
    page = reader.look("/runs/0001").text
    assert ENGLISH in page
    assert "hedged" in page


def test_the_page_of_the_comparison_is_shown_in_the_language_of_the_reader_where_the_run_wrote_it(reader, project):
    results = project.runs_dir / "0001" / RESULTS
    (results / "comparison.html").write_text("<p>in English</p>", encoding="utf-8")
    assert 'src="/api/runs/0001/files/comparison.html"' in reader.look("/runs/0001").text
    (results / "comparison.ru.html").write_text("<p>по-русски</p>", encoding="utf-8")
    page = reader.look("/runs/0001").text
    assert 'src="/api/runs/0001/files/comparison.ru.html"' in page
    assert 'src="/api/runs/0001/files/comparison.html"' not in page
