"""Binding constraints of a site in plain sentences; plain text, each format escapes for itself."""

from planner.model.explain.binding import Binding
from planner.model.sets.limits import demands
from planner.question import Question
from planner.studies.arrays import PlanArrays
from planner.support.speech import _, joined, listed, plural

LITTLE_KWH = 1.0


def codes(bound: Binding) -> list[str]:
    """What binds, for scripts: ``queue``, the codes of rules (``bays``, ``site_power``, ``feeder_power``, ...), ``demand``, ``budget``; ``gap`` where nothing does."""
    found = ["queue"] if bound.full else []
    found += dict.fromkeys(rule.code for rule in bound.rules)
    found += [name for name, binds in (("demand", bound.demand), ("budget", bound.money)) if binds]
    return found if set(found) - {"queue"} else [*found, "gap"]  # or the promise, where the objective is minimised


def why(question: Question, given: PlanArrays, site: int, bound: Binding) -> str:
    """Two or three plain sentences on what keeps a site from serving more."""
    said = [_queues(question, given, site, bound)]
    if bound.demand:
        rest = (
            _("; {left_kwh:number} kWh a day are left", left_kwh=bound.left_kwh) if bound.left_kwh >= LITTLE_KWH else ""
        )
        said.append(
            _(
                "Next to all that is asked within reach of its plugs is served{rest}, so more guns would stand idle.",
                rest=rest,
            )
        )
        return joined(" ", said)
    words = (rule.full_words(given.instance, given.chargers, site) for rule in bound.rules)
    limits = list(dict.fromkeys(words))  # a place alone on its ground and its connection say the same
    if limits:
        whose = _("some of its drivers") if bound.others else _("its drivers")
        said.append(_("No further charger fits that {whose} need: {limits}.", whose=whose, limits=joined(", ", limits)))
    if bound.money:
        said.append(
            _(
                "{part} would fit and be used ({left_kwh:number} kWh a day within reach stay unserved), but the budget is spent where it serves more{part_2}.",
                part=_("For others more") if limits else _("More"),
                left_kwh=bound.left_kwh,
                part_2=_(" or keeps what is promised") if demands(given.instance) else "",
            )
        )
    elif limits:
        pass
    elif question.scenario.plan.objective != "energy":
        said.append(
            _(
                "A further charger would fit ({left_kwh:number} kWh a day within reach stay unserved), but the promised share of the demand is reached without it.",
                left_kwh=bound.left_kwh,
            )
        )
    else:
        said.append(
            _(
                "A further charger would fit ({left_kwh:number} kWh a day within reach stay unserved); that it is not there lies within the gap that the proof leaves, or it would add too little.",
                left_kwh=bound.left_kwh,
            )
        )
    return joined(" ", said)


def _queues(question: Question, given: PlanArrays, site: int, bound: Binding) -> str:
    slack = [_guns(question, given, site, q) for q in bound.slack]
    room = _(" Still with room: {listed}.", listed=listed(slack)) if slack else ""
    if bound.full:
        full = [_guns(question, given, site, q) for q in bound.full]
        ask = question.scenario.plan
        parks = {question.pools.pools[q].parks for q in bound.full}
        promised = {True: ask.full_probability is not None, False: ask.wait_probability is not None}
        if any(promised[one] for one in parks):
            return _(
                "Full, with no more to carry in the hours of use that are counted on and at the promise to drivers: {listed}.{room}",
                listed=listed(full),
                room=room,
            )
        return _(
            "Full, with no more to carry in the hours of use that are counted on: {listed}.{room}",
            listed=listed(full),
            room=room,
        )
    return (
        _("No queue is full: there is room at its {listed}.", listed=listed(slack))
        if slack
        else _("It has no guns that anybody uses.")
    )


def _guns(question: Question, given: PlanArrays, site: int, pool: int) -> str:
    number = int(given.instance.pools.standing[site, pool] + given.instance.products.guns[pool] @ given.chargers[site])
    one = question.pools.pools[pool]
    plugs = joined(" / ", [family.label for family in one.families])
    return plural(
        "{n} {plugs} {current} gun", "{n} {plugs} {current} guns", number, plugs=plugs, current=one.current.value
    )
