"""Assumptions about places: power, ground works, bays, cables, and the share of the reported stations that is known."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.city import City
from geodata.inventory.live_status import NOW
from geodata.inventory.supply import REASONS
from geodata.osm.site_kinds import PARKS_M2
from geodata.report import Assumption, Problem
from planner.catalogue.known_city import FEW_STATIONS, known_stations
from planner.config.scenario import Scenario
from planner.config.sites import OWN_SITES, SitesConfig


def unlimited_substations(city: City) -> tuple[Problem, ...]:
    """Say that substations named by feeders limit nothing, where no table of substations is given."""
    named = city.feeders["substation"].dropna()
    if named.empty or city.substations["spare_kw"].notna().any():
        return ()
    reason = "named by feeders, but their spare power is unknown: grid.substations is not given"
    return (Problem(f"{named.nunique()} substations", reason, "they limit nothing"),)


def grid_assumptions(scenario: Scenario, cable_m: NDArray[np.float64]) -> list[Assumption]:
    """Assumptions about spare power in winter and, where connections are stepped, about power factor and cable lengths."""
    grid, lost = scenario.grid, int(np.isnan(cable_m).sum())
    out = [
        Assumption(
            "share of spare power left on the design day",
            f"{grid.winter_share:.0%} at sites, feeders and substations",
            "grid.winter_share",
        )
    ]
    if grid.connection == "stepped":
        out.append(Assumption("kW that one kVA of a connection carries", f"{grid.power_factor:g}", "grid.power_factor"))
        if lost:
            value = f"{grid.assumed_cable_m:g} m at each of {lost} sites"
            out.append(Assumption("cable where no substation within 3 km is known", value, "grid.assumed_cable_m"))
    return out


def candidate_assumptions(sites: pd.DataFrame, config: SitesConfig) -> tuple[Assumption, ...]:
    """Assumptions about candidates of the map, schema SITES: which kinds are preferred, shops by size, and slow posts alone."""
    if sites.empty or (sites["kind"] == OWN_SITES).all():
        return ()
    out = [
        Assumption(
            "kinds of places, best first: where several are one place, the better one stays",
            ", ".join(kind for kind in config.kinds_by_preference() if kind in set(config.from_osm)),
            "sites.preference" if config.preference else "geodata/osm/site_preference.py",
        )
    ]
    by_size = int(sites["parking"].fillna("").str.startswith("assumed").sum())
    if by_size:
        what = "malls and supermarkets with a car park of their own, though none is mapped"
        value = f"{by_size} with {PARKS_M2:,.0f} m2 of ground or more"
        out.append(Assumption(what, value, "geodata/osm/site_kinds.py"))
    slow = int(sites["kind"].isin(config.slow_kinds).sum())
    if slow:
        what = "sites for slow posts alone (AC, at most 22 kW)"
        out.append(Assumption(what, f"{slow} of the kinds {', '.join(config.slow_kinds)}", "sites.slow_kinds"))
    return tuple(out)


def fault_assumptions(plugs: pd.DataFrame) -> tuple[Assumption, ...]:
    """Say how many of the plugs that are supply were out of order when their sources last told."""
    faulty = plugs[plugs["status"] == NOW]
    if faulty.empty:
        return ()
    said = f"{int(faulty['count'].sum())} of {int(plugs['count'].sum())}, taken to be repaired"
    return (Assumption("plugs out of order now that count as supply", said, "inventory.out_of_order_now"),)


def place_assumptions(scenario: Scenario, grid: int, cost: int, supply: int, stations: int) -> tuple[Assumption, ...]:
    """Assumptions about `grid` sites of unknown power, `cost` sites of unknown ground works, and `stations`, of which `supply` serve today."""
    out = []
    if also := scenario.inventory.also_supply:
        words = ", ".join(REASONS[one] for one in also)
        out.append(Assumption("plugs counted as supply although they would not be", words, "inventory.also_supply"))
    if grid:
        out.append(
            Assumption(
                "spare grid power where nothing is known",
                f"{scenario.grid.default_site_kw:g} kW at each of {grid} sites",
                "grid.default_site_kw",
            )
        )
    if cost:
        out.append(
            Assumption(
                "ground works of a new site where no cost is given",
                f"{scenario.sites.default_site_cost_usd:g} USD at each of {cost} sites",
                "sites.default_site_cost_usd",
            )
        )
    known = known_stations(scenario.city.name)
    if known is not None and supply < FEW_STATIONS * known.value:
        what = "stations that stand today: the files hold fewer than are reported, so today's service is understated"
        said = f"{supply} that are supply, of {known.value:g} reported{f' in {known.date}' if known.date else ''}"
        out.append(Assumption(what, said, known.source, known.confidence))
    if stations:
        out.append(
            Assumption(
                "room to add guns at an existing station",
                f"{scenario.sites.upgrade_bays} bays at each of {stations} stations",
                "sites.upgrade_bays",
            )
        )
    return tuple(out)
