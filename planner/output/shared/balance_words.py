"""Sentences on the balance of plugs: what it costs, why one family gets more, what is withheld. Plain text: each format escapes."""

from collections.abc import Mapping
from typing import Any

from planner.support.speech import _, told

TOLD_FROM = 5e-4
"""Share of the energy from which what is withheld has a sentence."""


def balance_lines(studies: Mapping[str, Any]) -> list[str]:
    """What the balance costs, why families are served unlike, and what is withheld; nothing where no two families are on offer."""
    found, priced = studies.get("plug_balance"), studies.get("balance_price")
    if not found:
        return []
    lines = [
        told(priced["sentence"]) if priced and not found.get("missed") else _asked(found),
        told(found["why"]),
        withheld(found),
    ]
    return [line for line in lines if line]


def _asked(found: Mapping[str, Any]) -> str:
    """What is asked, where its price was not worked out, or how it is missed and why."""
    if found.get("missed"):
        return told(found["missed"])
    if not found["share"]:
        return ""
    return _(
        "Balance of plugs: every large plug family is served at least {share:.4g} of what all on offer are served on the average.",
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
