"""What a search has spent."""

import time

import numba

from planner.model.program.effort import Effort
from planner.model.program.spending import Spending


def test_what_is_compiled_for_the_first_run_on_a_machine_comes_on_top_of_the_time_limit() -> None:
    spending, began = Spending(Effort(time_limit_s=60)), time.perf_counter()
    inner = numba.njit(lambda x: x + 1)
    numba.njit(lambda x: inner(x) * 2)(1)  # compiles both, one within the other
    spent = time.perf_counter() - began
    assert spending.wall_s < 0.5 * spent
    time.sleep(0.05)
    assert spending.wall_s >= 0.05
