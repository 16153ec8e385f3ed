"""Today's network in figures: stations, guns and power by district and plug, energy served, full queues, ratios to the norms.

The service is that of the plan that builds nothing (`planner.model.solve.planning.do_nothing`): standing guns that count as supply,
their queues in the hours in use that a plan counts on, every kWh allocated to the city's good.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geodata.city import City
from geodata.connectors import PortFamily
from geodata.inventory.supply import SUPPLY, supply_account
from geodata.tables import rows_of
from planner.audit.scorecard import NO_DISTRICT
from planner.catalogue.facts import parameter_figure
from planner.catalogue.norms import Norm, norms_of
from planner.config.scenario import Scenario
from planner.network.locations import supply_rule
from planner.network.service_level import ServiceLevel, service_level_of
from planner.plan import Plan
from planner.question import Question
from planner.simulate.network import Place
from planner.simulate.onward import taken_shares

ALL = "all"
PHEV = "phev"
FULL = 0.995
"""From this share of its capacity on a queue counts as full."""


@dataclass(frozen=True)
class Baseline:
    """Today's network, in figures.

    Parameters
    ----------
    districts : DataFrame
        ``district, family, demand_kwh, served_kwh, any_wait_kwh, stations, guns, power_kw, capacity_kwh``: demand of the district's
        zones and what is served of it, wherever, at the service level and if drivers wait however long; what stands in the district
        and can carry at the service level. A gun that serves several families counts for each.
    families : DataFrame
        The same by family and for ``all`` (joint guns once), with ``vehicles, bev, phev, kw_per_bev, kw_per_vehicle,
        vehicles_per_point, vehicles_per_station, afir_kw``; a point is what serves one vehicle at a time (EVSE).
    queues : DataFrame
        ``station_id, pool, guns, carried_kwh, capacity_kwh, parks, taken``: one row for each standing queue; the last is the
        probability of finding all guns taken or out of order at the busiest time.
    plugs : DataFrame
        ``connector, label, why, count``: plugs of the inventory, those that are supply and why the others are not.
    norms : tuple of Norm
    service_level : ServiceLevel
    """

    districts: pd.DataFrame
    families: pd.DataFrame
    queues: pd.DataFrame
    plugs: pd.DataFrame
    norms: tuple[Norm, ...]
    service_level: ServiceLevel

    @property
    def full_queues(self) -> int:
        """Queues whose guns carry all that is counted on."""
        return int((self.queues["carried_kwh"] >= FULL * self.queues["capacity_kwh"]).sum()) if len(self.queues) else 0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form; None where there is nothing to divide by."""
        tables = {name: getattr(self, name) for name in ("districts", "families", "queues", "plugs")}
        return {
            **{name: [_plain(row) for row in table.to_dict("records")] for name, table in tables.items()},
            "norms": [vars(norm) for norm in self.norms],
            "full_queues": self.full_queues,
            "service_level": vars(self.service_level),
        }


def baseline_of(city: City, question: Question, nothing: Plan, any_wait: Plan) -> Baseline:
    """Work out what stands, what it can carry, what it serves at the service level and if drivers wait however long, and how that compares."""
    guns, queues = _guns(question), _queues(question, nothing)
    return Baseline(
        districts=_districts(question, nothing, any_wait, guns),
        families=_families(question, nothing, any_wait, guns),
        queues=queues,
        plugs=_plugs(city, question.scenario),
        norms=norms_of(question.scenario),
        service_level=service_level_of(question.scenario.plan),
    )


def _guns(question: Question) -> pd.DataFrame:
    """Standing guns with their district and what each queue can carry: ``site, district, families, guns, power_kw, capacity_kwh``."""
    places, pools, level = question.places, question.pools, service_level_of(question.scenario.plan)
    rows = [
        (int(row.site), _district(places.district[row.site]), row.families, int(row.guns), row.power_kw * row.guns, 0.0)
        for row in rows_of(places.standing)
    ]
    for site, pool in np.argwhere(pools.standing > 0):
        count = int(pools.standing[site, pool])
        carries = pools.capacity(int(pool), count, 0.0, level)
        families = "+".join(pools.pools[pool].families)
        rows.append((int(site), _district(places.district[site]), families, 0, 0.0, float(carries)))
    return pd.DataFrame(rows, columns=["site", "district", "families", "guns", "power_kw", "capacity_kwh"])


def _district(name: object) -> str:
    return name if isinstance(name, str) else NO_DISTRICT


def _stand(guns: pd.DataFrame, family: str | None) -> dict[str, float]:
    """Stations, guns, power and capacity that serve a family, or all of them."""
    fits = np.array([family is None or family in families.split("+") for families in guns["families"]], dtype=bool)
    mine = guns.loc[fits]
    return {
        "stations": float(mine.loc[mine["guns"] > 0, "site"].nunique()),
        **{name: float(mine[name].sum()) for name in ("guns", "power_kw", "capacity_kwh")},
    }


def _demand(question: Question) -> pd.DataFrame:
    """Demand by district and family, kWh a day."""
    surface = question.demand
    names = [_district(name) for name in surface.district]
    columns = {family: np.zeros(len(names)) for family in dict.fromkeys(c.family.value for c in surface.classes)}
    for c, kind in enumerate(surface.classes):
        columns[kind.family.value] = columns[kind.family.value] + surface.kwh_per_day[:, c]
    return pd.DataFrame(columns).groupby(pd.Series(names, name="district")).sum()


def _districts(question: Question, nothing: Plan, any_wait: Plan, guns: pd.DataFrame) -> pd.DataFrame:
    demand = _demand(question)
    where = dict(zip(question.demand.zone_id, (_district(one) for one in question.demand.district), strict=True))
    served, waited = (
        one.flows.assign(district=one.flows["zone_id"].map(where)).groupby(["district", "family"])["kwh_per_day"].sum()
        for one in (nothing, any_wait)
    )
    rows = []
    for district in sorted({*demand.index, *guns["district"]}):
        here = guns[guns["district"] == district]
        for family in (one.value for one in PortFamily):
            asked = float(demand.loc[district, family]) if district in demand.index and family in demand else 0.0
            stands = _stand(here, family)
            if asked <= 0 and not stands["guns"]:
                continue
            got, waits = (min(float(one.get((district, family), 0.0)), asked) for one in (served, waited))
            kwh = {"demand_kwh": asked, "served_kwh": got, "any_wait_kwh": waits}
            rows.append({"district": district, "family": family, **kwh, **stands})
    return pd.DataFrame(rows)


def _families(question: Question, nothing: Plan, any_wait: Plan, guns: pd.DataFrame) -> pd.DataFrame:
    asked = _demand(question).sum()
    served, waited = (one.flows.groupby("family")["kwh_per_day"].sum() for one in (nothing, any_wait))
    count = question.demand.vehicles
    rows = []
    for family in (*(one.value for one in PortFamily), ALL):
        mine = count if family == ALL else count[count["family"] == family]
        phev = float(mine.loc[mine["vehicle_class"] == PHEV, "vehicles"].sum())
        vehicles = float(mine["vehicles"].sum())
        stands = _stand(guns, None if family == ALL else family)
        if vehicles <= 0 and not stands["guns"]:
            continue
        kwh = {
            "demand_kwh": float(asked.sum() if family == ALL else asked.get(family, 0.0)),
            "served_kwh": float(served.sum() if family == ALL else served.get(family, 0.0)),
            "any_wait_kwh": float(waited.sum() if family == ALL else waited.get(family, 0.0)),
        }
        rows.append({"family": family, **kwh, **stands, **_ratios(vehicles, phev, stands)})
    return pd.DataFrame(rows)


def _ratios(vehicles: float, phev: float, stands: Mapping[str, float]) -> dict[str, float]:
    """Vehicles beside what stands; NaN where there is nothing to divide by."""
    bev = vehicles - phev
    return {
        "vehicles": vehicles,
        "bev": bev,
        "phev": phev,
        "kw_per_bev": stands["power_kw"] / bev if bev > 0 else np.nan,
        "kw_per_vehicle": stands["power_kw"] / vehicles if vehicles > 0 else np.nan,
        "vehicles_per_point": vehicles / stands["guns"] if stands["guns"] else np.nan,
        "vehicles_per_station": vehicles / stands["stations"] if stands["stations"] else np.nan,
        "afir_kw": bev * parameter_figure("afir_kw_per_bev").central
        + phev * parameter_figure("afir_kw_per_phev").central,
    }


def _queues(question: Question, nothing: Plan) -> pd.DataFrame:
    pools, level = question.pools, service_level_of(question.scenario.plan)
    carried = nothing.pools.groupby(["site_id", "pool"])["kwh_per_day"].sum()
    rows = []
    places = [
        Place(site, pool, int(pools.standing[site, pool])) for site, pool in np.argwhere(pools.standing > 0).tolist()
    ]
    for one, taken in zip(places, taken_shares(question, nothing, places), strict=True):
        kind, station = pools.pools[one.pool], str(question.places.site_id[one.site])
        kwh = float(carried.get((station, kind.name), 0.0))
        rows.append((station, kind.name, one.guns, kwh, kind.carries(one.guns, 0.0, level), kind.parks, taken))
    columns = ["station_id", "pool", "guns", "carried_kwh", "capacity_kwh", "parks", "taken"]
    return pd.DataFrame(rows, columns=columns)


def _plugs(city: City, scenario: Scenario) -> pd.DataFrame:
    account = supply_account(city.stations, city.boundary, supply_rule(scenario))
    sums = account.groupby(["connector", "label", "why"])["count"].sum().reset_index()
    cells = sums.itertuples(index=False, name=None)
    rows = [(str(name), str(label), str(why), int(count)) for name, label, why, count in cells]
    rows.sort(key=lambda row: (row[0], row[2] != SUPPLY))
    return pd.DataFrame(rows, columns=["connector", "label", "why", "count"])


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): None if isinstance(cell, float) and not np.isfinite(cell) else cell for key, cell in row.items()}
