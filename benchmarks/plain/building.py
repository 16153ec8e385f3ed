"""What may be built, said plainly: the sets of chargers that a site may have, and whether sets at all sites keep the rules together."""

import itertools
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from benchmarks.plain.flat import changed, flat
from planner.model.instance.instance import Instance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

KW, USD = 1e-9, 1e-6
"""So much more than a limit is rounding."""


def allowed_chargers(instance: Instance) -> Iterator[Ints]:
    """Every whole assignment of chargers that keeps the rules of building, (sites, chargers)."""
    for chosen in itertools.product(*(rows_at(instance, j) for j in range(len(flat(instance).existing)))):
        if kept_together(instance, np.array(chosen)):
            yield np.array(chosen)


def rows_at(instance: Instance, site: int, *, forced: bool = True, mandated: bool = True) -> Ints:
    """Every set of chargers that a site may have by itself, that of nothing first where that is one; the promises about it can be left out; (sets, chargers)."""
    counts = [np.arange(most_of(instance, site, k) + 1) for k in range(len(flat(instance).kw))]
    rows = np.stack(np.meshgrid(*counts, indexing="ij"), axis=-1).reshape(-1, len(counts))
    kept = rows[kept_at(instance, site, rows)]
    if forced:
        kept = kept[~lacks_forced(instance, site, kept)]
    return kept[lacking_plugs(instance, site, kept) == 0] if mandated else kept


def most_of(instance: Instance, site: int, kind: int) -> int:
    """Most of one kind that bays allow, those that work on standing guns could free among them."""
    one = flat(instance)
    if one.upgrade[kind]:
        return int(one.available[site, kind])
    freed = sum(-one.bays_taken[k] * one.available[site, k] for k in np.flatnonzero(one.bays_taken < 0))
    return min(int(one.available[site, kind]), int((one.bays[site] + freed) // one.bays_taken[kind]))


def kept_at(instance: Instance, site: int, rows: Ints) -> Mask:
    """Which sets a site may have by its ground, its power, its guns and a ban; (sets,)."""
    one = flat(instance)
    kept = (rows @ one.bays_taken <= one.bays[site]) & (rows @ one.kw <= one.grid_kw[site] + KW)
    kept &= (rows @ np.maximum(0, -one.guns).T <= one.standing[site]).all(axis=1)
    if one.settled_least is not None:
        kept &= ((rows >= one.settled_least[site]) & (rows <= one.settled_most[site])).all(axis=1)
    return np.asarray(kept & ~rows.any(axis=1) if one.forbidden[site] else kept)


def lacks_forced(instance: Instance, site: int, rows: Ints) -> Mask:
    """Which sets add nothing to a site at which something must be; (sets,)."""
    one = flat(instance)
    return np.asarray(one.forced[site] & ~rows[:, one.bays_taken >= 0].any(axis=1))


def lacking_plugs(instance: Instance, site: int, rows: Ints) -> Ints:
    """How many of the plugs that every new site must have each set lacks, slow ones being none beside a fast gun; (sets,)."""
    one = flat(instance)
    if one.existing[site] or not len(one.mandated):
        return np.zeros(len(rows), dtype=np.int64)
    slow, fast = ((rows @ kinds.T == 0).sum(axis=1) for kinds in (one.mandated, one.mandated_fast))
    return np.asarray(rows.any(axis=1) * np.where(rows[:, one.fast_kinds].any(axis=1), fast, slow))


def connection_usd(instance: Instance, site: int, kw: float) -> float:
    """Price of the smallest step that carries the power; none for no power, infinite above the largest."""
    one = flat(instance)
    if not len(one.step_kw) or kw <= 0:
        return 0.0
    enough = [usd for most, usd in zip(one.step_kw, one.step_usd, strict=True) if kw <= most + KW]
    return float(enough[0] + one.cable_usd[site]) if enough else np.inf


def spent_usd(instance: Instance, chargers: Ints) -> Floats:
    """Money by site for chargers, ground works and connections; (sites,)."""
    return np.array([usd_at(instance, j, row[None, :])[0] for j, row in enumerate(chargers)])


def usd_at(instance: Instance, site: int, rows: Ints) -> Floats:
    """Money that each set costs at a site; (sets,)."""
    one = flat(instance)
    opened = rows.any(axis=1) & ~one.existing[site]
    wired = [connection_usd(instance, site, kw) for kw in rows @ one.kw]
    return np.asarray(rows @ one.cost + opened * one.site_cost[site] + wired)


def kept_together(instance: Instance, chargers: Ints) -> bool:
    """Whether sets that each site may have by itself keep money, mains, spacing, numbers and shares together."""
    one = flat(instance)
    opened, drawn = chargers.any(axis=1) & ~one.existing, chargers @ one.kw
    return bool(
        spent_usd(instance, chargers).sum() <= one.budget + USD
        and _carried(one, drawn)
        and not any(opened[a] and opened[b] for a, b in one.too_near)
        and (one.max_sites is None or opened.sum() <= one.max_sites)
        and all((chargers.any(axis=1) != built).sum() >= differ for built, differ in instance.unlike)
        and keeps_dual_share(instance, chargers)
    )


def _carried(one: SimpleNamespace, drawn: Floats) -> bool:
    """Whether feeders and substations carry what sites draw, and the connection of neighbours what these do."""
    behind = all(drawn[one.substation == u].sum() <= kw + KW for u, kw in enumerate(one.substation_kw))
    together = all(drawn[list(sites)].sum() <= one.neighbours_kw + KW for sites in sites_of_one_ground(one))
    return behind and together and all(drawn[one.feeder == h].sum() <= kw + KW for h, kw in enumerate(one.feeder_kw))


def sites_of_one_ground(one: SimpleNamespace) -> Iterator[tuple[int, ...]]:
    """All sites of which each two are neighbours, which draw no more together than one of them may."""
    near = set() if one.neighbours is None else {(a, b) for a, b in np.sort(one.neighbours, axis=1).tolist()}
    sites = sorted({site for pair in near for site in pair})
    for count in range(2, len(sites) + 1):
        for some in itertools.combinations(sites, count):
            if near.issuperset(itertools.combinations(some, 2)):
                yield some


def keeps_dual_share(instance: Instance, chargers: Ints) -> bool:
    """Cabinets counted one by one at their prices."""
    one = flat(instance)
    if one.dual_share is None:
        return True
    spent = sum(int(n) * usd for n, usd in zip(chargers.sum(axis=0), one.dual_usd, strict=True))
    return bool(spent <= one.dual_share * one.budget + USD)


def worth_another(instance: Instance) -> Instance:
    """The question without what makes no other plan, but where something must be built: posts that serve nobody, and new ones in nobody's reach.

    A station at which guns can be taken down for others' sake is left as it is.
    """
    one = flat(instance)
    none = np.zeros_like(one.available)
    frees = (one.available * ((one.bays_taken < 0) | (one.kw < 0))).any(axis=1)
    reached = np.isin(np.arange(len(one.existing)), one.site) | frees
    useless = ~one.guns.any(axis=0)[None, :] | ~reached[:, None]
    asked = one.forced if one.settled_least is None else one.forced | one.settled_least.any(axis=1)
    return changed(instance, available=np.where(useless & ~asked[:, None], none, one.available))
