"""What is true of a small question: the best plan, phases and hedges, whether any plan keeps all promises, and the least by which one must give way."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.plain.building import connection_usd, lacking_plugs, lacks_forced, usd_at
from benchmarks.plain.flat import flat
from benchmarks.plain.program import Answer, Program
from benchmarks.plain.stated import Block, Serving, drawn_behind, floors_of, lay_building, lay_serving, mains_of
from planner.model.instance.instance import Instance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def best_plan(instance: Instance) -> Answer:
    """The most worth that a plan serves."""
    return best_phases((instance,), (1.0,))


def best_with(instance: Instance, chargers: Ints) -> Answer:
    """The most worth that given chargers serve under the floors of service, whatever they cost and wherever they fit."""
    program = Program()
    rows = tuple(row[None, :] for row in chargers)
    block = Block(rows, tuple(program.add(1, upper=1.0, whole=True) for _row in rows))
    for columns in block.columns:
        program.exactly(columns, 1.0, 1.0)
    flow, worth, _pair = lay_serving(program, instance, block)
    program.gain(flow, worth)
    return _answer(program, [block])


def best_phases(instances: Sequence[Instance], weights: Sequence[float]) -> Answer:
    """The most weighted worth of plans of which none has less than the one before."""
    program, blocks = Program(), list[Block]()
    for instance, weight in zip(instances, weights, strict=True):
        block = lay_building(program, instance)
        flow, worth, _pair = lay_serving(program, instance, block)
        program.gain(flow, weight * worth)
        for j, some in enumerate(block.rows) if blocks else ():
            old, before = blocks[-1].rows[j], blocks[-1].columns[j]
            for k in range(some.shape[1]):
                program.at_most(np.append(before, block.columns[j]), np.append(old[:, k], -some[:, k]), 0.0)
        blocks.append(block)
    return _answer(program, blocks)


def best_hedge(instances: Sequence[Instance], best: Sequence[float]) -> Answer:
    """The most that the least share of the best of each world can be, one plan for all; what is serves none is at its best."""
    program = Program()
    least = program.add(1)
    block = lay_building(program, instances[0])
    for instance, most in zip(instances, best, strict=True):
        flow, worth, _pair = lay_serving(program, instance, block)
        if most > 0:
            program.at_most(np.append(least, flow), np.append(most, -worth), 0.0)
    program.gain(least, 1.0)
    return _answer(program, [block])


def best_country(cities: Sequence[Sequence[Instance]], against: Sequence[float], usd: float) -> Answer:
    """The most that the least share of a value of each world can be, a plan for each city and one budget for all of them; each city in every world."""
    program, blocks, served = Program(), list[Block](), list[list[Serving]]()
    least = program.add(1)
    for worlds in cities:
        block = lay_building(program, worlds[0])
        served.append([lay_serving(program, instance, block) for instance in worlds])
        blocks.append(block)
    paid = [
        block.each([usd_at(worlds[0], j, some) for j, some in enumerate(block.rows)])
        for block, worlds in zip(blocks, cities, strict=True)
    ]
    program.at_most(np.concatenate([block.every for block in blocks]), np.concatenate(paid), usd)
    for world, whole in enumerate(against):
        flow, worth = (np.concatenate([city[world][at] for city in served]) for at in (0, 1))
        program.at_most(np.append(least, flow), np.append(whole, -worth), 0.0)
    program.gain(least, 1.0)
    return _answer(program, blocks)


def best_shared(cities: Sequence[Instance], usd: float, beside: Sequence[tuple[float, float]] = ()) -> Answer:
    """The most worth of plans of cities that share a budget, with one of what may stand beside them: price and worth of each."""
    program, blocks = Program(), list[Block]()
    paid, columns = [np.array([one for one, _worth in beside])], [program.add(len(beside), upper=1.0, whole=True)]
    program.gain(columns[0], [worth for _usd, worth in beside])
    if beside:
        program.exactly(columns[0], 1.0, 1.0)
    for instance in cities:
        block = lay_building(program, instance)
        flow, worth, _pair = lay_serving(program, instance, block)
        program.gain(flow, worth)
        columns.append(block.every)
        paid.append(block.each([usd_at(instance, j, some) for j, some in enumerate(block.rows)]))
        blocks.append(block)
    program.at_most(np.concatenate(columns), np.concatenate(paid), usd)
    return _answer(program, blocks)


def best_expected(instances: Sequence[Instance], chances: Sequence[float]) -> Answer:
    """The most worth on the mean of the worlds, one plan for all; a world of no chance keeps its promises too."""
    program = Program()
    block = lay_building(program, instances[0])
    for instance, chance in zip(instances, chances, strict=True):
        flow, worth, _pair = lay_serving(program, instance, block)
        program.gain(flow, chance * worth)
    return _answer(program, [block])


Held = Mapping[str, float]
"""Of objectives, what each may come to: at least of energy, at most of the others."""


def best_held(instance: Instance, objective: str, held: Held) -> Answer:
    """The best of an objective, below 0 where little of it is good, among plans that hold others."""
    program = Program()
    block = lay_building(program, instance)
    serving = lay_serving(program, instance, block)
    for name, figure in held.items():
        columns, weights = weighed(instance, name, block, serving)
        program.at_most(columns, -weights, -SENSE[name] * figure)
    columns, weights = weighed(instance, objective, block, serving)
    program.gain(columns, weights)
    return _answer(program, [block])


SENSE = {"energy": 1.0, "cost": -1.0, "distance": -1.0}


def weighed(instance: Instance, objective: str, block: Block, serving: Serving) -> tuple[Ints, Floats]:
    """Columns of an objective and what each counts, the more the better: worth of kWh, dollars a year, kWh times seconds of drive."""
    one = flat(instance)
    if objective == "energy":
        return serving.flow, serving.worth
    if objective == "distance":
        return serving.flow, -one.drive_s[serving.pair]
    yearly = []
    for j, some in enumerate(block.rows):
        wired = np.array([connection_usd(instance, j, kw) for kw in some @ one.kw])
        opened = some.any(axis=1) & ~one.existing[j]
        yearly.append(some @ one.annual + opened * one.site_annual[j] + one.connection_annual * wired)
    return block.every, -block.each(yearly)


def possible(instance: Instance) -> bool | None:
    """Whether some plan keeps every promise; None where that was not found out."""
    program = Program()
    block = lay_building(program, instance)
    if floors_of(instance):
        lay_serving(program, instance, block)
    return _known(_answer(program, [block]))


def _known(answer: Answer) -> bool | None:
    return True if answer.chargers else False if answer.bound == -math.inf else None


def least_kw(instance: Instance, kind: str) -> Answer:
    """The least by which feeders or substations fall short together, below 0 as it is maximised."""
    program = Program()
    block = lay_building(program, instance, "mains")
    for name, (of_site, kw) in zip(("feeder", "substation"), mains_of(instance), strict=True):
        for number, spare in enumerate(kw):
            columns, drawn = drawn_behind(instance, block, of_site == number)
            more = program.add(1, upper=np.inf if name == kind else 0.0)
            program.gain(more, -1.0)
            program.at_most(np.append(columns, more), np.append(drawn, -1.0), spare)
    if floors_of(instance):
        lay_serving(program, instance, block)
    return _answer(program, [block])


def fewest(instance: Instance, of: str) -> Answer:
    """The fewest forced sites that go, or mandated plugs that new sites lack, below 0 as it is maximised."""
    program = Program()
    block = lay_building(program, instance, of)
    measure = lacks_forced if of == "forced" else lacking_plugs
    for j, some in enumerate(block.rows):
        program.gain(block.columns[j], -np.asarray(measure(instance, j, some), dtype=float))
    if floors_of(instance):
        lay_serving(program, instance, block)
    return _answer(program, [block])


def _answer(program: Program, blocks: Sequence[Block]) -> Answer:
    if any(not len(columns) for block in blocks for columns in block.columns):
        return Answer(-math.inf, -math.inf)
    value, bound, values = program.best()
    return Answer(value, bound, () if values is None else tuple(block.chargers(values) for block in blocks))
