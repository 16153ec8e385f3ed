"""Demand, reach and conservation of energy, audited."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.audit.plugs import plug_at, with_plugs
from planner.audit.reckoning import SLACK, asked_kwh, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """No zone is served more than it asks for, none at a site out of its reach (`plan.max_drive_min`, `plan.nearest_sites`), and pools deliver what arrives."""
    return [*_amounts(plan), *_reach(plan, question), *_served(plan, question), *_conservation(plan, question)]


def _amounts(plan: Plan) -> list[str]:
    """No energy below 0, of which others could have more; a number that is none is caught too."""
    flows = [
        _(
            "negative energy {kwh_per_day} from {zone_id} to {site_id}",
            kwh_per_day=row.kwh_per_day,
            zone_id=row.zone_id,
            site_id=row.site_id,
        )
        for row in rows_of(plan.flows)
        if not row.kwh_per_day >= 0
    ]
    pools = [
        _(
            "negative energy {kwh_per_day} from the pool {pool} at {site_id}",
            kwh_per_day=row.kwh_per_day,
            pool=row.pool,
            site_id=row.site_id,
        )
        for row in rows_of(plan.pools)
        if not row.kwh_per_day >= 0
    ]
    return flows + pools


def _reach(plan: Plan, question: Question) -> list[str]:
    access, zones, sites = question.access, question.demand.zone_id, question.places.site_id
    pairs = zip(access.zone, access.site, access.drive_s, strict=True)
    reach = {(str(zones[i]), str(sites[j])): float(drive_s) for i, j, drive_s in pairs}
    found = []
    for row in rows_of(plan.flows):
        drive_s = reach.get((row.zone_id, row.site_id))
        if drive_s is None:
            found.append(
                _("{zone_id} is served at {site_id}, which it cannot reach", zone_id=row.zone_id, site_id=row.site_id)
            )
        elif not abs(drive_s - row.drive_s) <= 1e-6:
            found.append(
                _(
                    "the drive from {zone_id} to {site_id} takes {drive_s:.6g} s, not {drive_s_2:.6g}",
                    zone_id=row.zone_id,
                    site_id=row.site_id,
                    drive_s=drive_s,
                    drive_s_2=row.drive_s,
                )
            )
    return found


def _served(plan: Plan, question: Question) -> list[str]:
    asked = asked_kwh(question)
    served: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in rows_of(plan.flows):
        served[row.zone_id, row.family, row.need] += row.kwh_per_day
    return [
        _("{key} is served {kwh:.6g} of {asked:.6g} kWh", key=key, kwh=kwh, asked=asked.get(key, 0.0))
        for key, kwh in served.items()
        if over(kwh, asked.get(key, 0.0))
    ]


def _conservation(plan: Plan, question: Question) -> list[str]:
    """At each site as much leaves the pools as arrives, by port family, need and plug."""
    arrived: dict[tuple[str, str, str, str], float] = defaultdict(float)
    left: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for row in rows_of(with_plugs(plan)):
        arrived[row.site_id, row.family, row.need, row.plug] += row.kwh_per_day
    for row in rows_of(plan.pools):
        left[row.site_id, row.family, row.need, plug_at(question, row)] += row.kwh_per_day
    found = []
    for key in sorted(set(arrived) | set(left)):
        if abs(arrived[key] - left[key]) > SLACK * max(1.0, arrived[key]):
            by = "" if key[3] == key[1] else _(" by adapter to {key}", key=key[3])
            found.append(
                _(
                    "at {key} {arrived:.6g} kWh of {key_2} {key_3}{by} arrive and {left:.6g} leave",
                    key=key[0],
                    arrived=arrived[key],
                    key_2=key[1],
                    key_3=key[2],
                    by=by,
                    left=left[key],
                )
            )
    return found
