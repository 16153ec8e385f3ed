"""Figures for people never make a plan look better than it is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.output.shared.plugs import OTHER, group_of, plugs_by_group
from planner.output.shared.words import (
    by_family,
    class_label,
    energy,
    gap_percent,
    mix_label,
    money,
    number,
    percent,
    plugs_text,
    verdict,
)
from planner.plan import Proof, Status

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

    assert verdict(proof(100.5, Status.OPTIMAL, "gap")).startswith("Proven: this plan")
    assert "at least 99.50" in verdict(proof(100.5, Status.OPTIMAL, "gap"))
    assert "no other plan" in verdict(proof(100.0, Status.OPTIMAL, "gap"))
    assert "time limit" in verdict(proof(110.0, Status.FEASIBLE, "time"))
    assert "interrupted" in verdict(proof(110.0, Status.FEASIBLE, "interrupted"))
    assert "nothing to choose" in verdict(proof(100.0, Status.OPTIMAL, "nothing to decide"))


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
