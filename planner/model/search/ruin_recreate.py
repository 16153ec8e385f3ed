"""Ruin and recreate: a few neighbouring sites of a plan taken out and built anew, again and again; compiled.

G. Schrimpf et al., Record breaking optimization results using the ruin and recreate principle, J. Comput. Phys. 159 (2000).
A rebuilt plan is judged by the energy its new sites find beside what the kept ones go on serving, which is a value it can reach.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.pricing_loops import Scratch, scratch_for
from planner.model.search.greedy import Criteria, best_set, build, fill
from planner.model.search.state import Ground, State, keeps_rows, put, release, serve

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
    penalty : (floors,)
        For a kWh that a served floor is short.
    """

    now: float
    most: int
    margin: float
    heat: float
    penalty: Floats


class Workspace(NamedTuple):
    """Working space of a rebuild: what each site is to it, how near, and the sites that may be built at, were ruined, were touched."""

    scratch: Scratch
    mark: Ints
    score: Floats
    may: Ints
    ruined: Ints
    touched: Ints


@compiled
def penalty_of(ground: Ground, state: State, penalty: Floats) -> float:
    """What the energy that served floors are short of costs, at these penalties a kWh; (floors,)."""
    total = 0.0
    for floor in range(len(ground.promised)):
        total += penalty[floor] * max(0.0, ground.promised[floor] - state.inside[floor])
    return total


@compiled
def worth_of_worst(ground: Ground, state: State) -> float:
    """Worth by the world that is served worst, with a little of the weighed sum so that a step for another world counts too."""
    total = 0.0
    for world in range(len(ground.weight)):
        total += ground.weight[world] * state.gained[world]
    return float((1.0 - OTHERS) * len(ground.weight) * state.gained.min() + OTHERS * total)


@compiled
def nearest_built(ground: Ground, state: State, work: Workspace, centre: int) -> int:
    """Built site with the highest score about a centre that was not taken out yet; -1 where there is none."""
    best, top, begin = -1, 0.0, ground.peer_start[centre]
    for at in range(begin, ground.peer_start[centre + 1]):
        peer = ground.peer[at]
        built = state.row[peer] != ground.least[peer] and work.mark[peer] == KEPT
        if built and work.score[at - begin] > top:
            best, top = peer, work.score[at - begin]
    return best


@compiled
def ruin(ground: Ground, state: State, rng: np.random.Generator, work: Workspace) -> tuple[int, float]:
    """Take out built sites about one place or two, drawn by lot; returns how many, and the worth they served."""
    count, lost, mark = 0, 0.0, work.mark
    for _ in range(rng.integers(1, 3)):
        centre, wanted = int(rng.integers(0, len(mark))), rng.integers(1, 6)
        begin = ground.peer_start[centre]
        for at in range(begin, ground.peer_start[centre + 1]):
            work.score[at - begin] = ground.shared[at] * (0.4 + 0.6 * rng.random())
        for turn in range(wanted):
            own = turn == 0 and state.row[centre] != ground.least[centre] and mark[centre] == KEPT
            site = centre if own else nearest_built(ground, state, work, centre)
            if site < 0:
                break
            mark[site] = RUINED
            work.ruined[count] = site
            count += 1
            lost += release(ground, state, site)
            put(ground, state, site, ground.least[site])
    return count, lost


@compiled
def candidates(ground: Ground, state: State, rng: np.random.Generator, work: Workspace, count: int) -> int:
    """Sites that may be built at: the ruined ones but for some by lot, their neighbours, and now and then strangers; returns how many."""
    offered, skip, mark, may = 0, rng.integers(0, 3) * 0.35, work.mark, work.may
    for site in work.ruined[:count]:
        if rng.random() >= skip:
            may[offered] = site
            offered += 1
    for site in work.ruined[:count]:
        for at in range(ground.peer_start[site], ground.peer_start[site + 1]):
            peer = ground.peer[at]
            if mark[peer] == KEPT and state.row[peer] == ground.least[peer]:
                mark[peer] = CANDIDATE
                may[offered] = peer
                offered += 1
    for _ in range(STRANGERS if count == 0 or rng.random() < 0.3 else 0):
        stranger = rng.integers(0, len(mark))
        if mark[stranger] == KEPT and state.row[stranger] == ground.least[stranger]:
            mark[stranger] = CANDIDATE
            may[offered] = stranger
            offered += 1
    return offered


@compiled
def copy_site(ground: Ground, state: State, kept: State, site: int) -> None:
    """Remember a site as it stands."""
    families = ground.flows.level_of_set.shape[1]
    begin, end = ground.flows.start[site * families], ground.flows.start[(site + 1) * families]
    kept.row[site] = state.row[site]
    kept.kwh[begin:end] = state.kwh[begin:end]


@compiled
def restore_site(ground: Ground, state: State, kept: State, site: int) -> None:
    """Put a site that serves nothing back as it was remembered."""
    families = ground.flows.level_of_set.shape[1]
    if state.row[site] != kept.row[site]:
        put(ground, state, site, kept.row[site])
    for flow in range(ground.flows.start[site * families], ground.flows.start[(site + 1) * families]):
        if kept.kwh[flow] != 0.0:
            serve(ground, state, flow, kept.kwh[flow])


def workspace_for(ground: Ground) -> Workspace:
    """Lay out the working space."""
    sites = len(ground.least)
    ints = [np.zeros(size, dtype=np.int64) for size in (sites, sites, MOST_RUINED, sites + MOST_RUINED)]
    return Workspace(scratch_for(ground.flows), ints[0], np.zeros(sites), ints[1], ints[2], ints[3])


@compiled
def propose(
    ground: Ground, state: State, work: Workspace, rng: np.random.Generator, scarcity: float
) -> tuple[float, int]:
    """Ruin and recreate once, in place; returns the worth won, and how many sites were touched."""
    work.mark[:] = KEPT
    count, lost = ruin(ground, state, rng, work)
    offered = candidates(ground, state, rng, work, count)
    half, noise = rng.random() < 0.33, 0.2 * rng.integers(0, 3)
    criteria = Criteria(scarcity, 0.6 + 0.5 * rng.random(), 0.5 if half else 0.0, noise, int(rng.integers(0, 1 << 30)))
    gain, changed = build(ground, state, work.scratch, work.may[:offered], criteria, work.touched)
    for site in work.ruined[:count]:
        if state.row[site] == ground.least[site]:  # what stands there serves on
            best_set(ground, state, work.scratch, site, criteria)
            gain += fill(ground, state, work.scratch, site, state.row[site])
            work.touched[changed] = site
            changed += 1
    return gain - lost, changed


@compiled
def allowed(ground: Ground, state: State, kept: State, touched: Ints) -> bool:
    """Tell whether a plan is another one that keeps its limits: a ruined site may have freed the power that a kept one draws."""
    other = False
    for site in touched:
        other = other or state.row[site] != kept.row[site]
        if not keeps_rows(ground, state, site):
            return False
    return other


@compiled
def rebuild(
    ground: Ground, state: State, kept: State, work: Workspace, terms: Terms, rng: np.random.Generator
) -> tuple[int, float, bool]:
    """Ruin and recreate until a plan comes within the margin of the one in hand.

    Parameters
    ----------
    state, kept : State
        The plan in hand, twice; `state` is left with the plan that was found, and `kept` where it was.

    Returns
    -------
    steps, value, near : int, float, bool
        How many were tried, the value of the plan in `state`, and whether it is one to be asked about.
    """
    now, scarcity = (
        terms.now,
        0.1 * rng.integers(2, 11),
    )  # one for all, since another would put every site's flows in another order
    weighed = len(ground.weight) > 0
    if weighed:
        now = worth_of_worst(ground, state) - penalty_of(ground, state, terms.penalty)
    for step in range(terms.most):
        penalties = penalty_of(ground, state, terms.penalty)
        won, count = propose(ground, state, work, rng, scarcity)
        touched = work.touched[:count]
        value = worth_of_worst(ground, state) if weighed else now + won + penalties
        value -= penalty_of(ground, state, terms.penalty)
        good = allowed(ground, state, kept, touched)
        if good and terms.margin >= 0.0 and value > now - terms.margin:
            return step + 1, value, True
        if good and terms.margin < 0.0 and value > now - terms.heat * -np.log(1.0 - rng.random()):
            now = value
            for site in touched:
                copy_site(ground, state, kept, site)
            continue
        for site in touched:
            release(ground, state, site)
        for site in touched:
            restore_site(ground, state, kept, site)
    return terms.most, now, False
