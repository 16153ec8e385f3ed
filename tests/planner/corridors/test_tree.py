"""Branch and bound of corridors by itself: the optimum of complete enumeration, and conclusions from money that no affordable choice contradicts."""

import contextlib
import itertools
import math
from itertools import combinations
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.audit.drives.recheck import broken_drives
from planner.corridors.search import idle
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.branching import Branching
from planner.corridors.search.fixing import Fixing
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.corridors.search.tree import Explored, Tree
from planner.corridors.search.trying import Trying
from planner.corridors.search.windows import Windows
from planner.corridors.solve import solve
from planner.errors import CorridorError, InfeasibleError, SolverError
from planner.model.program.draft import Reply
from planner.support.stopping import never
from planner.support.work import count, worked_s
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import silent
from tests.fixtures.tree_alone import WISHES, tree_alone
from tests.planner.corridors.networks import questions


@given(questions(), st.sampled_from(WISHES), st.sampled_from([0.0, 0.1]), st.booleans())
@drawn(80)
def test_thetree_alone_finds_the_best_of_all_choices_of_stations(question, wish, gap, forgetful):
    best = best_value(question, wish.aim.value, wish.share)
    resting = mock.patch.multiple(idle, AGE=1, MANY=0.0) if forgetful else contextlib.nullcontext()
    with resting, tree_alone():
        if best is None:
            with pytest.raises((InfeasibleError, CorridorError)):
                solve(question, wish=wish, gap=gap)
            return
        plan = solve(question, wish=wish, gap=gap)
    low, high = sorted((plan.value, plan.bound))
    assert low - 1e-5 <= best <= high + 1e-5
    assert plan.gap <= gap + 1e-5
    assert plan.proof.stopped == "gap"


@given(questions())
@drawn(20, few=4)
def test_programs_that_take_all_their_time_and_find_nothing_leave_most_of_a_short_one_to_the_tree(question):
    begun = []

    def in_vain(_search, _gap, work_s, _without):
        count(work_s)
        return Reply(math.inf, -math.inf, None)

    def explored(tree, _gap, left):
        begun.append(worked_s())
        assert left() > 0
        return Explored(float(tree.asked.gain.sum()), whole=False)

    relaxed = mock.Mock(side_effect=lambda *_rest, **_named: np.ones(search.master.draft.columns))
    phases = mock.patch.multiple(Search, _price=mock.Mock(), _relax=relaxed, _whole=in_vain, _done=lambda *_: False)
    with phases, mock.patch.object(Tree, "explore", explored):
        try:
            search = Search(Prepared.of(question, Wish(Aim.TRIPS)), silent, never)
        except CorridorError:  # a norm that no place can keep
            return
        before = worked_s()
        with contextlib.suppress(SolverError):  # where rules ask for stations, for nothing finds a plan here
            search.run(0.01, 1e3, 2.0)
    assert begun[0] - before < 1.2


@given(questions(), st.sampled_from(WISHES))
@drawn(40)
def test_where_no_branch_is_found_drives_still_decide_every_end_of_the_tree(question, wish):
    best = best_value(question, wish.aim.value, wish.share)
    with tree_alone(), mock.patch.object(Branching, "next", mock.Mock(return_value=None)):
        if best is None:
            with pytest.raises((InfeasibleError, CorridorError)):
                solve(question, wish=wish, gap=0.0)
            return
        plan = solve(question, wish=wish, gap=0.0)
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert plan.proof.stopped == "gap"


def _cut(question, wish, looks, drives):
    """The plan of a tree whose time is over after so many looks at the time, or in the midst of so many drives."""
    looked, driven = itertools.count(), itertools.count()
    over, explored, valued = [], Tree.explore, Trying.value

    def left():
        if next(looked) >= looks:
            over.append(True)
        return 0.0 if over else 1e3

    def value(trying, built):
        if built.tobytes() not in trying.worth and next(driven) >= drives:
            over.append(True)
        return None if over and built.tobytes() not in trying.worth else valued(trying, built)

    with (
        mock.patch.object(Tree, "explore", lambda tree, gap, _left: explored(tree, gap, left)),
        mock.patch.object(Trying, "value", value),
    ):
        return solve(question, wish=wish, gap=0.0), bool(over)


@given(questions(), st.sampled_from(WISHES), st.booleans())
@drawn(20)
def test_a_tree_cut_at_any_moment_leaves_a_bound_that_holds(question, wish, blind):
    best = best_value(question, wish.aim.value, wish.share)
    unseeing = mock.patch.object(Branching, "next", mock.Mock(return_value=None)) if blind else contextlib.nullcontext()
    moments = [(at, math.inf) for at in (1, 2, 3, 5, 8, 13, 21, 34)] + [(math.inf, at) for at in range(12)]
    with tree_alone(), unseeing:
        for looks, drives in moments:
            try:
                plan, over = _cut(question, wish, looks, drives)
            except (InfeasibleError, CorridorError):
                assert best is None
                return
            except SolverError:  # none found in time
                continue
            low, high = (plan.bound, plan.value) if wish.aim is Aim.COST else (plan.value, plan.bound)
            assert low - 1e-5 <= best <= high + 1e-5
            if drives < math.inf and not over:
                return


@given(questions(), st.sampled_from(WISHES))
@drawn(30)
def test_an_end_for_whose_drives_there_was_no_time_stays_open(question, wish):
    over = []
    try:
        asked = Prepared.of(question, wish)
        first = Search(asked, silent, never)
        first.run(0.0, math.inf)
    except (InfeasibleError, CorridorError):
        return
    value, built, _ = first.best
    tree = Search(asked, silent, never).tree
    decided = tree.fixing.nothing()
    decided.allowed[:] = np.isin(np.arange(len(decided.allowed)), built)
    decided.must[tree.fixing.of_place[built]] = True
    unknown = mock.patch.object(Trying, "value", mock.Mock(side_effect=lambda _built: over.append(True)))
    with mock.patch.object(tree.fixing, "nothing", mock.Mock(return_value=decided)), unknown:
        found = tree.explore(0.0, lambda: 0.0 if over else 1e3)
    assert over
    assert not found.whole
    assert not tree.trying.sense.better(value, found.bound) or value == pytest.approx(found.bound, abs=1e-5)


@given(questions(), st.sampled_from(WISHES))
@drawn(30)
def test_plans_made_better_part_by_part_are_never_better_than_the_best(question, wish):
    best = best_value(question, wish.aim.value, wish.share)
    with mock.patch.object(Search, "_kernels", mock.Mock(return_value=None)):
        if best is None:
            with pytest.raises((InfeasibleError, CorridorError)):
                solve(question, wish=wish, gap=0.0)
            return
        plan = solve(question, wish=wish, gap=0.0)
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert broken_drives(question, plan) == []


def _opened(asked, choice):
    """Which stops a choice of stations opens; (stops,)."""
    part = np.zeros(len(asked.stations.usd))
    part[list(choice)] = 1.0
    family = np.repeat(asked.family, np.diff(asked.lines.begins))
    return asked.stations.capacity(part)[asked.lines.place, family] > 0


@given(questions(), st.data())
@drawn(60)
def test_no_choice_that_keeps_to_decisions_and_money_makes_a_trip_possible_that_was_given_up(question, data):
    try:
        asked = Prepared.of(question, Wish())
    except CorridorError:
        return
    fixing, windows, stations = Fixing(asked), Windows.of(asked), asked.stations
    decided = fixing.nothing()
    for window in data.draw(st.lists(st.integers(0, len(windows.members) - 1), max_size=3)):
        if not len(windows.members[window]):
            continue
        count = data.draw(st.integers(0, 1))
        decided = (
            decided.at_least(windows, window, count + 1)
            if data.draw(st.booleans())
            else decided.at_most(windows, window, count)
        )
    found = fixing.concluded(decided, question.budget_usd)
    most = question.rules.max_stations
    for size in range(min(len(stations.usd), 3 if most is None else most) + 1):
        for choice in combinations(range(len(stations.usd)), size):
            own = np.zeros(len(stations.usd))
            own[list(choice)] = 1.0
            held = windows.counted(own)
            keeps = (
                stations.usd @ own <= question.budget_usd
                and len(set(stations.place[list(choice)].tolist())) == size
                and all(held[one] >= count for one, count in decided.least.items())
                and all(held[one] <= count for one, count in decided.most.items())
            )
            if not keeps:
                continue
            assert found is not None
            assert found.allowed[list(choice)].all()
            empty = asked.lines.covered(_opened(asked, choice).astype(float)) < 0.5
            reached = np.ones(len(asked.gain), dtype=bool)
            reached[asked.lines.cover_leg[empty]] = False
            assert not (reached & ~found.possible).any()
