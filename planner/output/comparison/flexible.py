"""Tables on the value of flexibility: minimax regret by kind of cabinet, and recourse cost."""

from collections.abc import Mapping
from typing import Any

from planner.compare.reading import share
from planner.output.comparison.curve import dual_curve
from planner.output.comparison.naming import named
from planner.output.shared.words import NO_VALUE, gap_percent, money, number, percent
from planner.support.amounts import rounded_down

Told = Mapping[str, Any]


def flexibility_part(data: Told) -> dict[str, Any] | None:
    """Give the curve and the tables of the study; None where it was not made."""
    study = data.get("flexibility")
    if not study:
        return None
    return {
        "curve": dual_curve(study),
        "target": share(study.get("target")),
        "least": _least(study),
        "offers": [_offer(row) for row in study.get("offers") or ()],
        "later": [_later(data, plan, row) for plan, row in (study.get("recourse") or {}).items()],
        "conduits": _conduits(study.get("assumed") or {}),
    }


def _least(study: Told) -> str:
    """One sentence: from which share of such cabinets on the target is reached, and up to which it is proven not to be."""
    target, short = share(study.get("target")), study.get("not_enough_share")
    proven = (
        f" With at most {percent(rounded_down(short, 2))} no plan reaches it: that is proven."
        if short is not None
        else ""
    )
    if study.get("least_share") is not None:
        return f"A plan that loses no more than {target} at worst spends {percent(study['least_share'])} of the budget on them.{proven}"
    why = str(study.get("why_not") or "").rstrip(".")
    return f"{why[:1].upper()}{why[1:]}." if why else ""


def _offer(row: Told) -> dict[str, str]:
    gap = row.get("gap")
    return {
        "name": str(row["offer"]),
        "loss": share(row.get("max_regret")),
        "dual": percent(row.get("dual_share")),
        "cost": money(row.get("cost_usd")),
        "gap": gap_percent(gap) if gap is not None else NO_VALUE,
        "why_not": str(row.get("why_not") or ""),
    }


def _later(data: Told, plan: str, row: Told) -> dict[str, Any]:
    return {
        "plan": named(data, plan),
        "world": named(data, row["world"]),
        "loss": share(row.get("regret")),
        "later": money(row.get("later_usd")),
        "proven": money(row.get("at_least_usd") or None),  # that it takes no less than nothing is no news
        "proven_any": bool(row.get("at_least_usd")),
        "cabinets": number(row.get("cabinets_later")),
        "with_conduits": money(row.get("later_with_conduits_usd")),
        "conduits": money(row.get("conduits_now_usd")),
        "gain": _signed(row.get("conduits_gain_usd")),
        "why_not": str(row.get("why_not") or ""),
    }


def _signed(usd: float | None) -> str:
    return NO_VALUE if usd is None else f"{'−' if usd < 0 else ''}{money(abs(usd))}"


def _conduits(assumed: Told) -> str:
    if "conduit_usd" not in assumed:
        return ""
    return f"A spare conduit is assumed to cost {money(assumed['conduit_usd'])} at each new site and to save {percent(assumed.get('conduit_saves_share'))} of the installation of a cabinet that comes later."
