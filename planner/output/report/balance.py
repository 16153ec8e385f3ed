"""The balance of plugs in the annex of the report: rows of its tables. Plain text: the template escapes."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.output.shared.balance_words import balance_lines, withheld
from planner.output.shared.words import class_label
from planner.support.speech import _, listed

NOTHING_KWH = 0.05
"""KWh a day below which nothing is withheld: what linear programs round."""


def balance_context(studies: Mapping[str, Any]) -> dict[str, Any]:
    """Give what `plug_balance.html.j2` and `balance_price.html.j2` show; nothing where no two families are on offer."""
    found, priced = studies.get("plug_balance"), studies.get("balance_price")
    out: dict[str, Any] = {}
    if found:
        families = [{**one, "label": class_label(_key(one))} for one in found["families"]]
        out |= {
            "plug_balance": {**found, "families": families},
            "balance": balance_lines(studies),
            "balance_withheld": withheld(found),
            "balance_withholds_nothing": (found["withheld_kwh"] or 0.0) < NOTHING_KWH,
        }
    if priced:
        large = [one for one in priced["rows"][0]["families"] if one["large"]]
        keys = [_key(one) for one in large]
        rows = [
            {
                **row,
                "by_class": {_key(one): one["share"] for one in row["families"]},
                "chargers": chargers_text(row["standards"]),
            }
            for row in priced["rows"]
        ]
        own = next((row["value"] for row in rows if row["share"] == priced["share"]), 0.0)
        better = priced["better_kept"]
        out |= {
            "balance_price": {**priced, "rows": rows},
            "balance_families": [{"key": key, "label": class_label(key)} for key in keys],
            "balance_longer": _longer_drives(rows),
            "balance_better": better["value"] / own - 1.0 if better and own > 0 else 0.0,
        }
    return out


def _longer_drives(rows: Sequence[Mapping[str, Any]]) -> str:
    """Why a stricter balance may serve more kWh than a looser one that is worth more; empty where none does."""
    for at, looser in enumerate(rows):
        for one in rows[at + 1 :]:
            if one["served_kwh"] >= looser["served_kwh"] + 1.0 and one["value"] < looser["value"]:
                return _(
                    "The plan for {stricter:.4g} serves {more:energy} kWh a day more than that for {looser:.4g} and is worth less: its drives are longer, and plans are made for what kWh are worth to drivers. Read the price of a balance off the worth.",
                    stricter=one["share"],
                    looser=looser["share"],
                    more=one["served_kwh"] - looser["served_kwh"],
                )
    return ""


def chargers_text(standards: Sequence[Mapping[str, Any]]) -> str:
    """Chargers by the families that they serve, "55 fast GB/T, 39 slow GB/T"."""
    return listed([_of_standard(one) for one in standards]) if standards else _("nothing")


def _key(one: Mapping[str, Any]) -> str:
    return f"{one['family']}_{one['need']}"


def _of_standard(one: Mapping[str, Any]) -> str:
    values = {"n": one["count"], "families": " + ".join(one["families"])}
    if one["need"] == "fast":
        return _("{n:number} fast {families}", **values)
    return _("{n:number} slow {families}", **values)
