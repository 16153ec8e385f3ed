"""Long rows as sums of sums: the same optimum, the same points and the same word of infeasible as the program that was stated, by HiGHS without PuLP."""

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.program import door, long_rows
from planner.model.program.counting import Tree
from planner.model.program.effort import Effort
from planner.model.program.highs import for_highs
from planner.model.program.long_rows import shortened
from planner.model.program.lp import End, Problem
from planner.model.program.program import Program


def solved(program: Program) -> tuple[str, float, np.ndarray]:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(for_highs(program))
    highs.run()
    return str(highs.getModelStatus()), highs.getObjectiveValue(), np.asarray(highs.getSolution().col_value)


def drawn(seed: int) -> Program:
    """Mixed-integer programs whose rows of either sense have both signs and both kinds of columns."""
    rng = np.random.default_rng(seed)
    program, count = Program("drawn"), int(rng.integers(8, 30))
    columns = np.concatenate(
        [program.add(count, upper=rng.uniform(0.5, 3.0, count)), program.add(6, upper=2.0, whole=True)]
    )
    for _ in range(int(rng.integers(1, 5))):
        some = np.sort(rng.choice(columns, size=int(rng.integers(4, len(columns))), replace=False))
        weight = rng.integers(-4, 5, len(some)).astype(float)
        inside = float(weight @ rng.uniform(0.0, 0.5, len(some)))
        low, high = inside - rng.uniform(0.0, 1.0), inside + rng.uniform(-0.1, 1.0)
        limits = [(-np.inf, high), (low, np.inf), (low, max(low, high)), (inside, inside)][int(rng.integers(4))]
        row = np.zeros(len(some), dtype=np.int64)
        program.between_rows(row, some, weight, (np.array([limits[0]]), np.array([limits[1]])))
    program.minimise(columns, rng.integers(-5, 6, len(columns)).astype(float))
    return program


@pytest.fixture(autouse=True, scope="module")
def short_limits():
    """Rows of a handful of columns count as long."""
    before = long_rows.LONGEST, long_rows.PART
    long_rows.LONGEST, long_rows.PART = 4, 3
    yield
    long_rows.LONGEST, long_rows.PART = before


@given(st.integers(0, 10**6))
def test_optimum_and_points_are_those_of_the_program_that_was_stated(seed):
    program = drawn(seed)
    short = shortened(program)
    status, value, _ = solved(program)
    other, same, point = solved(short.program)
    assert other == status
    if status == str(highspy.HighsModelStatus.kOptimal):
        assert same == pytest.approx(value, abs=1e-6)
        assert program.keeps(short.without_parts(point))
        assert program.costs @ short.without_parts(point) == pytest.approx(value, abs=1e-5)
        assert short.program.keeps(short.point(short.without_parts(point)))


def test_no_row_stays_long_and_whole_columns_stay_in_their_rows():
    program = Program("one row")
    flows, sets = program.add(40), program.add(9, upper=1.0, whole=True)
    every = np.concatenate([flows, sets])
    program.equal(every, np.where(np.arange(49) % 2, 1.0, -2.0), 3.0)
    short = shortened(program)
    entries = np.diff(short.program.matrix().indptr)
    assert len(short.parts.toarray()) == 14  # twenty of each sign, three a part
    assert entries[0] == 14 + 9
    assert entries[1:].max() == 1 + 3
    assert short.program.whole.sum() == 9


def test_a_program_without_long_rows_is_handed_over_as_it_is():
    program = Program("short")
    program.at_most(program.add(4), [1.0, 2.0, 3.0, 4.0], 5.0)
    assert shortened(program).program is program


def flows_and_sets() -> tuple[Problem, np.ndarray]:
    """Most of a promise over all flows at least cost of sets, and a point that keeps it at more."""
    rng, problem = np.random.default_rng(1), Problem("flows_and_sets")
    sets, flows = problem.add(8, upper=1.0, whole=True), problem.add(24)
    for at in range(8):
        mine = flows[3 * at : 3 * at + 3]
        problem.at_most([*mine, sets[at]], [1.0, 1.0, 1.0, -float(rng.integers(5, 12))], 0.0)
    problem.at_most(flows, -np.ones(24), -30.0)
    problem.minimise(sets, rng.integers(3, 9, 8).astype(float))
    every = np.ones(32)
    every[flows] = 30.0 / 24
    return problem, every


def test_a_start_is_handed_over_with_its_parts_and_points_come_back_without(monkeypatch):
    problem, every = flows_and_sets()
    assert problem.keeps(every)
    begun = []
    ran = door.ran

    def runs(model, *how):
        begun.append(np.asarray(model.getSolution().col_value))
        return ran(model, *how)

    monkeypatch.setattr(door, "ran", runs)
    found = problem.solve(Effort(), start=every)
    assert len(begun[0]) == 32 + 8, "the promise is a sum of eight sums of three"
    assert shortened(problem).program.keeps(begun[0])
    assert found.end is End.GAP
    assert len(found.values) == 32
    assert problem.keeps(found.values)
    assert found.objective == pytest.approx(found.bound)
    assert found.objective < problem.costs @ every


def test_a_round_of_cuts_of_a_wide_program_counts_for_more_the_larger_it_is_and_of_others_for_one():
    limits = [Tree(1_000, entries, plain=True, wide=True).limit(5.0) for entries in (1_000, 20_000, 40_000, 80_000)]
    rounds = [most / weight for most, weight in limits]
    assert rounds == sorted(rounds, reverse=True)
    assert rounds[2] == pytest.approx(4.0 * rounds[3])
    assert Tree(1_000, 40_000, plain=True).limit(5.0)[1] == 1.0
    assert Tree(1_000, 1_000, plain=True, wide=True).limit(5.0)[1] >= 1.0
