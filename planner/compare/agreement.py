"""What plans of several worlds have in common: no-regret sites and chargers, and sites of a single world."""

from collections.abc import Mapping, Sequence

from planner.compare.rows import HEDGED, Chargers, PlanRow


def no_regret_sites(plans: Sequence[PlanRow]) -> list[str]:
    """Sites that each of these plans builds or upgrades, sorted."""
    return sorted(frozenset.intersection(*(plan.sites for plan in plans))) if plans else []


def no_regret_chargers(plans: Sequence[PlanRow]) -> dict[str, dict[str, int]]:
    """Chargers that each of these plans builds at a site at least, by site and type; sites without any are not there."""
    out: dict[str, dict[str, int]] = {}
    for site in no_regret_sites(plans):
        first: Mapping[str, int] = plans[0].chargers[site]
        least = {kind: min(plan.chargers[site].get(kind, 0) for plan in plans) for kind in sorted(first)}
        if any(least.values()):
            out[site] = {kind: count for kind, count in least.items() if count}
    return out


def no_regret_share(plans: Sequence[PlanRow], hedged: Chargers | None) -> float | None:
    """Share of the no-regret sites in those of the hedged plan, without one of the smallest plan; None where that builds nothing."""
    if hedged is not None:
        base = PlanRow(HEDGED, "", "", 0.0, "", hedged).sites
    else:
        base = min((plan.sites for plan in plans), key=len, default=frozenset())
    return len(base & set(no_regret_sites(plans))) / len(base) if base else None


def single_world_sites(plans: Sequence[PlanRow]) -> dict[str, list[str]]:
    """Sites that one of these plans wants and no other, by plan."""
    return {
        plan.name: sorted(
            plan.sites.difference(*(other.sites for other in plans if other.name != plan.name))
            if len(plans) > 1
            else ()
        )
        for plan in plans
    }
