"""The year in one line: of the demand, and of what a plan sells."""

from collections.abc import Mapping
from typing import Any

from planner.output.shared.own_words import own_words
from planner.support.speech import _, begun, told


def demand_year(story: Mapping[str, Any]) -> str:
    """What is asked for in a year, or why that is not known; empty of a plan that was filed without."""
    annual = story.get("annual")
    if not annual:
        return ""
    if annual["note"]:
        return begun(annual["note"])
    return _(
        "Demand of a year (assumed figures): {kwh:energy} kWh at public plugs, by months of {months} and days of operation ({source})",
        kwh=annual["kwh_year"],
        months=told(annual["value"]),
        source=own_words(told(annual["source"])),
    )


def plan_year(annual: Mapping[str, Any]) -> str:
    """What all guns sell in a year, how busy they are, and what drivers pay."""
    if annual["note"]:
        return begun(annual["note"])
    parts: list[str] = [
        _(
            "Over a year (assumed figures): {low:energy} to {most:energy} kWh sold by all guns",
            low=annual["kwh_year"],
            most=annual["kwh_year_most"],
        )
    ]
    if annual["share_of_hours"] is not None:
        parts.append(_("held {share:percent1} of all hours", share=annual["share_of_hours"]))
    if annual["share_of_power"] is not None:
        parts.append(_("at least {share:percent1} of the rated power on the mean", share=annual["share_of_power"]))
    said = ", ".join(parts)
    if annual["revenue_usd"] is None:
        return said
    return _("{figures}; drivers pay at least {usd:money}", figures=said, usd=annual["revenue_usd"])
