"""What sizes the plan: at how many of its sites assumed power or bays leave no room for a charger that unserved drivers would use."""

from collections.abc import Mapping
from typing import Any

from planner.model.explain.binding import Load, bindings
from planner.model.rules.bays import Bays
from planner.model.rules.same_ground import SameGround
from planner.model.rules.site_power import SitePower
from planner.plan import Plan
from planner.proofs import GIVEN
from planner.question import Question
from planner.studies.arrays import plan_arrays, pool_load_kwh, unserved_kwh
from planner.support.progress import Progress
from planner.support.speech import _, joined, plural
from planner.support.stopping import Stop, never

LARGE_PART = 1 / 3
"""From this share of the sites on the assumed figures are said to size the plan (chosen)."""


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Count the sites at which assumed power or bays leave no room; made even if the user stops, for it takes no time.

    A site counts where such a limit is among the rules that forbid every further charger on offer which unserved drivers in reach could
    use (`planner.model.explain.binding`): where its own sentence says so (`planner.studies.why`), and not where the budget alone does.
    """
    del say, stop
    if plan.proof.stopped == GIVEN:  # whoever gave its chargers sized it, and not an assumed figure
        return None
    given = plan_arrays(question, plan)
    if not given.built.any():
        return None
    use = Load(given.chargers, pool_load_kwh(question, plan), unserved_kwh(question, plan))
    short_of_money: set[int] = set()
    by: dict[type[SitePower | Bays], list[int]] = {SitePower: [], Bays: []}
    assumed = question.places.grid_assumed
    for site, bound in bindings(given.instance, use):
        for rule in bound.rules:
            if isinstance(rule, SitePower | Bays) and rule.assumed[site]:
                by[type(rule)].append(site)
                short_of_money |= {site} if bound.money else set()
            if isinstance(rule, SameGround) and assumed[site] and site not in by[SitePower]:
                by[SitePower].append(site)
                short_of_money |= {site} if bound.money else set()
    found = {
        "sites": int(given.built.sum()),
        "capped": len({*by[SitePower], *by[Bays]}),
        "by_power": len(by[SitePower]),
        "by_bays": len(by[Bays]),
        "budget_too": len(short_of_money),
        "assumed_kw": question.scenario.grid.default_site_kw * question.scenario.grid.winter_share,
        "assumed_bays": sorted({int(bays) for bays in question.places.bays[by[Bays]]}),
    }
    return {**found, "sentence": sentence(found)}


def sentence(found: Mapping[str, Any]) -> str | None:
    """Say which assumed figures size the plan; None where they leave no room at less than `LARGE_PART` of its sites."""
    if found["capped"] < max(1.0, LARGE_PART * found["sites"]):
        return None
    figures, keys = [], []
    if found["by_power"]:
        figures.append(_("{kw:number} kW a site", kw=found["assumed_kw"]))
        keys.append("grid.default_site_kw")
    if found["by_bays"]:
        least, most = found["assumed_bays"][0], found["assumed_bays"][-1]
        figures.append(
            plural("{n:number} bay a site", "{n:number} bays a site", most)
            if least == most
            else _("{least:number} to {most:number} bays a site", least=least, most=most)
        )
        keys.append(_("sites.default_bays, bay_share and upgrade_bays"))
    money = (
        _(", and at {budget_too:number} of them the budget too, for other drivers", budget_too=found["budget_too"])
        if found["budget_too"]
        else ""
    )
    values = {
        "capped": found["capped"],
        "counted": plural("{n:number} site", "{n:number} sites", found["sites"]),
        "figures": figures[0] if len(figures) == 1 else _("{first} or {other}", first=figures[0], other=figures[1]),
        "money": money,
        "keys": joined("; ", keys),
    }
    if len(figures) == 1:
        return _(
            "At {capped:number} of {counted} some drivers in reach need a further charger that does not fit into the assumed {figures}, even where a smaller one would: this assumed figure sizes the plan{money} ({keys}).",
            **values,
        )
    return _(
        "At {capped:number} of {counted} some drivers in reach need a further charger that does not fit into the assumed {figures}, even where a smaller one would: these two assumed figures size the plan{money} ({keys}).",
        **values,
    )
