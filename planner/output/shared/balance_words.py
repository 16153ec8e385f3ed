"""Sentences on the balance of plugs: what it costs, why one family gets more, what is withheld. Plain text: each format escapes."""

from collections.abc import Mapping
from typing import Any

from planner.dossier.dossier import Dossier
from planner.support.speech import _, told

ASKED_BY = "plan.plug_balance"
"""Record of the problem of a balance that asks nothing."""
TOLD_FROM, MUCH = 5e-4, 5e-3
"""Share of the energy from which what is withheld has a sentence, and from which that stands beside the proof of the plan."""


def balance_lines(studies: Mapping[str, Any]) -> list[str]:
    """What the balance costs, why families are served unlike, and what is withheld; nothing where no two families are on offer."""
    found = studies.get("plug_balance")
    if not found:
        return []
    return [line for line in (cost_line(studies), _unpriced(studies), told(found["why"]), withheld(found)) if line]


def idle_lines(dossier: Dossier) -> list[str]:
    """Why a balance that was asked for in so many words asks nothing of this plan; empty where it does, or none was."""
    return [
        _("Balance of plugs: {what}; {way}.", what=told(one.reason), way=told(one.action))
        for source in dossier.sources
        for one in source.problems
        if one.record == ASKED_BY
    ]


def headline_lines(studies: Mapping[str, Any]) -> list[str]:
    """What stands beside the headline: what the balance costs, or that one is asked, and what is withheld where that is much."""
    found = studies.get("plug_balance")
    if not found:
        return []
    return [line for line in (cost_line(studies), much_withheld(studies)) if line]


def much_withheld(studies: Mapping[str, Any]) -> str:
    """What is withheld where that is so much that it stands beside the proof; else empty."""
    found = studies.get("plug_balance")
    return withheld(found) if found and (found["withheld_share"] or 0.0) >= MUCH else ""


def cost_line(studies: Mapping[str, Any]) -> str:
    """What the balance costs; where its price was not worked out, what is asked."""
    found, priced = studies["plug_balance"], studies.get("balance_price")
    return told(priced["sentence"]) if priced and not found.get("missed") else _asked(found)


def _unpriced(studies: Mapping[str, Any]) -> str:
    """Why the price was not worked out, where it would have been; else empty."""
    whys = [told(one["why"]).rstrip(".") for one in studies.get("left_out", ()) if one["study"] == "balance_price"]
    return _("What the balance of plugs costs was not worked out: {why}.", why=whys[0]) if whys else ""


def _asked(found: Mapping[str, Any]) -> str:
    """What is asked, where its price was not worked out, or how it is missed and why."""
    if found.get("missed"):
        return told(found["missed"])
    if not found["share"]:
        return ""
    return _(
        "Balance of plugs: every large plug family is served at least {share:percent_exactly} of what all on offer are served on the average.",
        share=found["share"],
    )


def withheld(found: Mapping[str, Any]) -> str:
    """What the chosen chargers could serve and the balance withholds; empty where it is next to nothing."""
    if (found["withheld_share"] or 0.0) < TOLD_FROM:
        return ""
    return _(
        "To keep the balance of plugs {kwh:energy} kWh a day ({share:percent1}) are withheld from drivers whom the chosen chargers could serve.",
        kwh=found["withheld_kwh"],
        share=found["withheld_share"],
    )
