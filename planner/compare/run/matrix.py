"""Cross-evaluation: every plan in every world, first the plans of single worlds, then those over several."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from planner.catalogue.mix_words import world_words
from planner.cluster.jobs import Failed, Job
from planner.compare.comparison import Comparison
from planner.compare.finished_plans import chargers_in, places_in
from planner.compare.hedges import HedgeInputs, Hedges, hedges_of
from planner.compare.plays import ENERGY, Play
from planner.compare.rows import EXPECTED, HEDGED, Chargers, PlanRow, Reached, WorldRow, shared_label
from planner.compare.run.run import Run
from planner.compare.run.unfinished import Notes, Unfinished, key_of, key_of_all
from planner.compare.run.work import Shared, file_shared, play_world
from planner.compare.run.world_inputs import WorldInputs
from planner.dossier.dossier import Dossier
from planner.proofs import Status
from planner.support.speech import _, joined

log = logging.getLogger(__name__)
Plays = dict[tuple[str, str], Play]
"""By plan and world."""


def own_rows(run: Run) -> Comparison:
    """Evaluate every world's plan in every other world where its chargers are possible."""
    chargers = {name: chargers_in(dossier) for name, dossier in run.dossiers.items()}
    plays: Plays = {(name, name): Play(name, name, one.scorecard, one.proof) for name, one in run.dossiers.items()}
    plays |= _played(run, {name: chargers[name] for name in run.together})
    plans = [
        PlanRow(
            name, run.inputs_by_world[name].world.label, name, one.proof.gap, one.proof.status.value, chargers[name]
        )
        for name, one in run.dossiers.items()
    ]
    return Comparison(
        tuple(_world(world_inputs) for world_inputs in run.inputs_by_world.values()),
        tuple(plans),
        _in_order(plays, plans, run),
        places=_places(run.dossiers),
        left_out=tuple((name, one.why) for name, one in run.failed.items()),
        resumed=tuple(run.resumed),
    )


def _world(world_inputs: WorldInputs) -> WorldRow:
    world = world_inputs.world
    return WorldRow(world.name, world.label, world.note, world.changes, world.probability, world_inputs.apart)


def _places(dossiers: Mapping[str, Dossier]) -> dict[str, dict[str, object]]:
    return {site: place for one in dossiers.values() for site, place in places_in(one).items()}


def _in_order(plays: Plays, plans: list[PlanRow], run: Run) -> tuple[Play, ...]:
    return tuple(
        plays[plan.name, world] for plan in plans for world in run.inputs_by_world if (plan.name, world) in plays
    )


def _played(run: Run, chargers: Mapping[str, Chargers]) -> Plays:
    """Evaluate these plans in all worlds but their own, where their chargers are possible."""
    out: Plays = {}
    jobs = []
    for world, world_inputs in run.together.items():
        others = {plan: added for plan, added in chargers.items() if plan != world}
        if others and aims_at_energy(run):
            standing = run.dossiers[world].scorecard.plugs_standing
            jobs.append(Job(world, play_world, (world_inputs, others, standing), world_inputs.world.words))
    for world, played in run.cluster.run(jobs, even_if_stopped=True).items():
        there = run.together[world].world.words
        if isinstance(played, Failed):
            log.warning(_("no other plan was played in {world}: {why}", world=there, why=played.why))
            continue
        for plan in sorted(set(chargers) - set(played) - {world}):
            log.warning(
                _(
                    "the plan for {plan} cannot stand in {world}: the model refuses its chargers there",
                    plan=_plan_words(run, plan),
                    world=there,
                )
            )
        out |= {(plan, world): play for plan, play in played.items()}
    return out


def _plan_words(run: Run, plan: str) -> str:
    return run.inputs_by_world[plan].world.words if plan in run.inputs_by_world else shared_label(plan)


def aims_at_energy(run: Run) -> bool:
    """Whether all worlds aim at energy, so that values (worth-weighted kWh) can be compared across them."""
    return all(world_inputs.question.scenario.plan.objective == ENERGY for world_inputs in run.together.values())


def find_hedges(run: Run, comparison: Comparison) -> Hedges:
    """Solve for plans over all worlds whose plans can be evaluated in each other."""
    questions = {name: world_inputs.question for name, world_inputs in run.together.items()}
    known = {name: comparison.regrets.best(name) for name in questions}
    best = {name: one.value for name, one in known.items() if one is not None}
    chances = {world.name: world.probability for world in comparison.worlds}
    begin = {plan.name: plan.chargers for plan in comparison.plans if plan.name in questions}
    cache = None
    if run.out is not None:
        keys = {
            name: key_of(world_inputs.question, world_inputs.input_hashes)
            for name, world_inputs in run.together.items()
        }
        cache = Notes(Unfinished(run.out), key_of_all(keys, {"best": best, "chances": chances, "begin": begin}))
    stopping = run.cluster.stopping
    with stopping.gently():
        hedge_inputs = HedgeInputs(
            questions, best, chances, begin, {name: one.bound for name, one in known.items() if one is not None}
        )
        return hedges_of(hedge_inputs, run.cluster.say, stopping, cache)


def with_hedges(run: Run, comparison: Comparison, hedges: Hedges) -> Comparison:
    """Make dossiers of the plans over several worlds and evaluate them in every world."""
    comparison = replace(comparison, hedge=hedges.hedge)
    shared = _shared(comparison, hedges)
    if not shared:
        return comparison
    shown = _shown_in(comparison)
    jobs = [Job(one.name, file_shared, (run.inputs_by_world[shown], one), shared_label(one.name)) for one in shared]
    plans, chargers, plays = list(comparison.plans), {}, {(p.plan, p.world): p for p in comparison.plays}
    for one, filed in zip(shared, run.cluster.run(jobs, even_if_stopped=True).values(), strict=True):
        if isinstance(filed, Failed):
            log.warning(_("left out: {name}: {why}", name=shared_label(one.name), why=filed.why))
            comparison = replace(comparison, hedge=comparison.hedge.without_plan(one.name, filed.why))
            continue
        run.dossiers[one.name] = replace(
            filed, name=_("{plan}: {label}", plan=filed.name, label=shared_label(one.name))
        )
        plans.append(_row(one, shown, hedges, run.scenario.plan.gap))
        chargers[one.name] = one.chargers
        plays[one.name, shown] = Play(one.name, shown, filed.scorecard, filed.proof)
    played = _played(run, chargers)
    plays = {
        key: replace(play, imbalance=played[key].imbalance) if key in played else play for key, play in plays.items()
    }
    plays = {**played, **plays}
    places = _places(run.dossiers)
    return replace(comparison, plans=tuple(plans), plays=_in_order(plays, plans, run), places=places)


def _shared(comparison: Comparison, hedges: Hedges) -> list[Shared]:
    """Plans over several worlds that were found, with a sentence on each for its proof."""
    found = {HEDGED: hedges.hedged, EXPECTED: hedges.expected}
    known = {name: chargers for name, chargers in found.items() if chargers is not None}
    if not known:
        return []
    shown, over = _shown_in(comparison), joined(", ", [world_words(one) for one in hedges.hedge.worlds])
    words = {
        HEDGED: _(
            "these are the chargers of the plan that loses least whichever world comes ({worlds}), used in the world {world}; the bound is for all plans of that world",
            worlds=over,
            world=world_words(shown),
        ),
        EXPECTED: _(
            "these are the chargers of the plan of the highest expected value ({worlds}), used in the world {world}; the bound is for all plans of that world",
            worlds=over,
            world=world_words(shown),
        ),
    }
    bound = comparison.regrets.bounds[shown]
    return [
        Shared(name, chargers, bound, words[name], _reached(name, hedges).wall_s) for name, chargers in known.items()
    ]


def _shown_in(comparison: Comparison) -> str:
    """World in which plans over several are shown: the most likely one, otherwise the first."""
    chances = {world.name: world.probability or 0.0 for world in comparison.worlds}
    return max(comparison.hedge.worlds, key=chances.__getitem__)


def _row(one: Shared, shown: str, hedges: Hedges, asked: float) -> PlanRow:
    reached = _reached(one.name, hedges)
    status = Status.OPTIMAL if reached.gap <= asked + 1e-9 else Status.FEASIBLE
    return PlanRow(one.name, shared_label(one.name), shown, reached.gap, status.value, one.chargers)


def _reached(name: str, hedges: Hedges) -> Reached:
    reached = hedges.hedge.hedged if name == HEDGED else hedges.hedge.expected
    assert reached is not None
    return reached
