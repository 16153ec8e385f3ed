"""What guns are counted on for: no more than those in order carry in the hours that are planned with, and none of a station that is given up."""

from collections import Counter

import numpy as np

from benchmarks.plain.flat import flat
from planner.model.instance.instance import Instance
from planner.question import Question

ROUNDING = 1e-6


def false_supply(question: Question, instance: Instance, told: "Counter[str]") -> list[str]:
    """What is false of the guns of a question: what each carries, and which stand."""
    found, ask = list[str](), question.scenario.plan
    for pool, carried in zip(question.pools.pools, instance.pools.capacity, strict=True):
        share = pool.availability if ask.availability is None else ask.availability
        hours = ask.max_slow_h if pool.parks else ask.max_fast_h
        told["guns: what they carry"] += 1
        most = np.arange(len(carried)) * share * hours * 60.0 / pool.service_min * pool.session_kwh
        if (np.asarray(carried) > most * (1.0 + ROUNDING) + ROUNDING).any():
            found.append(f"guns of {pool.name} are counted on for {np.max(carried)}, those in order carry {most[-1]}")
    one, number = flat(instance), question.places.number()
    for station in ask.retired:
        told["guns: a station given up"] += 1
        if station in number and (one.existing[number[station]] or one.standing[number[station]].any()):
            found.append(f"{station} is given up and still counts")
    return found
