"""Rows of the study of flexibility: offers beside the best plan known, and the share of flexible chargers that is enough."""

from collections.abc import Sequence
from typing import Any

from planner.support.speech import _

Row = dict[str, Any]


def with_found(offers: Sequence[Row], best: Row, kinds: Sequence[str]) -> list[Row]:
    """Let offers that hold all kinds of the curve take over its best plan where that is better than their own."""
    out, so_far = [], set[str]()
    for row in offers:
        so_far |= set(row["added"].split(", "))
        if row["why_not"] is None and set(kinds) <= so_far and best["max_regret"] < row["max_regret"]:
            found = {key: best[key] for key in ("max_regret", "cost_usd", "dual_share", "dual_chargers")}
            bound = 1.0 - min(row["least_possible_regret"], best["max_regret"])
            row = {  # noqa: PLW2901  the same row with another plan
                **row,
                **found,
                "least_possible_regret": 1.0 - bound,
                "gap": (bound - 1.0 + best["max_regret"]) / bound if bound > 0 else 0.0,
            }
        out.append(row)
    return out


def least_share(curve: Sequence[Row], target: float) -> dict[str, Any]:
    """The least share among the plans that reach the target, and the largest limit that is proven not to."""
    enough = [row["dual_share"] for row in curve if row["max_regret"] <= target]
    short = [row["max_dual_share"] for row in curve if row["least_possible_regret"] > target]
    why = None if enough else _too_little(curve, target, short)
    return {"least_share": min(enough, default=None), "not_enough_share": max(short, default=None), "why_not": why}


def _too_little(curve: Sequence[Row], target: float, short: Sequence[float]) -> str:
    least, most = min(row["max_regret"] for row in curve), curve[-1]["max_dual_share"]
    if most >= 1.0:
        why = _(
            "however much of the budget goes to chargers of two standards, the best hedge found loses {least:loss} at worst, above the target of {target:loss}",
            least=least,
            target=target,
        )
    else:
        why = _(
            "with up to {most:percent} of the budget for chargers of two standards, the best hedge found loses {least:loss} at worst, above the target of {target:loss}",
            most=most,
            least=least,
            target=target,
        )
    return (
        _("{why}; it is proven that no plan for this money reaches it", why=why)
        if short and max(short) >= most
        else why
    )
