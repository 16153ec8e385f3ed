"""The catalogue and the figures behind the demand, as the planner reads them."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.connectors import PLUG_FAMILIES, Connector
from planner.catalogue import chargers
from planner.catalogue.chargers import Work, charger_types
from planner.catalogue.facts import city_fact, fact_rows, parameter, winter_factor
from planner.catalogue.mixes import mix_names, read_mix
from planner.catalogue.vehicle_classes import vehicle_class
from planner.errors import ConfigError
from planner.support.resources import configs_dir

RETROFIT = "retrofit_gbt_gun"
REFUSED = {"chaoji": "no price or no power"}


def rows() -> list[dict[str, str]]:
    with (configs_dir() / "chargers.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", [r for r in rows() if r["id"] not in {*REFUSED, RETROFIT}], ids=lambda row: row["id"])
def test_every_plannable_charger_is_read_whole(row):
    (charger,) = charger_types((row["id"],))
    assert charger.guns == int(row["guns"]) >= 1
    assert charger.power_kw == float(row["power_kw"]) > 0
    assert charger.hardware_usd == float(row["hardware_usd_mid"])
    assert len(charger.connectors) >= charger.guns
    assert charger.pooled or len(charger.connectors) == charger.guns
    assert all(c.family is not None and 0 < charger.gun_power_kw(c) <= c.max_kw for c in charger.connectors)
    assert sum(charger.plugs().values()) == len(charger.connectors)


@pytest.mark.parametrize("cell", ["", "0", "1.2", "nan"])
@pytest.mark.parametrize("column", ["efficiency", "availability"])
def test_a_share_that_is_none_is_refused_by_its_row_and_column(column, cell, monkeypatch):
    (row,) = [row for row in rows() if row["id"] == "dc_gbt_60"]
    monkeypatch.setattr(chargers, "table_rows", lambda _: [row | {column: cell}])
    with pytest.raises(ConfigError, match=f"chargers.csv, dc_gbt_60: {column} is '{cell}'; expected a share"):
        charger_types(("dc_gbt_60",))


def test_a_retrofit_is_work_that_takes_no_bay_and_no_power():
    (work,) = charger_types((RETROFIT,))
    assert (work.work, work.bays, work.power_kw, work.plugs()) == (Work.RETROFIT, 0, 0.0, {"GBT_DC": 1})


@pytest.mark.parametrize(("name", "why"), REFUSED.items())
def test_what_is_no_new_charger_is_refused_in_one_line(name, why):
    with pytest.raises(ConfigError, match=why) as caught:
        charger_types(("dc_gbt_60", name))
    assert name in str(caught.value)
    assert "leave it out of plan.chargers" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_cables_in_all_three_spellings_are_counted():
    stack, pooled, plain = charger_types(("dc_gbt_480_stack", "dc_dual_120_4cable", "dc_dual_120"))
    assert stack.plugs() == {"GBT_DC": 6}
    assert pooled.plugs() == {"GBT_DC": 2, "IEC_62196_T2_COMBO": 2}
    assert pooled.pooled
    assert plain.plugs() == {"GBT_DC": 1, "IEC_62196_T2_COMBO": 1}
    assert not plain.pooled


def test_a_socket_gives_no_more_than_its_standard_carries():
    (triple,) = charger_types(("dc_triple_60",))
    assert triple.gun_power_kw(Connector.IEC_62196_T2) == 43.0
    assert triple.gun_power_kw(Connector.CHADEMO) == 60.0


def test_an_unknown_charger_names_the_nearest():
    with pytest.raises(ConfigError, match=r"unknown charger 'dc_gtb_60'; did you mean 'dc_gbt_60'\?"):
        charger_types(("dc_gtb_60",))


def test_a_charger_named_twice_is_refused():
    with pytest.raises(ConfigError, match="is there twice"):
        charger_types(("dc_gbt_60", "dc_gbt_60"))


@pytest.mark.parametrize("name", mix_names())
def test_every_named_mix_sums_to_one_over_all_families(name):
    shares = read_mix(name).shares("", 0)
    assert set(shares) == set(PLUG_FAMILIES)
    assert sum(shares.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("mix", "why"),
    [
        ("ballanced", r"unknown mix 'ballanced'; did you mean 'balanced'\?"),
        ({"gbt": 0.5, "ccs2": 0.4}, "sum to 0.9; they must sum to 1"),
        ({"gbt": 0.5, "tesla": 0.5}, "unknown port 'tesla'; known are ccs2, gbt, chademo, nacs"),
        ({}, "sum to 0"),
    ],
)
def test_a_bad_mix_is_refused_with_what_was_expected(mix, why):
    with pytest.raises(ConfigError, match=why):
        read_mix(mix).shares("", 0)


@given(st.floats(-60, 60))
def test_winter_never_falls_below_the_best_weather_and_stays_bounded(temperature):
    assert 1.0 <= winter_factor(temperature, "car_central") <= 3.0
    assert 0.0 < winter_factor(temperature, "dc_charge_power_factor") <= 1.0


def test_winter_is_flat_beyond_the_ends_of_the_curve():
    assert winter_factor(-60, "car_central") == winter_factor(-90, "car_central") > winter_factor(-10, "car_central")


def test_taxis_and_families_have_a_peak_hour_between_even_and_all():
    for profile in ("taxi_dc", "public_dc_private"):
        shares = [float(row[profile]) for row in fact_rows("arrival_profiles")]
        assert 1 / 24 < max(shares) / sum(shares) < 0.5


def test_cases_of_a_vehicle_class_are_in_order():
    low, central, high = (vehicle_class("taxi", case).daily_km for case in ("low", "central", "high"))
    assert (low, central, high) == (220, 300, 400)


def test_a_city_is_known_in_any_case_and_an_unknown_one_is_none():
    assert city_fact("aLMATY") == city_fact("Almaty") is not None
    assert city_fact("Atlantis") is None
    assert 0 < parameter("discount_rate", "low") <= parameter("discount_rate") <= parameter("discount_rate", "high")
