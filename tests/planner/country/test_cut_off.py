"""Searches for the roads that ended by their time are told before the figures that hang on them."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.country.config.country import load_country
from planner.country.money.curves import Point, units_down
from planner.country.money.sharing import Sharing
from planner.country.output.report import report_html
from planner.country.plan.planned import Planned
from planner.country.road_plans.answers import RoadAnswer, RoadAnswers
from planner.country.telling.cut_off import cut_off
from tests.fixtures.country_fixture import made_country

NOTHING = RoadAnswer(0.0, 0.0, 0.0, 0.0, {}, {}, {})
FOUND = RoadAnswer(3e5, 3e5, 99.0, 100.0, {0: 0}, {}, {}, "gap")
OPEN = RoadAnswer(6e5, 6e5, 60.0, 100.0, {0: 0}, {}, {}, "time")
WITHOUT = RoadAnswer(9e5, 0.0, 0.0, 100.0, {}, {}, {}, "time")
NEAR = RoadAnswer(12e5, 12e5, 98.0, 100.0, {0: 0}, {}, {}, "time")
USELESS = RoadAnswer(15e5, 0.0, 0.0, 0.0, {}, {}, {}, "time")


def run_with(folder: Path, *answers: RoadAnswer, given: float = 0.0, gap: float = 0.5, alone: bool = False) -> Planned:
    (folder / "country.toml").write_text(
        'country = "KZ"\nbudget_usd = 1_000_000\n[corridors.roads]\nosm = "roads.osm.pbf"\n', encoding="utf-8"
    )
    run = Planned(load_country(folder / "country.toml"))
    run.road_answers = RoadAnswers((NOTHING, *answers), {}, {}, 0.0)
    chosen = {"roads": Point(0, 0.0, 0.0, made_for=units_down(given))}
    others = {} if alone else {"Osh": Point(0, 0.0, 0.0)}
    run.sharing = Sharing({**others, **chosen}, 1_000, 100.0 * (1.0 - gap), 100.0, 100.0)
    return run


@pytest.mark.parametrize("answers", [(), (FOUND, NEAR, USELESS)])
def test_of_searches_that_came_to_an_end_or_near_it_nothing_is_told(answers, tmp_path) -> None:
    assert cut_off(run_with(tmp_path, *answers)) == ()


def test_sums_without_a_plan_are_told_apart_from_those_whose_plan_may_be_far_from_the_best(tmp_path) -> None:
    without, far = cut_off(run_with(tmp_path, FOUND, OPEN, WITHOUT, NEAR))
    assert "No plan of the roads was found within 60 s" in str(without)
    assert "900" in str(without)
    assert "600" in str(far)
    assert "40" in str(far)
    assert not any("road_time_limit_s" in str(one) for one in (without, far)), "keys stand in the hints"


def test_nothing_is_told_of_searches_that_change_nothing(tmp_path) -> None:
    """The proof leaves nothing open; the sum is above the budget; of roads that share with nobody another sum cannot bring more."""
    assert cut_off(run_with(tmp_path, OPEN, WITHOUT, gap=0.05)) == ()
    assert cut_off(run_with(tmp_path, replace(OPEN, usd=12e5))) == ()
    enough = RoadAnswer(9e5, 9e5, 95.0, 200.0, {0: 0}, {}, {}, "gap")
    assert cut_off(run_with(tmp_path, OPEN, enough, given=9e5, alone=True)) == ()
    (said,) = cut_off(run_with(tmp_path, replace(OPEN, bound=300.0), enough, given=9e5, alone=True))
    assert "deserve" not in str(said)


def test_what_was_cut_off_stands_before_the_figures_of_the_report() -> None:
    page = report_html(made_country(doubts=("The search was cut off.",)))
    assert page.index("The search was cut off.") < page.index('id="money"')
