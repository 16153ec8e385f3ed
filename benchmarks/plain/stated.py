"""Small siting questions as plain whole programs: every set of every site is a column, nothing is left out or made tight.

It shares no code with the model but the figures of its instance and what the queues of given guns carry (`Instance.carries`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.plain.building import rows_at, sites_of_one_ground, usd_at
from benchmarks.plain.flat import flat
from benchmarks.plain.program import Program
from planner.model.instance.instance import Instance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """What is built in one phase: the sets of each site and their columns."""

    rows: tuple[Ints, ...]
    columns: tuple[Ints, ...]

    @property
    def every(self) -> Ints:
        """All columns."""
        return np.concatenate(self.columns)

    def each(self, by_set: Sequence[Floats]) -> Floats:
        """Figures of the sets of every site, as `every`."""
        return np.concatenate(list(by_set))

    def chargers(self, values: Floats) -> Ints:
        """What is built; (sites, chargers)."""
        return np.array([rows[int(values[at].argmax())] for rows, at in zip(self.rows, self.columns, strict=True)])


def lay_building(program: Program, instance: Instance, eased: str = "") -> Block:
    """The columns and rows of what is built; `eased` leaves the rows of one promise to the caller: mains, mandated or forced."""
    one = flat(instance)
    rows = tuple(
        rows_at(instance, j, forced=eased != "forced", mandated=eased != "mandated") for j in range(len(one.existing))
    )
    usd = [usd_at(instance, j, some) for j, some in enumerate(rows)]
    rows = tuple(some[paid <= one.budget + 1e-6] for some, paid in zip(rows, usd, strict=True))
    block = Block(rows, tuple(program.add(len(some), upper=1.0, whole=True) for some in rows))
    for columns in block.columns:
        program.exactly(columns, 1.0, 1.0)
    usd = [usd_at(instance, j, some) for j, some in enumerate(rows)]
    program.at_most(block.every, block.each(usd), one.budget)
    for of_site, kw in () if eased == "mains" else mains_of(instance):
        for number, spare in enumerate(kw):
            program.at_most(*drawn_behind(instance, block, of_site == number), spare)
    for sites in sites_of_one_ground(one):
        program.at_most(*drawn_behind(instance, block, np.isin(np.arange(len(rows)), sites)), one.neighbours_kw)
    _apart(program, instance, block)
    if one.dual_share is not None:
        paid = [some @ np.asarray(one.dual_usd, dtype=float) for some in rows]
        program.at_most(block.every, block.each(paid), one.dual_share * one.budget)
    return block


def mains_of(instance: Instance) -> list[tuple[Ints, Floats]]:
    """Feeders, then substations: the one of each site and what each has to spare."""
    one = flat(instance)
    return [(one.feeder, one.feeder_kw), (one.substation, one.substation_kw)]


def drawn_behind(instance: Instance, block: Block, mine: NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """Columns and kW of what sites draw together."""
    sites = np.flatnonzero(mine).tolist()
    none = np.empty(0, dtype=np.int64)
    columns = np.concatenate([none, *(block.columns[j] for j in sites)])
    return columns, np.concatenate([none.astype(float), *(block.rows[j] @ flat(instance).kw for j in sites)])


def _apart(program: Program, instance: Instance, block: Block) -> None:
    """Spacing, the number of new sites, and how far a plan differs from those that are known."""
    one = flat(instance)
    opened = [some.any(axis=1).astype(float) * (not one.existing[j]) for j, some in enumerate(block.rows)]
    for a, b in np.asarray(one.too_near).tolist():
        program.at_most(np.append(block.columns[a], block.columns[b]), np.append(opened[a], opened[b]), 1.0)
    if one.max_sites is not None:
        program.at_most(block.every, block.each(opened), float(one.max_sites))
    for built, differ in instance.unlike:
        other = [np.where(some.any(axis=1) != built[j], -1.0, 0.0) for j, some in enumerate(block.rows)]
        program.at_most(block.every, block.each(other), -float(differ))


class Serving(NamedTuple):
    """Columns of what is served, the worth of each of its kWh, and the pair of zone and site."""

    flow: Ints
    worth: Floats
    pair: Ints


def lay_serving(program: Program, instance: Instance, block: Block) -> Serving:
    """The columns and rows of what is served."""
    one = flat(instance)
    factors, guns = _factors(instance), [one.standing[j] + some @ one.guns.T for j, some in enumerate(block.rows)]
    keys = np.array(
        [
            (p, c, q)
            for p in range(len(one.zone))
            for c in np.flatnonzero(one.demand[one.zone[p]] > 0)
            for q in np.flatnonzero(factors[c] > 0)
            if guns[one.site[p]][:, q].any()
        ],
        dtype=np.int64,
    ).reshape(-1, 3)
    flow, (pair, kind, pool) = program.add(len(keys)), keys.T
    zone, site = one.zone[pair], one.site[pair]
    for i, c in sorted(set(zip(zone.tolist(), kind.tolist(), strict=True))):
        mine = (zone == i) & (kind == c)
        program.at_most(flow[mine], 1.0, one.demand[i, c])
        for a in np.flatnonzero(instance.adapters.class_of == c).tolist():
            by = mine & instance.adapters.serves[a][pool]
            program.at_most(flow[by], 1.0, instance.adapters.share[a] * one.demand[i, c])
    for j, some in enumerate(block.rows):
        carried = instance.carries(np.tile(one.standing[j], (len(some), 1)), some)
        here = site == j
        for q in sorted(set(pool[here].tolist())):
            mine = flow[here & (pool == q)]
            program.at_most(np.append(mine, block.columns[j]), np.append(np.ones(len(mine)), -carried[:, q]), 0.0)
        for chosen in _sharing(instance):
            by = here & np.isin(pool, chosen)
            power = float(sum(one.service_kw[q] * one.standing[j, q] for q in chosen)) + some @ _power(instance, chosen)
            program.at_most(np.append(flow[by], block.columns[j]), np.append(one.peak_share[pool[by]], -power), 0.0)
    for promised, within in floors_of(instance):
        program.at_most(flow[within[zone, kind]], -1.0, -promised)
    for family, rivals, due, today in balances_of(instance):
        weight = np.where(kind == family, 1.0, 0.0) - due * np.isin(kind, rivals)
        mine = weight != 0
        program.at_most(flow[mine], -weight[mine], -today)
    return Serving(flow, one.worth[pair] * factors[kind, pool], pair)


def floors_of(instance: Instance) -> list[tuple[float, NDArray[np.bool_]]]:
    """KWh a day promised to each district, to all and to each plug family, and the zones and classes of each."""
    one = flat(instance)
    every = np.ones(one.demand.shape, dtype=bool)
    asked = [
        (one.floor, (one.district == number)[:, None] & every)
        for number in range(len(one.district_names) if one.floor > 0 else 0)
    ]
    asked += [(one.coverage, every)] if one.coverage > 0 else []
    families = np.array(one.class_family, dtype=object)
    asked += [(share, every & (families == family)) for family, share in one.plug_floors.items()]
    return [(share * float(one.demand[within].sum()), within) for share, within in asked]


def balances_of(instance: Instance) -> list[tuple[int, list[int], float, float]]:
    """Balance of plugs: class of each large family, those on offer of its need, its due share of what they are served, and what may lack as today."""
    one, out = flat(instance), list[tuple[int, list[int], float, float]]()
    if one.plug_balance <= 0:
        return out
    asked, fast = one.demand.sum(axis=0), list(one.class_fast)
    new = [k for k in range(len(one.kw)) if not one.upgrade[k]]
    served = [c for c in range(len(fast)) if (one.guns[one.serves[c]][:, new] > 0).any() and asked[c] > 0]
    today = np.zeros(len(fast)) if one.standing_kwh is None else one.standing_kwh
    for c in served:
        rivals = [k for k in served if fast[k] == fast[c]]
        whole = sum(asked[k] for k in range(len(fast)) if fast[k] == fast[c])
        if len(rivals) > 1 and asked[c] >= one.plug_balance_from * whole:
            due = one.plug_balance * asked[c] / sum(asked[k] for k in rivals)
            out.append((c, rivals, due, min(0.0, today[c] - due * sum(today[k] for k in rivals))))
    return out


def _factors(instance: Instance) -> Floats:
    """Worth of a kWh of a class at a pool: 1 by its own plug, that of the adapter, 0 where it cannot charge; (classes, pools)."""
    out = flat(instance).serves.astype(float)
    ways = instance.adapters
    for c, worth, serves in zip(ways.class_of, ways.worth, ways.serves, strict=True):
        out[c] = np.maximum(out[c], worth * (serves & ~flat(instance).serves[c]))
    return out


def _sharing(instance: Instance) -> set[tuple[int, ...]]:
    """Pools of a cabinet whose guns could draw more than it has, one by one, together, and with those of cabinets that have some in common."""
    one = flat(instance)
    needed = one.guns.T @ one.service_kw
    sets = {
        tuple(np.flatnonzero(one.guns[:, k]).tolist())
        for k in range(len(one.kw))
        if not one.upgrade[k] and needed[k] > one.kw[k] + 1e-9
    }
    while more := {tuple(sorted({*a, *b})) for a in sets for b in sets if {*a} & {*b}} - sets:
        sets |= more
    return sets | {(q,) for chosen in sets for q in chosen}


def _power(instance: Instance, chosen: tuple[int, ...]) -> Floats:
    """KW that one of each product brings to pools: its own, or that of its guns where it works on standing ones; (products,)."""
    one = flat(instance)
    guns = one.guns[list(chosen)]
    return np.where(one.upgrade, one.service_kw[list(chosen)] @ guns, one.kw * guns.any(axis=0))
