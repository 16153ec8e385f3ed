"""A program that grows: what is cut short proves nothing that is false."""

import numpy as np

from planner.model.program.growing import Growing


def test_a_linear_program_cut_short_is_neither_impossible_nor_bounded_from_the_wrong_side():
    rng = np.random.default_rng(0)
    program = Growing("cover")
    columns = program.add(600, upper=1.0)
    for _row in range(300):
        some = rng.choice(600, 60, replace=False)
        program.at_most(columns[some], -rng.uniform(0.5, 1.5, 60), -5.0)
    program.minimise(columns, rng.uniform(0.1, 1.0, 600))
    whole = program.solve_whole()
    assert whole.value == whole.bound
    for seconds in (1e-6, 1e-3, 5e-3):
        short = program.solve_whole(time_limit_s=seconds)
        assert short.possible
        assert short.bound <= whole.value + 1e-6
