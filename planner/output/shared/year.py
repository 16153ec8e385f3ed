"""The year in one line: of the demand, and of what a plan sells."""

from collections.abc import Mapping
from typing import Any

from planner.output.shared.words import energy, money, percent


def demand_year(story: Mapping[str, Any]) -> str:
    """What is asked for in a year, or why that is not known; empty of a plan that was filed without."""
    annual = story.get("annual")
    if not annual:
        return ""
    if annual["note"]:
        return f"There is {annual['note']}"
    return f"Demand of a year (assumed figures): {energy(annual['kwh_year'])} kWh at public plugs, by months of {annual['value']} and days of operation ({annual['source']})"


def plan_year(annual: Mapping[str, Any]) -> str:
    """What all guns sell in a year, how busy they are, and what drivers pay."""
    if annual["note"]:
        return f"There is {annual['note']}"
    said = f"Over a year (assumed figures, a low estimate): {energy(annual['kwh_year'])} kWh sold by all guns"
    if annual["share_of_hours"] is not None:
        said += f", held {percent(annual['share_of_hours'], 1)} of all hours"
    if annual["share_of_power"] is not None:
        said += f", {percent(annual['share_of_power'], 1)} of the rated power on the mean"
    return said + ("" if annual["revenue_usd"] is None else f"; drivers pay {money(annual['revenue_usd'])}")
