"""Figures for people never make a plan look better than it is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.speech import speaking
from planner.catalogue.charger_names import short_plug
from planner.output.shared.columns import flat_column
from planner.output.shared.plugs import OTHER, group_of, plugs_by_group
from planner.output.shared.today import drivers_of
from planner.output.shared.words import (
    by_family,
    class_label,
    connector_label,
    ended,
    energy,
    gap_percent,
    gun_words,
    mix_label,
    money,
    number,
    percent,
    plugs_text,
    scored,
    stage_rows,
    verdict,
)
from planner.proofs import Proof, Sense, Stage, Status

NARROW = "\u202f"


def test_numbers_are_grouped_with_narrow_spaces():
    assert number(1234567.8) == f"1{NARROW}234{NARROW}568"
    assert money(-1234.4) == f"$-1{NARROW}234"
    assert energy(12.34) == "12.3"


@pytest.mark.parametrize("nothing", [None, math.nan, math.inf])
def test_what_is_no_number_is_a_dash(nothing):
    assert number(nothing) == money(nothing) == energy(nothing) == percent(nothing) == "–"


@given(st.floats(0, 1))
def test_less_than_all_is_never_shown_as_all(share):
    assert (percent(share) == f"100{NARROW}%") == (share >= 1 - 1e-9)
    assert (percent(share) == f"0{NARROW}%") == (share <= 1e-9)


@given(st.floats(0, 3))
def test_a_gap_is_rounded_up(gap):
    assert float(gap_percent(gap).removesuffix(f"{NARROW}%")) >= 100 * gap - 1e-6


def test_verdicts_say_what_is_proven():
    def proof(bound, status, stopped):
        return Proof(100.0, bound, 0.01, status, stopped, "HiGHS", 1.0)

    assert verdict(proof(100.5, Status.OPTIMAL, "gap")).startswith("Proven: no plan ")
    assert "no other plan" in verdict(proof(100.0, Status.OPTIMAL, "gap"))
    assert "time limit" in verdict(proof(110.0, Status.FEASIBLE, "time"))
    assert "when the user stopped" in verdict(proof(110.0, Status.FEASIBLE, "by the user"))
    assert "too little memory" in verdict(proof(110.0, Status.FEASIBLE, "memory"))
    assert "nothing to choose" in verdict(proof(100.0, Status.OPTIMAL, "nothing to decide"))


def test_why_a_search_ended_is_told_in_plain_words():
    def told(bound, status, stopped):
        return ended(Proof(100.0, bound, 0.01, status, stopped, "HiGHS"))

    proven = told(100.5, Status.OPTIMAL, "gap")
    assert f"as soon as the gap asked for (1.00{NARROW}%) was proven. Its status is “optimal”" in proven
    assert "“optimal”: the gap asked for is proven" in proven
    late = told(110.0, Status.FEASIBLE, "time")
    assert "when the time limit was reached" in late
    assert f"“feasible”: a gap of 1.00{NARROW}% was asked for" in late
    assert "by itself (other)" in told(110.0, Status.FEASIBLE, "other")
    assert "nothing to search" in told(100.0, Status.OPTIMAL, "nothing to decide")


def test_verdicts_of_minimised_objectives_speak_of_more_not_of_worth():
    def proof(objective, bound, status):
        return Proof(100.0, bound, 0.01, status, "time", "HiGHS", 1.0, sense=Sense.MIN, objective=objective)

    assert "costs at most 0.51" in verdict(proof("cost", 99.5, Status.OPTIMAL))
    assert "at most 25.00" in verdict(proof("distance", 80.0, Status.FEASIBLE))
    assert "no other plan under the same rules costs less" in verdict(proof("cost", 100.0, Status.OPTIMAL))
    assert "worth" not in verdict(proof("cost", 80.0, Status.FEASIBLE))
    assert "less than 99.5" in scored(proof("cost", 99.5, Status.OPTIMAL))
    assert "can come below 80.0" in scored(proof("distance", 80.0, Status.FEASIBLE))


def test_a_verdict_on_objectives_in_order_tells_of_each():
    stages = (
        Stage("energy", Sense.MAX, 100.0, 99.0, 100.0, "gap", 1.0),
        Stage("cost", Sense.MIN, 50.0, 50.0, 49.0, "gap", 1.0),
    )
    proof = Proof(99.0, 100.0, 0.02, Status.OPTIMAL, "gap", "HiGHS", 2.0, stages=stages)
    assert "then made as good as could be in: cost a year (gap 2.05" in verdict(proof)
    assert [row[0] for row in stage_rows(proof)] == ["energy served", "cost a year"]


@pytest.mark.parametrize(("sense", "bound"), [(Sense.MAX, 99.0), (Sense.MIN, 101.0)])
def test_a_proof_refuses_a_value_that_beats_its_bound(sense, bound):
    with pytest.raises(ValueError, match="its bound"):
        Proof(100.0, bound, 0.5, Status.FEASIBLE, "gap", "HiGHS", 1.0, sense=sense)
    with pytest.raises(ValueError, match="its bound"):
        Stage("cost", sense, 100.0, 100.0, bound, "gap", 1.0)


def test_a_bound_of_nothing_proves_nothing():
    assert Proof(100.0, 0.0, 0.5, Status.FEASIBLE, "time", "HiGHS", 1.0, sense=Sense.MIN, objective="cost").gap == 1.0


def test_classes_and_families_have_names():
    assert class_label("gbt_fast") == "GB/T, fast"
    assert by_family({"gbt_slow": 1.0, "ccs2_fast": 2.0, "gbt_fast": 3.0}) == {"ccs2": 2.0, "gbt": 4.0}
    assert [mix_label(one) for one in ("gbt_heavy", "kz", "balanced")] == ["GB/T heavy", "KZ", "balanced"]
    assert plugs_text({"GBT_DC": 2, "MADE_UP": 1, "CHADEMO": 0}) == "2 × GB/T DC, 1 × MADE_UP"


def test_plugs_are_grouped_by_family_and_current():
    assert plugs_by_group({"GBT_DC": 2, "gbt_ac": 1, "IEC_62196_T2_COMBO": 3}) == {
        "ccs2_dc": 3,
        "gbt_dc": 2,
        "gbt_ac": 1,
    }
    assert group_of("MADE_UP") is group_of("DOMESTIC_F") is OTHER


def test_the_power_in_the_name_of_a_kind_of_guns_is_said_to_be_that_of_a_session():
    """A cabinet of 60 kW whose sessions run at 18.6 kW on a cold day is no gun of 18.6 kW."""
    assert gun_words("8 x gbt DC 18.6 kW") == "8 × GB/T DC, mean 18.6 kW a session"
    assert gun_words("ccs2+gbt AC 7 kW") == "CCS2 / Type 2 or GB/T AC, mean 7 kW a session"
    assert drivers_of("ccs2+gbt DC 39.8 kW") == "CCS2 / Type 2 or GB/T, DC, mean 39.8 kW a session"


def test_a_plug_in_no_list_of_ocpi_is_written_as_planners_say_it_and_an_unknown_one_as_it_stands():
    assert plugs_text({"GBT_DC_LIQUID": 2, "GBT_DC": 1}) == "1 × GB/T DC, 2 × GB/T DC, liquid-cooled"
    assert short_plug("gbt_dc_liquid") == "GB/T DC, liquid-cooled"
    assert flat_column("existing_plugs_gbt_dc_liquid").heading.startswith("GB/T DC, liquid-cooled")
    assert short_plug("OWN_PLUG") == connector_label("OWN_PLUG") == "OWN_PLUG"
    with speaking("ru"):
        assert connector_label("GBT_DC_LIQUID") == "GB/T DC, с жидкостным охлаждением"
