"""Every promise of a plan, checked again from the facts by code that shares nothing with the model."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.audit.recheck_adapters import adapter_worth, adapters, may_charge, plug_at, with_plugs
from planner.audit.recheck_sites import (
    SLACK,
    connections,
    dual_share,
    gated,
    mandated,
    over,
    pads,
    reserve,
    site_limits,
    works,
)
from planner.plan import Plan
from planner.question import Question


def broken_promises(plan: Plan, question: Question) -> list[str]:
    """Name every rule that the plan breaks, in words; an empty list is a plan that keeps them all."""
    return [
        *_energy(plan, question),
        *_queues(plan, question),
        *_shared_power(plan, question),
        *site_limits(plan, question),
        *works(plan, question),
        *pads(plan, question),
        *mandated(plan, question),
        *_money_and_value(plan, question),
        *gated(plan, question),
        *dual_share(plan, question),
        *_asked(plan, question),
    ]


def _energy(plan: Plan, question: Question) -> list[str]:
    """Served <= demand, only over reachable pairs, and pools deliver what arrives."""
    demand, found = question.demand, []
    asked = {
        (z, c.family.value, c.need.value): kwh
        for z, row in zip(demand.zone_id, demand.kwh_per_day, strict=True)
        for c, kwh in zip(demand.classes, row, strict=True)
    }
    reach = {
        (str(demand.zone_id[i]), str(question.places.site_id[j])): s
        for i, j, s in zip(question.access.zone, question.access.site, question.access.drive_s, strict=True)
    }
    served: dict[tuple[str, str, str], float] = defaultdict(float)
    arrived: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for row in rows_of(with_plugs(plan)):
        if row.kwh_per_day < 0:
            found.append(f"negative energy {row.kwh_per_day} from {row.zone_id} to {row.site_id}")
        if (row.zone_id, row.site_id) not in reach:
            found.append(f"{row.zone_id} is served at {row.site_id}, which it cannot reach")
        elif abs(reach[row.zone_id, row.site_id] - row.drive_s) > 1e-6:
            found.append(
                f"the drive from {row.zone_id} to {row.site_id} takes {reach[row.zone_id, row.site_id]:.6g} s, not {row.drive_s:.6g}"
            )
        served[row.zone_id, row.family, row.need] += row.kwh_per_day
        arrived[row.site_id, row.family, row.need, row.plug] += row.kwh_per_day
    found += [
        f"{key} is served {kwh:.6g} of {asked.get(key, 0.0):.6g} kWh"
        for key, kwh in served.items()
        if over(kwh, asked.get(key, 0.0))
    ]
    left: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for row in rows_of(plan.pools):
        left[row.site_id, row.family, row.need, plug_at(question, row)] += row.kwh_per_day
    for key in set(arrived) | set(left):
        if abs(arrived[key] - left[key]) > SLACK * max(1.0, arrived[key]):
            by = "" if key[3] == key[1] else f" by adapter to {key[3]}"
            found.append(
                f"at {key[0]} {arrived[key]:.6g} kWh of {key[1]} {key[2]}{by} arrive and {left[key]:.6g} leave"
            )
    return found + adapters(plan, question)


def _guns(plan: Plan, question: Question) -> dict[tuple[str, str], int]:
    """Guns by site and pool name, standing and new."""
    pools, places = question.pools, question.places
    guns: dict[tuple[str, str], int] = defaultdict(int)
    for j, site in enumerate(places.site_id):
        for q, pool in enumerate(pools.pools):
            guns[str(site), pool.name] += int(pools.standing[j, q])
    kind = {k.id: at for at, k in enumerate(question.chargers)}
    for row in rows_of(plan.chargers):
        for q, pool in enumerate(pools.pools):
            guns[row.site_id, pool.name] += int(pools.guns[q, kind[row.charger]]) * int(row.count)
    return guns


def _queues(plan: Plan, question: Question) -> list[str]:
    """A pool serves only its drivers, no more than its guns carry at the promise, nor than its cabinets can power."""
    ask, found = question.scenario.plan, []
    by_name = {pool.name: (q, pool) for q, pool in enumerate(question.pools.pools)}
    load: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows_of(plan.pools):
        _, pool = by_name[row.pool]
        load[row.site_id, row.pool] += row.kwh_per_day
        if not may_charge(question, row, pool) or (row.need == "fast" and pool.current.value != "DC"):
            found.append(f"{row.family} {row.need} is served by the pool {row.pool} at {row.site_id}")
    guns = _guns(plan, question)
    bought: dict[str, list[tuple[int, int]]] = defaultdict(list)
    kind = {k.id: at for at, k in enumerate(question.chargers)}
    for row in rows_of(plan.chargers):
        bought[row.site_id].append((kind[row.charger], int(row.count)))
    number = question.places.number()
    for (site, name), kwh in load.items():
        q, pool = by_name[name]
        missing = sum(_missing_kw(question, k, q) * n for k, n in bought[site])
        capacity = question.pools.capacity(
            q, max(0, guns[site, name]), missing, wait_min=ask.max_wait_min, probability=ask.wait_probability
        )
        if over(kwh, capacity):
            found.append(
                f"the pool {name} at {site} serves {kwh:.6g} kWh, its {guns[site, name]} guns carry {capacity:.6g}"
            )
        power = pool.power_kw * int(question.pools.standing[number[site], q])
        power += sum(_brings(question, k, [q]) * n for k, n in bought[site])
        if over(kwh * pool.peak_hour_share, power):
            found.append(
                f"the pool {name} at {site} draws {kwh * pool.peak_hour_share:.6g} kW in the peak hour, its cabinets have {power:.6g}"
            )
    return found


def _missing_kw(question: Question, charger: int, pool: int) -> float:
    """Power that the guns of a pool on one cabinet lack when all its guns are busy, from a level to which each is filled."""
    pools = question.pools.pools
    needs = [(pools[q].power_kw, int(n)) for q, n in enumerate(question.pools.guns[:, charger]) if n > 0]
    most = question.chargers[charger].power_kw
    if question.chargers[charger].work is not None or sum(kw * n for kw, n in needs) <= most:
        return 0.0
    low, high = 0.0, most
    for _ in range(60):
        level = (low + high) / 2
        low, high = (level, high) if sum(min(kw, level) * n for kw, n in needs) <= most else (low, level)
    return max(0.0, pools[pool].power_kw - low) * int(max(0, question.pools.guns[pool, charger]))


def _brings(question: Question, charger: int, fed: list[int]) -> float:
    """Power that a cabinet brings to the pools that it feeds; work on a standing gun brings or takes that of the gun."""
    pools, kind = question.pools, question.chargers[charger]
    if kind.work is not None:
        return float(sum(pools.pools[q].power_kw * int(pools.guns[q, charger]) for q in fed))
    return kind.power_kw if any(pools.guns[q, charger] for q in fed) else 0.0


def _shared_power(plan: Plan, question: Question) -> list[str]:
    """Guns of several pools on one cabinet draw no more together than all cabinets that feed those pools."""
    pools, chargers, found = question.pools, question.chargers, []
    number, kind = question.places.number(), {k.id: at for at, k in enumerate(chargers)}
    at_pool = {pool.name: q for q, pool in enumerate(pools.pools)}
    drawn: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows_of(plan.pools):
        q = at_pool[row.pool]
        drawn[row.site_id][q] += row.kwh_per_day * pools.pools[q].peak_hour_share
    bought: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows_of(plan.chargers):
        bought[row.site_id].append((kind[row.charger], int(row.count)))
    for site, mine in bought.items():
        for k, _ in mine:
            fed = [q for q in range(len(pools.pools)) if pools.guns[q, k]]
            if (
                chargers[k].work is not None
                or sum(pools.guns[q, k] * pools.pools[q].power_kw for q in fed) <= chargers[k].power_kw + 1e-9
            ):
                continue
            power = sum(pools.pools[q].power_kw * int(pools.standing[number[site], q]) for q in fed)
            power += sum(_brings(question, o, fed) * n for o, n in mine)
            together = sum(drawn[site][q] for q in fed)
            if over(together, power):
                names = " and ".join(pools.pools[q].name for q in fed)
                found.append(
                    f"{names} at {site} together draw {together:.6g} kW in the peak hour, their cabinets have {power:.6g}"
                )
    return found


def _money_and_value(plan: Plan, question: Question) -> list[str]:
    """The budget, and that the objective is what the flows are worth."""
    places, found, ask = question.places, [], question.scenario.plan
    kinds, number = {k.id: k for k in question.chargers}, question.places.number()
    spent = sum(question.costs.charger_usd(kinds[r.charger]) * r.count for r in rows_of(plan.chargers))
    new = [number[s] for s in sorted(set(plan.chargers["site_id"])) if not places.existing[number[s]]]
    spent += sum(float(places.site_cost_usd[j]) + reserve(question, j) for j in new)
    wired, unheard = connections(plan, question)
    spent += wired
    found += unheard
    if over(spent, ask.budget_usd):
        found.append(f"the plan costs {spent:,.0f} of {ask.budget_usd:,.0f} USD")
    return found + _values(plan, question)


def _value(objective: str, plan: Plan, question: Question) -> float:
    """Worth-weighted energy, US dollars a year, or energy-weighted drive."""
    if objective == "distance":
        return float(sum(r.kwh_per_day * r.drive_s for r in rows_of(plan.flows)))
    if objective == "energy":
        at_limit, limit_s = question.scenario.plan.worth_at_limit, question.access.limit_s
        return float(
            sum(
                r.kwh_per_day * at_limit ** (r.drive_s / limit_s) * adapter_worth(question, r)
                for r in rows_of(with_plugs(plan))
            )
        )
    places, costs, kinds = question.places, question.costs, {k.id: k for k in question.chargers}
    number = places.number()
    new = [number[s] for s in set(plan.chargers["site_id"]) if not places.existing[number[s]]]
    ground = sum(costs.ground_annual_usd(float(places.site_cost_usd[j])) for j in new)
    ground += costs.ground_annual_usd(connections(plan, question)[0])
    return float(sum(costs.charger_annual_usd(kinds[r.charger]) * r.count for r in rows_of(plan.chargers)) + ground)


def _values(plan: Plan, question: Question) -> list[str]:
    """What the proof says of the objective, or of each that was optimised in order, is so; none gave up more than its share."""
    ask, proof, found = question.scenario.plan, plan.proof, []
    told = [(stage.objective, stage.value) for stage in proof.stages] or [(proof.objective, proof.value)]
    if [name for name, _ in told] != [ask.objective, *ask.then]:
        found.append(f"the plan is for {', '.join(name for name, _ in told)}, asked were {ask.objective} {ask.then}")
    if proof.stages and proof.value != proof.stages[0].value:
        found.append("the proof's value is not that of its first objective")
    for name, said in told:
        value = _value(name, plan, question)
        if abs(value - said) > SLACK * max(1.0, abs(value)):
            found.append(f"{WORDS[name]} {value:.6g}, the proof says {said:.6g}")
    for stage in proof.stages:
        lost = (stage.value - stage.reached) * (1.0 if stage.sense.value == "min" else -1.0)
        if over(lost, ask.then_give * abs(stage.reached) + SLACK * abs(stage.reached)):
            found.append(f"{stage.objective} went from {stage.reached:.6g} to {stage.value:.6g}, more than its share")
    return found


WORDS = {"energy": "the flows are worth", "cost": "the plan costs a year", "distance": "the drive is"}


def _asked(plan: Plan, question: Question) -> list[str]:
    """Forced and forbidden sites, spacing, number of sites, floors of the districts."""
    ask, places, found = question.scenario.plan, question.places, []
    number, built = places.number(), set(plan.chargers["site_id"])
    adding = {k.id for k in question.chargers if k.bays >= 0}
    given = set(plan.chargers.loc[plan.chargers["charger"].isin(adding), "site_id"])
    found += [f"forced site {s} is not built" for s in ask.forced if s not in given]
    found += [f"forbidden site {s} is built" for s in ask.forbidden if s in built]
    new = sorted(s for s in built if not places.existing[number[s]])
    if ask.max_sites is not None and len(new) > ask.max_sites:
        found.append(f"{len(new)} new sites, at most {ask.max_sites} were asked for")
    if ask.min_spacing_m > 0:
        for at, one in enumerate(new):
            for other in new[at + 1 :]:
                (x, y), (u, v) = places.xy_m[number[one]], places.xy_m[number[other]]
                if ((x - u) ** 2 + (y - v) ** 2) ** 0.5 < ask.min_spacing_m * (1 - 1e-9):
                    found.append(f"{one} and {other} are nearer than {ask.min_spacing_m:g} m")
    served, asked = float(plan.flows["kwh_per_day"].sum()), float(question.demand.kwh_per_day.sum())
    if over(ask.coverage * asked, served):
        found.append(f"{served:.6g} of {asked:.6g} kWh are served, the promise is {ask.coverage:.0%}")
    return found + (_floors(plan, question) if ask.district_floor > 0 else [])


def _floors(plan: Plan, question: Question) -> list[str]:
    demand, floor = question.demand, question.scenario.plan.district_floor
    of_zone = dict(zip(demand.zone_id, demand.district, strict=True))
    asked: dict[str, float] = defaultdict(float)
    served: dict[str, float] = defaultdict(float)
    for district, kwh in zip(demand.district, demand.kwh_per_day.sum(axis=1), strict=True):
        if isinstance(district, str):
            asked[district] += float(kwh)
    for row in rows_of(plan.flows):
        served[of_zone[row.zone_id]] += row.kwh_per_day
    return [
        f"{d} is served {served[d]:.6g} of {kwh:.6g} kWh, the floor is {floor:.0%}"
        for d, kwh in asked.items()
        if over(floor * kwh, served[d])
    ]
