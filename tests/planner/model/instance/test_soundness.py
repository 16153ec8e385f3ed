"""Numbers that make no sense are refused before anything is solved, each with the name of the culprit."""

from typing import Any

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.catalogue.chargers import charger_types
from planner.config.scenario import scenario_from
from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.solve import soundness
from planner.model.solve.siting import SitingModel
from tests.fixtures.small_cities import city

NAMES = {"charger_names": ("quick", "dual"), "feeder_names": ("F1", "F2"), "zone_names": ("z0", "z1", "z2", "z3")}


def sound(**changes: Any) -> Instance:
    plain = city(np.random.default_rng(1), 4, 3, ["dc_gbt", "dc_dual"], budget=90_000.0, rules=True)
    return changed(plain, **{**NAMES, **changes})


def test_a_sound_question_passes() -> None:
    soundness.check(sound())


def with_one(name: str, at: Any, value: float) -> Instance:
    table = np.array(getattr(flat(sound()), name), dtype=float)
    table[at] = value
    return sound(**{name: table})


@pytest.mark.parametrize(
    ("instance", "culprit"),
    [
        (sound(budget=float("nan")), r"plan\.budget_usd.*not a number"),
        (sound(budget=-5.0), r"plan\.budget_usd.*negative"),
        (sound(floor=1.2), r"plan\.district_floor.*share from 0 to 1"),
        (sound(floor=float("nan")), r"plan\.district_floor.*not a number"),
        (with_one("demand", (2, 1), np.nan), "zone z2: demand is not a number"),
        (with_one("demand", (2, 1), -1.0), "zone z2: demand is negative"),
        (with_one("cost", 1, -100.0), "charger dual: price is negative"),
        (with_one("kw", 0, np.nan), "charger quick: power is not a number"),
        (with_one("kw", 0, 0.0), "charger quick: has no power"),
        (with_one("site_cost", 2, -1.0), r"site s2: cost of opening \(site_cost_usd\) is negative"),
        (with_one("grid_kw", 1, np.nan), r"site s1: spare power \(grid_kw\) is not a number"),
        (with_one("feeder_kw", 1, -3.0), r"feeder F2: spare power \(spare_kw\) is negative"),
        (with_one("worth", 0, np.nan), "worth of a kWh is not a number"),
        (sound(bays_taken=np.array([2, 0])), "charger dual: has no plug"),
        (sound(feeder=np.array([0, 5, -1])), "site s1: hangs on a feeder that is not there"),
        (
            sound(forced=np.array([False, True, False]), forbidden=np.array([False, True, False])),
            "'s1' is both forced and forbidden",
        ),
        (sound(max_sites=-1), r"plan\.max_sites is negative"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(instance: Instance, culprit: str) -> None:
    with pytest.raises(ConfigError, match=culprit):
        SitingModel(instance).solve(Effort(), lambda _: None)


def test_without_names_a_number_is_told() -> None:
    with pytest.raises(ConfigError, match="charger number 2: price is negative"):
        soundness.check(changed(with_one("cost", 1, -1.0), charger_names=()))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("budget_usd", float("nan")),
        ("district_floor", float("nan")),
        ("district_floor", -0.1),
        ("alternatives", -1),
        ("alternatives_differ", 0),
        ("alternatives_within", 1.5),
        ("budgets", [1e6, float("nan")]),
        ("budgets", [-1.0]),
    ],
)
def test_a_key_of_the_plan_out_of_range_is_named(key: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=f"plan.{key}"):
        scenario_from({"city": {"name": "A", "place": "A"}, "plan": {key: value}})


@pytest.mark.parametrize(
    ("cells", "culprit"),
    [
        ({"hardware_usd_mid": "-1"}, "dc_gbt_60: hardware_usd_mid"),
        ({"install_usd_mid": "nan"}, "dc_gbt_60: install_usd_mid"),
        ({"guns": "0"}, "dc_gbt_60: guns"),
    ],
)
def test_a_catalogue_entry_that_makes_no_sense_is_named(
    cells: dict[str, str], culprit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planner.catalogue import chargers

    rows = [
        dict(row) | (cells if row["id"] == "dc_gbt_60" else {})
        for row in chargers.table_rows(chargers.configs_dir() / "chargers.csv")
    ]
    monkeypatch.setattr(chargers, "table_rows", lambda _: rows)
    with pytest.raises(ConfigError, match=culprit):
        charger_types(("dc_gbt_60",))
