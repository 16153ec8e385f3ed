"""What is said of the hedged plan of a country is true of what is proven, and says how far the proof is open."""

import re

from hypothesis import given
from hypothesis import strategies as st

from planner.country.output.hedge_words import hedge_words
from planner.country.world_play import Hedge

FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@given(st.floats(0.001, 1.0), st.floats(0.0, 1.0))
def test_the_least_loss_of_any_plan_and_what_lies_between_are_told_so_that_both_hold(
    regret: float, part: float
) -> None:
    least = regret * part
    said = hedge_words(Hedge(regret, least, regret - least, "feasible"))
    told = [float(one) for one in FIGURE.findall(said)]
    assert told[0] >= 100 * regret - 1e-6
    if least < 5e-4:
        assert "not proven" in said
        return
    assert told[1] <= 100 * least + 1e-6
    assert told[0] - told[1] <= 0.3 or told[2] >= 100 * (regret - least) - 1e-6, "as far as it is open"
    assert ("not proven" in said) == (regret - least >= 5e-4)
