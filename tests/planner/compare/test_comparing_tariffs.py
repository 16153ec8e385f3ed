"""What is coming and what plans earn, side by side in a comparison."""

import pytest

from planner.compare.dependence import Depends
from planner.dossier.dossier import Dossier
from planner.output.comparison.page import comparison_html
from planner.question import question_of
from tests.fixtures.street_worlds import MIXES, compared, street
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

MONEY = {"price_usd_kwh": 0.2, "energy_usd_kwh": 0.05, "cap_usd_kwh": 0.1}
TWO = tuple(MIXES)[:2]


def test_a_comparison_lays_the_studies_of_its_plans_side_by_side():
    found = compared(street(tariff=MONEY, coming={"v2g": True, "wireless": True}), *TWO)
    told = found.comparison.as_dict()
    assert set(TWO) <= set(told["plans"])
    for name in ("coming", "tariff"):
        assert set(told[name]) == set(told["plans"])
        for plan, dossier in found.dossiers.items():
            assert isinstance(dossier, Dossier)
            assert told[name][plan] == dossier.studies[name]
    page = comparison_html(found.comparison.as_dict(), found.dossiers)
    for words in ("Evening support, kW", "Taxis with a receiver", "Sites that do not earn their cost under the cap"):
        assert words in page


def test_a_comparison_of_usual_chargers_at_no_price_tells_neither():
    told = compared(street(), *TWO).comparison.as_dict()
    assert told["coming"] is told["tariff"] is None


def test_a_world_with_a_cap_differs_in_what_is_told_and_not_in_its_plan():
    rows = [
        {"name": "free", "mix": MIXES["mixed"]},
        {"name": "capped", "mix": MIXES["mixed"], "set": {"tariff.cap_usd_kwh": 0.1}},
    ]
    own = {name: one for name, one in MONEY.items() if name != "cap_usd_kwh"}
    told = compared(street(worlds=rows, tariff=own)).comparison.as_dict()
    assert told["tariff"]["free"]["at_cap"] is None
    assert told["tariff"]["capped"]["at_cap"]["usd_kwh"] == 0.1
    assert told["tariff"]["free"]["at_price"] == told["tariff"]["capped"]["at_price"]
    assert told["sites_count"]["free"] == told["sites_count"]["capped"]


def test_no_cable_is_reckoned_for_a_pad_though_its_capital_strands_with_the_receivers():
    question = question_of(tiny_city(), tiny_scenario(coming={"wireless": True}), say=silent)
    built = {"a": {"wpt_11": 2, "dc_gbt_60": 1}}
    depends = Depends(None, built, question, 2033)  # type: ignore[arg-type]  # no play is looked at
    assert set(depends.retrofit_usd()) == {"gbt"}
    assert depends.stranded_usd()["wireless"] == pytest.approx(2 * 10_500 / 2)
