"""Chains of trips: first in first out at each terminal needs no more buses than any other way."""

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata.buses.chains import chain_of, first_out, gathered, next_trips

TIMES = st.lists(st.integers(0, 40), max_size=9)


@given(TIMES, TIMES, st.integers(0, 5), st.integers(5, 30))
def test_first_in_first_out_matches_as_many_as_any_matching(arrive, depart, least, most):
    link = first_out(np.array(arrive, dtype=float), np.array(depart, dtype=float), least, most)
    used = link[link >= 0]
    assert len(set(used.tolist())) == len(used)
    assert all(least <= depart[d] - arrive[a] <= most for a, d in enumerate(link) if d >= 0)
    graph = nx.Graph()
    graph.add_nodes_from(("in", a) for a in range(len(arrive)))
    graph.add_nodes_from(("out", d) for d in range(len(depart)))
    for a, came in enumerate(arrive):
        graph.add_edges_from((("in", a), ("out", d)) for d, goes in enumerate(depart) if least <= goes - came <= most)
    assert len(used) == len(nx.max_weight_matching(graph, maxcardinality=True))


def test_chains_stay_at_their_terminals_and_hold_every_trip_once():
    rng = np.random.default_rng(5)
    start = np.sort(rng.uniform(0, 50_000, 300))
    end = start + rng.uniform(600, 4_000, 300)
    begins, ends = rng.integers(0, 7, 300), rng.integers(0, 7, 300)
    following = next_trips(start, end, begins, ends, 300.0, 3_600.0)
    has = following >= 0
    assert has.any()
    assert (begins[following[has]] == ends[has]).all()
    wait = start[following[has]] - end[has]
    assert ((wait >= 300) & (wait <= 3_600)).all()
    chain = chain_of(following)
    assert chain.min() == 0
    assert len(set(chain.tolist())) == 300 - has.sum()


def test_stops_gather_round_the_busiest_and_no_farther_than_the_reach():
    xy = np.array([[0.0, 0], [100, 0], [200, 0], [300, 0], [5_000, 0]])
    leader = gathered(xy, np.array([1.0, 9, 1, 8, 1]), 150.0)
    assert leader.tolist() == [1, 1, 1, 3, 4]
