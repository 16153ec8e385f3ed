"""Reading a comparison from its plain dict, the keys of `comparison.json`: who is called what, and the figures that matter first."""

import math
from collections.abc import Mapping
from typing import Any

from planner.amounts import percent

Told = Mapping[str, Any]
EVEN = 1e-9
"""Less is a rounding error."""
MOST_NAMED = 3
"""So many examples are named; the rest are counted."""


def share(part: float | None) -> str:
    """Write a share that is lost: whole per cents from ten upwards, else with one decimal."""
    return percent(part, 0 if part is not None and abs(part) >= 0.0995 else 1)


def called(told: Told, name: str) -> str:
    """Name of a plan or world as people read it."""
    return str(told.get("labels", {}).get(name) or name)


def quoted(told: Told, name: str) -> str:
    """Name of a plan or world within a sentence: in quotes where it is of several words."""
    said = called(told, name)
    return f"“{said}”" if " " in said else said


def plans_of(told: Told) -> list[str]:
    """Plans in the order of the rows: those of the worlds, then the others."""
    return list(told.get("plans") or told["mixes"])


def shown_in(told: Told, plan: str) -> str:
    """World in which a plan is shown: its own; for the others the likeliest, or the first."""
    if plan in told["mixes"]:
        return plan
    likely = told.get("probabilities", {})
    return str(told.get("shown_in", {}).get(plan) or max(told["mixes"], key=lambda world: likely.get(world) or 0.0))


def served_between(told: Told, plan: str) -> tuple[float, float] | None:
    """Least and largest share of the demand that a plan serves in the worlds in which it was played; None where it was in none."""
    asked, served = told.get("demand", {}).get(plan, {}), told.get("energy", {}).get(plan, {})
    totals = {world: sum(families.values()) for world, families in asked.items()}
    shares = [served[world] / total for world, total in totals.items() if total and served.get(world) is not None]
    return (min(shares), max(shares)) if shares else None


def compared(told: Told) -> list[str]:
    """Worlds whose plans were played in each other."""
    return [world for world in told["mixes"] if world not in told.get("apart", {})]


def all_worlds(told: Told) -> str:
    """Say how many worlds that is: ``both worlds``, ``all 3 worlds``."""
    count = len(compared(told))
    if told.get("apart") and count > 1:
        return f"the {count} worlds compared"
    return "the one world" if count == 1 else "both worlds" if count == 2 else f"all {count} worlds"


def under_same_rules(told: Told) -> list[str]:
    """Worlds that differ in their vehicles alone, which a plan can be hedged over; all that were compared where nothing was hedged.

    Against a world with more money every plan loses, and its plan can be built in no other: no bet on plugs is lost there.
    """
    hedge = told.get("hedge") or {}
    over = hedge.get("worlds") if told.get("hedged") else None
    return [world for world in compared(told) if not over or world in over]


def whichever(told: Told) -> str:
    """Say which worlds those are: ``whichever world comes``, or how many where some have other rules."""
    count = len(under_same_rules(told))
    if count == len(compared(told)) < len(told["mixes"]):
        return f"whichever of the {count} worlds compared comes"
    return (
        "whichever world comes"
        if count == len(compared(told))
        else f"whichever of the {count} worlds comes that have the same rules"
    )


def keeps_rules(told: Told, plan: str) -> bool:
    """Whether a plan breaks no promise in any of those worlds."""
    broken = told.get("breaks", {}).get(plan, {})
    return not any(broken.get(world) for world in under_same_rules(told))


def worst_loss(told: Told, plan: str) -> float | None:
    """Largest loss of a plan in those worlds; None where it was not played in all of them."""
    row = told.get("regret", {}).get(plan, {})
    lost = [row.get(world) for world in under_same_rules(told)]
    return None if not lost or None in lost else max(lost)


def worst_losses(told: Told) -> dict[str, float]:
    """Largest loss of each plan made for one of those worlds."""
    worst = {plan: worst_loss(told, plan) for plan in under_same_rules(told) if keeps_rules(told, plan)}
    return {plan: float(lost) for plan, lost in worst.items() if lost is not None}


def safest(told: Told) -> str | None:
    """Plan made for one world whose largest loss is least."""
    worst = worst_losses(told)
    return min(worst, key=lambda plan: worst[plan]) if worst else None


def worst_bet(told: Told) -> tuple[str, str, float] | None:
    """Plan made for one world, the world in which it loses most, and its loss there."""
    regret = told.get("regret", {})
    bets = [
        (plan, world, float(lost))
        for plan in under_same_rules(told)
        for world, lost in regret.get(plan, {}).items()
        if lost is not None and world != plan and world in under_same_rules(told)
    ]
    return max(bets, key=lambda bet: bet[2], default=None)


def same_value(told: Told, one: str, other: str) -> bool:
    """Whether two plans are worth the same in every world in which both were played."""
    value = told.get("value", {})
    pairs = [(value[one][world], value[other].get(world)) for world in value.get(one, {}) if other in value]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(known) and all(math.isclose(a, b, rel_tol=1e-9) for a, b in known)


def too_close(told: Told) -> list[tuple[str, str, float]]:
    """Plan, world and loss wherever a plan is not told apart from the best one, because the loss is less than the gaps."""
    return [
        (plan, world, float(told["regret"][plan][world]))
        for plan in plans_of(told)
        for world, doubtful in told.get("undecidable", {}).get(plan, {}).items()
        if doubtful and (told["regret"][plan].get(world) or 0.0) > EVEN
    ]


def average_losses(told: Told) -> dict[str, float]:
    """Loss of each plan by the probabilities of the worlds; empty where there are none or not all worlds were compared."""
    chances = {world: chance for world, chance in told.get("probabilities", {}).items() if chance is not None}
    if not chances or set(chances) != set(compared(told)):
        return {}
    rows = told.get("regret", {}).items()
    played = {plan: row for plan, row in rows if all(row.get(world) is not None for world in chances)}
    return {plan: sum(chance * row[world] for world, chance in chances.items()) for plan, row in played.items()}
