"""The roads on which a norm of a corridor question holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.trunk.towns import Town, Towns
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.placed_paths import PlacedPath
from planner.corridors.stated.road_paths import RoadPath
from planner.corridors.stated.rules import rules_of
from planner.errors import CorridorError
from tests.planner.corridors.corridor_towns import question


def test_a_norm_may_be_asked_of_one_road_by_the_two_towns_at_its_ends(folder):
    norm = {"name": "own", "km": 100, "family": "gbt", "binding": True}
    for road, first in (("Alpha - Gamma", "Alpha"), ("gamma – alpha", "Gamma")):
        asked = question(folder, rules={"norms": [{**norm, "road": road}]})
        (chain,) = asked.instance.rules.norms[0].chains
        assert (chain.km, asked.instance.places[chain.places[0]].id) == (260.0, first)
    for wrong in ("Alpha - Omega", "Alpha - Alpha"):
        with pytest.raises(CorridorError, match="Alpha - Gamma"):
            question(folder, rules={"norms": [{**norm, "road": wrong}]})


def test_norms_hold_on_roads_that_are_part_of_no_other(folder):
    rules = {
        "norms": [{"name": "AFIR", "km": 60, "family": "gbt", "binding": True}],
        "floors": [{"share": 0.5, "family": "ccs2"}],
    }
    asked = question(folder, rules=rules).instance.rules
    assert [chain.name for chain in asked.norms[0].chains] == ["Alpha - Delta"]
    assert asked.floors[0].family == 1


@given(st.lists(st.floats(1e-3, 400.0), min_size=1, max_size=40))
def test_a_norm_holds_on_a_road_with_a_place_at_its_very_end_whatever_the_lengths_of_its_edges_round_to(lengths):
    km = np.array(lengths)
    edges, nodes = tuple((edge, True) for edge in range(len(km))), tuple(range(len(km) + 1))
    path = RoadPath(edges, nodes, float(km.sum()), 60.0)
    end = PlacedPath(path, np.array([0]), np.array([len(km)]), np.zeros(1))
    towns = Towns((Town("Alpha", 70.0, 43.0, 2.0), Town("Beta", 71.0, 43.0, 1.0)))
    norms = {"norms": [{"name": "AFIR", "km": 60, "family": "gbt"}]}
    asked = CorridorSettings.model_validate({"roads": {"nodes": "n.csv", "edges": "e.csv"}, "rules": norms})
    (norm,) = rules_of(asked, towns, {(0, 1): end}, km).norms  # no length is refused
    (chain,) = norm.chains  # where sums of another order end a hair later
    assert 0 <= chain.km_at[0] <= chain.km == pytest.approx(chain.km_at[0])
