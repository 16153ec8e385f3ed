"""What is said of alternatives: that each is another plan and worth what it says, and that no further one exists."""

from collections import Counter
from dataclasses import replace

import numpy as np

from benchmarks.claims.telling import ROUNDING
from benchmarks.plain.building import worth_another
from benchmarks.plain.flat import changed
from benchmarks.plain.truth import best_plan
from planner.model.instance.instance import Instance
from planner.plan import Plan
from planner.question import Question
from planner.studies.alternatives import study
from planner.studies.arrays import plan_arrays


def false_alternatives(question: Question, plan: Plan, seed: int, told: "Counter[str]") -> list[str]:
    """What is false of the alternatives to a plan; how many, how far apart and how near in value is drawn."""
    rng = np.random.default_rng([seed, 11])
    within, differ = float(rng.choice([0.0, 0.02, 0.3, 1.0])), int(rng.integers(1, 4))
    asked = question.scenario.with_plan(
        alternatives=int(rng.integers(1, 4)), alternatives_differ=differ, alternatives_within=within, time_limit_s=30.0
    )
    question = replace(question, scenario=asked)
    said = study(question, plan, lambda _: None)
    if said is None:
        return []
    first = plan_arrays(question, plan)
    known, margin, found = [first.built], plan.proof.value * (1.0 - within), []
    number = question.places.number()
    for row in said["plans"]:
        built = known[0].copy()
        for way, there in (("leave", False), ("enter", True)):
            for one in row[way]:
                built[number[one["site_id"]]] = there
        told["alternatives: another plan"] += 1
        best = best_plan(_unlike(first.instance, known, differ))
        if row["value"] > best.bound + ROUNDING * max(1.0, abs(best.bound)):
            found.append(f"an alternative is worth {row['value']}, none more than {best.bound}")
        if row["differs_least"] < differ or row["value"] < margin - ROUNDING * max(1.0, margin):
            found.append(f"an alternative is none: it differs in {row['differs_least']}, is worth {row['value']}")
        known.append(built)
    missing = said["missing"]
    if missing is None:
        return found
    best = best_plan(_unlike(first.instance, known, differ))
    told["alternatives: no further one" + (", proven" if missing["proven"] else ", not proven")] += 1
    if missing["proven"] and best.value > margin + ROUNDING * max(1.0, margin):
        found.append(
            f"no further alternative is said to exist within {margin}, one is worth {best.value}: {missing['why']}"
        )
    if missing["bound"] is not None and best.value > missing["bound"] + ROUNDING * max(1.0, abs(best.value)):
        found.append(f"alternatives are said to be worth {missing['bound']} at most, one is worth {best.value}")
    return found


def _unlike(instance: Instance, known: list[np.ndarray], differ: int) -> Instance:
    """Plans that differ from those known, among those that may count as others."""
    return changed(worth_another(instance), unlike=tuple((built, differ) for built in known))
