"""What is said of objectives in order: what each reached, its bound among the plans that hold those before it, and what later ones took."""

import math
from collections import Counter
from collections.abc import Sequence

from benchmarks.plain.truth import SENSE, best_held
from planner.model.instance.instance import Instance
from planner.proofs import Stage

ROUNDING = 1e-5
"""Relative: what a solver may round of an objective that is held, and of a value."""


def false_order(stages: Sequence[Stage], instance: Instance, give: float, told: "Counter[str]") -> list[str]:
    """What is false of the objectives of a plan, in their order."""
    found, strict, loose = list[str](), dict[str, float](), dict[str, float]()
    for stage in stages:
        name, sign = stage.objective, SENSE[stage.objective]
        told[f"objectives in order: {name}, " + ("the first" if not strict else "after others")] += 1
        sure, best = best_held(instance, name, strict), best_held(instance, name, loose)
        room = ROUNDING * max(1.0, abs(stage.reached))
        if sign * stage.bound < sure.value - room:
            found.append(f"{name} has a bound of {stage.bound}, a plan that holds the others has {sign * sure.value}")
        if sign * stage.reached > best.bound + room and math.isfinite(best.bound):
            found.append(f"{name} is said to have reached {stage.reached}, no plan more than {sign * best.bound}")
        if sign * (stage.reached - stage.value) > give * abs(stage.reached) + room:
            found.append(f"{name} reached {stage.reached} and ends with {stage.value}, more than {give:.0%} is given")
        strict[name] = stage.reached - sign * give * abs(stage.reached)
        loose[name] = strict[name] - sign * ROUNDING * max(1.0, abs(stage.reached))
    return found
