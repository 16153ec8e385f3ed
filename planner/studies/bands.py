"""How much of a plan's promise holds where its assumed figures stand elsewhere in their bands, and like places differ.

The plan stays one for the central figures. In Latin hypercube draws of every assumption of the demand, of the power of fast sessions, the
stays at slow posts, the share of the peak hour and that of the time that guns work, and of a lognormal factor for each site, drivers go
where the plan sends them, and a queue serves of them what it carries at the service level. Nobody looks for another site, so what a place lacks is lost even where the next has
room: the figures err on the low side.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current
from geodata.tables import rows_of
from planner.catalogue.facts import parameter_figure
from planner.demand.queue_figures import (
    PEAK,
    POWER,
    STAY,
    WORKS,
    demand_at,
    peak_factor,
    place_factors,
    power_factor,
    queue_figures,
    works_share,
)
from planner.demand.sampling import draws_of
from planner.demand.spans import Assumed, Draw
from planner.network.pool import Pool
from planner.network.pools import held_at
from planner.network.service_level import service_level_of
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import drawn_demand
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never, raise_if_stopped

Floats = NDArray[np.float64]
SAMPLES = 200
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Positions in a band at which capacities are worked out; between them they are interpolated."""
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Loads:
    """Where the plan's energy goes.

    Parameters
    ----------
    place : (loads,) int
        Queue of each load.
    site : (places,) int
    kwh : (loads,)
    share : (loads, zones)
        From which zones it comes.
    kind : (loads,) int
        Demand class.
    """

    place: NDArray[np.int64]
    site: NDArray[np.int64]
    kwh: Floats
    share: Floats
    kind: NDArray[np.int64]


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Percentiles of the energy served, of the whole plan and by site, and what each figure of the queues alone does."""
    if question.scenario.demand.samples == 0 or plan.flows.empty:
        return None
    raise_if_stopped(stop)
    say(_("how much of the promise holds in {samples} draws of the assumed figures", samples=SAMPLES))
    loads, keys = _loads(question, plan)
    capacity = _Capacities(question, plan, keys)
    queues, seed = queue_figures(question.estimate, question.scenario), question.scenario.demand.seed
    rng = np.random.default_rng([seed, 2])
    spread = parameter_figure("place_spread").central
    served = np.empty((SAMPLES, len(question.places)))
    central = question.demand.kwh_per_day
    for k, draw in enumerate(draws_of((*question.estimate.assumed, *queues), SAMPLES, seed)):
        raise_if_stopped(stop)
        ratio = np.divide(drawn_demand(question, draw), central, out=np.ones_like(central), where=central > 0)
        places = place_factors(len(question.places), spread, rng)
        served[k] = _served(loads, capacity.at(draw), ratio, places, len(question.places))
    total = served.sum(axis=1)
    promised = float(plan.flows["kwh_per_day"].sum())
    low, middle, high = (float(one) for one in np.quantile(total, QUANTILES))
    as_planned = np.ones(len(question.places))
    alone = [_alone(one, loads, capacity, central, as_planned) for one in queues]
    return {
        "samples": SAMPLES,
        "place_spread": spread,
        "promised_kwh_per_day": promised,
        "served_p10_kwh_per_day": low,
        "served_p50_kwh_per_day": middle,
        "served_p90_kwh_per_day": high,
        "verdict": (
            _(
                "In nine of ten draws of the assumed figures, like places differing as they do in real cities, at least {low:percent_least} of the promised energy is served where drivers go where the plan sends them; in half of them at least {middle:percent_least}.",
                low=low / promised,
                middle=middle / promised,
            )
        ),
        "alone": alone,
        "sites": _by_site(question, plan, served),
    }


class _Capacities:
    """What each queue carries at any draw of the figures of the queues.

    The figures act apart. Power of sessions moves fast guns, as `_faster` says. The hours at which cars come and how long they stay move
    how long sessions hold their guns and how many cars are there at the busiest time (`planner.network.pools.held_at`). Guns that fail
    more often carry what those that work carry, on the mean over their number. All of it is worked out at `STEPS` and interpolated.
    """

    def __init__(self, question: Question, plan: Plan, keys: list[tuple[int, int]]) -> None:
        self.question, self.level = question, service_level_of(question.scenario.plan)
        counts, missing = question.guns_with(plan.chargers), question.missing_kw_with(plan.chargers)
        queues = [(q, int(counts[j, q]), float(missing[j, q])) for j, q in keys]
        pools = {q: question.pools.pools[q] for q, _, _ in queues}
        powers = {q: [_faster(pool, z, question) for z in STEPS] for q, pool in pools.items()}
        works = {q: [_failing(pool, z) for z in STEPS] for q, pool in pools.items()}
        held = {
            q: [self._held(pool, {STAY: stay, PEAK: peak}) for stay in STEPS for peak in STEPS]
            for q, pool in pools.items()
        }
        self.kwh = _by_step([self._carried(powers[q], n, lacks) for q, n, lacks in queues])
        self.works = self._beside_planned(pools, works, queues)
        self.held = self._beside_planned(pools, held, queues).reshape(len(STEPS), len(STEPS), -1)

    def _carried(self, pools: list[Pool], guns: int, missing_kw: float) -> list[float]:
        return [pool.carries(guns, missing_kw, self.level) for pool in pools]

    def _beside_planned(
        self, pools: Mapping[int, Pool], moved: Mapping[int, list[Pool]], queues: list[tuple[int, int, float]]
    ) -> Floats:
        """What each queue carries over what it carries as planned, by the steps of `moved`; (steps, places)."""
        rows = []
        for q, guns, lacks in queues:
            planned = pools[q].carries(guns, lacks, self.level)
            rows.append([one / planned if planned > 0 else 1.0 for one in self._carried(moved[q], guns, lacks)])
        return np.array(rows, dtype=float).T.reshape(-1, len(queues))

    def _held(self, pool: Pool, draw: Draw) -> Pool:
        """A pool at other stays and another share of the peak hour."""
        held = held_at(pool, demand_at(self.question.demand, draw, self.question.scenario))
        return replace(held, peak_hour_share=min(1.0, pool.peak_hour_share * peak_factor(draw)))

    def at(self, draw: Draw) -> Floats:
        """KWh a day of each place; (places,)."""
        power, stay, peak, works = (draw.get(name, 0.0) for name in (POWER, STAY, PEAK, WORKS))
        held = _between(_between(self.held, stay), peak)
        return np.asarray(_between(self.kwh, power) * _between(self.works, works) * held)


def _by_step(rows: list[list[float]]) -> Floats:
    """Figures of each place at each step, turned round; (steps, places)."""
    return np.array(rows, dtype=float).reshape(-1, len(STEPS)).T


def _between(table: Floats, position: float) -> Floats:
    """Figures at a position in their band, of those at `STEPS` along the first axis."""
    after = int(np.clip(np.searchsorted(STEPS, position), 1, len(STEPS) - 1))
    part = (position - STEPS[after - 1]) / (STEPS[after] - STEPS[after - 1])
    return np.asarray((1 - part) * table[after - 1] + part * table[after])


def _failing(pool: Pool, position: float) -> Pool:
    """Guns that work for another share of the time."""
    return replace(pool, availability=works_share({WORKS: position}, pool.availability))


def _faster(pool: Pool, position: float, question: Question) -> Pool:
    """Fast guns whose sessions run at another power; slow posts as they are."""
    if pool.parks:
        return pool
    factor, session_kw = power_factor({POWER: position}), _session_kw(pool, question)
    power = pool.power_kw * factor
    if pool.power_kw < session_kw - 0.1:
        power = min(pool.power_kw, session_kw * factor)  # the guns are the limit as long as cars take more
    slower_min = pool.session_kwh * 60.0 * (1 / power - 1 / pool.power_kw)
    return replace(pool, power_kw=power, service_min=pool.service_min + slower_min)


def _session_kw(pool: Pool, question: Question) -> float:
    """Least power at which the classes of a pool charge fast in the mean."""
    mine = [c.session_dc_kw for c in question.demand.classes if c.family in pool.families and c.need.takes(Current.DC)]
    return min(mine, default=pool.power_kw)


def _loads(question: Question, plan: Plan) -> tuple[Loads, list[tuple[int, int]]]:
    """Loads of the plan, and the (site, pool) of each queue that has any."""
    demand, sites = question.demand, question.places.number()
    pools = {pool.name: q for q, pool in enumerate(question.pools.pools)}
    kinds = {(c.family.value, c.need.value): at for at, c in enumerate(demand.classes)}
    zones = {str(name): i for i, name in enumerate(demand.zone_id)}
    come: dict[tuple[int, int], Floats] = defaultdict(lambda: np.zeros(len(zones)))
    for row in rows_of(plan.flows):
        come[sites[row.site_id], kinds[row.family, row.need]][zones[row.zone_id]] += row.kwh_per_day
    rows = [
        (sites[row.site_id], pools[row.pool], kinds[row.family, row.need], float(row.kwh_per_day))
        for row in rows_of(plan.pools)
        if row.kwh_per_day > 0
    ]
    keys = sorted({(j, q) for j, q, _, _ in rows})
    at = {key: n for n, key in enumerate(keys)}
    shares = [come[j, c] / max(come[j, c].sum(), 1e-12) for j, _, c, _ in rows]
    loads = Loads(
        place=np.array([at[j, q] for j, q, _, _ in rows], dtype=np.int64),
        site=np.array([j for j, _ in keys], dtype=np.int64),
        kwh=np.array([kwh for *_, kwh in rows]),
        share=np.array(shares).reshape(len(rows), len(zones)),
        kind=np.array([c for _, _, c, _ in rows], dtype=np.int64),
    )
    return loads, keys


def _served(loads: Loads, capacity: Floats, ratio: Floats, places: Floats, sites: int) -> Floats:
    """KWh a day by site, (sites,): of those who come what the queues carry; `ratio` (zones, classes), `places` (sites,)."""
    grown = np.einsum("lz,zl->l", loads.share, ratio[:, loads.kind])
    come = np.bincount(loads.place, loads.kwh * grown, minlength=len(loads.site)) * places[loads.site]
    return np.bincount(loads.site, np.minimum(come, np.maximum(capacity, 0.0)), minlength=sites)


def _alone(one: Assumed, loads: Loads, capacity: _Capacities, central: Floats, places: Floats) -> dict[str, Any]:
    """Energy served with one figure of the queues at either end, all else as planned."""
    ends = [
        float(_served(loads, capacity.at({one.name: z}), np.ones_like(central), places, len(places)).sum())
        for z in (-1.0, 1.0)
    ]
    return {
        "name": one.name,
        "what": one.what,
        "low": one.low,
        "central": one.central,
        "high": one.high,
        "source": one.source,
        "served_low_kwh_per_day": ends[0],
        "served_high_kwh_per_day": ends[1],
    }


def _by_site(question: Question, plan: Plan, served: Floats) -> list[dict[str, Any]]:
    promised = plan.flows.groupby("site_id")["kwh_per_day"].sum()
    number = question.places.number()
    low, _, high = np.quantile(served, QUANTILES, axis=0)
    return [
        {
            "site_id": str(site),
            "promised_kwh_per_day": float(kwh),
            "served_p10_kwh_per_day": float(low[number[str(site)]]),
            "served_p90_kwh_per_day": float(high[number[str(site)]]),
        }
        for site, kwh in promised.items()
    ]
