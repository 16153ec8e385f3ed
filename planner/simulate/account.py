"""Results of a simulation by place, by plug family and in all, beside what the plan promises."""

from typing import Any

import numpy as np
import pandas as pd

from geodata.tables import rows_of
from planner.plan import Plan
from planner.question import Question
from planner.simulate.arrivals import DAY_MIN
from planner.simulate.onward import taken_shares
from planner.simulate.play import WARM_UP_DAYS, Outcome, Played
from planner.support.speech import term

LOST = {
    Outcome.BALKED: term("turned away by the line"),
    Outcome.RENEGED: term("gave up waiting"),
    Outcome.NO_PLUG: term("no plug that the car takes"),
    Outcome.FULL: term("found all slow posts in reach taken"),
}
WORST = 10
ENOUGH = 20
"""Least number of drivers in its peak hours for a site to be ranked among the worst: with fewer, chance decides."""


def account_of(played: Played, question: Question, plan: Plan) -> dict[str, Any]:
    """Results as plain JSON, in all, by plug family and by place, each with ``promised``, ``arrived``, ``served`` and ``lost`` kWh a day.

    ``taken`` is the share of drivers at fast guns who find all of them taken at the place where they go first, ``full`` that at slow
    posts; ``late`` that of drivers at fast guns who are not at one within `plan.max_wait_min`, there or farther on. ``taken_peak``,
    ``full_peak`` and ``late_peak`` are those of drivers who come in the busiest hour of their first place; ``taken_told`` and
    ``full_told`` what the plan tells of the first two (`taken_shares`).
    """
    visits = _judged(played, question)
    promised = _promised(played, question, plan)
    families = [one.family.value for one in question.demand.classes]
    told = taken_shares(question, plan, played.places)
    by_place = [_place(played, question, n, visits, promised, told[n]) for n in range(len(played.places))]
    return {
        "rule": played.rule.value,
        **_sums(visits, played.days),
        "promised_kwh_per_day": float(plan.flows["kwh_per_day"].sum()),
        "served_error_kwh_per_day": _served_error(visits, played.days),
        "late_peak_error": _error(visits[visits["peak"] & ~visits["parks"]], "late"),
        "taken_peak_error": _error(visits[visits["peak"] & ~visits["parks"]], "taken"),
        "taken_peak_drivers": int((visits["peak"] & ~visits["parks"]).sum()),
        "full_peak_drivers": int((visits["peak"] & visits["parks"]).sum()),
        "full_peak_error": _error(visits[visits["peak"] & visits["parks"]], "taken"),
        **_told(by_place),
        "lost_by": _lost_by(visits, played.days),
        "utilisation": _utilisation(played.held_min.sum(), sum(one.guns for one in played.places), played.days),
        "families": [
            {
                "family": family,
                "promised_kwh_per_day": float(plan.flows.loc[plan.flows["family"] == family, "kwh_per_day"].sum()),
                **_sums(visits[visits["family"] == family], played.days),
            }
            for family in dict.fromkeys(families)
        ],
        "places": by_place,
        "worst": _worst(visits, played, question, plan),
    }


def _judged(played: Played, question: Question) -> pd.DataFrame:
    """Add to the visits ``peak``, ``parks``, ``wait_min``, ``late``, ``lost``, ``family``, ``site``, all by the place where they go first."""
    visits, ask = played.visits, question.scenario.plan
    place, outcome = visits["first"].to_numpy(), visits["outcome"].to_numpy()
    hour = (visits["minute"].to_numpy() // 60 % 24).astype(int)
    known = place >= 0
    sites = np.array([one.site for one in played.places], dtype=np.int64)
    wait = (visits["began"] - visits["minute"]).to_numpy()
    parked = np.array([question.pools.pools[one.pool].parks for one in played.places], dtype=bool)
    parks = np.zeros(len(visits), dtype=bool)
    parks[known] = parked[place[known]]
    gone = np.isin(outcome, [Outcome.BALKED, Outcome.RENEGED])
    peak, site = np.zeros(len(visits), dtype=bool), np.full(len(visits), -1)
    peak[known] = hour[known] == played.peak_hour[place[known]]
    site[known] = sites[place[known]]
    family = np.array([one.family.value for one in question.demand.classes], dtype=object)
    return visits.assign(
        peak=peak,
        parks=parks,
        wait_min=wait,
        late=gone | (wait > ask.max_wait_min),
        lost=np.isin(outcome, list(LOST)),
        family=family[visits["kind"].to_numpy()],
        site=site,
    )


def _sums(visits: pd.DataFrame, days: int) -> dict[str, Any]:
    """Drivers, energy and waits of some visits; shares and means are None where there is nobody."""
    kwh, outcome = visits["kwh"], visits["outcome"]
    waited = visits["wait_min"].notna() & ~visits["parks"]
    wait, park = visits[~visits["parks"]], visits[visits["parks"]]
    peak, parked_peak = wait[wait["peak"]], park[park["peak"]]
    return {
        "drivers_per_day": len(visits) / days,
        "arrived_kwh_per_day": float(kwh.sum()) / days,
        "served_kwh_per_day": float(kwh[outcome == Outcome.SERVED].sum()) / days,
        "lost_kwh_per_day": float(kwh[visits["lost"]].sum()) / days,
        "there_kwh_per_day": float(kwh[outcome == Outcome.UNFINISHED].sum()) / days,
        "peak_drivers": len(peak) + len(parked_peak),
        "late_peak": _mean(peak["late"]),
        "late": _mean(wait["late"]),
        "taken_peak": _mean(peak["taken"]),
        "taken": _mean(wait["taken"]),
        "full_peak": _mean(parked_peak["taken"]),
        "full": _mean(park["taken"]),
        "wait_peak_min": _mean(peak.loc[peak["wait_min"].notna(), "wait_min"]),
        "wait_min": _mean(visits.loc[waited, "wait_min"]),
    }


def _mean(values: "pd.Series[Any]") -> float | None:
    return float(values.mean()) if len(values) else None


def _error(peak: pd.DataFrame, what: str) -> float | None:
    """Standard error of the share of ``late`` drivers or those who find all ``taken``, from day to day: drivers of one hour wait for each other, days do not."""
    if not len(peak):
        return None
    day = (peak["minute"] // DAY_MIN).astype(int)
    off = (peak[what].astype(float) - peak[what].mean()).groupby(day).sum()
    return float(np.sqrt((off**2).sum()) / len(peak))


def _served_error(visits: pd.DataFrame, days: int) -> float:
    """Standard error of the energy served a day, from day to day."""
    served = visits[visits["outcome"] == Outcome.SERVED]
    by_day = np.bincount((served["minute"] // DAY_MIN).astype(int), served["kwh"], minlength=WARM_UP_DAYS + days)
    by_day = by_day[WARM_UP_DAYS : WARM_UP_DAYS + days]
    return float(by_day.std(ddof=1) / np.sqrt(days)) if days > 1 else float(by_day.sum())


def _lost_by(visits: pd.DataFrame, days: int) -> list[dict[str, Any]]:
    return [
        {
            "why": why,
            "drivers_per_day": float((visits["outcome"] == outcome).sum()) / days,
            "kwh_per_day": float(visits.loc[visits["outcome"] == outcome, "kwh"].sum()) / days,
        }
        for outcome, why in LOST.items()
    ]


def _utilisation(held_min: float, guns: int, days: int) -> float | None:
    """Share of the counted days in which a gun is held."""
    return float(held_min) / (guns * days * DAY_MIN) if guns else None


def _promised(played: Played, question: Question, plan: Plan) -> dict[int, float]:
    """KWh a day that the plan delivers at each place."""
    pools = {pool.name: q for q, pool in enumerate(question.pools.pools)}
    sites = question.places.number()
    place = {(one.site, one.pool): n for n, one in enumerate(played.places)}
    out: dict[int, float] = dict.fromkeys(range(len(played.places)), 0.0)
    for row in rows_of(plan.pools):
        out[place[sites[row.site_id], pools[row.pool]]] += float(row.kwh_per_day)
    return out


def _place(
    played: Played, question: Question, number: int, visits: pd.DataFrame, promised: dict[int, float], told: float
) -> dict[str, Any]:
    one = played.places[number]
    pool = question.pools.pools[one.pool]
    here = visits[visits["place"] == number]
    return {
        "site_id": str(question.places.site_id[one.site]),
        "pool": pool.name,
        "guns": one.guns,
        "peak_hour": int(played.peak_hour[number]),
        "promised_kwh_per_day": promised[number],
        **_sums(visits[visits["first"] == number], played.days),
        "served_kwh_per_day": float(here.loc[here["outcome"] == Outcome.SERVED, "kwh"].sum()) / played.days,
        "full_told" if pool.parks else "taken_told": told,
        "utilisation": _utilisation(played.held_min[number], one.guns, played.days),
    }


def _told(by_place: list[dict[str, Any]]) -> dict[str, float | None]:
    """Shares of drivers of the busiest hour who find all guns taken by the plan, over the places as drivers come to them."""
    out: dict[str, float | None] = {}
    for name in ("taken_told", "full_told"):
        rows = [one for one in by_place if name in one and one["peak_drivers"]]
        come = sum(one["peak_drivers"] for one in rows)
        out[name] = sum(one[name] * one["peak_drivers"] for one in rows) / come if come else None
    return out


def _worst(visits: pd.DataFrame, played: Played, question: Question, plan: Plan) -> list[dict[str, Any]]:
    """Sites with the largest share of drivers who find all fast guns taken in the busiest hour, the worst first."""
    peak = visits[visits["peak"] & ~visits["parks"]]
    shares = peak.groupby("site")["taken"].agg(["mean", "size"])
    shares = shares[(shares["size"] >= ENOUGH) & (shares["mean"] > 0)]
    order = shares.sort_values(["mean", "size"], ascending=[False, False], kind="stable").index[:WORST]
    promised = plan.flows.groupby("site_id")["kwh_per_day"].sum()
    out = []
    for site in order.tolist():
        name, site_id = question.places.name[site], str(question.places.site_id[site])
        guns = [f"{one.guns} x {question.pools.pools[one.pool].name}" for one in played.places if one.site == site]
        out.append(
            {
                "site_id": site_id,
                "name": name if isinstance(name, str) else None,
                "guns": guns,
                "promised_kwh_per_day": float(promised.get(site_id, 0.0)),
                **_sums(visits[visits["site"] == site], played.days),
            }
        )
    return out
