"""The bound that is told beside a plan: rounding may lift it to the plan's value, and nothing more may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.proofs import ROUNDING, Proof, Sense, Status

FIGURES = st.floats(-1e9, 1e9)


@given(sense=st.sampled_from(Sense), bound=FIGURES, beyond=st.floats(-2.0, 2.0))
def test_a_bound_is_lifted_by_rounding_alone(sense, bound, beyond):
    value = bound - sense.sign * beyond * ROUNDING * max(1.0, abs(bound))
    if beyond > 1.01:
        with pytest.raises(AssertionError, match="better than its bound"):
            sense.bound_beside(value, bound)
    elif beyond < 0.99:
        told = sense.bound_beside(value, bound)
        assert told == (value if sense.better(value, bound) else bound)
        assert not sense.better(value, told)
        assert abs(told - bound) <= ROUNDING * max(1.0, abs(bound))
        Proof(value, told, 0.0, Status.FEASIBLE, "time", "none", sense=sense)
