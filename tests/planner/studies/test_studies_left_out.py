"""Studies that fail or are stopped: the plan is written all the same, and says what is missing and why."""

import logging
from itertools import cycle
from typing import Any

import pytest

from geodata.city import City
from planner.dossier.dossier import Dossier
from planner.errors import SolverError
from planner.model.solve.planning import best_plan
from planner.output.report.writer import report_html
from planner.output.shared.words import left_out
from planner.output.summary import summary
from planner.pipeline import answered, make_plan
from planner.plan import Plan
from planner.question import Question, question_of
from planner.studies import studies
from planner.studies.names import study_words
from planner.support.stopping import Stopping
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city

CROWD = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 400}]


@pytest.fixture(scope="module")
def planned() -> tuple[City, Question, Plan]:
    """The street, what is asked of it and the plan for it: studies are all that differs between these tests."""
    city, keys = tiny_city(CROWD), {"budget_usd": 160_000, "max_drive_min": 5}
    question = question_of(city, full_scenario(plan=keys, demand={"samples": 0}), say=silent)
    return city, question, best_plan(question, say=silent)


def street(planned: tuple[City, Question, Plan]) -> Dossier:
    city, question, plan = planned
    return answered(city, question, {}, say=silent, given=plan)


@pytest.fixture(scope="module")
def whole(planned: tuple[City, Question, Plan]) -> Dossier:
    """That plan with all its studies."""
    return street(planned)


def failing(error: Exception) -> Any:
    def study(*_: object) -> None:
        raise error

    return study


ERRORS = (
    (SolverError("no time was left"), "no time was left"),
    (
        AssertionError("two sites <b>apart</b>"),
        "AssertionError two sites <b>apart</b>; this is a bug, please report it",
    ),
    (MemoryError(), "MemoryError ; this is a bug, please report it"),
)


def found_already(what: Any) -> Any:
    """A study that finds this without looking; nothing where it is None."""
    return lambda *_: what


@pytest.mark.parametrize(
    ("name", "failure"), [*zip(studies.STUDIES, cycle(ERRORS), strict=False)], ids=[*studies.STUDIES]
)
def test_a_study_that_fails_is_told_everywhere_and_the_plan_stands(
    planned: tuple[City, Question, Plan],
    whole: Dossier,
    name: str,
    failure: tuple[Exception, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    error, why = failure
    for other in studies.STUDIES:
        monkeypatch.setitem(studies.STUDIES, other, found_already(whole.studies.get(other)))
    monkeypatch.setitem(studies.STUDIES, name, failing(error))
    with caplog.at_level(logging.WARNING):
        dossier = street(planned)
    assert dossier.scorecard.chargers > 0
    assert dossier.studies["left_out"] == [{"study": name, "why": why}]
    assert summary(dossier)["studies"]["left_out"] == [{"study": name, "why": why}]
    called = study_words(name)
    assert left_out(dossier.studies) == [f"Left out: {called}; {why}."]
    page = report_html(dossier)
    assert f"Left out: {called}; " in page
    assert "<b>apart" not in page
    assert [record.getMessage() for record in caplog.records] == [f"left out: {called}: {why}"]
    assert {*dossier.studies} - {"left_out"} == {*whole.studies} - {name}


def test_a_plan_with_all_its_studies_leaves_nothing_out(whole: Dossier) -> None:
    assert {"reasons", "order", "beginning", "balance_price"} <= set(whole.studies)
    assert "left_out" not in whole.studies


class AtStep:
    """A run that is stopped when this step is told."""

    def __init__(self, words: str) -> None:
        self.words, self.stopping = words, Stopping()

    def __call__(self, text: str) -> None:
        self.stopping.asked = self.stopping.asked or self.words in text


def told_until(words: str, **plan: Any) -> dict[str, Any]:
    stop = AtStep(words)
    keys = {"budget_usd": 160_000, "max_drive_min": 5, **plan}
    scenario = full_scenario(plan=keys, demand={"samples": 0}, simulation={"run": True, "days": 5})
    return dict(make_plan(tiny_city(CROWD), scenario, say=stop, stopping=stop.stopping).studies)


def names(found: dict[str, Any]) -> list[str]:
    return [one["study"] for one in found["left_out"]]


def test_what_was_found_before_the_stop_stays_and_the_rest_is_left_out() -> None:
    found = told_until("how firm the ranks are")
    assert {"simulation", "order"} <= set(found)
    assert names(found) == ["reasons", "beginning"]


def test_the_rank_is_there_even_if_the_user_stops_before_any_study() -> None:
    found = told_until("in which order to build")
    assert names(found) == ["balance_price", "simulation", "reasons", "beginning"]
    assert "plug_balance" in found
    assert [one["rank"] for one in found["order"]["steps"]] == list(range(1, len(found["order"]["steps"]) + 1)) != []


def test_a_play_that_is_stopped_half_way_is_left_out() -> None:
    assert names(told_until("play 2 of 7: playing")) == ["simulation", "reasons", "beginning"]


def test_budgets_that_are_stopped_tell_those_that_were_planned() -> None:
    found = told_until("planning for 100,000 USD", budgets=[60_000, 100_000, 400_000], reasons=False)
    assert {60_000.0, 160_000.0} <= {row["budget_usd"] for row in found["budgets"]["budgets"]}
    assert found["budgets"]["failed"][-1] == {
        "budget_usd": 400_000.0,
        "why": "the user stopped the run before its turn",
    }


def test_alternatives_that_are_stopped_tell_those_that_were_found() -> None:
    keys = {"alternatives": 2, "alternatives_differ": 1, "alternatives_within": 0.5}
    found = told_until("alternative 2 of 2", **keys, reasons=False)["alternatives"]
    assert len(found["plans"]) == 1
    assert "stopped" in found["missing"]["why"]
    assert not found["missing"]["proven"]
