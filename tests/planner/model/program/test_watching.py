"""When branch and bound is told to end: by its calls, those before the first node by their weight, or by a bound that is enough."""

from types import SimpleNamespace

import pytest

from planner.model.program.watching import watch
from planner.support.stopping import never


class Slot(list):
    """Where a solver keeps what it calls."""

    def __iadd__(self, called):
        self.append(called)
        return self


class Calling:
    """A solver that does nothing but call."""

    def __init__(self):
        self.cbMipInterrupt, self.cbSimplexInterrupt = Slot(), Slot()
        self.cbIpmInterrupt, self.cbMipImprovingSolution = Slot(), Slot()

    def calls(self, *, nodes, bound=-100.0):
        """Whether it is told to end in a call after so many nodes."""
        told = []
        found = SimpleNamespace(mip_primal_bound=0.0, mip_dual_bound=bound, mip_node_count=nodes)
        self.cbMipInterrupt[0](SimpleNamespace(data_out=found, interrupt=told.append))
        return told[0]


@pytest.mark.parametrize(
    ("at_root", "before", "ends_after"), [(1.0, 0, 8), (3.0, 0, 8), (3.0, 2, 2), (5.0, 1, 3), (9.0, 0, 8)]
)
def test_calls_before_the_first_node_count_for_as_many_as_they_weigh(at_root, before, ends_after):
    solver = Calling()
    watch(solver, never, None, (8.0, at_root))
    assert not any(solver.calls(nodes=0) for _ in range(before))
    assert [solver.calls(nodes=4) for _ in range(ends_after)] == [False] * ends_after
    assert solver.calls(nodes=4)


def test_a_round_at_the_root_that_is_all_the_work_ends_it():
    solver = Calling()
    watch(solver, never, None, (8.0, 9.0))
    assert solver.calls(nodes=0)


def test_a_bound_that_is_enough_ends_it_and_is_kept():
    solver = Calling()
    seen = watch(solver, never, None, enough=-50.0)
    assert not solver.calls(nodes=1, bound=-60.0)
    assert solver.calls(nodes=1, bound=-49.0)
    assert seen.bound == -49.0
