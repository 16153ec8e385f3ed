"""The audit of corridor plans finds whatever is broken in one."""

from dataclasses import replace

import numpy as np
import pytest

from planner.audit.drives.recheck import broken_drives
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Cabinets, Place, StationOption
from planner.corridors.question.rules import Chain, CorridorRules, Floor, GapNorm
from planner.corridors.question.trips import Route, Trip
from planner.corridors.search.gaps import counts_for
from planner.corridors.solve import solve

SMALL = StationOption("small", (2,), 60.0, 2, 100_000.0, (60.0,), 120.0)
LARGE = StationOption("large", (4,), 150.0, 4, 250_000.0, (400.0,), 600.0)


def _question() -> CorridorInstance:
    """A road of 500 km with three places, on which a battery of 50 kWh must be charged twice."""
    places = tuple(Place(name, 70.0 + at, 43.0, (SMALL, LARGE)) for at, name in enumerate("abc"))
    road = Route(np.arange(3), np.array([30.0, 60.0, 90.0]), 110.0, 500.0, 400.0)
    short = Route(np.array([0]), np.array([20.0]), 40.0, 180.0, 150.0)
    trips = (
        Trip("far", "A", "B", 3.0, 1.0, 0, "car", "winter", 50.0, 50.0, 5.0, (road,), ("north",)),
        Trip("near", "A", "C", 9.0, 1.0, 0, "car", "winter", 50.0, 50.0, 5.0, (short,), ("south",)),
    )
    chain = Chain("A to B", np.arange(3), np.array([140.0, 270.0, 410.0]), 500.0)
    rules = CorridorRules(3, (Floor(0.9, "north"),), (GapNorm("every 300 km", 300.0, 0, (chain,)),), forced={"b": ""})
    return CorridorInstance(("ccs2",), places, trips, 800_000.0, rules)


QUESTION = _question()
PLAN = solve(QUESTION, gap=0.0)
FAR = next(at for at, one in enumerate(PLAN.drives) if one.charges)


def _driving(**changes):
    drives = list(PLAN.drives)
    drives[FAR] = replace(drives[FAR], **changes)
    return replace(PLAN, drives=tuple(drives))


CHARGES = PLAN.drives[FAR].charges
SHARED = replace(LARGE, cabinets=(Cabinets("two guns", 2, 150.0, (2,)),))
BROKEN = {
    "strands": _driving(charges=CHARGES[1:]),
    "arrives with": _driving(charges=(*CHARGES[:-1], (CHARGES[-1][0], CHARGES[-1][1] - 1))),
    "in a battery of": _driving(charges=((CHARGES[0][0], 80.0), *CHARGES[1:])),
    "does not lie ahead": _driving(charges=CHARGES[::-1]),
    "less than nothing": _driving(charges=((0, -1.0), *CHARGES)),
    "of its trips are driven": _driving(share=0.5),
    "less than none": _driving(share=-0.1),
    "more than the 0": replace(PLAN, built={"b": "large"}),
    "more than the 60": replace(PLAN, built=dict.fromkeys(PLAN.built, "small")),
    "not on offer": replace(PLAN, built={**PLAN.built, "a": "huge"}),
    "must be built": replace(PLAN, built={name: key for name, key in PLAN.built.items() if name != "b"}),
    "have no station": replace(PLAN, built={}),
    "are possible, not 90": replace(PLAN, possible=(0.1, 1.0)),
    "the plan is worth": replace(PLAN, proof=replace(PLAN.proof, value=PLAN.value / 2, asked_gap=1.0)),
    "stations cost": replace(PLAN, usd=1.0),
}
RULED = {
    "more than $1": replace(QUESTION, budget_usd=1.0),
    "new stations are more than 1": replace(QUESTION, rules=CorridorRules(max_stations=1)),
    "nothing may be built there": replace(QUESTION, rules=CorridorRules(forbidden=tuple(PLAN.built)[:1])),
    "more than the 0": replace(QUESTION, rules=CorridorRules(closed=tuple(PLAN.built)[:1])),
    "no room or no power": replace(
        QUESTION, places=tuple(replace(one, bays=1.0) for one in QUESTION.places), rules=CorridorRules()
    ),
}


def test_the_plan_itself_is_whole():
    assert broken_drives(QUESTION, PLAN) == []
    assert PLAN.possible == pytest.approx((1.0, 1.0))


@pytest.mark.parametrize("said", BROKEN)
def test_a_mutilated_plan_is_found_out(said):
    assert any(said in line for line in broken_drives(QUESTION, BROKEN[said])), broken_drives(QUESTION, BROKEN[said])


@pytest.mark.parametrize("said", RULED)
def test_a_plan_is_held_against_every_rule(said):
    assert any(said in line for line in broken_drives(RULED[said], PLAN)), broken_drives(RULED[said], PLAN)


@pytest.mark.parametrize(
    ("guns", "kw", "counts"), [(4, 75.0, True), (4, 150.0, False), (2, 150.0, True), (1, 151.0, False)]
)
def test_guns_that_share_a_cabinet_count_for_a_norm_only_as_far_as_its_power_goes(
    guns: int, kw: float, counts: bool
) -> None:
    chain = QUESTION.rules.norms[0].chains[0]
    norm = GapNorm("norm", 300.0, 0, (chain,), least_guns=guns, least_kw=kw)
    places = tuple(replace(one, options=(SMALL, SHARED)) for one in QUESTION.places)
    asked = replace(QUESTION, places=places, rules=replace(QUESTION.rules, norms=(norm,)))
    plan = replace(PLAN, built=dict.fromkeys(("a", "b", "c"), "large"))
    assert counts_for(norm, SHARED) is counts, "the search"
    assert any("have no station" in one for one in broken_drives(asked, plan)) is not counts, "and the audit"
    assert SHARED.guns_at_once(kw) >= guns or not counts
