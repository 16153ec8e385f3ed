"""The jobs of a comparison, as other processes are given them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from planner.compare.crossplay import last_of, play_all, used
from planner.compare.plays import Play
from planner.compare.rows import Chargers
from planner.compare.run.grounds import Ground
from planner.compare.run.jobs import Say
from planner.compare.run.unfinished import Unfinished
from planner.dossier.dossier import Dossier
from planner.errors import SolverError
from planner.model.solve.instances import sound_instance
from planner.pipeline import answered
from planner.plan import FOR_SEVERAL_WORLDS, Plan, Status, gap_of
from planner.support.stopping import BY_USER, Stopping


def plan_world(say: Say, stopping: Stopping, ground: Ground, out: Path | None, key: str) -> Dossier:
    """Plan a world and put it aside at once, unless the user stopped its search: that may go on another time."""
    dossier = answered(ground.city, ground.question, ground.inputs, say=say, stopping=stopping)
    if out is not None and not stopping() and dossier.proof.stopped != BY_USER:
        Unfinished(out).keep(ground.world.name, key, dossier)
    return dossier


def play_world(
    say: Say, stopping: Stopping, ground: Ground, plans: Mapping[str, Chargers], standing: Mapping[str, int]
) -> dict[str, Play]:
    """Play plans in one world."""
    del stopping  # a matter of seconds
    say(f"{len(plans)} {'plan' if len(plans) == 1 else 'plans'} of other worlds in this one")
    return play_all(ground.world.name, last_of(ground.question), plans, standing)


@dataclass(frozen=True)
class Shared:
    """A plan over several worlds, to be shown in one of them.

    Parameters
    ----------
    name : str
    chargers : Chargers
    bound : float
        Proven for all plans of the world in which it is shown.
    words : str
        What it is and what is proven of it, for the proof.
    wall_s : float
        How long the search for it took.
    """

    name: str
    chargers: Chargers
    bound: float
    words: str
    wall_s: float


def file_shared(say: Say, stopping: Stopping, ground: Ground, shared: Shared) -> Dossier:
    """Put a plan over several worlds on file as it serves one of them, checked and studied like any other."""
    quiet = ground.question.scenario.with_plan(
        alternatives=0, budgets=()
    )  # other plans of this world are no news of it
    question = replace(ground.question, scenario=quiet)
    found = used(shared.chargers, question, sound_instance(question))
    if found is None or found[1]:
        raise SolverError(f"the {shared.name} plan breaks a promise of {ground.world.name}: {found and found[1]}")
    plan = _proven(found[0], shared, quiet.plan.gap)
    return answered(ground.city, question, ground.inputs, say=say, stopping=stopping, given=plan)


def _proven(plan: Plan, shared: Shared, asked: float) -> Plan:
    """The plan with what is proven for its world in place of the proof of its allocation."""
    bound = max(shared.bound, plan.proof.value)
    close = gap_of(plan.proof.value, bound) <= asked
    status = Status.OPTIMAL if close else Status.FEASIBLE
    model = f"{plan.proof.model}; {shared.words}"
    proof = replace(
        plan.proof,
        bound=bound,
        asked_gap=asked,
        status=status,
        stopped=FOR_SEVERAL_WORLDS,
        wall_s=shared.wall_s,
        model=model,
    )
    return replace(plan, proof=proof)
