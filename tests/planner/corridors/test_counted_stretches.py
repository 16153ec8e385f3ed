"""Sets of stations that branch and bound counts: what is lost without those of a stretch, and all sizes there."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.corridors.search import stretches as stretches_module
from planner.corridors.search.aims import Wish
from planner.corridors.search.driving import OPEN_KWH
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.windows import Windows
from tests.fixtures.drawing import drawn
from tests.planner.corridors.networks import questions


def _lost(asked, members):
    """Gain of the legs that cannot be driven where all stations are built but these."""
    built = np.setdiff1d(np.arange(len(asked.stations.usd)), members)
    opened = asked.stations.capacity_of(built)[asked.lines.place, asked.stop_family] > OPEN_KWH
    lacks = [
        not opened[low:high].any() and np.isin(asked.lines.place[low:high], asked.stations.place[members]).any()
        for low, high in asked.lines.covers
    ]
    return float(asked.gain[np.unique(asked.lines.cover_leg[np.array(lacks, dtype=bool)])].sum())


@given(questions(), st.sampled_from([1, 2, 1000]))
@drawn(60)
def test_a_stretch_weighs_what_is_lost_without_its_stations_and_has_a_set_for_each_size(question, at_once):
    asked = Prepared.of(question, Wish())
    with mock.patch.object(stretches_module, "AT_ONCE", at_once):
        windows, stations = Windows.of(asked), asked.stations
    sets = [tuple(own.tolist()) for own in windows.members]
    stretches = [own for own, weight in zip(windows.members, windows.weight, strict=True) if weight > 0]
    for own, weight in zip(windows.members[1:], windows.weight[1:], strict=True):
        if weight > 0:
            assert weight * asked.gain.sum() == pytest.approx(_lost(asked, own))
    for own in (np.arange(len(stations.usd)), *stretches):
        for family in range(len(question.families)):
            for least in set(stations.kwh[own, family]) - {0.0}:
                assert tuple(own[stations.kwh[own, family] >= least].tolist()) in sets
    part = np.linspace(0.0, 1.0, len(stations.usd))
    assert windows.counted(part) == pytest.approx([part[own].sum() for own in windows.members])
