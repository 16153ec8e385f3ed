"""`summary.json` answers a script's questions, and agrees with the dossier."""

import json
from dataclasses import replace

import pytest

from planner.dossier.dossier import Dossier
from planner.output.summary import summary, write_summary
from planner.proofs import Status
from tests.fixtures.dossier_fixture import make_dossier


def test_the_promised_keys_of_the_proof_are_at_the_top_and_together():
    made = summary(make_dossier())
    for key in ("objective_value", "bound", "gap", "status", "solver"):
        assert made[key] == made["proof"][key]


def test_times_stand_under_run_alone_and_not_in_an_export():
    dossier = replace(make_dossier(), run={"started": "2028-01-01T00:00:00Z", "wall_s": 12.5})
    kept = Dossier.from_json(dossier.to_json())
    assert summary(dossier)["run"] == dossier.run
    assert summary(kept)["run"] is None
    assert {**summary(dossier), "run": None} == summary(kept)


def test_coverage_by_standard_adds_up_to_the_totals():
    made = summary(make_dossier())
    by_standard = made["coverage"]["by_standard"]
    assert set(by_standard) == {"ccs2", "gbt", "chademo"}
    assert sum(one["served_kwh_per_day"] for one in by_standard.values()) == pytest.approx(
        made["totals"]["served_kwh_per_day"]
    )
    assert sum(one["demand_kwh_per_day"] for one in made["coverage"]["by_district"].values()) == pytest.approx(
        made["totals"]["demand_kwh_per_day"]
    )
    assert by_standard["gbt"]["share"] > by_standard["gbt"]["share_doing_nothing"] > 0


def test_versions_inputs_and_the_question_are_recorded():
    made = summary(make_dossier())
    assert made["inputs_sha256"]["fleet.csv"] == "cd" * 32
    assert made["versions"]["evplan"] == "0.1.0"
    assert made["configuration"]["plan"]["budget_usd"] == made["cost"]["budget_usd"] == 500_000


def test_a_run_cut_short_is_not_called_proven(tmp_path):
    write_summary(make_dossier(status=Status.FEASIBLE), tmp_path / "summary.json")
    made = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert made["status"] == "feasible"
    assert "time limit" in made["verdict"]
    assert "Proven" not in made["verdict"]


@pytest.mark.parametrize("price", [None, 41_500.0])
def test_the_cheapest_useful_step_is_told_to_scripts(price):
    made = summary(replace(make_dossier(), cheapest_step_usd=price))
    assert made["cheapest_step_usd"] == price
