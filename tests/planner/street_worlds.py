"""The tiny street in three worlds, with few cars and sites of two bays, so that every plan can be listed."""

from pathlib import Path
from typing import Any

from planner.comparing.grounds import Ground, grounds_of
from planner.comparing.run import Result
from planner.comparing.story import compare_grounds
from planner.scenario import Scenario
from planner.worlds import worlds_of
from tests.planner.tiny_city import CANDIDATES, silent, sites, tiny_city, tiny_scenario

MIXES = {
    "chinese": {"gbt": 0.9, "ccs2": 0.1},
    "mixed": {"gbt": 0.5, "ccs2": 0.5},
    "european": {"gbt": 0.1, "ccs2": 0.9},
}
AC, SPLIT = ("ac_t2_22", "ac_gbt_7"), ("dc_gbt_30", "ac_t2_22")
"""Chargers to choose from; at 27 000 and 36 000 USD the best plan of each world is the only one."""
FLEETS = {
    AC: [{"vehicle_class": "taxi", "count": 4}, {"vehicle_class": "private", "count": 160}],
    SPLIT: [{"vehicle_class": "taxi", "count": 4}, {"vehicle_class": "private", "count": 120}],
}
MONEY = {AC: 27_000, SPLIT: 36_000}


def street(kinds: tuple[str, ...] = AC, worlds: "list[dict[str, Any]] | None" = None, **sections: Any) -> Scenario:
    """A question whose money buys some of what is wanted; in one process."""
    plan = {"chargers": list(kinds), "budget_usd": MONEY[kinds], "reasons": False, **sections.pop("plan", {})}
    base = {"plan": plan, "sites": {"upgrade_bays": 0}, "demand": {"samples": 0, "apartment_share": 0.5}}
    rows = [{"name": name, "mix": mix} for name, mix in MIXES.items()] if worlds is None else worlds
    compare = {"workers": 1, "flexibility": False, "worlds": rows, **sections.pop("compare", {})}
    return tiny_scenario(**{**base, "compare": compare, **sections})


def grounds(scenario: Scenario, *names: str) -> dict[str, Ground]:
    """Worlds of the scenario by name, all of its rows unless told."""
    worlds, refused = worlds_of(scenario, names or [row.name for row in scenario.compare.worlds])
    assert not refused
    kinds = scenario.plan.chargers
    city = tiny_city(FLEETS[kinds], sites=sites(CANDIDATES).assign(bays=2))
    found, failed = grounds_of(worlds, silent, lambda *_, **__: city)
    assert not failed
    return found


def compared(scenario: Scenario, *names: str, out: Path | None = None) -> Result:
    """The comparison of these worlds."""
    return compare_grounds(scenario, grounds(scenario, *names), {}, say=silent, out=out)
