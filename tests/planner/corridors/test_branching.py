"""Branches tried out: what there was no time to tell teaches nothing and is asked again, what is known is not."""

import math

import numpy as np

from planner.corridors.search.aims import Wish
from planner.corridors.search.branching import TRIED, Branching
from planner.corridors.search.fixing import Fixing
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.windows import Windows
from tests.fixtures.corridor_question import QUESTION


def test_a_trial_that_is_cut_short_is_forgotten_and_one_that_is_not_is_asked_once():
    asked = Prepared.of(QUESTION, Wish())
    branching = Branching(asked, Fixing(asked), Windows.of(asked))
    parts, told = np.full(len(asked.stations.usd), 0.3), []

    def tell(branches, bound):
        told.append([(one.kind, one.number, one.count) for one in branches])
        return [(bound + at, bound + 1.0) if bound > -math.inf else (-math.inf, 0.5) for at in range(len(branches))]

    first = branching.next(parts, 0.0, lambda branches: tell(branches, -math.inf))
    assert first is not None, "a branch is taken, whatever is known"
    best = branching.next(parts, 0.0, lambda branches: tell(branches, 0.0))
    assert told[0] == told[1], "what was cut short is asked again"
    assert 0 < len(told[1]) <= TRIED
    assert (best.kind, best.number, best.count) in told[1][1:] or len(told[1]) == 1, (
        "the first moves nothing on one side"
    )
    branching.next(parts, 0.0, lambda branches: tell(branches, 0.0))
    assert not set(told[1]) & {one for later in told[2:] for one in later}, "what is known is not asked again"
