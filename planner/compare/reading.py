"""Reading a comparison from its plain dict, the keys of `comparison.json`: who is called what, and the figures that matter first."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from planner.catalogue.mix_words import world_words
from planner.support.amounts import loss
from planner.support.speech import _, listed, plural, term, told

Told = Mapping[str, Any]
STANDARD = {
    "CCS2-heavy": term("CCS2-heavy"),
    "Balanced": term("Balanced"),
    "GB/T-heavy": term("GB/T-heavy"),
}
"""Labels of the bundled mixes, for readers of other languages."""
EVEN = 1e-9
"""Less is a rounding error."""
MOST_NAMED = 3
"""So many examples are named; the rest are counted."""


def share(part: float | None) -> str:
    """Write a share that is lost: whole per cents from ten upwards, else with one decimal."""
    return loss(part)


def called(data: Told, name: str) -> str:
    """Name of a plan or world as people read it."""
    said = data.get("labels", {}).get(name) or world_words(name)
    return told(STANDARD.get(said, said))


def quoted(data: Told, name: str) -> str:
    """Name of a plan or world within a sentence: in quotes where it is of several words."""
    said = called(data, name)
    return _("“{name}”", name=said) if " " in said else said


def plans_of(data: Told) -> list[str]:
    """Plans in the order of the rows: those of the worlds, then the others."""
    return list(data.get("plans") or data["mixes"])


def shown_in(data: Told, plan: str) -> str:
    """World in which a plan is shown: its own; for the others the likeliest, or the first."""
    if plan in data["mixes"]:
        return plan
    likely = data.get("probabilities", {})
    return str(data.get("shown_in", {}).get(plan) or max(data["mixes"], key=lambda world: likely.get(world) or 0.0))


def served_between(data: Told, plan: str) -> tuple[float, float] | None:
    """Least and largest share of the demand that a plan serves in the worlds in which it was played; None where it was in none."""
    shares = served_by_world(data, plan).values()
    return (min(shares), max(shares)) if shares else None


def served_by_world(data: Told, plan: str) -> dict[str, float]:
    """Share of the demand that a plan serves, by the worlds in which it was played."""
    asked, served = data.get("demand", {}).get(plan, {}), data.get("energy", {}).get(plan, {})
    totals = {world: sum(families.values()) for world, families in asked.items()}
    return {world: served[world] / total for world, total in totals.items() if total and served.get(world) is not None}


def compared(data: Told) -> list[str]:
    """Worlds whose plans were played in each other."""
    return [world for world in data["mixes"] if world not in data.get("apart", {})]


def broken_in(data: Told, plan: str) -> list[str]:
    """Worlds of which a plan breaks a promise, so that what it loses there is none that could be lost."""
    return [world for world in data["mixes"] if data.get("breaks", {}).get(plan, {}).get(world)]


def set_aside(data: Told, plan: str) -> str:
    """One sentence on the worlds of which a plan breaks a promise, which its largest loss leaves out; empty where there are none."""
    broken = [quoted(data, world) for world in broken_in(data, plan)]
    if not broken:
        return ""
    return plural(
        "{worlds} is not counted for {plan}, which breaks a promise there.",
        "{worlds} are not counted for {plan}, which breaks a promise there.",
        len(broken),
        worlds=listed(broken),
        plan=the_plan(data, plan),
    )


def joined(sentences: Iterable[str]) -> str:
    """Put whole sentences one behind the other; empty ones are none."""
    return " ".join(one for one in sentences if one)


def the_plan(data: Told, plan: str) -> str:
    """Name a plan within a sentence, or as its subject."""
    if plan == data.get("hedged"):
        return _("the hedged plan")
    if plan == data.get("expected"):
        return _("the plan that is best on average")
    return _("the plan for {world}", world=quoted(data, plan))


def losses(data: Told, plan: str) -> dict[str, float]:
    """Loss of a plan by world, wherever it was played and keeps what is promised."""
    row, broken = data.get("regret", {}).get(plan, {}), broken_in(data, plan)
    return {world: float(lost) for world, lost in row.items() if lost is not None and world not in broken}


def worst_losses(data: Told) -> dict[str, float]:
    """Largest loss of each plan made for one world that was played in others."""
    worst = data.get("max_regret", {})
    return {plan: float(worst[plan]) for plan in compared(data) if worst.get(plan) is not None}


def safest(data: Told) -> str | None:
    """Plan made for one world whose largest loss is least, among those that may be built in most worlds."""
    worst = worst_losses(data)
    return min(worst, key=lambda plan: (len(broken_in(data, plan)), worst[plan])) if worst else None


def uneven(data: Told, plan: str) -> bool:
    """Tell whether a plan breaks the balance of plugs in a world that it was not made for."""
    return bool(data.get("imbalance", {}).get(plan))


def worst_bet(data: Told) -> tuple[str, str, float] | None:
    """Plan made for one world, the world in which it loses most, and its loss there."""
    bets = [
        (plan, world, lost) for plan in compared(data) for world, lost in losses(data, plan).items() if world != plan
    ]
    return max(bets, key=lambda bet: bet[2], default=None)


def same_value(data: Told, one: str, other: str) -> bool:
    """Whether two plans are worth the same in every world in which both were played."""
    value = data.get("value", {})
    pairs = [(value[one][world], value[other].get(world)) for world in value.get(one, {}) if other in value]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(known) and all(math.isclose(a, b, rel_tol=1e-9) for a, b in known)


def too_close(data: Told) -> list[tuple[str, str, float]]:
    """Plan, world and loss wherever a plan's loss is within the gaps, so that it may be the best one."""
    return [
        (plan, world, float(data["regret"][plan][world]))
        for plan in plans_of(data)
        for world, doubtful in data.get("undecidable", {}).get(plan, {}).items()
        if doubtful and (data["regret"][plan].get(world) or 0.0) > EVEN
    ]


def average_losses(data: Told) -> dict[str, float]:
    """Loss of each plan by the probabilities of the worlds; empty where there are none or not all worlds were compared.

    A plan that breaks a promise of one of them has none.
    """
    chances = {world: chance for world, chance in data.get("probabilities", {}).items() if chance is not None}
    if not chances or set(chances) != set(compared(data)):
        return {}
    rows = {plan: losses(data, plan) for plan in data.get("regret", {})}
    played = {plan: row for plan, row in rows.items() if chances.keys() <= row.keys()}
    return {plan: sum(chance * row[world] for world, chance in chances.items()) for plan, row in played.items()}
