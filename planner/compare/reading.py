"""Reading a comparison from its plain dict, the keys of `comparison.json`: who is called what, and the figures that matter first."""

import math
from collections.abc import Mapping
from typing import Any

from planner.support.amounts import listed, percent

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


def broken_in(told: Told, plan: str) -> list[str]:
    """Worlds of which a plan breaks a promise, so that what it loses there is none that could be lost."""
    return [world for world in told["mixes"] if told.get("breaks", {}).get(plan, {}).get(world)]


def but_for(told: Told, plan: str) -> str:
    """Except the worlds of which a plan breaks a promise, within a sentence; empty where there are none."""
    broken = [quoted(told, world) for world in broken_in(told, plan)]
    return f", {listed(broken)} aside, where it breaks a promise," if broken else ""


def losses(told: Told, plan: str) -> dict[str, float]:
    """Loss of a plan by world, wherever it was played and keeps what is promised."""
    row, broken = told.get("regret", {}).get(plan, {}), broken_in(told, plan)
    return {world: float(lost) for world, lost in row.items() if lost is not None and world not in broken}


def worst_losses(told: Told) -> dict[str, float]:
    """Largest loss of each plan made for one world that was played in others."""
    worst = told.get("max_regret", {})
    return {plan: float(worst[plan]) for plan in compared(told) if worst.get(plan) is not None}


def safest(told: Told) -> str | None:
    """Plan made for one world whose largest loss is least, among those that may be built in most worlds."""
    worst = worst_losses(told)
    return min(worst, key=lambda plan: (len(broken_in(told, plan)), worst[plan])) if worst else None


def worst_bet(told: Told) -> tuple[str, str, float] | None:
    """Plan made for one world, the world in which it loses most, and its loss there."""
    bets = [
        (plan, world, lost) for plan in compared(told) for world, lost in losses(told, plan).items() if world != plan
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
    """Loss of each plan by the probabilities of the worlds; empty where there are none or not all worlds were compared.

    A plan that breaks a promise of one of them has none.
    """
    chances = {world: chance for world, chance in told.get("probabilities", {}).items() if chance is not None}
    if not chances or set(chances) != set(compared(told)):
        return {}
    rows = {plan: losses(told, plan) for plan in told.get("regret", {})}
    played = {plan: row for plan, row in rows.items() if chances.keys() <= row.keys()}
    return {plan: sum(chance * row[world] for world, chance in chances.items()) for plan, row in played.items()}
