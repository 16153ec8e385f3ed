"""What the switches of `[coming]` put on offer, at which price, and what is refused."""

from typing import Any

import pytest

from geodata.connectors import Connector
from geodata.sources.site_table import KIND
from planner.catalogue.chargers import charger_types
from planner.catalogue.offers import CHAOJI, PAD, V2G, dearest_gbt, on_offer
from planner.config.coming import OWN_SITES
from planner.config.scenario import Scenario, scenario_from
from planner.errors import ConfigError

USUAL = ("dc_gbt_60", "ac_t2_22")


def asked(chargers: tuple[str, ...] = USUAL, case: str = "central", **coming: Any) -> Scenario:
    plan = {"chargers": list(chargers), "cost_case": case}
    return scenario_from({"city": {"name": "Street", "place": "Street"}, "plan": plan, "coming": coming})


def ids(scenario: Scenario) -> tuple[str, ...]:
    return tuple(kind.id for kind in on_offer(scenario))


def test_nothing_is_on_offer_but_what_is_asked_for_until_a_switch_is_on():
    assert on_offer(asked()) == charger_types(USUAL)


@pytest.mark.parametrize(("switch", "name"), [("v2g", V2G), ("wireless", PAD), ("chaoji", CHAOJI)])
def test_a_switch_adds_its_charger_once_and_keeps_the_place_it_is_named_at(switch, name):
    assert ids(asked(**{switch: True})) == (*USUAL, name)
    assert ids(asked((name, *USUAL), **{switch: True})) == (name, *USUAL)


def test_all_three_stand_side_by_side():
    assert ids(asked(v2g=True, wireless=True, chaoji=True)) == (*USUAL, V2G, PAD, CHAOJI)


def test_a_v2g_gun_that_is_named_is_a_gun_like_others_without_the_switch():
    (gun,) = on_offer(asked((V2G,)))
    assert (gun.connectors, gun.power_kw, gun.efficiency, gun.availability) == ((Connector.GBT_DC,), 20.0, 0.93, 0.93)


@pytest.mark.parametrize(("name", "switch"), [(PAD, "wireless"), (CHAOJI, "chaoji")])
def test_what_rests_on_assumptions_is_refused_where_nobody_switched_it_on(name, switch):
    with pytest.raises(
        ConfigError, match=f"plan.chargers: '{name}' .* set coming.{switch} = true, or take it from the list"
    ):
        on_offer(asked((*USUAL, name)))


def test_a_charger_is_named_once_at_most_switched_on_or_not():
    with pytest.raises(ConfigError, match="'chaoji' is there twice"):
        on_offer(asked((CHAOJI, CHAOJI), chaoji=True))
    with pytest.raises(ConfigError, match="'v2g_dc_20' is there twice"):
        on_offer(asked((V2G, V2G), v2g=True))
    with pytest.raises(ConfigError, match=r"unknown charger 'chaojy'; did you mean 'chaoji'\?"):
        on_offer(asked(("chaojy",), chaoji=True))


@pytest.mark.parametrize("case", ["low", "central", "high"])
def test_a_chaoji_cabinet_is_assumed_a_premium_above_the_dearest_gbt_kw(case):
    like = dearest_gbt(case)
    own = charger_types(("dc_gbt_30", "dc_gbt_60", "dc_gbt_120", "dc_gbt_180", "dc_gbt_240", "dc_gbt_480_stack"), case)
    each = [kind.hardware_usd / kind.power_kw for kind in own]
    assert like.hardware_usd / like.power_kw == max(each)
    (kind,) = on_offer(asked((CHAOJI,), case, chaoji=True, chaoji_kw=120, chaoji_guns=3, chaoji_premium=0.5))
    assert kind.hardware_usd == pytest.approx(1.5 * max(each) * 120)
    assert kind.install_usd == pytest.approx(like.install_usd / like.power_kw * 120)
    assert kind.om_usd_per_year == pytest.approx(like.om_usd_per_year / like.power_kw * 120)
    assert (kind.plugs(), kind.guns, kind.pooled) == ({"CHAOJI": 3}, 3, False)
    assert (kind.confidence, "no price was found" in kind.source) == ("low", True)


def test_a_known_price_of_chaoji_takes_the_place_of_the_premium():
    (kind,) = on_offer(asked((CHAOJI,), chaoji=True, chaoji_usd=[70_000, 20_000], chaoji_premium=9))
    assert (kind.hardware_usd, kind.install_usd, kind.confidence) == (70_000, 20_000, "medium")
    assert kind.source.startswith("coming.chaoji_usd")


@pytest.mark.parametrize(
    ("coming", "why"),
    [
        ({"v2h": True}, r"unknown key 'coming.v2h'; did you mean 'v2g'\?"),
        ({"chaoji_usd": 50_000}, "coming.chaoji_usd': expected a list"),
        ({"chaoji_usd": [50_000]}, "key 'coming.chaoji_usd"),
        ({"chaoji_usd": [50_000, -1]}, "key 'coming.chaoji_usd.2': expected 0 or more"),
        ({"chaoji_kw": 0}, "key 'coming.chaoji_kw'"),
        ({"chaoji_premium": float("nan")}, "key 'coming.chaoji_premium': expected a number"),
        ({"wireless": "perhaps"}, "key 'coming.wireless': expected true or false, not 'perhaps'"),
        ({"wireless_taxi_share": 1.2}, "key 'coming.wireless_taxi_share'"),
        ({"wireless_sites": ["taxi"]}, "coming.wireless_sites': unknown kind of place 'taxi'"),
        ({"v2g_plugged_share": -0.1}, "key 'coming.v2g_plugged_share'"),
    ],
)
def test_a_bad_switch_or_figure_is_refused_in_one_line_that_names_it(coming, why):
    with pytest.raises(ConfigError, match=why) as caught:
        asked(**coming)
    assert "\n" not in str(caught.value)


def test_pads_may_lie_at_the_sites_of_ones_own_table():
    assert asked(wireless=True, wireless_sites=[OWN_SITES, "transport"]).coming.wireless_sites == ("user", "transport")
    assert OWN_SITES == KIND


@pytest.mark.parametrize(
    ("tariff", "why"),
    [
        ({"energy_usd_kwh": 0.05}, "tariff'?: price_usd_kwh is missing"),
        ({"cap_usd_kwh": 0.2, "energy_usd_kwh": 0.05}, "price_usd_kwh is missing"),
        ({"price_usd_kwh": 0.2}, "energy_usd_kwh is missing"),
        ({"price_usd_kwh": 0.0, "energy_usd_kwh": 0.05}, "key 'tariff.price_usd_kwh'"),
        ({"price_usd_kwh": float("inf"), "energy_usd_kwh": 0.05}, "key 'tariff.price_usd_kwh'"),
        ({"price_usd_kwh": 0.2, "energy_usd_kwh": -1}, "key 'tariff.energy_usd_kwh'"),
        ({"price_usd": 0.2}, r"unknown key 'tariff.price_usd'; did you mean 'price_usd_kwh'\?"),
        ({"price_usd_kwh": "20 cents", "energy_usd_kwh": 0.05}, "tariff.price_usd_kwh': expected a number, not '20 ce"),
    ],
)
def test_a_bad_tariff_is_refused_in_one_line_that_says_what_to_add(tariff, why):
    with pytest.raises(ConfigError, match=why) as caught:
        scenario_from({"city": {"name": "Street", "place": "Street"}, "tariff": tariff})
    assert "\n" not in str(caught.value)
