"""The merged inventory as rows: every group of plugs with its station, and why it is supply today or is not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.connectors import Connector
from geodata.inventory.live_status import NOW
from geodata.inventory.supply import REASONS, SUPPLY, SupplyRule, supply_account
from geodata.stations import Stations
from planner.support.speech import _, dated, plural, told

NO_PLUGS = "no_plugs"
WHY = {SUPPLY: "supply today", **REASONS, NO_PLUGS: "no plug is on file"}
"""Whether a plug is supply, in words of tables for programs; `why_words` for people."""

STATION_COLUMNS = (
    "station_id",
    "name",
    "operator",
    "address",
    "city",
    "access",
    "connection",
    "updated",
    "source",
    "source_id",
    "merged_ids",
    "accessible",
)
PLUG_COLUMNS = ("connector", "format", "power_kw", "power_guessed", "status", "status_at", "reserved_for")
COLUMNS = (*STATION_COLUMNS, *PLUG_COLUMNS, "why", "label", "serves", "count")


def why_words(why: str) -> str:
    """Whether a plug is supply, in the language of the moment."""
    known = {SUPPLY: lambda: _("supply today"), NO_PLUGS: lambda: _("no plug is on file")}
    return known[why]() if why in known else told(WHY.get(why, why))


def inventory_rows(stations: Stations, boundary: Polygon | MultiPolygon, rule: SupplyRule) -> pd.DataFrame:
    """One row for each station and kind of plug; a station without plugs has one row, with `NO_PLUGS`.

    Parameters
    ----------
    stations : Stations
        Also those outside the city.
    boundary : Polygon or MultiPolygon
        The city, in the CRS of the stations.
    rule : SupplyRule

    Returns
    -------
    DataFrame
        `COLUMNS`, in the order of the stations: `why` is a key of `WHY`, `serves` the port family that takes the plug
        (None where no vehicle of a plan does), `count` the plugs that differ in none of the others.
    """
    plugs = stations.connectors[["station_id", *PLUG_COLUMNS, "count"]].copy()
    plugs["why"] = supply_account(stations, boundary, rule)["why"].to_numpy(dtype=object)
    kinds = ["station_id", *PLUG_COLUMNS, "why"]
    plugs = plugs.groupby(kinds, dropna=False, sort=False)["count"].sum().reset_index()
    table = pd.DataFrame(stations.table[list(STATION_COLUMNS)])
    rows = table.merge(plugs, on="station_id", how="left", sort=False)
    rows["why"] = rows["why"].where(rows["why"].notna(), NO_PLUGS)
    rows["count"] = pd.to_numeric(rows["count"]).fillna(0).astype("int64")
    known = [Connector.named(name) if isinstance(name, str) else None for name in rows["connector"]]
    rows["label"] = [Connector.label_of(name) if isinstance(name, str) else name for name in rows["connector"]]
    serves = [one.family.value if one is not None and one.family else None for one in known]
    rows["serves"] = pd.Series(serves, index=rows.index, dtype=object)
    return rows[list(COLUMNS)]


def why_not(reasons: Iterable[str]) -> str | None:
    """Tell why a station with these reasons of its plugs is no supply; None where a plug of it is."""
    found = list(dict.fromkeys(reasons))
    return None if SUPPLY in found else "; ".join(why_words(one) for one in found)


def faults_told(rows: pd.DataFrame, rule: SupplyRule) -> list[str]:
    """Tell, in a sentence, how many plugs of those that would be supply a live status calls out of order, and as of when.

    Parameters
    ----------
    rows : DataFrame
        As `inventory_rows` gives them.
    rule : SupplyRule

    Returns
    -------
    list of str
        Empty where none is.
    """
    usable = rows[rows["why"].isin((SUPPLY, NOW))]
    faulty = usable[usable["status"] == NOW]
    count = int(faulty["count"].sum())
    if not count:
        return []
    days = sorted(day[:10] for day in faulty["status_at"].dropna())
    said = [_faults(count, int(usable["count"].sum()), days)]
    if rule.faults_count:
        said.append(
            _(
                "They count all the same, for they will be repaired ({key} leaves them out).",
                key='[inventory] out_of_order_now = "left_out"',
            )
        )
    else:
        said.append(_("They are left out, as {key} says.", key="[inventory] out_of_order_now"))
    return [" ".join(said)]


def _faults(count: int, plugs: int, days: Sequence[str]) -> str:
    if not days:
        return plural(
            "{n} of {plugs} plugs that drivers could use was out of order when their sources last told.",
            "{n} of {plugs} plugs that drivers could use were out of order when their sources last told.",
            count,
            plugs=plugs,
        )
    if days[0] == days[-1]:
        return plural(
            "{n} of {plugs} plugs that drivers could use was out of order when their sources last told on {day}.",
            "{n} of {plugs} plugs that drivers could use were out of order when their sources last told on {day}.",
            count,
            plugs=plugs,
            day=dated(days[0]),
        )
    return plural(
        "{n} of {plugs} plugs that drivers could use was out of order when their sources last told between {first} and {last}.",
        "{n} of {plugs} plugs that drivers could use were out of order when their sources last told between {first} and {last}.",
        count,
        plugs=plugs,
        first=days[0],
        last=days[-1],
    )


def rule_in(configuration: Mapping[str, Any]) -> SupplyRule:
    """What a finished plan's configuration counts as supply."""
    own = configuration.get("inventory", {})
    return SupplyRule(
        frozenset(own.get("also_supply", ())), faults_count=own.get("out_of_order_now", "counts") == "counts"
    )


def plugs_by_reason(rows: pd.DataFrame) -> tuple[list[str], list[dict[str, Any]]]:
    """Count plugs of each standard by what they are today.

    Returns
    -------
    reasons : list of str
        Keys of `WHY` that occur, supply first.
    table : list of dict
        ``connector, label, serves, counts`` (in the order of the reasons) and ``total``.
    """
    plugs = rows[rows["why"] != NO_PLUGS]
    reasons = [one for one in WHY if one in set(plugs["why"])]
    table = []
    for name, mine in plugs.groupby("connector", sort=True):
        counts = [int(mine.loc[mine["why"] == one, "count"].sum()) for one in reasons]
        first = mine.iloc[0]
        row = {"connector": name, "label": first["label"], "serves": first["serves"]}
        table.append({**row, "counts": counts, "total": sum(counts)})
    return reasons, table
