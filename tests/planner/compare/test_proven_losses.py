"""What a comparison says no plan loses less than: as it reads, no more than the least that any plan loses, by a model of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.claims.hedges import LOSES, false_loss
from benchmarks.plain.truth import best_hedge
from planner.model.solve.instances import sound_instance
from tests.fixtures.drawing import drawn
from tests.fixtures.street_worlds import SPLIT, compared, inputs_by_world, street


@pytest.mark.slow
@drawn(12, few=3)
@given(st.integers(14, 40).map(lambda thousands: 1_000 * thousands), st.sampled_from(["chinese", "mixed"]))
def test_what_is_said_to_be_proven_holds_for_every_plan_as_it_is_written(budget_usd: int, other: str) -> None:
    scenario = street(SPLIT, plan={"budget_usd": budget_usd, "gap": 0.001})
    data = compared(scenario, "european", other).comparison.as_dict()
    said = [line for line in data["summary"] if LOSES.search(line)]
    instances = [sound_instance(one.question) for one in inputs_by_world(scenario, "european", other).values()]
    truth = best_hedge(instances, [data["best"][world]["value"] for world in ("european", other)])
    for line in said:
        assert false_loss(line, truth) == []
