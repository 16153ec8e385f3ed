"""Sentences on what metered sessions changed, for pages and terminal."""

from collections.abc import Mapping
from typing import Any

from planner.output.shared.words import energy, number, percent

CURRENTS = {"AC": "slow (AC)", "DC": "fast (DC)"}


def metered_lines(story: Mapping[str, Any]) -> list[str]:
    """What gave way to sessions, what too few were given for, and how well it fits; nothing where there were no sessions.

    Parameters
    ----------
    story : mapping
        `planner.demand.story.DemandStory.figures`; those of older plans say nothing of sessions.
    """
    told = story.get("calibration")
    if not told:
        return []
    where = "Metered" if told.get("of_this_city", True) else "Metered at stations not on file in this city"
    out = [
        f"{where}, {number(one['sessions'])} sessions: {one['what']}: {one['measured']} (assumed: {one['assumed']})"
        for one in told["replaced"]
    ]
    out += [
        f"Not calibrated: {number(one['sessions'])} {one['what']}, and {number(one['needed'])} are needed; what was assumed stands"
        for one in told["refused"]
    ]
    return [*out, *(_fit(one) for one in told["fits"]), *_level(told)]


def measured_rows(story: Mapping[str, Any]) -> list[dict[str, str]]:
    """Rows of measured figures by current, as text; a dash where there were too few sessions."""
    told = story.get("calibration") or {"measured": []}
    return [
        {
            "label": CURRENTS.get(one["current"], one["current"]),
            "sessions": number(one["sessions"]),
            "session_kwh": number(one["session_kwh"], 1),
            "session_kw": number(one["session_kw"], 1),
            "plugged_h": number(one["plugged_h"], 1),
            "quantiles": _quantiles(one["plugged_h_quantiles"]),
            "peak": percent(max(one["hourly_shares"]) if one["hourly_shares"] else None, 1),
        }
        for one in told["measured"]
    ]


def _quantiles(found: list[float] | None) -> str:
    return number(None) if found is None else " / ".join(number(one, 1) for one in found)


def _fit(one: Mapping[str, Any]) -> str:
    raw = "" if one["raw"] is None else f"; by the raw means of the places {percent(one['raw'])}"
    return f"Fit: {one['what']}: {percent(one['before'])} before, {percent(one['after'])} after{raw}"


def _level(told: Mapping[str, Any]) -> list[str]:
    if not told["metered_kwh_per_day"]:
        return []
    given, laid = energy(told["metered_kwh_per_day"]), energy(told["predicted_kwh_per_day"])
    return [f"Metered places gave {given} kWh a day, the model lays {laid} there. {told['kept']}"]
