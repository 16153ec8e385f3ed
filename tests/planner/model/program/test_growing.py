"""A program that grows: what is cut short proves nothing that is false."""

import itertools

import numpy as np
import pytest

from planner.errors import SolverError
from planner.model.program.growing import Growing
from planner.support.stopping import always


def _cover():
    """A linear program that takes the solver some steps."""
    rng = np.random.default_rng(0)
    program = Growing("cover")
    columns = program.add(600, upper=1.0)
    for _row in range(300):
        some = rng.choice(600, 60, replace=False)
        program.at_most(columns[some], -rng.uniform(0.5, 1.5, 60), -5.0)
    program.minimise(columns, rng.uniform(0.1, 1.0, 600))
    return program


def test_a_linear_program_cut_short_is_neither_impossible_nor_bounded_from_the_wrong_side():
    program = _cover()
    whole = program.solve_whole()
    assert whole.value == whole.bound
    for seconds in (1e-6, 1e-3, 5e-3):
        short = program.solve_whole(time_limit_s=seconds)
        assert short.possible
        assert short.bound <= whole.value + 1e-6


@pytest.mark.parametrize("quick", [True, False])
def test_a_relaxation_that_is_stopped_proves_nothing_and_goes_on_when_it_is_asked_again(monkeypatch, quick):
    program, whole, asked = _cover(), _cover().reoptimise(), itertools.count()
    if not quick:
        monkeypatch.setattr("planner.model.program.draft.QUICK", 0)
    stopped = program.reoptimise(stop=always)
    assert stopped.possible
    assert stopped.bound == -np.inf
    later = program.reoptimise(stop=lambda: next(asked) > 2)
    assert later.possible
    if quick:  # asked before it begins alone
        assert next(asked) == 1
        assert later.value == pytest.approx(whole.value)
    else:
        assert later.bound == -np.inf
    assert program.reoptimise().value == pytest.approx(whole.value)


def test_a_basis_of_a_program_of_another_size_is_refused():
    program = _cover()
    program.reoptimise()
    basis = program.basis()
    program.restart(basis)
    program.at_most([0, 1], [1.0, 1.0], 1.5)
    with pytest.raises(SolverError, match="another size"):
        program.restart(basis)
    assert program.reoptimise(devex=True).value == pytest.approx(program.reoptimise().value)
