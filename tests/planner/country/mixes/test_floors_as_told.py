"""Floors of money over the worlds, as they are told: what the sharing gives counts, whatever sum a plan was searched for."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from planner.country.mixes.answers import MixAnswer, MixAnswers
from planner.country.mixes.choice import Choice, FundedOffer
from planner.country.mixes.country_worlds import country_worlds
from planner.country.mixes.offers import Offer, Worth
from planner.country.mixes.part_offers import part_of
from planner.country.mixes.world_sharings import WorldSharings
from planner.country.money.curves import UNIT_USD
from planner.country.money.sharing import Floor, Sharing, share

WORLDS = ("one", "two")
ROADS = "money on roads"


def _offer(made_for: str, asked: int, cost: int, value: float) -> Offer:
    worth = dict.fromkeys(WORLDS, Worth(value))
    return Offer(
        made_for,
        asked,
        cost,
        {"x": {"lane": 1}} if cost else {},
        {ROADS: cost * 1000.0},
        (ROADS,),
        worth,
        {"x": (70.0, 43.0)},
    )


def _scope(sharing: Sharing) -> Any:
    return SimpleNamespace(
        parts=(),
        run=SimpleNamespace(sharing=sharing),
        left_out=[],
        roads=(),
        roads_alone=False,
        leave_out_once=lambda *_: None,
    )


def test_a_plan_that_is_given_what_a_floor_asks_for_is_not_told_to_break_it() -> None:
    """What was searched for 12 costs 4; at 9, a sum that another plan was searched for, it keeps the floor of 9."""
    offers = [_offer("", 0, 0, 1.0), _offer("one", 9, 3, 5.0), _offer("one", 12, 4, 10.0)]
    known = tuple(MixAnswer(one.asked_units, one.cost_units, 1.0, 10.0, one.built) for one in offers)
    answers = dict.fromkeys(WORLDS, MixAnswers(known, 11.0, most={}, money=(ROADS,), set_aside=(ROADS,)))
    part = part_of("roads", answers, offers, [], 12)
    floors = [Floor(ROADS, 9.0 * UNIT_USD, "at least 9", is_money=True)]
    shared = {world: share([part.curves[world]], 12, floors) for world in WORLDS}
    given = shared["one"].chosen["roads"]
    assert (given.units, part.offers[given.made_for].asked_units) == (9, 12)

    found = country_worlds(
        WorldSharings([part], shared, dict.fromkeys(WORLDS, floors), None), _scope(shared["one"]), 0.0, 0.01
    )
    assert [(one.plan, one.world, one.breaks) for one in found.plays] == [
        (plan, world, "") for plan in WORLDS for world in WORLDS
    ]


def test_what_is_known_of_a_world_is_no_less_than_what_any_plan_makes_there() -> None:
    """The hedged plan may be better than the one made for a world: it is known all the same."""
    offers = [_offer("", 0, 0, 1.0), _offer("one", 9, 3, 5.0), _offer("two", 12, 4, 6.0)]
    answers = dict.fromkeys(
        WORLDS, MixAnswers((MixAnswer(0, 0, 1.0, 10.0, {}), MixAnswer(9, 3, 5.0, 10.0, offers[1].built)), 11.0, most={})
    )
    part = part_of("roads", answers, offers[:2], [], 12)
    shared = {world: share([part.curves[world]], 12, []) for world in WORLDS}
    assert shared["one"].value == 5.0
    hedged = Choice({"roads": FundedOffer(2, 12, dict.fromkeys(WORLDS, 6.0), {})}, 0.4)
    part = replace(part, offers=offers)
    found = country_worlds(
        WorldSharings([part], shared, dict.fromkeys(WORLDS, ()), hedged), _scope(shared["one"]), 0.0, 0.01
    )
    assert {(one.plan, one.value) for one in found.plays} >= {("hedged", 6.0), ("one", 5.0)}
    assert {one.known for one in found.plays} == {6.0}
