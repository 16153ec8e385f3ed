"""How good a plan is proven to be, in whole sentences; each objective has its own."""

import math

from planner.model.objectives import OBJECTIVES
from planner.proofs import FOR_SEVERAL_WORLDS, GIVEN, NEAR_EDITS, SEEN_STANDS, Proof, Sense, Status
from planner.support import amounts
from planner.support.amounts import Side, number
from planner.support.speech import _, told
from planner.support.stopping import BY_USER

NOTHING = "nothing to decide"


def gap_percent(gap: float) -> str:
    """Write a gap rounded up, so that no proof is made to look better than it is."""
    return amounts.gap(gap, Side.MOST)


def better_by(gap: float) -> float:
    """Share of its own value by which another plan may be better than one with this gap: the gap is a share of the bound."""
    return gap / (1 - gap) if gap < 1 else math.inf


def verdict(proof: Proof) -> str:
    """A few sentences: how good the plan is, proven."""
    return " ".join(one for one in (_proven(proof), _further(proof)) if one)


def ended(proof: Proof) -> str:
    """Why the search ended, and what its status means."""
    if proof.stopped == NOTHING:
        return _("There was nothing to search for.")
    asked = proof.asked_gap
    if proof.stopped == FOR_SEVERAL_WORLDS:
        return _("The search was for a plan for several worlds.")
    if proof.stopped == GIVEN:
        return _("The chargers were given; the search was for the best plan for the same money.")
    why = {
        "gap": lambda: _("The search ended as soon as the gap asked for ({asked:gap_most}) was proven.", asked=asked),
        "time": lambda: _("The search ended when the time limit was reached."),
        BY_USER: lambda: _("The search ended when the user stopped it."),
        "memory": lambda: _("The search ended when there was too little memory to go on."),
        NEAR_EDITS: lambda: _("The plan of the edited layer was changed near the edits alone; the best plan found is better by no more than the gap asked for ({asked:gap_most}).", asked=asked),
        SEEN_STANDS: lambda: _("The search ended with a plan that is better by no more than the gap asked for ({asked:gap_most}).", asked=asked),
    }  # fmt: skip
    said = why[proof.stopped]() if proof.stopped in why else _("The search ended by itself ({why}).", why=proof.stopped)
    status = proof.status.value
    if proof.status is Status.OPTIMAL:
        means = _("Its status is “{status}”: the gap asked for is proven.", status=status)
    else:
        means = _("Its status is “{status}”: a gap of {asked:gap_most} was asked for.", status=status, asked=asked)
    return f"{said} {means}"


def scored(proof: Proof) -> str:
    """One sentence with the value and its bound, in the unit of the objective."""
    value, bound = proof.value, proof.bound
    if proof.objective == "cost":
        return _("The plan costs {value:number1} US dollars a year; no plan of the same model that keeps the promises can cost less than {bound:number1_least}.", value=value, bound=bound)  # fmt: skip
    if proof.objective == "distance":
        return _("The drive to the chargers adds up to {value:number1}; no plan of the same model that keeps the promises can come below {bound:number1_least} (kWh per day, each times the seconds to its charger).", value=value, bound=bound)  # fmt: skip
    return _("The plan scores {value:number1}; no plan of the same model can score above {bound:number1_most} (kWh per day, each weighted by its worth to the driver).", value=value, bound=bound)  # fmt: skip


def objective_words(name: str) -> str:
    """Name of an objective for people; an unknown one as it is."""
    known = {
        "energy": lambda: _("energy served"),
        "cost": lambda: _("cost a year"),
        "distance": lambda: _("drive to the charger"),
    }
    return known[name]() if name in known else told(name)


def stage_rows(proof: Proof) -> list[tuple[str, ...]]:
    """Objectives in order: name, value when its turn ended, value of the plan, bound, gap, why its turn ended."""
    return [
        (
            objective_words(stage.objective),
            number(stage.reached, 1),
            number(stage.value, 1),
            number(stage.bound, 1, Side.MOST if stage.sense is Sense.MAX else Side.LEAST),
            gap_percent(stage.gap),
            _stopped(stage.stopped),
        )
        for stage in proof.stages
    ]


def _stopped(why: str) -> str:
    known = {
        "gap": lambda: _("gap proven"),
        "time": lambda: _("time limit"),
        BY_USER: lambda: _("by the user"),
        "memory": lambda: _("too little memory"),
        NOTHING: lambda: _("nothing to decide"),
    }
    return known[why]() if why in known else told(why)


def _proven(proof: Proof) -> str:
    if proof.stopped == NOTHING:
        return _("There was nothing to choose between, so the plan is the best possible.")
    if proof.stopped == GIVEN:
        return _("The chargers of this plan were given, not searched for.")
    if proof.gap <= 1e-9:
        return _best(proof)
    gap, good = proof.gap, room_above(proof.gap, proof.objective)
    if proof.stopped == FOR_SEVERAL_WORLDS:
        made = _("This plan was made for several worlds and not for this one alone.")
        return f"{made} {_room_in_world(gap)}"
    if proof.status is Status.OPTIMAL:
        return _reached(gap, proof.objective)
    asked = proof.asked_gap
    found = {
        "time": lambda: _("The best plan found when the time limit was reached; a better one may exist (asked: a gap of {asked:gap_most}).", asked=asked),
        BY_USER: lambda: _("The best plan found when the user stopped the search; a better one may exist (asked: a gap of {asked:gap_most}).", asked=asked),
        "memory": lambda: _("The best plan found when there was too little memory to go on; a better one may exist (asked: a gap of {asked:gap_most}).", asked=asked),
        NEAR_EDITS: lambda: _("The plan of the edited layer, changed near the edits alone; the best plan found is better by no more than the gap asked for (asked: a gap of {asked:gap_most}).", asked=asked),
        SEEN_STANDS: lambda: _("The plan that was seen when its edits were kept; what was found beside it is better by no more than the gap asked for (asked: a gap of {asked:gap_most}).", asked=asked),
    }  # fmt: skip
    said = found[proof.stopped]() if proof.stopped in found else _("The best plan found when the search stopped; a better one may exist (asked: a gap of {asked:gap_most}).", asked=asked)  # fmt: skip
    return f"{said} {good}"


def _reached(gap: float, objective: str) -> str:
    """The same of a plan that is as near to the best as was asked."""
    if objective == "cost":
        return _("Proven: this plan costs at most {gap:gap_most} more a year than the best possible one under the same rules.", gap=gap)  # fmt: skip
    if objective == "distance":
        return _("Proven: this plan asks for at most {gap:gap_most} more drive than the best possible one under the same rules.", gap=gap)  # fmt: skip
    if gap >= 1:
        return room_above(gap, objective)
    return _("Proven: no plan for the same money and under the same rules serves drivers better by more than {better:gap_most}.", better=better_by(gap))  # fmt: skip


def _best(proof: Proof) -> str:
    if proof.objective == "cost":
        return _("Proven: no other plan under the same rules costs less a year.")
    if proof.objective == "distance":
        return _("Proven: no other plan under the same rules lets drivers go less far.")
    if OBJECTIVES[proof.objective].sense is Sense.MAX:
        return _("Proven: no other plan under the same rules serves more.")
    return _("Proven: no other plan under the same rules is better.")


def room_above(gap: float, objective: str) -> str:
    """How much better another plan could be at most, of a plan with this gap: the bound says so, whether or not the gap asked for is reached."""
    if objective == "cost":
        return _("This plan costs at most {gap:gap_most} more a year than the best possible one under the same rules.", gap=gap)  # fmt: skip
    if objective == "distance":
        return _("This plan asks for at most {gap:gap_most} more drive than the best possible one under the same rules.", gap=gap)  # fmt: skip
    if gap >= 1:
        return _("How much better a plan could be is not known yet.")
    return _("No plan for the same money and under the same rules serves drivers better by more than {better:gap_most}.", better=better_by(gap))  # fmt: skip


def _room_in_world(gap: float) -> str:
    """The same of a plan for the most energy in several worlds, which need not keep the balance of plugs in each, as the plans do that the bound is of."""
    if gap >= 1:
        return room_above(gap, "energy")
    return _("No plan for the same money that keeps every rule of this world serves drivers better by more than {better:gap_most}.", better=better_by(gap))  # fmt: skip


def _further(proof: Proof) -> str:
    """What was optimised after the first objective, and how well."""
    stages = [
        _("{objective} (gap {gap:gap_most})", objective=objective_words(stage.objective), gap=stage.gap)
        for stage in proof.stages[1:]
    ]
    if not stages:
        return ""
    return _("Within the share that it may give up, it was then made as good as could be in: {objectives}.", objectives=", ".join(stages))  # fmt: skip
