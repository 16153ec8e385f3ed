"""Sentences on what metered sessions changed, for pages and terminal."""

from collections.abc import Mapping
from typing import Any

from planner.output.shared.words import number, percent
from planner.support.speech import _
from planner.support.speech import told as said


def current_words(current: str) -> str:
    """Guns by their current."""
    return {"AC": _("slow (AC)"), "DC": _("fast (DC)")}.get(current, current)


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
    here = told.get("of_this_city", True)
    out: list[str] = [_replaced(one, here=here) for one in told["replaced"]]
    out += [
        _(
            "Not calibrated: {sessions:number} {what}, and {needed:number} are needed; what was assumed stands",
            sessions=one["sessions"],
            what=said(one["what"]),
            needed=one["needed"],
        )
        for one in told["refused"]
    ]
    return [*out, *(_fit(one) for one in told["fits"]), *_level(told)]


def measured_rows(story: Mapping[str, Any]) -> list[dict[str, str]]:
    """Rows of measured figures by current, as text; a dash where there were too few sessions."""
    told = story.get("calibration") or {"measured": []}
    return [
        {
            "label": current_words(one["current"]),
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


def _replaced(one: Mapping[str, Any], *, here: bool) -> str:
    values = {
        "sessions": one["sessions"],
        "what": said(one["what"]),
        "measured": said(one["measured"]),
        "assumed": said(one["assumed"]),
    }
    if here:
        return _("Metered, {sessions:number} sessions: {what}: {measured} (assumed: {assumed})", **values)
    return _("Metered at stations not on file in this city, {sessions:number} sessions: {what}: {measured} (assumed: {assumed})", **values)  # fmt: skip


def _fit(one: Mapping[str, Any]) -> str:
    values = {"what": said(one["what"]), "before": one["before"], "after": one["after"]}
    if one["raw"] is None:
        return _("Fit: {what}: {before:percent} before, {after:percent} after", **values)
    return _("Fit: {what}: {before:percent} before, {after:percent} after; by the raw means of the places {raw:percent}", raw=one["raw"], **values)  # fmt: skip


def _level(told: Mapping[str, Any]) -> list[str]:
    if not told["metered_kwh_per_day"]:
        return []
    given, laid = told["metered_kwh_per_day"], told["predicted_kwh_per_day"]
    level = _(
        "Metered places gave {given:energy} kWh a day, the model lays {laid:energy} there.", given=given, laid=laid
    )
    return [f"{level} {said(told['kept'])}"]
