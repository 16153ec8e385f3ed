"""Existing guns by site and the port families they serve; guns that repair or connection could bring into service; retired stations."""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
import pandas as pd

from geodata.city import City
from geodata.connectors import Connector, Current
from geodata.inventory.supply import REASONS, SupplyRule, mendable_of, supply_account
from geodata.report import Problem
from geodata.tables import rows_of
from planner.config.upgrades import UpgradesConfig
from planner.errors import ConfigError
from planner.support.speech import _
from planner.support.spelling import nearest_known

MENDABLE = {"out_of_order": "repair", "out_of_order_now": "repair", "disconnected": "connect"}
"""Why a gun is no supply though work could make it one, and the key of `[upgrades]` that offers the work."""


def given_up(city: City, retired: Collection[str]) -> tuple[list[str], tuple[Problem, ...]]:
    """Find the stations whose ground may be built anew: those that `plan.retired` names, and those whose plugs are all removed.

    Raises
    ------
    ConfigError
        A retired id that no station in the city has.
    """
    inside = city.stations.inside(city.boundary)
    known = [str(one) for one in inside.table["station_id"]]
    for one in retired:
        if one not in known:
            raise ConfigError(
                _(
                    "plan.retired: no station in the city has the id {one!r}; {nearest_known}",
                    one=one,
                    nearest_known=nearest_known(one, known),
                )
            )
    gone = (inside.connectors["status"] == "removed").groupby(inside.connectors["station_id"]).all()
    removed = {str(station) for station, all_gone in gone.items() if all_gone} - set(retired)
    problems = [Problem(one, _("given up (plan.retired)"), _BUILT_ANEW) for one in sorted(set(retired))]
    problems += [Problem(one, _("all its plugs are removed"), _BUILT_ANEW) for one in sorted(removed)]
    return sorted({*retired, *removed}), tuple(problems)


_BUILT_ANEW = "its guns do not count, its ground may be built anew"


def mendable_plugs(city: City, rule: SupplyRule, upgrades: UpgradesConfig) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Plugs that repair or connection could bring into service, with `why`, where `[upgrades]` offers it; all others are only reported."""
    parts, problems = [], []
    account = supply_account(city.stations, city.boundary, rule)
    for why, key in MENDABLE.items():
        plugs = mendable_of(city.stations, city.boundary, why, rule, account)
        offered = bool(getattr(upgrades, key))
        if len(plugs):
            what = _(
                "{sum} plugs at {nunique} stations",
                sum=int(plugs["count"].sum()),
                nunique=plugs["station_id"].nunique(),
            )
            action = (
                _("may be worked on (upgrades.{key})", key=key)
                if offered
                else _("no supply; upgrades.{key} = true prices the work", key=key)
            )
            problems.append(Problem(what, REASONS[why], action))
        if offered:
            parts.append(plugs.assign(why=why))
    none = city.stations.connectors.iloc[:0].assign(why="")
    return pd.concat(parts, ignore_index=True) if parts else none, tuple(problems)


def mendable_guns(plugs: pd.DataFrame, number: dict[str, int]) -> pd.DataFrame:
    """Count such plugs as guns by site, port families and `why`; see `guns_of`."""
    parts = [guns_of(rows, number).assign(why=why) for why, rows in plugs.groupby("why")]
    empty = guns_of(plugs.iloc[:0], number).assign(why="")
    return pd.concat(parts, ignore_index=True) if parts else empty


def bays_of(plugs: pd.DataFrame, stations: Iterable[str], most: int) -> list[int]:
    """Bays at stations that are given up: one a gun that stood, at least two, at most `most`."""
    count = plugs.groupby("station_id")["count"].sum()
    return [int(np.clip(count.get(one, 0), 2, max(2, most))) for one in stations]


def guns_of(connectors: pd.DataFrame, number: dict[str, int]) -> pd.DataFrame:
    """Count guns by site and the port families that they serve.

    An EVSE serves one vehicle at a time (OCPI): its DC plugs of several standards are one gun for all of them, and its AC
    plugs do not count beside DC ones. A row of several alike plugs is as many guns.
    """
    guns: dict[tuple[int, str, str, float], int] = {}
    for (station, _other), plugs in connectors.groupby(["station_id", "evse_id"], sort=True):
        known = [
            (c, row)
            for row in rows_of(plugs)
            if (c := Connector.named(row.connector)) is not None and c.family is not None
        ]
        for families, current, power_kw, count in _guns_of_evse(known):
            key = (number[str(station)], families, current, power_kw)
            guns[key] = guns.get(key, 0) + count
    rows = [(*key, count) for key, count in sorted(guns.items())]
    return pd.DataFrame(rows, columns=["site", "families", "current", "power_kw", "guns"])


def _guns_of_evse(known: "list[tuple[Connector, Any]]") -> list[tuple[str, str, float, int]]:
    if len(known) > 1 and all(row.count == 1 for _, row in known):
        current = Current.DC if any(c.current is Current.DC for c, _ in known) else Current.AC
        alike = [(c, row) for c, row in known if c.current is current]
        families = "+".join(sorted({str(c.family) for c, _ in alike}))
        return [(families, current.value, min(float(row.power_kw) for _, row in alike), 1)]
    return [(str(c.family), c.current.value, float(row.power_kw), int(row.count)) for c, row in known]
