"""Which of the plugs that stand are supply today, and why the others are not."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.connectors import Connector
from geodata.speech import _
from geodata.stations import Stations

SUPPLY = "supply"
REASONS = {
    "outside_city": _.term("outside the city"),
    "retired": _.term("given up by the plan"),
    "removed": "removed",
    "planned": "planned",
    "out_of_order": _.term("out of order"),
    "out_of_order_now": _.term("out of order now"),
    "unclear": _.term("its status or connection is not understood"),
    "disconnected": _.term("not connected to the grid"),
    "private": "private",
    "reserved": _.term("reserved for others than drivers of cars"),
    "unknown_access": _.term("of unknown access"),
    "no_vehicle": _.term("of a standard that no vehicle of a plan takes"),
}
"""Why a plug is no supply, in words; of several reasons the first counts."""

NEVER = ("outside_city", "retired", "removed", "unclear", "no_vehicle")
"""Reasons that no scenario can put aside."""


@dataclass(frozen=True)
class SupplyRule:
    """What a scenario counts as supply: open, working and connected plugs in the city, and `also` these; never a `retired` station.

    A plug whose status nobody says counts as working, and a station whose connection nobody says as connected: most
    sources say neither. One of which somebody says what is not understood counts as neither. A plug that is out of order
    now counts where `faults_count`: it will be repaired, and how often guns fail is part of every queue.
    """

    also: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    faults_count: bool = True


DEFAULT_RULE = SupplyRule()


def supply_of(stations: Stations, boundary: Polygon | MultiPolygon, rule: SupplyRule = DEFAULT_RULE) -> Stations:
    """Keep what drivers of the city can use today; a station with no usable plug left is no supply."""
    account = supply_account(stations, boundary, rule)
    plugs = stations.connectors[(account["why"] == SUPPLY).to_numpy() & (stations.connectors["count"] > 0).to_numpy()]
    kept = stations.only(set(plugs["station_id"]))
    return Stations(kept.table, plugs.reset_index(drop=True), kept.provenance)


def mendable_of(
    stations: Stations,
    boundary: Polygon | MultiPolygon,
    why: str,
    rule: SupplyRule = DEFAULT_RULE,
    account: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Plugs that would be supply but for one reason that work can put aside, such as ``out_of_order`` or ``disconnected``.

    An EVSE of which another plug is supply already is left out: it serves one vehicle at a time, mended or not.

    Parameters
    ----------
    stations : Stations
    boundary : Polygon or MultiPolygon
    why : str
    rule : SupplyRule
    account : DataFrame, optional
        The `supply_account` of the same, where it is known.

    Returns
    -------
    DataFrame
        Rows of `stations.connectors`.
    """
    plugs = stations.connectors
    reasons = (supply_account(stations, boundary, rule) if account is None else account)["why"].to_numpy()
    if not (reasons == why).any():
        return plugs.iloc[:0].reset_index(drop=True)
    now = reasons == SUPPLY
    mended = replace(rule, also=rule.also | {why})
    then = supply_account(stations, boundary, mended)["why"].to_numpy() == SUPPLY
    evse = pd.MultiIndex.from_frame(plugs[["station_id", "evse_id"]])
    rows = then & ~now & ~evse.isin(evse[now]) & (plugs["count"] > 0).to_numpy()
    out: pd.DataFrame = plugs[rows].reset_index(drop=True)
    return out


def supply_account(
    stations: Stations, boundary: Polygon | MultiPolygon, rule: SupplyRule = DEFAULT_RULE
) -> pd.DataFrame:
    """Sort every row of plugs into supply or the reason why it is none.

    Parameters
    ----------
    stations : Stations
    boundary : Polygon or MultiPolygon
        The city, in the CRS of the stations; its edge counts as inside.
    rule : SupplyRule

    Returns
    -------
    DataFrame
        One row for each of `stations.connectors`, in its order: ``station_id, connector, label, count, power_kw, why``,
        where `why` is ``"supply"`` or a key of `REASONS`.
    """
    plugs = stations.connectors
    place = stations.table.set_index("station_id")
    inside = pd.Series(stations.table.intersects(boundary).to_numpy(), index=place.index)
    of = plugs["station_id"]
    access, connection, status = of.map(place["access"]), of.map(place["connection"]), plugs["status"]
    found = {
        "outside_city": ~of.map(inside).astype(bool),
        "retired": of.isin(rule.retired),
        "removed": status == "removed",
        "planned": status == "planned",
        "out_of_order": status == "out_of_order",
        "out_of_order_now": (status == "out_of_order_now") & (not rule.faults_count),
        "unclear": (status == "unclear") | (connection == "unclear"),
        "disconnected": connection == "disconnected",
        "private": access == "private",
        "reserved": plugs["reserved_for"].notna(),
        "unknown_access": ~access.isin(("public", "customers", "private")),
        "no_vehicle": ~plugs["connector"].map(_serves).astype(bool),
    }
    tests = {name: test for name, test in found.items() if name in NEVER or name not in rule.also}
    why = np.select([test.to_numpy(dtype=bool) for test in tests.values()], list(tests), default=SUPPLY)
    names = plugs["connector"].map(lambda name: str(Connector.label_of(str(name))))
    return pd.DataFrame(
        {
            "station_id": of.to_numpy(dtype=object),
            "connector": plugs["connector"].to_numpy(dtype=object),
            "label": names.to_numpy(dtype=object),
            "count": plugs["count"].to_numpy(dtype=np.int64),
            "power_kw": plugs["power_kw"].to_numpy(dtype=float),
            "why": why.astype(object),
        }
    )


def _serves(connector: object) -> bool:
    """Whether any vehicle of a plan can take the plug; unknown standards and household sockets serve none."""
    known = Connector.named(str(connector))
    return known is not None and known.family is not None
