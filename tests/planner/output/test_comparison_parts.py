"""What stands on the page of a comparison, part by part: matrix, bars, curve, names of worlds and flexibility, in figures and words."""

import pytest

from planner.output.comparison.bars import by_district, by_plug
from planner.output.comparison.curve import dual_curve, least_possible
from planner.output.comparison.flexible import flexibility_part
from planner.output.comparison.matrix import heat_map
from planner.output.comparison.naming import named
from planner.output.shared.ramps import LOSSES
from tests.fixtures.comparison_fixture import PLANS, WORLDS, told


def test_each_cell_of_the_matrix_says_its_loss_in_figures_words_and_colour():
    heat = heat_map(told())
    cells = {
        (row["plan"].id, world): cell for row in heat["rows"] for world, cell in zip(WORLDS, row["cells"], strict=True)
    }
    assert cells["ccs2_heavy", "gbt_heavy"].share.startswith("53")
    assert cells["ccs2_heavy", "gbt_heavy"].colour == LOSSES[-1]
    assert cells["balanced", "balanced"].note == "★ best known"
    assert cells["hedged", "balanced"].state == "open"
    assert cells["hedged", "balanced"].note == "not decided"
    assert {row["plan"].id for row in heat["rows"] if row["worst"].words == "least of all"} == {"hedged"}


def test_a_plan_that_was_not_played_or_breaks_a_rule_is_marked_in_its_cell():
    regret = told()["regret"]
    regret["balanced"]["gbt_heavy"] = None
    rows = heat_map(told(regret=regret, breaks={"hedged": {"gbt_heavy": "its budget is less"}}))["rows"]
    assert rows[1]["cells"][2].words == "not played"
    assert rows[3]["cells"][2].note == "breaks a rule"


def test_probabilities_bring_a_column_of_averages():
    heat = heat_map(told(probabilities={"ccs2_heavy": 0.2, "balanced": 0.3, "gbt_heavy": 0.5}))
    assert heat["averages"]
    assert heat["rows"][0]["average"].share.startswith("32")
    assert heat["worlds"][2]["chance"].endswith("likely, assumed")


def test_the_bars_of_a_world_are_as_long_as_its_demand_and_solid_as_far_as_it_is_served():
    for panel in by_plug(told()):
        for row in panel["rows"]:
            whole = sum(piece["width"] for piece in row["pieces"])
            solid = sum(piece["width"] for piece in row["pieces"] if piece["state"] == "served")
            assert whole == pytest.approx(240.0, abs=1.0)
            assert f"{round(100 * solid / whole)}" in row["share"]


def test_a_district_is_told_with_the_least_and_the_most_of_the_hedged_plan():
    shown = by_district(told())
    first = dict(zip([one.id for one in shown["plans"]], shown["rows"][0]["cells"], strict=True))
    assert shown["rows"][0]["name"] == "Вокзальный"
    assert first["ccs2_heavy"]["text"].replace("\u202f", " ") == "31 %"
    assert first["hedged"]["text"].replace("\u202f", " ") == "31 % to 55 %"


def test_a_city_without_districts_has_no_bars_by_district():
    lone = {plan: {WORLDS[0]: {"(none)": {"demand": 10.0, "served": 4.0}}} for plan in PLANS}
    assert by_district(told(districts=lone))["rows"] == []
    beside = {plan: {WORLDS[0]: {**lone[plan][WORLDS[0]], "Самал": {"demand": 1.0, "served": 1.0}}} for plan in PLANS}
    assert [row["name"] for row in by_district(told(districts=beside))["rows"]] == ["outside districts", "Самал"]


def test_the_curve_falls_to_the_right_and_its_whiskers_reach_below():
    curve = dual_curve(told()["flexibility"])
    heights = [dot["y"] for dot in curve["dots"]]
    assert heights == sorted(heights)
    assert all(dot["least"] > dot["y"] for dot in curve["dots"])
    assert curve["target"]["y"] > max(heights)
    assert dual_curve(None) is None
    assert least_possible(0.2, 0.0) == 0.2
    assert least_possible(0.2, 0.2) == 0.0


def test_letters_and_colours_tell_eight_worlds_apart():
    comparison = {"mixes": [f"w{number}" for number in range(8)]}
    names = [named(comparison, world) for world in comparison["mixes"]]
    assert len({one.badge for one in names}) == len({one.colour for one in names}) == 8


def test_flexibility_tells_offers_what_must_be_bought_later_and_what_is_assumed():
    part = flexibility_part(told())
    assert [row["loss"][:2] for row in part["offers"]] == ["22", "13", "13", "12"]
    assert part["least"].startswith(
        "However many cabinets serve two standards, the best hedge found loses 12\u202f% at worst"
    )
    assert part["later"][0]["later"] == "$2\u202f410\u202f000"
    assert "spare conduit is assumed to cost $1\u202f000" in part["conduits"]
    reached = told()["flexibility"] | {"least_share": 0.5, "not_enough_share": 0.1}
    assert (
        "With at most 10\u202f% no plan reaches it: that is proven."
        in flexibility_part(told(flexibility=reached))["least"]
    )
    assert flexibility_part(told(flexibility=None)) is None
