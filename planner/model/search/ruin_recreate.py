"""Ruin and recreate: a few neighbouring sites of a plan are removed and rebuilt greedily, repeatedly; compiled.

G. Schrimpf et al., Record breaking optimization results using the ruin and recreate principle, J. Comput. Phys. 159 (2000).
A rebuilt plan is evaluated with the allocation of the kept sites fixed, which gives a lower bound on its value.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.pricing_loops import Scratch, scratch_for
from planner.model.search.greedy import Criteria, best_set, build, fill
from planner.model.search.state import SearchData, State, keeps_rows, put, release, serve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_RUINED = 10
"""Sites removed in one step at most: five about each of two centres."""
STRANGERS = 20
"""Random sites that may join a rebuild, so that money moves across the city."""
OTHERS = 0.1
"""Weight of the weighted sum over worlds beside the worst world."""
KEPT, RUINED, CANDIDATE = range(3)


class Terms(NamedTuple):
    """Acceptance criterion of rebuilt plans.

    Parameters
    ----------
    now : float
        Value of the current plan, less the penalties.
    most : int
        Rebuilds at most.
    margin : float
        If 0 or more, return every plan within this margin of the current one to the caller; if below 0, accept here by the Metropolis
        criterion at temperature `heat`.
    heat : float
    penalty : (floors,)
        Per kWh of shortfall of a served floor.
    """

    now: float
    most: int
    margin: float
    heat: float
    penalty: Floats


class Workspace(NamedTuple):
    """Buffers of a rebuild: state and score of each site, and the lists of candidate, ruined and changed sites."""

    scratch: Scratch
    mark: Ints
    score: Floats
    may: Ints
    ruined: Ints
    touched: Ints


@compiled
def penalty_of(data: SearchData, state: State, penalty: Floats) -> float:
    """Total penalty of the shortfalls of served floors; `penalty` (floors,) per kWh."""
    total = 0.0
    for floor in range(len(data.promised)):
        total += penalty[floor] * max(0.0, data.promised[floor] - state.inside[floor])
    return total


@compiled
def worth_of_worst(data: SearchData, state: State) -> float:
    """Max-min worth over worlds, with a little of the weighted sum so that gains in other worlds count too."""
    total = 0.0
    for world in range(len(data.weight)):
        total += data.weight[world] * state.gained[world]
    return float((1.0 - OTHERS) * len(data.weight) * state.gained.min() + OTHERS * total)


@compiled
def nearest_built(data: SearchData, state: State, work: Workspace, centre: int) -> int:
    """Built site with the highest score about a centre that is not ruined yet; -1 where there is none."""
    best, top, begin = -1, 0.0, data.peer_start[centre]
    for at in range(begin, data.peer_start[centre + 1]):
        peer = data.peer[at]
        built = state.row[peer] != data.least[peer] and work.mark[peer] == KEPT
        if built and work.score[at - begin] > top:
            best, top = peer, work.score[at - begin]
    return best


@compiled
def ruin(data: SearchData, state: State, rng: np.random.Generator, work: Workspace) -> tuple[int, float]:
    """Remove built sites about one or two random centres; returns how many, and the worth they served."""
    count, lost, mark = 0, 0.0, work.mark
    for _ in range(rng.integers(1, 3)):
        centre, wanted = int(rng.integers(0, len(mark))), rng.integers(1, 6)
        begin = data.peer_start[centre]
        for at in range(begin, data.peer_start[centre + 1]):
            work.score[at - begin] = data.shared[at] * (0.4 + 0.6 * rng.random())
        for turn in range(wanted):
            own = turn == 0 and state.row[centre] != data.least[centre] and mark[centre] == KEPT
            site = centre if own else nearest_built(data, state, work, centre)
            if site < 0:
                break
            mark[site] = RUINED
            work.ruined[count] = site
            count += 1
            lost += release(data, state, site)
            put(data, state, site, data.least[site])
    return count, lost


@compiled
def candidates(data: SearchData, state: State, rng: np.random.Generator, work: Workspace, count: int) -> int:
    """Candidate sites to build at: the ruined ones except for random omissions, their neighbours, and at times random sites; returns how many."""
    offered, skip, mark, may = 0, rng.integers(0, 3) * 0.35, work.mark, work.may
    for site in work.ruined[:count]:
        if rng.random() >= skip:
            may[offered] = site
            offered += 1
    for site in work.ruined[:count]:
        for at in range(data.peer_start[site], data.peer_start[site + 1]):
            peer = data.peer[at]
            if mark[peer] == KEPT and state.row[peer] == data.least[peer]:
                mark[peer] = CANDIDATE
                may[offered] = peer
                offered += 1
    for _ in range(STRANGERS if count == 0 or rng.random() < 0.3 else 0):
        stranger = rng.integers(0, len(mark))
        if mark[stranger] == KEPT and state.row[stranger] == data.least[stranger]:
            mark[stranger] = CANDIDATE
            may[offered] = stranger
            offered += 1
    return offered


@compiled
def copy_site(data: SearchData, state: State, kept: State, site: int) -> None:
    """Copy the state of a site."""
    families = data.flows.level_of_set.shape[1]
    begin, end = data.flows.start[site * families], data.flows.start[(site + 1) * families]
    kept.row[site] = state.row[site]
    kept.kwh[begin:end] = state.kwh[begin:end]


@compiled
def restore_site(data: SearchData, state: State, kept: State, site: int) -> None:
    """Restore a site that serves nothing from its copy."""
    families = data.flows.level_of_set.shape[1]
    if state.row[site] != kept.row[site]:
        put(data, state, site, kept.row[site])
    for flow in range(data.flows.start[site * families], data.flows.start[(site + 1) * families]):
        if kept.kwh[flow] != 0.0:
            serve(data, state, flow, kept.kwh[flow])


def workspace_for(data: SearchData) -> Workspace:
    """Allocate the buffers."""
    sites = len(data.least)
    ints = [np.zeros(size, dtype=np.int64) for size in (sites, sites, MOST_RUINED, sites + MOST_RUINED)]
    return Workspace(scratch_for(data.flows), ints[0], np.zeros(sites), ints[1], ints[2], ints[3])


@compiled
def propose(
    data: SearchData, state: State, work: Workspace, rng: np.random.Generator, scarcity: float
) -> tuple[float, int]:
    """Ruin and recreate once, in place; returns the worth gained, and how many sites were changed."""
    work.mark[:] = KEPT
    count, lost = ruin(data, state, rng, work)
    offered = candidates(data, state, rng, work, count)
    half, noise = rng.random() < 0.33, 0.2 * rng.integers(0, 3)
    criteria = Criteria(scarcity, 0.6 + 0.5 * rng.random(), 0.5 if half else 0.0, noise, int(rng.integers(0, 1 << 30)))
    gain, changed = build(data, state, work.scratch, work.may[:offered], criteria, work.touched)
    for site in work.ruined[:count]:
        if state.row[site] == data.least[site]:  # what stands there serves on
            best_set(data, state, work.scratch, site, criteria)
            gain += fill(data, state, work.scratch, site, state.row[site])
            work.touched[changed] = site
            changed += 1
    return gain - lost, changed


@compiled
def allowed(data: SearchData, state: State, kept: State, touched: Ints) -> bool:
    """Whether a plan differs from the current one and is feasible: a ruined standing site may have freed power that a kept one draws."""
    other = False
    for site in touched:
        other = other or state.row[site] != kept.row[site]
        if not keeps_rows(data, state, site):
            return False
    return other


@compiled
def rebuild(
    data: SearchData, state: State, kept: State, work: Workspace, terms: Terms, rng: np.random.Generator
) -> tuple[int, float, bool]:
    """Ruin and recreate until a plan comes within the margin of the current one.

    Parameters
    ----------
    state, kept : State
        The current plan and a copy of it; `state` is changed to the plan that was found, `kept` stays.

    Returns
    -------
    steps, value, near : int, float, bool
        How many were tried, the value of the plan in `state`, and whether it lies within the margin.
    """
    now, scarcity = (
        terms.now,
        0.1 * rng.integers(2, 11),
    )  # one for all steps, since another would change the order of every site's flows
    weighed = len(data.weight) > 0
    if weighed:
        now = worth_of_worst(data, state) - penalty_of(data, state, terms.penalty)
    for step in range(terms.most):
        penalties = penalty_of(data, state, terms.penalty)
        won, count = propose(data, state, work, rng, scarcity)
        touched = work.touched[:count]
        value = worth_of_worst(data, state) if weighed else now + won + penalties
        value -= penalty_of(data, state, terms.penalty)
        good = allowed(data, state, kept, touched)
        if good and terms.margin >= 0.0 and value > now - terms.margin:
            return step + 1, value, True
        if good and terms.margin < 0.0 and value > now - terms.heat * -np.log(1.0 - rng.random()):
            now = value
            for site in touched:
                copy_site(data, state, kept, site)
            continue
        for site in touched:
            release(data, state, site)
        for site in touched:
            restore_site(data, state, kept, site)
    return terms.most, now, False
