"""What a plan serves and costs, reckoned from facts alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geodata.tables import rows_of
from planner.plan import Plan
from planner.question import Question

NO_DISTRICT = "(none)"
RESERVE = "reserve for unsettled land, connection and access"


@dataclass(frozen=True)
class Scorecard:
    """What the council asks of a plan.

    Parameters
    ----------
    demand_kwh, served_kwh : mapping
        kWh per design day by ``"<family>_<need>"`` (``"gbt_fast"``).
    district_demand_kwh, district_served_kwh : mapping
        The same by district; zones outside every district under ``"(none)"``.
    cost_usd, annual_cost_usd : float
        Money spent at once; its annuity with operation and maintenance.
    cost_parts_usd : mapping
        ``hardware``, ``installation``, ``grid``, ``ground`` and, where the gates ask for one, ``reserve for unsettled land,
        connection and access``, which is kept back and has no annuity.
    new_sites, upgraded_sites, chargers : int
    plugs_added, plugs_standing : mapping
        By OCPI connector name; standing counts supply only.
    power_kw_added : float
    mean_drive_min : float
        Energy-weighted drive time to the serving site.
    works : mapping
        Work on standing guns, in words, and on how many; not among `chargers`.
    adapter_kwh : mapping
        kWh per design day charged by adapter, by ``"<family>_<plug>"`` (``"ccs2_gbt"``: CCS2 vehicles at GB/T plugs); empty where there are no adapters.
    """

    demand_kwh: Mapping[str, float]
    served_kwh: Mapping[str, float]
    district_demand_kwh: Mapping[str, float]
    district_served_kwh: Mapping[str, float]
    cost_usd: float
    annual_cost_usd: float
    cost_parts_usd: Mapping[str, float]
    new_sites: int
    upgraded_sites: int
    chargers: int
    plugs_added: Mapping[str, int]
    plugs_standing: Mapping[str, int]
    power_kw_added: float
    mean_drive_min: float
    works: Mapping[str, int] = field(default_factory=dict)
    adapter_kwh: Mapping[str, float] = field(default_factory=dict)

    @property
    def total_demand_kwh(self) -> float:
        """All classes together."""
        return sum(self.demand_kwh.values())

    @property
    def total_served_kwh(self) -> float:
        """All classes together."""
        return sum(self.served_kwh.values())

    @property
    def coverage(self) -> float:
        """Share of demand served; 1 where nothing is asked."""
        return self.total_served_kwh / self.total_demand_kwh if self.total_demand_kwh > 0 else 1.0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, totals included."""
        plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in vars(self).items()}
        return plain | {
            "total_demand_kwh": self.total_demand_kwh,
            "total_served_kwh": self.total_served_kwh,
            "coverage": self.coverage,
        }


def scorecard_of(plan: Plan, question: Question, plugs_standing: Mapping[str, int]) -> Scorecard:
    """Add up what a plan serves and costs."""
    demand, flows = question.demand, plan.flows
    served = (
        (flows["family"] + "_" + flows["need"])
        .to_frame("name")
        .assign(kwh=flows["kwh_per_day"])
        .groupby("name")["kwh"]
        .sum()
    )
    district = {
        z: d if isinstance(d, str) else NO_DISTRICT for z, d in zip(demand.zone_id, demand.district, strict=True)
    }
    asked_by_district: dict[str, float] = {}
    for name, kwh in zip(district.values(), demand.kwh_per_day.sum(axis=1), strict=True):
        asked_by_district[name] = asked_by_district.get(name, 0.0) + float(kwh)
    served_by_district = flows["kwh_per_day"].groupby(flows["zone_id"].map(district)).sum()
    parts, annual = _costs(plan, question)
    existing = dict(zip(question.places.site_id, question.places.existing, strict=True))
    touched = sorted(set(plan.chargers["site_id"]))
    kinds = {k.id: k for k in question.chargers}
    plugs: dict[str, int] = {}
    works: dict[str, int] = {}
    for row in rows_of(plan.chargers):
        if kinds[row.charger].work is not None:
            works[kinds[row.charger].words] = works.get(kinds[row.charger].words, 0) + int(row.count)
        for name, count in kinds[row.charger].plugs().items():
            plugs[name] = plugs.get(name, 0) + count * int(row.count)
    total = float(flows["kwh_per_day"].sum())
    return Scorecard(
        demand_kwh=demand.by_class(),
        served_kwh={name: float(served.get(name, 0.0)) for name in demand.by_class()},
        district_demand_kwh=dict(sorted(asked_by_district.items())),
        district_served_kwh={name: float(served_by_district.get(name, 0.0)) for name in sorted(asked_by_district)},
        cost_usd=sum(parts.values()),
        annual_cost_usd=annual,
        cost_parts_usd=parts,
        new_sites=sum(not existing[s] for s in touched),
        upgraded_sites=sum(bool(existing[s]) for s in touched),
        chargers=int(plan.chargers["count"].sum()) - sum(works.values()),
        plugs_added=dict(sorted(plugs.items())),
        plugs_standing=dict(plugs_standing),
        power_kw_added=float(sum(kinds[r.charger].power_kw * r.count for r in rows_of(plan.chargers))),
        mean_drive_min=float(np.average(flows["drive_s"], weights=flows["kwh_per_day"])) / 60.0 if total > 0 else 0.0,
        works=dict(sorted(works.items())),
        adapter_kwh=_by_adapter(plan),
    )


def _by_adapter(plan: Plan) -> dict[str, float]:
    flows = plan.flows
    if "plug" not in flows:
        return {}
    other = flows[flows["plug"] != flows["family"]]
    sums = other["kwh_per_day"].groupby(other["family"] + "_" + other["plug"]).sum()
    return {str(name): float(kwh) for name, kwh in sums.items()}


def _costs(plan: Plan, question: Question) -> tuple[dict[str, float], float]:
    """Cost by part, and the yearly cost."""
    kinds, costs = {k.id: k for k in question.chargers}, question.costs
    parts = {"hardware": 0.0, "installation": 0.0, "grid": 0.0, "ground": 0.0}
    annual = 0.0
    for row in rows_of(plan.chargers):
        kind, count = kinds[row.charger], int(row.count)
        parts["hardware"] += kind.hardware_usd * count
        parts["installation"] += kind.install_usd * count
        annual += costs.charger_annual_usd(kind) * count
    number, shared = question.places.number(), 0.0
    for site, rows in plan.chargers.groupby("site_id"):
        j = number[str(site)]
        added = [(kinds[row.charger], int(row.count)) for row in rows_of(rows)]
        parts["grid"] += costs.site_grid_usd(added, float(question.places.cable_m[j]))
        shared += costs.shared_grid_usd(added, float(question.places.cable_m[j]))
        if not question.places.existing[j]:
            parts["ground"] += float(question.places.site_cost_usd[j])
            if question.places.gates.reserve_usd[j] > 0:
                parts[RESERVE] = parts.get(RESERVE, 0.0) + float(question.places.gates.reserve_usd[j])
    return parts, annual + costs.ground_annual_usd(parts["ground"] + shared)


def family_sums(by_class: Mapping[str, float]) -> dict[str, float]:
    """Sum ``gbt_fast`` and ``gbt_slow`` to ``gbt``."""
    sums: dict[str, float] = {}
    for name, kwh in by_class.items():
        family = name.rpartition("_")[0]
        sums[family] = sums.get(family, 0.0) + kwh
    return sums
