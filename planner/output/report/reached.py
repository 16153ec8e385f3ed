"""How much charging power drivers reach, shared with all who reach it too, and how evenly it lies: sentences and rows. Plain text: the template escapes."""

from collections.abc import Callable, Mapping
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.report.areas import area_labels
from planner.output.shared import reality
from planner.output.shared.words import family_label
from planner.support.speech import _, joined

MUCH_MORE = 1.5
"""A district that reaches so many times what another does is told of."""


def sentences(dossier: Dossier) -> list[str]:
    """Power in reach today and with the plan, how evenly it lies, and which districts reach most and least; nothing of a plan that was filed without."""
    found = dossier.studies.get("catchments")
    if not found or found["after"] <= 0:
        return []
    values = {"kwh": found["per_kwh"], "minutes": found["drive_min"], "after": found["after"]}
    if reality.is_unknown(dossier.reality):
        said = _(
            "For each {kwh:number} kWh that drivers ask for a day, chargers of {after:number1} kW lie within {minutes:number} minutes' drive with the plan, shared with all others who have them as near.",
            **values,
        )
    else:
        said = _(
            "For each {kwh:number} kWh that drivers ask for a day, chargers of {after:number1} kW lie within {minutes:number} minutes' drive with the plan, shared with all others who have them as near; today it is {before:number1} kW.",
            before=found["before"],
            **values,
        )
    return [joined(" ", [said, *_districts(found, area_labels(dossier)), *_evenly(found)])]


def _evenly(found: Mapping[str, Any]) -> list[str]:
    before, after = found["gini_before"], found["gini_after"]
    if after is None:
        return []
    scale = _("0: alike everywhere; near 1: all in one place")
    if before is None:
        return [_("How unevenly this power lies: Gini figure {after:number2} ({scale}).", after=after, scale=scale)]
    return [
        _(
            "How unevenly this power lies: Gini figure {before:number2} for what is on file today, {after:number2} with the plan ({scale}).",
            before=before,
            after=after,
            scale=scale,
        )
    ]


def _districts(found: Mapping[str, Any], said: Callable[[object], str]) -> list[str]:
    rows = [row for row in found["districts"] if row["demand_kwh"] > 0]
    if len(rows) < 2:
        return []
    most, least = max(rows, key=lambda row: row["after"]), min(rows, key=lambda row: row["after"])
    if most["after"] < MUCH_MORE * least["after"]:
        return [_("No district reaches half as much again as another.")]
    return [
        _(
            "{most} reaches most, {much:number1} kW, and {least} least, {little:number1} kW.",
            most=said(most["district"]),
            much=most["after"],
            least=said(least["district"]),
            little=least["after"],
        )
    ]


def rows(dossier: Dossier) -> list[dict[str, Any]]:
    """Rows of the annex: by plug, then by district, then all together; nothing of a plan that was filed without."""
    found = dossier.studies.get("catchments")
    if not found:
        return []
    said = area_labels(dossier)
    families = [{**row, "name": family_label(row["family"])} for row in found["families"] if row["demand_kwh"] > 0]
    districts = [{**row, "name": said(row["district"])} for row in found["districts"] if row["demand_kwh"] > 0]
    whole = {**{name: found[name] for name in ("demand_kwh", "before", "after")}, "name": _("All together")}
    return [*families, *(districts if len(districts) > 1 else []), whole]
