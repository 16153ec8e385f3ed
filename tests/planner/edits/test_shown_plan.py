"""The plan in a file of edits, and whether the file has features: two questions of one file, each answered truly."""

import json

import pytest

from geodata.errors import InputError
from planner.edits.shown_plan import ShownPhase, has_features, shown_plan

POINT = {"type": "Feature", "properties": {}, "geometry": None}


@pytest.mark.parametrize("features", [[], [POINT]])
@pytest.mark.parametrize("count", [None, 2, 2.0])
def test_the_plan_and_the_features_are_asked_for_apart(features, count, tmp_path):
    plan = {} if count is None else {"plan": [{"year": 2028.0, "chargers": {"a": {"dc_gbt_60": count}}}]}
    file = tmp_path / "edits.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", **plan, "features": features}), encoding="utf-8")
    assert has_features(file) is bool(features)
    found = shown_plan(file)
    assert found == (None if count is None else (ShownPhase((("a", "dc_gbt_60", 2),), 2028),))
    assert repr(2.0) not in repr(found), "some programs write whole numbers so"


@pytest.mark.parametrize("count", [2.5, float("inf"), True, 0.0, "2"])
def test_a_count_that_is_no_whole_number_is_refused(count, tmp_path):
    file = tmp_path / "edits.geojson"
    file.write_text(json.dumps({"plan": [{"chargers": {"a": {"dc_gbt_60": count}}}], "features": []}), encoding="utf-8")
    with pytest.raises(InputError):
        shown_plan(file)
