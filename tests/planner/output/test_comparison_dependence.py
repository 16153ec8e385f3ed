"""Dependence on a standard: what hangs on the world is told of every plan in every world."""

import pytest

from planner.compare.dependence import mismatch
from planner.output.comparison.dependence import dependence_table
from tests.fixtures.comparison_fixture import WORLDS, alone, told


@pytest.fixture
def data():
    """Of a comparison in which the hedged plan is shown in the first world, as every plan is in one."""
    found = told()
    fleets = {WORLDS[0]: {"ccs2": 0.7, "gbt": 0.3}, WORLDS[1]: {"ccs2": 0.2, "gbt": 0.8}}
    ties = {plan: {**tie, "world": plan if plan in WORLDS else WORLDS[0]} for plan, tie in found["dependence"].items()}
    known = {plan: {**tie, "vehicles": fleets.get(tie["world"], tie["vehicles"])} for plan, tie in ties.items()}
    return {**found, "dependence": known}


def test_plans_are_held_against_the_fleet_of_every_world_and_not_each_against_its_own(data):
    table = dependence_table(data)
    fleets = {one["world"].id: one["words"] for one in table["fleets"]}
    assert list(fleets) == list(data["mixes"])
    assert "GB/T 30" in fleets[WORLDS[0]]
    assert "GB/T 80" in fleets[WORLDS[1]]
    [cells] = [row["cells"] for row in table["rows"] if row["key"] == "mismatch"]
    for plan, cell in zip(data["dependence"], cells, strict=True):
        plugs = data["dependence"][plan]["plugs"]
        assert [one.world.id for one in cell] == list(data["mixes"])
        for one in cell[:2]:
            apart = mismatch(data["dependence"][one.world.id]["vehicles"], plugs)
            assert one.text == f"{100 * apart:.0f}\u202f%"
    assert len({cell[0].text for cell in cells}) > 1


def test_what_hangs_on_no_world_names_none_and_one_world_needs_no_name(data):
    cells = {row["key"]: row["cells"] for row in dependence_table(data)["rows"]}
    assert {name for name, row in cells.items() if any(one.world for cell in row for one in cell)} == {
        "hhi_energy",
        "mismatch",
    }
    rows = dependence_table(alone())["rows"]
    assert rows
    assert not [one for row in rows for cell in row["cells"] for one in cell if one.world]
