"""Roads, and countries in phases, of which every choice is known: nothing false is told of a handful, and a lie of each kind is caught."""

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.claims import road_money, roads
from benchmarks.claims.country_phases import false_country_phases
from benchmarks.claims.road_money import drawn_counting, false_road_money
from benchmarks.claims.roads import drawn_wish, false_roads
from benchmarks.phased_country import PhasedCountry, phased_country
from benchmarks.small_roads import STATION_USD, small_roads
from planner.corridors.search.aims import Aim, Wish
from planner.errors import InfeasibleError
from tests.fixtures.drawing import asked

RICH = 6
"""Seed of roads on which what is built makes trips possible, for less than there is."""
IN_PHASES = 35
"""Seed of roads of which each phase builds something more."""


def test_nothing_false_is_said_of_a_handful_of_roads_and_every_kind_is_asked() -> None:
    told, last = Counter[str](), asked(8, few=3)
    for seed in range(24):
        question = small_roads(seed, STATION_USD)
        assert false_roads(question, drawn_wish(seed), 0.0, told) == [], seed
        assert seed > last or false_road_money(question, drawn_counting(seed), 0.0, told) == [], seed
    for kind in (
        "roads, trips: value and bound",
        "roads, energy: value and bound",
        "roads, cost: value and bound",
        "roads: built beside what stands",
        "roads: no stations keep the rules",
        "roads: the greatest gap of a norm",
        "roads: trips that no station helps",
        "roads: the line of a search, in words",
        "roads by sum: a bound for a sum between",
        "roads by sum: the sentence of proof",
        "roads: the least money for a share, in words",
    ):
        assert told[kind], kind


@pytest.mark.parametrize("aim", list(Aim))
def test_a_plan_of_roads_that_is_not_what_it_says_is_caught(aim, monkeypatch) -> None:
    question, wish, honest = small_roads(RICH, STATION_USD), Wish(aim, 0.8), roads.solve
    good, bad = (0.5, 1.5) if aim is Aim.COST else (1.5, 0.5)
    assert false_roads(question, wish, 0.0, Counter()) == []
    for factor, said in ((good, "is worth"), (bad, "has a bound of")):

        def lie(*asked, _factor=factor, **how):
            plan = honest(*asked, **how)
            figure = _factor * plan.value
            return replace(plan, proof=replace(plan.proof, value=figure, bound=figure))

        monkeypatch.setattr(roads, "solve", lie)
        assert any(said in text for text in false_roads(question, wish, 0.0, Counter())), said


def test_roads_that_are_denied_and_trips_that_no_station_is_said_to_help_are_caught(monkeypatch) -> None:
    question, honest = small_roads(RICH, STATION_USD), roads.solve
    monkeypatch.setattr(roads, "solve", lambda *asked, **how: replace(honest(*asked, **how), stranded={0: None, 1: None, 2: None, 3: None}))  # fmt: skip
    assert any("none is said to be" in text for text in false_roads(question, Wish(), 0.0, Counter()))

    def deny(*_asked, **_how):
        raise InfeasibleError("no stations at these places keep the rules")

    monkeypatch.setattr(roads, "solve", deny)
    assert "said to have no plan" in false_roads(question, Wish(), 0.0, Counter())[0]


def test_a_sum_and_a_least_sum_that_are_not_so_are_caught(monkeypatch) -> None:
    question, honest, least = small_roads(RICH, STATION_USD), road_money.answer_roads, road_money.least_money
    assert false_road_money(question, Wish(), 0.0, Counter()) == []

    def low(*asked):
        found = honest(*asked)
        return replace(found, answers=tuple(replace(one, value=0.0, bound=0.1) for one in found.answers), lines=())

    monkeypatch.setattr(road_money, "answer_roads", low)
    said = " ".join(false_road_money(question, Wish(), 0.0, Counter()))
    assert "has a bound of 0.1" in said
    assert "is worth" in said
    assert "sells above" in said or "makes more" in said
    monkeypatch.setattr(road_money, "answer_roads", honest)

    def dear(*asked):
        found = least(*asked)
        return replace(found, found=tuple(replace(one, bound_usd=one.bound_usd + 2_000.0, usd=one.usd + 2_000.0) for one in found.found))  # fmt: skip

    monkeypatch.setattr(road_money, "least_money", dear)
    assert any("of the trips take" in text for text in false_road_money(question, Wish(), 0.0, Counter()))


def test_nothing_false_is_said_of_roads_in_phases_and_a_phase_that_is_told_otherwise_is_caught(monkeypatch) -> None:
    told, country = Counter[str](), phased_country(IN_PHASES, towns=False)
    run, scheduled = country.planned(), []
    first, *others = run.schedule.phases
    assert 0 < first.sites["roads"] < others[-1].sites["roads"]
    monkeypatch.setattr(PhasedCountry, "planned", lambda _self: replace(run, schedule=scheduled[-1]))
    scheduled.append(run.schedule)
    assert false_country_phases(country, told) == []
    assert told["a country in phases: the best of the stations"] == len(others)
    nothing = replace(first, value=0.0, usd={"roads": 0.0}, sites={"roads": 0}, possible={})
    late = dict.fromkeys(run.schedule.year_of, others[-1].year)
    for lie, said in (
        (replace(first, value=0.5 * first.value), "it is told"),
        (replace(first, money_usd=first.money_usd + 1.0), "is spent of"),
        (replace(first, usd={"roads": 1.0}), "it is told"),
        (replace(first, sites={"roads": 9}), "new stations"),
        (replace(first, possible=dict.fromkeys(first.possible, 99.0)), "are possible at most"),
        (nothing, "others for"),
        (nothing, "other steps for"),
    ):
        year_of = late if lie is nothing else run.schedule.year_of
        scheduled.append(replace(run.schedule, phases=(lie, *others), year_of=year_of))
        assert any(said in text for text in false_country_phases(country, Counter())), said


@pytest.mark.slow
def test_nothing_false_is_said_of_a_town_and_roads_in_phases() -> None:
    told = Counter[str]()
    assert false_country_phases(phased_country(0, towns=True), told) == []
    assert told["a country in phases: the best of its steps"]


@pytest.mark.parametrize("seed", [472_000_149, 473_000_038])
def test_a_phase_too_poor_for_the_first_stage_builds_another_station(seed: int) -> None:
    assert false_country_phases(phased_country(seed, towns=False), Counter()) == []
