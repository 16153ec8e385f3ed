"""Solve each world for its own plan, except for those in the checkpoint of an earlier run."""

import logging
from collections.abc import Mapping
from typing import Any

from planner.catalogue.mix_words import world_words
from planner.cluster.jobs import Failed, Job
from planner.compare.run.run import Run
from planner.compare.run.unfinished import Unfinished, key_of
from planner.compare.run.work import plan_world
from planner.dossier.dossier import Dossier
from planner.errors import ConfigError, InfeasibleError, PlannerError
from planner.support.speech import _, joined
from planner.support.stopping import BY_USER

log = logging.getLogger(__name__)


def plan_worlds(run: Run) -> None:
    """Plan every world; those that cannot be planned are left out of the run.

    Raises
    ------
    InfeasibleError, ConfigError
        None could be planned.
    """
    keys = {
        name: key_of(world_inputs.question, world_inputs.input_hashes)
        for name, world_inputs in run.inputs_by_world.items()
    }
    shelf = None if run.out is None else Unfinished(run.out)
    kept = {name: found for name, key in keys.items() if shelf and (found := shelf.find(name, key)) is not None}
    if kept:
        log.warning(
            _(
                "taken from an earlier run that did not end: {names}",
                names=joined(", ", [run.inputs_by_world[one].world.words for one in kept]),
            )
        )
    jobs = [
        Job(name, plan_world, (world_inputs,), world_inputs.world.words)
        for name, world_inputs in run.inputs_by_world.items()
        if name not in kept
    ]

    def keep(name: str, made: Any) -> None:
        """Save a finished world for a later run, unless the user stopped its search: a later run may improve on it."""
        if shelf and isinstance(made, Dossier) and not run.cluster.stopping() and made.proof.stopped != BY_USER:
            shelf.keep(name, keys[name], made)

    made = {**kept, **run.cluster.run(jobs, finished=keep)}
    run.resumed = list(kept)
    run.dossiers = {name: made[name] for name in run.inputs_by_world if not isinstance(made[name], Failed)}
    lost = {name: made[name] for name in run.inputs_by_world if isinstance(made[name], Failed)}
    run.failed |= lost
    if not run.dossiers:
        raise nothing_left(run.failed)
    for name, one in lost.items():
        log.warning(_("left out: {name}: {why}", name=run.inputs_by_world[name].world.words, why=one.why))
    run.inputs_by_world = {name: run.inputs_by_world[name] for name in run.dossiers}


def nothing_left(failed: Mapping[str, Failed]) -> PlannerError:
    """Return the error that ends a comparison without any world."""
    if len(failed) == 1:
        return next(iter(failed.values())).raised()
    whys = [joined(": ", (world_words(name), one.why)) for name, one in failed.items()]
    text = _("no world could be planned: {whys}", whys=joined("; ", whys))
    return InfeasibleError(text) if all(one.impossible for one in failed.values()) else ConfigError(text)
