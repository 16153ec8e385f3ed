"""What a plan earns at the tariff of the scenario: revenue, margin, and the sites that do not earn their cost.

What is built is weighed against what it costs a year; guns that stand already earn beside it and cost nothing here. Guns of one
queue share its energy evenly, so new guns at a standing station are credited with their part alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geodata.tables import rows_of
from planner.demand.annual import YearOfDemand
from planner.plan import Plan
from planner.question import Question
from planner.studies.annual import network_kwh_year, sold_kwh_year, year_asked
from planner.studies.arrays import label_of
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never


@dataclass(frozen=True)
class Site:
    """One site where something is built.

    Parameters
    ----------
    number : int
        In the question's places.
    kwh : float
        Sold in a year at the guns that are built.
    bought_kwh : float
        Taken from the grid for it.
    annual_usd : float
        Annuity of what is built there, with upkeep.
    """

    number: int
    kwh: float
    bought_kwh: float
    annual_usd: float

    def margin_usd(self, price: float, energy: float) -> float:
        """What is left of a year at a price and a cost of energy, USD a kWh."""
        return self.kwh * price - self.bought_kwh * energy - self.annual_usd

    def break_even(self, energy: float) -> float | None:
        """Price at which nothing is left and nothing is missing; None where nothing is sold."""
        return (self.bought_kwh * energy + self.annual_usd) / self.kwh if self.kwh > 0 else None


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:  # noqa: ARG001  as every study is called
    """Revenue and margin of the plan; None where the scenario names no price."""
    tariff = question.scenario.tariff
    price, energy, cap = tariff.price_usd_kwh, tariff.energy_usd_kwh, tariff.cap_usd_kwh
    if price is None or energy is None:
        return None
    year, sites = year_asked(question), sites_of(question, plan)
    whole = Site(-1, *(sum(getattr(one, part) for one in sites) for part in ("kwh", "bought_kwh", "annual_usd")))
    network = network_kwh_year(plan, year)
    day_kwh = float(plan.pools["kwh_per_day"].sum())
    capped = None if cap is None else min(price, cap)
    return {
        "price_usd_kwh": price,
        "energy_usd_kwh": energy,
        "cap_usd_kwh": cap,
        "cap_binds": None if cap is None else cap < price,
        "days": network / day_kwh if day_kwh > 0 else None,
        "kwh_year": whole.kwh,
        "network_kwh_year": network,
        "network_revenue_usd": network * price,
        "annual_cost_usd": whole.annual_usd,
        "break_even_usd_kwh": whole.break_even(energy),
        "at_price": _at(price, energy, sites, whole),
        "at_cap": None if capped is None else _at(capped, energy, sites, whole),
        "sites": sorted(
            (_row(question, one, energy, price, capped) for one in sites),
            key=lambda row: (row["margin_usd"], row["site_id"]),
        ),
        "confidence": "low",
        "assumed": _assumed(year),
    }


def _at(price: float, energy: float, sites: list[Site], whole: Site) -> dict[str, Any]:
    """What is built, at one price."""
    short = [-one.margin_usd(price, energy) for one in sites if one.margin_usd(price, energy) < 0]
    return {
        "usd_kwh": price,
        "revenue_usd": whole.kwh * price,
        "energy_usd": whole.bought_kwh * energy,
        "margin_usd": whole.margin_usd(price, energy),
        "sites": len(sites),
        "losing_sites": len(short),
        "subsidy_usd": sum(short),
    }


def _row(question: Question, site: Site, energy: float, price: float, capped: float | None) -> dict[str, Any]:
    return {
        **label_of(question, site.number),
        "kwh_year": site.kwh,
        "annual_cost_usd": site.annual_usd,
        "margin_usd": site.margin_usd(price, energy),
        "cap_margin_usd": None if capped is None else site.margin_usd(capped, energy),
        "break_even_usd_kwh": site.break_even(energy),
    }


def sites_of(question: Question, plan: Plan) -> list[Site]:
    """Sites where something is built, by their number."""
    number, sold = question.places.number(), sold_kwh_year(question, plan)
    kinds, places, costs = {kind.id: kind for kind in question.chargers}, question.places, question.costs
    out = []
    for name, rows in plan.chargers.groupby("site_id"):
        j, mine = number[str(name)], [(kinds[row.charger], int(row.count)) for row in rows_of(rows)]
        once = costs.shared_grid_usd(mine, float(places.cable_m[j]))
        ground = 0.0 if places.existing[j] else float(places.site_cost_usd[j])
        annual = sum(costs.charger_annual_usd(kind) * n for kind, n in mine) + costs.ground_annual_usd(once + ground)
        weights = [max(kind.power_kw, kind.gun_kw, 0.0) * n for kind, n in mine]
        given = float(np.average([kind.efficiency for kind, _ in mine], weights=weights if sum(weights) else None))
        kwh = sold.get(str(name), 0.0)
        out.append(Site(j, kwh, kwh / given, annual))
    return sorted(out, key=lambda one: one.number)


def _assumed(year: YearOfDemand) -> list[dict[str, str]]:
    rows = [
        (_("energy of a year"), _("the design day carried to the months by the winter curve and the days of operation: {value}", value=year.months.value), f"{year.months.source}; configs/facts/winter_penalty.csv; vehicle_classes.csv"),
        (_("energy of new guns at a standing station"), _("an even share of their queue's"), "planner/studies/tariff.py"),
        (_("energy lost in the cabinets"), _("the catalogue's efficiency"), "configs/chargers.csv"),
        ("cost a year", _("annuity of what is built, ground works and stepped connections over 20 years, with upkeep; no rent, no staff, no tax"), "planner/catalogue/costs.py"),
    ]  # fmt: skip
    return [{"what": what, "value": value, "source": source, "confidence": "low"} for what, value, source in rows]
