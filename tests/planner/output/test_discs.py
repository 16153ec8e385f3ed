"""Discs of the drawn map part as if every pair of them were looked at."""

import copy
import math

from hypothesis import given
from hypothesis import strategies as st

from planner.output.report import discs
from planner.output.report.discs import Disc

PLACES = st.lists(st.tuples(st.floats(0, 80), st.floats(0, 80), st.floats(2, 9)), max_size=12)


@given(PLACES)
def test_far_pairs_are_passed_over_and_no_other(places):
    ours = [Disc(at, {}, upgrade=False, at=(x, y), radius=radius) for at, (x, y, radius) in enumerate(places)]
    plain = copy.deepcopy(ours)
    discs.spread(ours, 100.0, 100.0)
    for one in plain:
        one.x += discs.NUDGE * math.cos(2.4 * one.number)
        one.y += discs.NUDGE * math.sin(2.4 * one.number)
    for _ in range(discs.ROUNDS):
        pairs = [(one, other) for at, one in enumerate(plain) for other in plain[at + 1 :]]
        moved = [discs._pushed(*pair) for pair in pairs]
        for one in plain:
            discs._held(one, 100.0, 100.0)
        if not any(moved):
            break
    assert [(one.x, one.y) for one in ours] == [(one.x, one.y) for one in plain]
