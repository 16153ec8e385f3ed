"""The part of the recheck that looks at each site: room, power, connection, gates, and what stands to be worked on."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.catalogue.offers import PAD
from planner.plan import Plan
from planner.question import Question

SLACK = 1e-5
"""Relative rounding that a solver is allowed."""


def over(value: float, limit: float) -> bool:
    """Whether a value breaks its limit by more than rounding."""
    return value > limit + SLACK * max(1.0, abs(limit))


def site_limits(plan: Plan, question: Question) -> list[str]:
    """Bays, power of the site, of its feeder and of its substation, as much of it as the winter leaves."""
    places, found = question.places, []
    kinds, number = {k.id: k for k in question.chargers}, question.places.number()
    bays: dict[str, int] = defaultdict(int)
    power: dict[str, float] = defaultdict(float)
    feeder: dict[str, float] = defaultdict(float)
    behind: dict[str, float] = defaultdict(float)
    left = question.scenario.grid.winter_share
    for row in rows_of(plan.chargers):
        kind = kinds[row.charger]
        if row.count < 1 or row.count != int(row.count):
            found.append(f"{row.count} of {row.charger} at {row.site_id}")
        bays[row.site_id] += kind.bays * int(row.count)
        power[row.site_id] += kind.power_kw * int(row.count)
        hangs_on = places.feeder[number[row.site_id]]
        if isinstance(hangs_on, str):
            feeder[hangs_on] += kind.power_kw * int(row.count)
        station = places.substation[number[row.site_id]]
        if isinstance(station, str):
            behind[station] += kind.power_kw * int(row.count)
    found += [
        f"{site} has {n} guns on {places.bays[number[site]]} bays"
        for site, n in bays.items()
        if n > places.bays[number[site]]
    ]
    found += [
        f"{site} takes {kw:.6g} kW of {left * places.grid_kw[number[site]]:.6g}"
        for site, kw in power.items()
        if over(kw, left * float(places.grid_kw[number[site]]))
    ]
    for what, given, limits in (
        ("feeder", feeder, places.feeder_kw),
        ("substation", behind, places.substation_kw),
    ):
        found += [
            f"{what} {name} gives {kw:.6g} kW of {left * limits[name]:.6g}"
            for name, kw in given.items()
            if name in limits and over(kw, left * limits[name])
        ]
    return found


def mandated(plan: Plan, question: Question) -> list[str]:
    """Every new site has a gun of each family that is mandated."""
    kinds, number = {k.id: k for k in question.chargers}, question.places.number()
    there: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(plan.chargers):
        if not question.places.existing[number[row.site_id]]:
            there[row.site_id] |= {str(c.family) for c in kinds[row.charger].connectors}
    return [
        f"{site} has no gun of {port}, which plan.mandated_plugs asks for"
        for site, ports in there.items()
        for port in question.scenario.plan.mandated_plugs
        if port not in ports
    ]


def works(plan: Plan, question: Question) -> list[str]:
    """No more guns are worked on than stand there: each kind of work for itself, and all that take guns from one pool together."""
    pools, number, found = question.pools, question.places.number(), []
    kind = {k.id: at for at, k in enumerate(question.chargers)}
    taken: dict[tuple[str, int], int] = defaultdict(int)
    for row in rows_of(plan.chargers):
        k, j = kind[row.charger], number[row.site_id]
        if question.chargers[k].work is None:
            continue
        there = int(pools.available[j, k])
        if row.count > there:
            found.append(f"{row.count} x {row.charger} at {row.site_id}, where {there} such guns are")
        for q in range(len(pools.pools)):
            taken[row.site_id, q] += max(0, -int(pools.guns[q, k])) * int(row.count)
    found += [
        f"{count} guns of {pools.pools[q].name} are taken at {site}, where {int(pools.standing[number[site], q])} stand"
        for (site, q), count in taken.items()
        if count > int(pools.standing[number[site], q])
    ]
    return found


def pads(plan: Plan, question: Question) -> list[str]:
    """Pads lie only at sites of the kinds that the scenario names, where any such site is known."""
    kinds, places = set(question.scenario.coming.wireless_sites), question.places
    known = zip(places.site_id, places.kind, places.existing, strict=True)
    mine = {str(site) for site, kind, existing in known if kind in kinds and not existing}
    wrong = [row for row in rows_of(plan.chargers) if row.charger == PAD and mine and row.site_id not in mine]
    return [f"{row.count} pads at {row.site_id}, which is no site for them" for row in wrong]


def connections(plan: Plan, question: Question) -> tuple[float, list[str]]:
    """Price of every site's connection where it is stepped, and the sites that no step carries."""
    grid, steps, places = question.scenario.grid, question.costs.steps, question.places
    if grid.connection != "stepped" or steps is None:
        return 0.0, []
    kinds, number, spent, found = {k.id: k for k in question.chargers}, places.number(), 0.0, []
    drawn: dict[str, float] = defaultdict(float)
    for row in rows_of(plan.chargers):
        drawn[row.site_id] += kinds[row.charger].power_kw * row.count
    for site, kw in drawn.items():
        enough = [
            usd for kva, usd in zip(grid.steps_kva, steps.usd, strict=True) if kw <= kva * grid.power_factor + 1e-6
        ]
        if kw > 1e-6 and enough:
            spent += enough[0] + steps.cable_usd_per_m * float(places.cable_m[number[site]])
        elif kw > 1e-6:
            found.append(f"{site} takes {kw:.6g} kW, more than any connection carries")
    return spent, found


def reserve(question: Question, site: int) -> float:
    """What the gates ask for at a new site, a status that they exclude counted as none."""
    gates, places = question.scenario.gates, question.places
    asked = (gates.land.get(places.land_status[site], 0), gates.connection.get(places.connection_status[site], 0))
    return sum(float(usd) for usd in asked if usd != "exclude")


def dual_share(plan: Plan, question: Question) -> list[str]:
    """Of the new DC cabinets no larger share serves two standards than was asked for."""
    most = question.scenario.plan.max_dual_share
    if most is None:
        return []
    standards = {
        kind.id: {plug.family for plug in kind.connectors if plug.current.value == "DC"}
        for kind in question.chargers
        if kind.work is None
    }
    direct = sum(int(row.count) for row in rows_of(plan.chargers) if standards.get(row.charger))
    two = sum(int(row.count) for row in rows_of(plan.chargers) if len(standards.get(row.charger, ())) > 1)
    if over(two, most * direct):
        return [f"{two} of {direct} new DC cabinets serve two standards, the largest share asked for is {most:.4g}"]
    return []


def gated(plan: Plan, question: Question) -> list[str]:
    """No new site whose land or connection the scenario excludes."""
    gates, places, number = question.scenario.gates, question.places, question.places.number()
    found = []
    for site in sorted(set(plan.chargers["site_id"])):
        j = number[site]
        if places.existing[j]:
            continue
        if gates.land.get(places.land_status[j]) == "exclude":
            found.append(f"{site} is built on {places.land_status[j]} land, which gates.land excludes")
        if gates.connection.get(places.connection_status[j]) == "exclude":
            found.append(
                f"{site} is built where the connection is {places.connection_status[j]}, which gates.connection excludes"
            )
    return found
