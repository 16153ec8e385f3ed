"""Assumptions about places: power, ground works, bays, cables, and the share of the reported stations that is known."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.city import City
from geodata.inventory.live_status import NOW
from geodata.inventory.supply import REASONS
from geodata.osm.kind_words import kind_word
from geodata.osm.site_kinds import PARKS_M2
from geodata.report import Assumption, Problem
from planner.catalogue.known_city import FEW_STATIONS, known_stations
from planner.config.scenario import Scenario
from planner.config.sites import OWN_SITES, SitesConfig
from planner.support.speech import _, joined


def unlimited_substations(city: City) -> tuple[Problem, ...]:
    """Say that substations named by feeders limit nothing, where no table of substations is given."""
    named = city.feeders["substation"].dropna()
    if named.empty or city.substations["spare_kw"].notna().any():
        return ()
    reason = _("named by feeders, but their spare power is unknown: grid.substations is not given")
    return (Problem(_("{nunique} substations", nunique=named.nunique()), reason, _("they limit nothing")),)


def grid_assumptions(scenario: Scenario, cable_m: NDArray[np.float64]) -> list[Assumption]:
    """Assumptions about spare power in winter and, where connections are stepped, about power factor and cable lengths."""
    grid, lost = scenario.grid, int(np.isnan(cable_m).sum())
    out = [
        Assumption(
            _("share of spare power left on the design day"),
            _("{winter_share:.0%} at sites, feeders and substations", winter_share=grid.winter_share),
            "grid.winter_share",
        )
    ]
    if grid.connection == "stepped":
        out.append(
            Assumption(
                _("kW that one kVA of a connection carries"),
                _("{value:g}", value=grid.power_factor),
                "grid.power_factor",
            )
        )
        if lost:
            value = _("{assumed_cable_m:g} m at each of {lost} sites", assumed_cable_m=grid.assumed_cable_m, lost=lost)
            out.append(Assumption(_("cable where no substation within 3 km is known"), value, "grid.assumed_cable_m"))
    return out


def candidate_assumptions(sites: pd.DataFrame, config: SitesConfig) -> tuple[Assumption, ...]:
    """Assumptions about candidates of the map, schema SITES: which kinds are preferred, shops by size, and slow posts alone."""
    if sites.empty or (sites["kind"] == OWN_SITES).all():
        return ()
    out = [
        Assumption(
            _("kinds of places, best first: where several are one place, the better one stays"),
            joined(", ", [kind_word(kind) for kind in config.kinds_by_preference() if kind in set(config.from_osm)]),
            "sites.preference" if config.preference else "geodata/osm/site_preference.py",
        )
    ]
    by_size = int(sites["parking"].fillna("").str.startswith("assumed").sum())
    if by_size:
        what = _("malls and supermarkets with a car park of their own, though none is mapped")
        value = _("{by_size} with {parks_m2:number} m2 of ground or more", by_size=by_size, parks_m2=PARKS_M2)
        out.append(Assumption(what, value, "geodata/osm/site_kinds.py"))
    slow = int(sites["kind"].isin(config.slow_kinds).sum())
    if slow:
        what = _("sites for slow posts alone (AC, at most 22 kW)")
        out.append(
            Assumption(
                what,
                _(
                    "{slow} of the kinds {slow_kinds}",
                    slow=slow,
                    slow_kinds=joined(", ", [kind_word(one) for one in config.slow_kinds]),
                ),
                "sites.slow_kinds",
            )
        )
    return tuple(out)


def fault_assumptions(plugs: pd.DataFrame) -> tuple[Assumption, ...]:
    """Say how many of the plugs that are supply were out of order when their sources last told."""
    faulty = plugs[plugs["status"] == NOW]
    if faulty.empty:
        return ()
    said = _("{sum} of {sum_2}, taken to be repaired", sum=int(faulty["count"].sum()), sum_2=int(plugs["count"].sum()))
    return (Assumption(_("plugs out of order now that count as supply"), said, "inventory.out_of_order_now"),)


def place_assumptions(
    scenario: Scenario, grid: int, cost: int, supply: int, stations: int, others: int = 0
) -> tuple[Assumption, ...]:
    """Assumptions about `grid` sites of unknown power, `cost` sites of unknown ground works, and stations.

    `supply` of them serve today; `stations` may be enlarged, and `others` not, for somebody else runs them.
    """
    out = []
    if also := scenario.inventory.also_supply:
        words = ", ".join(REASONS[one] for one in also)
        out.append(Assumption(_("plugs counted as supply although they would not be"), words, "inventory.also_supply"))
    if grid:
        out.append(
            Assumption(
                _("spare grid power where nothing is known"),
                _(
                    "{default_site_kw:g} kW at each of {grid} sites, new and standing; those within {within:number} m of each other share it",
                    default_site_kw=scenario.grid.default_site_kw,
                    grid=grid,
                    within=scenario.sites.same_ground_m,
                )
                if scenario.sites.same_ground_m
                else _(
                    "{default_site_kw:g} kW at each of {grid} sites, new and standing",
                    default_site_kw=scenario.grid.default_site_kw,
                    grid=grid,
                ),
                "grid.default_site_kw",
            )
        )
    if cost:
        out.append(
            Assumption(
                _("ground works of a new site where no cost is given"),
                _(
                    "{default_site_cost_usd:g} USD at each of {cost} sites",
                    default_site_cost_usd=scenario.sites.default_site_cost_usd,
                    cost=cost,
                ),
                "sites.default_site_cost_usd",
            )
        )
    known = known_stations(scenario.city.name)
    if known is not None and supply < FEW_STATIONS * known.value:
        what = _("stations that stand today: the files hold fewer than are reported, so today's service is understated")
        said = _(
            "{supply} that are supply, of {value:g} reported{part}",
            supply=supply,
            value=known.value,
            part=_(" in {date}", date=known.date) if known.date else "",
        )
        out.append(Assumption(what, said, known.source, known.confidence))
    return (*out, *_room_assumptions(scenario, stations, others))


def _room_assumptions(scenario: Scenario, stations: int, others: int) -> Iterator[Assumption]:
    """Say how many stations may be enlarged by how much, and how many more could be that others run."""
    if stations:
        yield Assumption(
            _("room to add guns at an existing station"),
            _(
                "{upgrade_bays} bays at each of {stations} stations",
                upgrade_bays=scenario.sites.upgrade_bays,
                stations=stations,
            ),
            "sites.upgrade_bays",
        )
    if others:
        yield Assumption(
            _("stations of other operators, which are not enlarged"),
            _("{others} of {stations} stations", others=others, stations=stations + others),
            "sites.own_operators",
        )
