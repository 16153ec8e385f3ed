"""Dependence on a standard: what is of one world says of which, where the plan belongs to none."""

from planner.output.comparison.dependence import OF_A_WORLD, dependence_table
from tests.fixtures.comparison_fixture import told


def test_what_is_of_one_world_says_of_which_for_a_plan_that_belongs_to_none():
    data = told()
    data = {**data, "dependence": {plan: {**tie, "world": "ccs2_heavy"} for plan, tie in data["dependence"].items()}}
    table = dependence_table(data)
    at = -1  # the hedged plan stands last
    plugs, vehicles, energy = (stripe["cells"] for stripe in table["stripes"])
    assert "comes" not in plugs[at]["words"]
    assert vehicles[at]["words"].endswith(" (if CCS2-heavy comes)")
    assert energy[at]["words"].endswith(" (if CCS2-heavy comes)")
    cells = {row["key"]: row["cells"] for row in table["rows"]}
    for name, row in cells.items():
        assert ("(if CCS2-heavy comes)" in row[at]) == (name in OF_A_WORLD)
    assert not [cell for cell in (vehicles[0]["words"], *(row[0] for row in cells.values())) if "comes" in cell]
