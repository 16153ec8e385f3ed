"""Tables on the value of flexibility: minimax regret by kind of cabinet, and recourse cost."""

from collections.abc import Mapping
from typing import Any

from planner.catalogue.charger_names import name_by_id
from planner.compare.reading import joined, share
from planner.output.comparison.curve import dual_curve
from planner.output.comparison.naming import named
from planner.output.shared.words import NO_VALUE, gap_percent, money, number, percent
from planner.support.amounts import Side
from planner.support.speech import _, told

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
    """From which share of such chargers on the target is reached, and up to which it is proven not to be."""
    target, short = study.get("target"), study.get("not_enough_share")
    if study.get("least_share") is None:
        why = told(study.get("why_not") or "").rstrip(".")
        return f"{why[:1].upper()}{why[1:]}." if why else ""
    said = _(
        "A plan that loses no more than {target:loss} at worst spends {part:percent} of the budget on them.",
        target=target,
        part=study["least_share"],
    )
    if short is None:
        return said
    return joined([said, _("With at most {part:percent_least} no plan reaches it: that is proven.", part=short)])


def _offer(row: Told) -> dict[str, str]:
    gap = row.get("gap")
    return {
        "name": told(row["offer"]),
        "loss": share(row.get("max_regret")),
        "dual": percent(row.get("dual_share")),
        "dual_chargers": ", ".join(
            _("{count} × {charger}", count=count, charger=name_by_id(kind))
            for kind, count in sorted((row.get("dual_chargers") or {}).items())
        ),
        "cost": money(row.get("cost_usd")),
        "gap": gap_percent(gap) if gap is not None else NO_VALUE,
        "why_not": told(row.get("why_not") or ""),
    }


def _later(data: Told, plan: str, row: Told) -> dict[str, Any]:
    return {
        "plan": named(data, plan),
        "world": named(data, row["world"]),
        "loss": share(row.get("regret")),
        "later": money(row.get("later_usd")),
        "proven": money(row.get("at_least_usd") or None, Side.LEAST),  # that it takes no less than nothing is no news
        "cabinets": number(row.get("cabinets_later")),
        "with_conduits": money(row.get("later_with_conduits_usd")),
        "conduits": money(row.get("conduits_now_usd")),
        "gain": _signed(row.get("conduits_gain_usd")),
        "why_not": _why_not(row),
    }


def _why_not(row: Told) -> str:
    why, proven = told(row.get("why_not") or "").rstrip("."), row.get("at_least_usd")
    return _("{why}; at least {usd:money_least} is proven", why=why, usd=proven) if why and proven else why


def _signed(usd: float | None) -> str:
    return NO_VALUE if usd is None else f"{'−' if usd < 0 else ''}{money(abs(usd))}"


def _conduits(assumed: Told) -> str:
    if "conduit_usd" not in assumed:
        return ""
    return _(
        "A spare conduit is assumed to cost {usd:money} at each new site and to save {part:percent} of the installation of a charger that comes later.",
        usd=assumed["conduit_usd"],
        part=assumed.get("conduit_saves_share"),
    )
