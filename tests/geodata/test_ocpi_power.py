"""The power of a plug of an OCPI Location: in W or kW, of voltage and amperage, or guessed."""

import pytest
from ocpi_locations import location, one_plug, read


def test_power_in_watts_becomes_kilowatts_without_a_word(tmp_path):
    plug, reasons = one_plug(tmp_path)
    assert (plug["power_kw"], plug["power_guessed"], reasons) == (120.0, False, [])


@pytest.mark.parametrize(
    ("standard", "value", "kw"),
    [
        ("GBT_DC", 120, 120.0),
        ("IEC_62196_T2", 22, 22.0),
        ("IEC_62196_T2_COMBO", "350", 350.0),
        ("DOMESTIC_F", 3.5, 3.5),
    ],
)
def test_power_in_kilowatts_is_recognised_and_said(tmp_path, standard, value, kw):
    plug, reasons = one_plug(tmp_path, standard=standard, max_electric_power=value, max_voltage=None)
    assert (plug["power_kw"], plug["power_guessed"]) == (kw, False)
    assert reasons == [f"power {value} cannot be in W, taken as kW"]


@pytest.mark.parametrize(
    ("volts", "value", "kw"),
    [
        *((230, value, 22.08) for value in (None, 0, "", -5, "much", 10**9, float("nan"), [], True)),
        pytest.param(400, None, 22.17, id="400 V on three phases are line to line"),
    ],
)
def test_a_missing_or_impossible_power_is_voltage_times_amperage_of_three_phases(tmp_path, volts, value, kw):
    plug, reasons = one_plug(
        tmp_path,
        standard="IEC_62196_T2",
        power_type="AC_3_PHASE",
        max_voltage=volts,
        max_amperage=32,
        max_electric_power=value,
    )
    assert plug["power_kw"] == pytest.approx(kw, abs=0.01)
    assert not plug["power_guessed"]
    assert "voltage times amperage" in reasons[0]


def test_the_fields_of_2_1_1_have_no_max_before_them(tmp_path):
    old = {
        "id": "1",
        "standard": "IEC_62196_T2",
        "format": "SOCKET",
        "power_type": "AC_3_PHASE",
        "voltage": 230,
        "amperage": 16,
    }
    row = read(tmp_path, [location(old)]).stations.connectors.iloc[0]
    assert row["power_kw"] == pytest.approx(11.04)
    assert row["format"] == "SOCKET"


def test_with_nothing_known_the_power_is_the_class_default_and_marked_as_guessed(tmp_path):
    plug, reasons = one_plug(tmp_path, max_voltage=0, max_amperage=0, max_electric_power=0)
    assert (plug["power_kw"], plug["power_guessed"]) == (60.0, True)
    assert reasons == ["power of GBT_DC not given"]
