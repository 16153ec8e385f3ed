"""Ruin and recreate: a few neighbouring sites of a plan taken out and built anew, again and again; compiled.

G. Schrimpf et al., Record breaking optimization results using the ruin and recreate principle, J. Comput. Phys. 159 (2000).
A rebuilt plan is judged by the energy its new sites find beside what the kept ones go on serving, which is a value it can reach.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.pricing_loops import Scratch, scratch_for
from planner.model.search.greedy import Taste, best_set, build, fill
from planner.model.search.state import Ground, Stand, put, release, room_at, serve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_RUINED = 10
"""Sites that one step takes out at most: two places of five."""
STRANGERS = 20
"""Sites from anywhere that may join a rebuild, so that money moves across the city."""
OTHERS = 0.1
"""How much of the weighed sum of all worlds counts beside the worst."""
KEPT, RUINED, CANDIDATE = range(3)


class Terms(NamedTuple):
    """On what terms a rebuilt plan is taken.

    Parameters
    ----------
    now : float
        Value of the plan in hand, less the fines.
    most : int
        Rebuilds at most.
    margin : float
        0 or more asks the caller about every plan that comes so near the one in hand; below 0 nobody is asked: what is better is
        taken, and with `heat` now and then what is worse.
    heat : float
    fine : (districts,)
        For a kWh that a district is short of its floor.
    """

    now: float
    most: int
    margin: float
    heat: float
    fine: Floats


class Bench(NamedTuple):
    """Working space of a rebuild: what each site is to it, how near, and the sites that may be built at, were ruined, were touched."""

    scratch: Scratch
    mark: Ints
    score: Floats
    may: Ints
    ruined: Ints
    touched: Ints


@compiled
def fined(ground: Ground, stand: Stand, fine: Floats) -> float:
    """Fines for the energy that districts are short of their floors."""
    total = 0.0
    for district in range(len(ground.promised)):
        total += fine[district] * max(0.0, ground.promised[district] - stand.inside[district])
    return total


@compiled
def worth_of_worst(ground: Ground, stand: Stand) -> float:
    """Worth by the world that is served worst, with a little of the weighed sum so that a step for another world counts too."""
    total = 0.0
    for world in range(len(ground.weight)):
        total += ground.weight[world] * stand.gained[world]
    return float((1.0 - OTHERS) * len(ground.weight) * stand.gained.min() + OTHERS * total)


@compiled
def nearest_built(ground: Ground, stand: Stand, bench: Bench, centre: int) -> int:
    """Built site with the highest score about a centre that was not taken out yet; -1 where there is none."""
    best, top, begin = -1, 0.0, ground.peer_start[centre]
    for at in range(begin, ground.peer_start[centre + 1]):
        peer = ground.peer[at]
        built = stand.row[peer] != ground.least[peer] and bench.mark[peer] == KEPT
        if built and bench.score[at - begin] > top:
            best, top = peer, bench.score[at - begin]
    return best


@compiled
def ruin(ground: Ground, stand: Stand, rng: np.random.Generator, bench: Bench) -> tuple[int, float]:
    """Take out built sites about one place or two, drawn by lot; returns how many, and the worth they served."""
    count, lost, mark = 0, 0.0, bench.mark
    for _ in range(rng.integers(1, 3)):
        centre, wanted = int(rng.integers(0, len(mark))), rng.integers(1, 6)
        begin = ground.peer_start[centre]
        for at in range(begin, ground.peer_start[centre + 1]):
            bench.score[at - begin] = ground.shared[at] * (0.4 + 0.6 * rng.random())
        for turn in range(wanted):
            own = turn == 0 and stand.row[centre] != ground.least[centre] and mark[centre] == KEPT
            site = centre if own else nearest_built(ground, stand, bench, centre)
            if site < 0:
                break
            mark[site] = RUINED
            bench.ruined[count] = site
            count += 1
            lost += release(ground, stand, site)
            put(ground, stand, site, ground.least[site])
    return count, lost


@compiled
def candidates(ground: Ground, stand: Stand, rng: np.random.Generator, bench: Bench, count: int) -> int:
    """Sites that may be built at: the ruined ones but for some by lot, their neighbours, and now and then strangers; returns how many."""
    offered, skip, mark, may = 0, rng.integers(0, 3) * 0.35, bench.mark, bench.may
    for site in bench.ruined[:count]:
        if rng.random() >= skip:
            may[offered] = site
            offered += 1
    for site in bench.ruined[:count]:
        for at in range(ground.peer_start[site], ground.peer_start[site + 1]):
            peer = ground.peer[at]
            if mark[peer] == KEPT and stand.row[peer] == ground.least[peer]:
                mark[peer] = CANDIDATE
                may[offered] = peer
                offered += 1
    for _ in range(STRANGERS if count == 0 or rng.random() < 0.3 else 0):
        stranger = rng.integers(0, len(mark))
        if mark[stranger] == KEPT and stand.row[stranger] == ground.least[stranger]:
            mark[stranger] = CANDIDATE
            may[offered] = stranger
            offered += 1
    return offered


@compiled
def copy_site(ground: Ground, stand: Stand, kept: Stand, site: int) -> None:
    """Remember a site as it stands."""
    families = ground.flows.level_of_set.shape[1]
    begin, end = ground.flows.start[site * families], ground.flows.start[(site + 1) * families]
    kept.row[site] = stand.row[site]
    kept.kwh[begin:end] = stand.kwh[begin:end]


@compiled
def restore_site(ground: Ground, stand: Stand, kept: Stand, site: int) -> None:
    """Put a site that serves nothing back as it was remembered."""
    families = ground.flows.level_of_set.shape[1]
    if stand.row[site] != kept.row[site]:
        put(ground, stand, site, kept.row[site])
    for flow in range(ground.flows.start[site * families], ground.flows.start[(site + 1) * families]):
        if kept.kwh[flow] != 0.0:
            serve(ground, stand, flow, kept.kwh[flow])


def bench_for(ground: Ground) -> Bench:
    """Lay out the working space."""
    sites = len(ground.least)
    ints = [np.zeros(size, dtype=np.int64) for size in (sites, sites, MOST_RUINED, sites + MOST_RUINED)]
    return Bench(scratch_for(ground.flows), ints[0], np.zeros(sites), ints[1], ints[2], ints[3])


@compiled
def propose(ground: Ground, stand: Stand, bench: Bench, rng: np.random.Generator, scarcity: float) -> tuple[float, int]:
    """Ruin and recreate once, in place; returns the worth won, and how many sites were touched."""
    bench.mark[:] = KEPT
    count, lost = ruin(ground, stand, rng, bench)
    offered = candidates(ground, stand, rng, bench, count)
    half, luck = rng.random() < 0.33, 0.2 * rng.integers(0, 3)
    taste = Taste(scarcity, 0.6 + 0.5 * rng.random(), 0.5 if half else 0.0, luck, int(rng.integers(0, 1 << 30)))
    gain, changed = build(ground, stand, bench.scratch, bench.may[:offered], taste, bench.touched)
    for site in bench.ruined[:count]:
        if stand.row[site] == ground.least[site]:  # what stands there serves on
            best_set(ground, stand, bench.scratch, site, taste)
            gain += fill(ground, stand, bench.scratch, site, stand.row[site])
            bench.touched[changed] = site
            changed += 1
    return gain - lost, changed


@compiled
def allowed(ground: Ground, stand: Stand, kept: Stand, touched: Ints) -> bool:
    """Tell whether a plan is another one that keeps its limits.

    A ruined site may have freed the power that a kept one draws, or had the cabinets of one standard that let it have some of two.
    """
    other = False
    if stand.dual[0] < -1e-9:
        return False
    for site in touched:
        other = other or stand.row[site] != kept.row[site]
        if room_at(ground, stand, site) < -1e-9:
            return False
    return other


@compiled
def rebuild(
    ground: Ground, stand: Stand, kept: Stand, bench: Bench, terms: Terms, rng: np.random.Generator
) -> tuple[int, float, bool]:
    """Ruin and recreate until a plan comes within the margin of the one in hand.

    Parameters
    ----------
    stand, kept : Stand
        The plan in hand, twice; `stand` is left with the plan that was found, and `kept` where it was.

    Returns
    -------
    steps, value, near : int, float, bool
        How many were tried, the value of the plan in `stand`, and whether it is one to be asked about.
    """
    now, scarcity = (
        terms.now,
        0.1 * rng.integers(2, 11),
    )  # one for all, since another would put every site's flows in another order
    weighed = len(ground.weight) > 0
    if weighed:
        now = worth_of_worst(ground, stand) - fined(ground, stand, terms.fine)
    for step in range(terms.most):
        fines = fined(ground, stand, terms.fine)
        won, count = propose(ground, stand, bench, rng, scarcity)
        touched = bench.touched[:count]
        value = worth_of_worst(ground, stand) if weighed else now + won + fines
        value -= fined(ground, stand, terms.fine)
        good = allowed(ground, stand, kept, touched)
        if good and terms.margin >= 0.0 and value > now - terms.margin:
            return step + 1, value, True
        if good and terms.margin < 0.0 and value > now - terms.heat * -np.log(1.0 - rng.random()):
            now = value
            for site in touched:
                copy_site(ground, stand, kept, site)
            continue
        for site in touched:
            release(ground, stand, site)
        for site in touched:
            restore_site(ground, stand, kept, site)
    return terms.most, now, False
