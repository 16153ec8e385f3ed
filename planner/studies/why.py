"""What binds a site, in words that a council accepts; plain text, each format escapes for itself."""

import numpy as np

from planner.model.explain.binding import Binding
from planner.question import Question
from planner.studies.arrays import Laid

LITTLE_KWH = 1.0


def codes(bound: Binding) -> list[str]:
    """What binds, for scripts: ``queue``, ``bays``, ``site_power``, ``feeder_power``, ``substation_power``, ``demand``, ``budget``; ``gap`` where nothing does."""
    found = [
        name
        for name, binds in (
            ("queue", bool(bound.full)),
            ("bays", bound.bays),
            ("site_power", bound.site_kw),
            ("feeder_power", bound.feeder_kw),
            ("substation_power", bound.substation_kw),
            ("demand", bound.demand),
            ("budget", bound.money),
        )
        if binds
    ]
    return found if set(found) - {"queue"} else [*found, "gap"]  # or the promise, where the objective is minimised


def why(question: Question, given: Laid, site: int, bound: Binding) -> str:
    """Two or three plain sentences on what keeps a site from serving more."""
    said = [_queues(question, given, site, bound)]
    if bound.demand:
        rest = f"; {bound.left_kwh:,.0f} kWh a day are left" if bound.left_kwh >= LITTLE_KWH else ""
        said.append(
            f"Next to all that is asked within reach of its plugs is served{rest}, so more guns would stand idle."
        )
        return " ".join(said)
    limits = [*_limits(question, given, site, bound)]
    if limits:
        said.append(f"No further charger fits that its drivers need: {', and '.join(limits)}.")
    elif bound.money:
        said.append(
            f"More would fit and be used ({bound.left_kwh:,.0f} kWh a day within reach stay unserved), but the budget is spent where it serves more."
        )
    elif question.scenario.plan.objective != "energy":
        said.append(
            f"A further charger would fit ({bound.left_kwh:,.0f} kWh a day within reach stay unserved), but the promised share of the demand is reached without it."
        )
    else:
        said.append(
            f"A further charger would fit ({bound.left_kwh:,.0f} kWh a day within reach stay unserved); that it is not there lies within the gap that the proof leaves, or it would add too little."
        )
    return " ".join(said)


def _queues(question: Question, given: Laid, site: int, bound: Binding) -> str:
    full = [_guns(question, given, site, q) for q in bound.full]
    slack = [_guns(question, given, site, q) for q in bound.slack]
    room = f" Still with room: {_listed(slack)}." if slack else ""
    if full:
        return f"Full in the peak hour, with no more to carry without breaking the promise of short waits: {_listed(full)}.{room}"
    return (
        f"No queue is full in the peak hour: there is room at its {_listed(slack)}."
        if slack
        else "It has no guns that anybody uses."
    )


def _guns(question: Question, given: Laid, site: int, pool: int) -> str:
    number = int(given.instance.standing[site, pool] + given.instance.guns[pool] @ given.chargers[site])
    one = question.pools.pools[pool]
    return f"{number} {' or '.join(f.label for f in one.families)} {one.current.value} gun{'s' * (number != 1)}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _limits(question: Question, given: Laid, site: int, bound: Binding) -> list[str]:
    instance, chargers, said = given.instance, given.chargers, []
    if bound.bays:
        taken = int(chargers[site] @ instance.bays_taken)
        assumed = " (assumed)" if instance.existing[site] else ""
        said.append(f"{taken} of its {int(instance.bays[site])} bays{assumed} are taken")
    if bound.site_kw:
        drawn = float(chargers[site] @ instance.kw)
        own_kw = min(float(instance.grid_kw[site]), *instance.step_kw[-1:].tolist(), np.inf)
        assumed = "(assumed) " if question.places.grid_assumed[site] else ""
        said.append(f"{drawn:,.0f} of the {own_kw:,.0f} kW of its {assumed}grid connection are used up")
    for binds, what, main, spare, names in (
        (bound.feeder_kw, "on feeder", instance.feeder, instance.feeder_kw, instance.names.feeders),
        (
            bound.substation_kw,
            "behind substation",
            instance.substation,
            instance.substation_kw,
            instance.names.substations,
        ),
    ):
        if binds:
            h = int(main[site])
            drawn = float((chargers[main == h] @ instance.kw).sum())
            said.append(
                f"{drawn:,.0f} of the {spare[h]:,.0f} kW left {what} {names[h]} are used up, by all sites on it"
            )
    return said
