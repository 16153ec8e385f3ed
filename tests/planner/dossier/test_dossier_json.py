"""A finished plan kept in one file comes back cell for cell."""

import dataclasses
import json

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.dossier import dossier
from planner.dossier.dossier import Dossier
from planner.errors import MissingPlanError, PlanFileError
from planner.network.service_level import ServiceLevel
from planner.output.shared.today import service_level
from planner.support.frames import frame_from_plain, frame_to_plain, plain
from tests.fixtures.dossier_fixture import make_dossier


def assert_same(one: Dossier, other: Dossier) -> None:
    for field in dataclasses.fields(Dossier):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if isinstance(left, gpd.GeoDataFrame):
            assert right.crs == "EPSG:4326"
            assert left.geometry.equals(right.geometry), field.name
        if isinstance(left, pd.DataFrame):
            pd.testing.assert_frame_equal(
                pd.DataFrame(left).drop(columns="geometry", errors="ignore"),
                pd.DataFrame(right).drop(columns="geometry", errors="ignore"),
            )
        elif field.name == "stations":
            pd.testing.assert_frame_equal(left.connectors, right.connectors)
            assert left.table.equals(right.table)
        else:
            assert left == right, field.name


def test_a_dossier_survives_the_round_trip_whole():
    dossier = make_dossier()
    assert_same(dossier, Dossier.from_json(dossier.to_json()))


def test_reality_checks_and_what_is_served_at_any_wait_come_back():
    made = make_dossier()
    made = dataclasses.replace(made, any_wait=made.do_nothing, reality=({"key": "people", "severity": "ok"},))
    assert_same(made, Dossier.from_json(made.to_json()))


def test_writing_a_read_dossier_gives_the_same_bytes():
    text = make_dossier().to_json()
    assert Dossier.from_json(text).to_json() == text


def test_a_plan_that_was_filed_with_the_seconds_of_its_run_is_read_without_them():
    text = make_dossier().to_json()
    older = json.loads(text)
    older["format"] = "evplan plan, version 3"
    older["proof"]["wall_s"] = 12.5
    stage = {"objective": "energy", "sense": "max", "reached": 9.0, "value": 9.0, "bound": 9.5, "stopped": "gap"}
    older["proof"]["stages"] = [{**stage, "gap": 0.05, "wall_s": 2.5}]
    read = Dossier.from_json(json.dumps(older))
    assert read.proof.stages[0].bound == 9.5
    older["proof"]["stages"] = []
    assert Dossier.from_json(json.dumps(older)).to_json() == text


def test_of_a_plan_that_was_filed_with_three_numbers_the_order_of_building_is_the_rank():
    older = json.loads(make_dossier().to_json())
    older["format"] = "evplan plan, version 4"
    columns, kinds = older["sites"]["columns"], older["sites"]["kinds"]
    right = columns["rank"]
    for name in ("rank_equal_from", "rank_equal_to"):
        del columns[name], kinds[name]
    columns |= {"build_order": right, "value_rank": right, "rank": [one and 13 - one for one in right]}
    kinds |= {"build_order": "float64", "value_rank": "float64"}
    older["studies"] = {
        "order": {"nothing": {}, "steps": [{"site_id": "a", "build_order": 1}]},
        "reasons": {"sites": [{"site_id": "a", "value_rank": 7}]},
    }
    read = Dossier.from_json(json.dumps(older))
    assert plain(read.sites["rank"].tolist()) == plain(read.sites["rank_equal_to"].tolist()) == right
    assert not {"build_order", "value_rank"} & set(read.sites.columns)
    assert read.studies["order"]["steps"] == [{"site_id": "a", "rank": 1, "equal_from": 1, "equal_to": 1}]
    assert [one["study"] for one in read.studies["left_out"]] == ["reasons"]


def test_of_a_plan_that_was_filed_with_promises_of_waiting_they_are_the_only_limit_and_its_play_is_left_out():
    older = json.loads(make_dossier().to_json())
    older["format"] = "evplan plan, version 5"
    promise = {"wait_min": 12.0, "probability": 0.1, "full_probability": 0.2}
    queue = {"station_id": "st", "pool": "gbt DC 50 kW", "guns": 1, "carried_kwh": 1.0, "capacity_kwh": 2.0}
    queues = [
        {**queue, "parks": False, "wait_probability": 0.05},
        {**queue, "parks": True, "wait_probability": 0.15},
    ]
    older["baseline"] = {"promise": promise, "queues": queues}
    older["surroundings"]["waits"] = [{"site_id": "st", "pool": "gbt DC 50 kW", "guns": 1, "missed": 0.1}]
    older["studies"]["simulation"] = {"verdict": "The promise holds.", "plays": [{"late_peak": 0.1}]}
    read = Dossier.from_json(json.dumps(older))
    assert ServiceLevel(**read.baseline["service_level"]) == ServiceLevel(24.0, 24.0, 12.0, 0.1, 0.2)
    assert "promise" not in read.baseline
    assert [one["taken"] for one in read.baseline["queues"]] == [None, 0.15], "how many wait is not how many find none"
    assert "waits" not in read.surroundings
    assert "simulation" not in read.studies
    assert [one["study"] for one in read.studies["left_out"]] == ["simulation"]
    assert service_level(read.baseline)


def test_the_file_is_strict_json_with_nothing_for_not_a_number():
    text = make_dossier().to_json()
    data = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert data["sites"]["columns"]["rank"][0] is None
    assert "Алматы" in text


def test_a_folder_and_its_file_load_alike(tmp_path):
    (tmp_path / "plan.json").write_text(make_dossier().to_json(), encoding="utf-8")
    assert Dossier.load(tmp_path).name == Dossier.load(tmp_path / "plan.json").name == "Алматы 2028 & friends"


def test_a_folder_without_a_plan_is_named(tmp_path):
    with pytest.raises(MissingPlanError, match=r"plan\.json"):
        Dossier.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ('{"format": "x"}', "format 'x'"),
        ("[1]", "format None"),
        ('{"format": "evplan plan, version 2"}', "format 'evplan plan, version 2' instead of 'evplan plan, version 6'"),
        ('{"format": "evplan plan, version 6"}', "damaged: KeyError"),
        ('{"format": "evplan plan, version 5"}', "damaged: KeyError"),
        ('{"format": "evplan plan, version 4"}', "damaged: KeyError"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_one_line(text, said):
    with pytest.raises(PlanFileError, match=said) as caught:
        Dossier.from_json(text, where="some/plan.json")
    assert "some/plan.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cut_off_file_names_its_line(tmp_path):
    (tmp_path / "plan.json").write_text(make_dossier().to_json()[:5000], encoding="utf-8")
    with pytest.raises(PlanFileError, match="line 1: not JSON"):
        Dossier.load(tmp_path)


def test_a_file_for_which_there_is_no_memory_is_refused_before_it_is_read(tmp_path, monkeypatch):
    file = tmp_path / "plan.json"
    file.write_text(make_dossier().to_json(), encoding="utf-8")
    assert Dossier.load(file).city
    monkeypatch.setattr(dossier, "available_bytes", lambda: 20 * file.stat().st_size)
    with pytest.raises(PlanFileError, match="no memory for what it may hold"):
        Dossier.load(file)


def test_a_shape_that_nobody_knows_is_refused():
    data = json.loads(make_dossier().to_json())
    data["sites"]["geometry"][0] = {"type": "22 kW", "coordinates": [76.9, 43.2]}
    with pytest.raises(PlanFileError, match="damaged: ValueError"):
        Dossier.from_json(json.dumps(data))


def test_a_proof_that_was_tampered_with_is_refused():
    data = json.loads(make_dossier().to_json())
    data["proof"]["bound"] = data["proof"]["objective_value"] - 1
    with pytest.raises(PlanFileError, match="above its bound"):
        Dossier.from_json(json.dumps(data))


@given(
    st.lists(
        st.tuples(
            st.text(max_size=5) | st.none(),
            st.floats(allow_infinity=False),
            st.integers(-(2**40), 2**40),
            st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=2),
        ),
        max_size=5,
    )
)
def test_any_table_comes_back(rows):
    kinds = {"text": "object", "number": "float64", "count": "int64", "cell": "object"}
    frame = pd.DataFrame(
        {name: pd.Series([row[n] for row in rows], dtype=kind) for n, (name, kind) in enumerate(kinds.items())}
    )
    back = frame_from_plain(json.loads(json.dumps(frame_to_plain(frame), allow_nan=False)))
    pd.testing.assert_frame_equal(frame, back)
