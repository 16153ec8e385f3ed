"""The balance of plugs in a comparison: what each plan serves of each plug in its own world, one for several in the world that it is shown in, and what its balance costs there."""

from collections.abc import Mapping
from typing import Any

from planner.compare.reading import plans_of, quoted, shown_in
from planner.dossier.dossier import Dossier
from planner.output.comparison.naming import named
from planner.output.shared.words import NO_VALUE, class_label, percent
from planner.support.speech import _


def balance_table(data: Mapping[str, Any], dossiers: Mapping[str, Dossier]) -> dict[str, Any] | None:
    """A column a plan; a row the balance asked, one each large family and need, one the price; None where no plan has two families to balance."""
    found, priced = (_by_plan(data, dossiers, name) for name in ("plug_balance", "balance_price"))
    if not found:
        return None
    kinds = dict.fromkeys(_key(row) for one in found.values() for row in one["families"] if row["large"])
    shares = {plan: {_key(row): row["share"] for row in one["families"]} for plan, one in found.items()}
    rows = [{"name": _("Balance asked"), "cells": [_asked(one) for one in found.values()]}]
    rows += [
        {
            "name": _("{label}: served", label=class_label(kind)),
            "cells": [percent(mine[kind], 1) if kind in mine else NO_VALUE for mine in shares.values()],
        }
        for kind in kinds
    ]
    if priced:
        rows.append(
            {"name": _("The balance costs of the energy, about"), "cells": [_cost(priced.get(plan)) for plan in found]}
        )
    shared = [plan for plan in found if plan not in data["mixes"]]
    return {
        "plans": [named(data, plan) for plan in found],
        "rows": rows,
        "shown_in": {plan: quoted(data, shown_in(data, plan)) for plan in shared},
    }


def _asked(one: Mapping[str, Any]) -> str:
    share = f"{one['share']:.4g}"
    return _("{share}, not kept", share=share) if one.get("missed") else share


def _by_plan(data: Mapping[str, Any], dossiers: Mapping[str, Dossier], study: str) -> dict[str, Mapping[str, Any]]:
    said = data.get(study) or {plan: dossiers[plan].studies.get(study) for plan in plans_of(data)}
    return {plan: said[plan] for plan in plans_of(data) if said.get(plan)}


def _key(row: Mapping[str, Any]) -> str:
    return f"{row['family']}_{row['need']}"


def _cost(one: Mapping[str, Any] | None) -> str:
    price = one["price"] if one else None
    if price is None:
        return NO_VALUE
    said = percent(max(0.0, price["served_less_share"]), 1)
    return said if price["proven"] else _("{said} (within the gaps)", said=said)
