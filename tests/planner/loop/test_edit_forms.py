"""Edits as JSON: what is meant comes through whole, and what is hostile gets one line."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import EditError
from planner.loop.edits import edit_from, edits_from

SQUARE = [[76.9, 43.2], [76.95, 43.2], [76.95, 43.25], [76.9, 43.25]]
GOOD = [
    {"kind": "lock", "site": "a"},
    {"kind": "force", "site": "a"},
    {"kind": "forbid", "site": "a"},
    {"kind": "release", "site": "a"},
    {"kind": "release", "name": "park"},
    {"kind": "move", "site": "a", "lon": 76.9, "lat": 43.2},
    {"kind": "add", "name": "Depot", "bays": 4, "kw": 80.0, "lon": 76.9, "lat": 43.2},
    {"kind": "chargers", "site": "a", "chargers": {"dc_gbt_60": 2}, "hold": "at_least"},
    {"kind": "bays", "site": "a", "bays": 3},
    {"kind": "kw", "site": "a", "kw": 55.5},
    {"kind": "keep_free", "name": "park", "polygon": SQUARE},
    {"kind": "budget", "usd": 1e6},
    {"kind": "balance", "share": 0.85},
]


@pytest.mark.parametrize("data", GOOD, ids=lambda one: one["kind"])
def test_an_edit_is_read_and_written_the_same(data):
    assert edit_from(data).as_json() == data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "an edit is an object"),
        ({"kind": "moove"}, "did you mean 'move'"),
        ({"kind": ["move"]}, "unknown kind"),
        ({"site": "a"}, "unknown kind"),
        ({"kind": "force"}, "site is missing"),
        ({"kind": "force", "site": "a", "bay": 3}, "unknown key bay"),
        ({"kind": "force", "site": "a" * 5_000}, "at most 200 letters"),
        ({"kind": "force", "site": "a\nb"}, "at most 200 letters"),
        ({"kind": "release"}, "either a site or an area"),
        ({"kind": "move", "site": "a", "lon": 1, "lat": math.inf}, "degrees from -90 to 90"),
        ({"kind": "move", "site": "a", "lon": "1", "lat": 2}, "degrees from -180 to 180"),
        ({"kind": "bays", "site": "a", "bays": 0}, "whole number from 1"),
        ({"kind": "bays", "site": "a", "bays": True}, "whole number from 1"),
        ({"kind": "bays", "site": "a", "bays": 1e400}, "whole number from 1"),
        ({"kind": "kw", "site": "a", "kw": -1}, "a number from 0"),
        ({"kind": "budget", "usd": 1e13}, "a number from 0"),
        ({"kind": "balance", "share": 1.05}, "a number from 0 to 1"),
        ({"kind": "balance"}, "share is missing"),
        ({"kind": "chargers", "site": "a", "chargers": {}}, "how many of each type"),
        ({"kind": "chargers", "site": "a", "chargers": {"x": 1.5}}, "how many of each type"),
        ({"kind": "chargers", "site": "a", "chargers": {"x": 1}, "hold": "maybe"}, "unknown hold"),
        ({"kind": "keep_free", "name": "p", "polygon": SQUARE[:2]}, "does not cross itself"),
        ({"kind": "keep_free", "name": "p", "polygon": [SQUARE[i] for i in (0, 2, 1, 3)]}, "does not cross itself"),
        ({"kind": "keep_free", "name": "p", "polygon": [[1, 2], [3], [4, 5]]}, "does not cross itself"),
        ({"kind": "keep_free", "name": "p", "polygon": SQUARE * 500}, "does not cross itself"),
    ],
)
def test_what_is_not_understood_is_refused_in_one_line(data, said):
    with pytest.raises(EditError, match=said) as refused:
        edit_from(data)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(
    base=st.sampled_from(GOOD),
    key=st.sampled_from(
        ["kind", "site", "name", "lon", "lat", "bays", "kw", "usd", "share", "chargers", "polygon", "hold"]
    ),
    value=JSON,
)
def test_any_value_anywhere_is_read_or_refused(base, key, value):
    edit = read_or_refused({**base, key: value})
    assert edit is None or edit_from(edit.as_json()) == edit


def read_or_refused(data):
    """The edit, or None where it is refused in one line; any other error goes through."""
    try:
        return edit_from(data)
    except EditError as error:
        if "\n" in str(error):
            raise AssertionError from error
        return None


def test_a_list_is_a_list_of_not_too_many():
    assert len(edits_from(GOOD)) == len(GOOD)
    for bad in ({}, "x", None, [{"kind": "lock", "site": "a"}] * 1_001):
        with pytest.raises(EditError, match="a list of at most"):
            edits_from(bad)
