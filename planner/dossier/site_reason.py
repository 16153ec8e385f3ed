"""Why a site is in the plan, in a sentence."""

import math
from typing import Any

from geodata.connectors import PortFamily
from planner.support.speech import _, joined


def reason_of(row: dict[str, Any], *, forced: bool) -> str:
    """One plain sentence on why the site is there, from its numbers."""
    served = row["served_kwh_per_day"]
    if row["status"] == "existing":
        if not row["supply"]:
            return _("Stands, but does not count as supply: {why_none}.", why_none=row["why_none"])
        return (
            _("Stands already and serves {total:number} kWh a day at no new cost.", total=served["total"])
            if served["total"] > 0
            else _("Stands already; no demand of this plan reaches it with a plug that fits.")
        )
    families = joined(
        ", ",
        [
            _("{kwh:number} kWh of {plug}", kwh=kwh, plug=PortFamily(name).label)
            for name, kwh in sorted(served.items())
            if name != "total"
        ],
    )
    added = row["added_kwh"]
    price = _("it serves nobody new{part}", part=_(": it was forced") if forced else "")
    if added > 0:
        price = _("{cost_usd:number} USD for each daily kWh", cost_usd=row["cost_usd"] / added)
    drive = (
        ""
        if not math.isfinite(row["drive_min"])
        else _(", {drive_min:.0f} min away on average", drive_min=row["drive_min"])
        if row["drive_min"] >= 1
        else _(", less than 1 min away on average")
    )
    land = _(" The land is disputed.") if row["land_status"] == "disputed" else ""
    if row.get("reserve", 0.0) > 0:
        land += _(
            " {reserve:number} USD of its cost are a reserve for unsettled land, connection or access.",
            reserve=row["reserve"],
        )
    if row["status"] == "upgrade":
        what = (
            _("After work on its guns") if any("words" in one for one in row["chargers"]) else _("With the added guns")
        )
        return _(
            "{what} serves {families} a day, {added:number} kWh more than without{drive}; {price} added.{land}",
            what=what,
            families=families or "nobody",
            added=added,
            drive=drive,
            price=price,
            land=land,
        )
    return _(
        "Would serve {families} a day{drive}; {price}.{land}",
        families=families or "nobody",
        drive=drive,
        price=price,
        land=land,
    )
