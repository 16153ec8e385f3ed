"""The handover's benchmark counts what arrived."""

from argparse import Namespace

from benchmarks.handover import made, run
from planner.model.program.effort import Effort
from planner.model.program.lp import End


def test_every_nonzero_stated_arrives_and_each_part_is_timed() -> None:
    found = run(Namespace(nonzeros=20_000, seed=1))
    assert found.status == "equal"
    assert 19_000 < found.value == found.bound < 22_000
    assert set(found.more["cpu_s_per_million"]) == {"arrays", "build", "handover", "read-back"}


def test_the_made_model_can_be_solved() -> None:
    outcome = made(3_000, 0).solve(Effort(relaxed=True))
    assert outcome.end is End.GAP
    assert outcome.objective < 0
