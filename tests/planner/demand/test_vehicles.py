"""Vehicles by class, district and port, counted by hand, and how a draw moves them."""

import numpy as np
import pandas as pd
import pytest

from geodata.connectors import PortFamily
from geodata.fleet import FLEET
from planner.demand.spans import CENTRAL
from planner.demand.vehicles import FAMILIES, STOCK_BAND, fleet_of_year
from planner.errors import ConfigError
from tests.fixtures.tiny_city import tiny_scenario

GBT, CCS2 = FAMILIES.index(PortFamily.GBT), FAMILIES.index(PortFamily.CCS2)


def fleet(*rows: dict[str, object], **sections: dict[str, object]):
    """A fleet of the planning year."""
    made = FLEET.checked(pd.DataFrame(list(rows), columns=list(FLEET.columns)), source="test")
    return fleet_of_year(made, tiny_scenario(**sections), 2028)


def test_private_cars_are_split_by_apartments_and_ports_by_the_mix():
    found = fleet(
        {"vehicle_class": "private", "count": 100},
        {"vehicle_class": "taxi", "count": 10, "port": "gbt", "district": "West"},
        demand={"apartment_share": 0.7},
        fleet={"mix": {"gbt": 0.6, "ccs2": 0.4}},
    )
    assert found.classes == ("private_apartment", "private_home", "taxi")
    assert found.districts == ("", "West")
    vehicles = found.vehicles(CENTRAL)
    assert vehicles.shape == (3, 2, len(FAMILIES))
    assert vehicles[0, 0, GBT] == pytest.approx(42)
    assert vehicles[1, 0, CCS2] == pytest.approx(12)
    assert vehicles[2, 1, GBT] == 10
    assert vehicles.sum() == pytest.approx(110)


def test_classes_that_are_told_apart_already_are_not_split_again():
    found = fleet({"vehicle_class": "private_home", "count": 8}, {"vehicle_class": "private", "count": 10})
    home = found.classes.index("private_home")
    assert found.vehicles(CENTRAL)[home].sum() == pytest.approx(8 + 5)


def test_a_draw_of_the_stock_moves_all_counts_alike():
    found = fleet({"vehicle_class": "taxi", "count": 100, "port": "gbt"})
    assert [found.vehicles({"stock": z}).sum() for z in (-1.0, -0.5, 0.0, 1.0)] == pytest.approx(
        [100 * (1 - STOCK_BAND), 100 * (1 - STOCK_BAND / 2), 100, 100 * (1 + STOCK_BAND)]
    )


def test_a_draw_of_the_ports_moves_gbt_and_the_others_make_room():
    found = fleet({"vehicle_class": "taxi", "count": 100}, fleet={"mix": {"gbt": 0.5, "ccs2": 0.4, "nacs": 0.1}})
    for z, share in ((-1.0, 0.35), (1.0, 0.65)):
        vehicles = found.vehicles({"port_gbt": z}).sum(axis=(0, 1))
        assert vehicles[GBT] == pytest.approx(100 * share)
        assert vehicles.sum() == pytest.approx(100)
        assert vehicles[CCS2] / vehicles.sum() == pytest.approx((1 - share) * 0.8)


def test_the_mix_of_a_country_has_the_band_of_its_file():
    found = fleet({"vehicle_class": "taxi", "count": 100}, fleet={"mix": "kz"})
    assert [found.vehicles({"port_gbt": z})[0, 0, GBT] for z in (-1.0, 0.0, 1.0)] == pytest.approx([40, 60, 78])


def test_ports_that_were_counted_stand_whatever_is_drawn():
    found = fleet({"vehicle_class": "taxi", "count": 100, "port": "ccs2"})
    assert found.vehicles({"port_gbt": 1.0})[0, 0, CCS2] == 100
    assert "port_gbt" not in [one.name for one in found.assumed]


def test_a_share_of_apartments_that_the_user_knows_does_not_move():
    row = {"vehicle_class": "private", "count": 100}
    known = fleet(row, demand={"apartment_share": 0.5})
    assert np.array_equal(known.vehicles({"apartment_share": 1.0}), known.vehicles(CENTRAL))
    assert "apartment_share" not in [one.name for one in known.assumed]
    guessed = fleet(row, demand={"apartment_share": None})
    flats = guessed.classes.index("private_apartment")
    drawn = [guessed.vehicles({"apartment_share": z})[flats].sum() for z in (-1.0, 0.0, 1.0)]
    assert drawn == pytest.approx([30, 50, 80])
    assert "apartment_share" in [one.name for one in guessed.assumed]


def test_a_share_of_apartments_is_filled_from_the_facts_of_the_city_with_its_source():
    found = fleet(
        {"vehicle_class": "private", "count": 100}, city={"name": "Tashkent"}, demand={"apartment_share": None}
    )
    (note,) = [one for one in found.assumptions if "apartments" in one.what]
    assert note.value == "58%"
    assert "stat.uz" in note.source
    assert found.vehicles(CENTRAL)[found.classes.index("private_apartment")].sum() == pytest.approx(58.3)


@pytest.mark.parametrize(
    ("mix", "why"),
    [
        ({"gbt": 0.5, "ccs2": 0.4}, r"mix: the shares sum to 0\.9; they must sum to 1"),
        ({"gbt": 0.5, "ccs": 0.5}, "mix: unknown port 'ccs'"),
        ("kazakh", "fleet.mix: unknown mix 'kazakh'"),
    ],
)
def test_mixes_that_cannot_be_are_refused(mix, why):
    scenario = tiny_scenario()
    scenario = scenario.model_copy(update={"fleet": scenario.fleet.model_copy(update={"mix": mix})})
    rows = FLEET.checked(
        pd.DataFrame([{"vehicle_class": "taxi", "count": 1}], columns=list(FLEET.columns)), source="test"
    )
    with pytest.raises(ConfigError, match=why):
        fleet_of_year(rows, scenario, 2028)


def test_a_fleet_of_nobody_is_refused():
    with pytest.raises(ConfigError, match="asks for no public energy in 2028"):
        fleet({"vehicle_class": "taxi", "count": 0})
