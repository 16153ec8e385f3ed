"""Job functions of a comparison, run in this process or in workers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.compare.crossplay import judge_plan, last_of, play_all
from planner.compare.plays import Play
from planner.compare.rows import Chargers, shared_label
from planner.compare.run.world_inputs import WorldInputs
from planner.dossier.dossier import Dossier
from planner.errors import SolverError
from planner.model.solve.instances import sound_instance
from planner.pipeline import answered
from planner.plan import Plan
from planner.proofs import FOR_SEVERAL_WORLDS, Status, gap_of
from planner.support.progress import Progress
from planner.support.speech import _, plural
from planner.support.stopping import Stopping


def plan_world(say: Progress, stopping: Stopping, world_inputs: WorldInputs) -> Dossier:
    """Plan a world."""
    return answered(world_inputs.city, world_inputs.question, world_inputs.input_hashes, say=say, stopping=stopping)


def play_world(
    say: Progress,
    stopping: Stopping,
    world_inputs: WorldInputs,
    plans: Mapping[str, Chargers],
    standing: Mapping[str, int],
) -> dict[str, Play]:
    """Evaluate plans of other worlds in one world."""
    del stopping  # a matter of seconds
    say(plural("{n} plan of other worlds in this one", "{n} plans of other worlds in this one", len(plans)))
    return play_all(world_inputs.world.name, last_of(world_inputs.question), plans, standing)


@dataclass(frozen=True)
class Shared:
    """A plan over several worlds, to be written out as it serves one of them.

    Parameters
    ----------
    name : str
    chargers : Chargers
    bound : float
        Upper bound for all plans of that world.
    words : str
        What it is and what is proven of it; part of the proof.
    wall_s : float
        How long the search for it took.
    """

    name: str
    chargers: Chargers
    bound: float
    words: str
    wall_s: float


def file_shared(say: Progress, stopping: Stopping, world_inputs: WorldInputs, shared: Shared) -> Dossier:
    """Make the dossier of a plan over several worlds as it serves one of them, with audit and studies like any other."""
    quiet = world_inputs.question.scenario.with_plan(
        alternatives=0, budgets=()
    )  # other plans of this world are no news of it
    question = replace(world_inputs.question, scenario=quiet)
    found = judge_plan(shared.chargers, question, sound_instance(question), own=False, shared=True)
    if found is None or found.breaks:
        broken = _(
            "{plan} breaks a promise of {world}: {why}",
            plan=shared_label(shared.name),
            world=world_inputs.world.words,
            why=found and found.breaks,
        )
        raise SolverError(broken)
    plan = _proven(found.plan, shared, quiet.plan.gap)
    return answered(
        world_inputs.city,
        question,
        world_inputs.input_hashes,
        say=say,
        stopping=stopping,
        given=plan,
        breaches=found.imbalance,
    )


def _proven(plan: Plan, shared: Shared, asked: float) -> Plan:
    """Replace the proof of the allocation by the bound that is proven for the world."""
    bound = max(shared.bound, plan.proof.value)
    close = gap_of(plan.proof.value, bound) <= asked
    status = Status.OPTIMAL if close else Status.FEASIBLE
    model = _("{model}; {words}", model=plan.proof.model, words=shared.words)
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
