"""OCPI Locations, 2.2.1 or 2.3.0: the merged inventory, and the proposed sites with EVSEs that are planned.

What the standard has no word for rides in an object `evplan`, which readers that know none ignore and our own import
understands: the ids of the inventory, a plug of a later or unknown standard, a guessed power, access for customers only, a
station cut off from the grid, a status that is not understood, whom an EVSE is reserved for, a text longer than the standard
allows. Read again, the file is the same inventory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.connectors import Connector
from geodata.countries import alpha2, alpha3
from geodata.crs import LONLAT
from geodata.loose import text_of, time_of
from geodata.stations import Stations
from planner.output.shared.chargers import cars_at_once
from planner.output.shared.ocpi_parking import for_customers, parking_type, with_bays, with_standing_bays
from planner.output.shared.ocpi_parts import V2_2_1, PlugOut, Version, cut, evse, identifier, time_zone

PARTY = "EVP"
"""Party id of what this planner publishes."""

NOWHERE_2, NOWHERE_3 = "XX", "XXX"
"""ISO 3166 user-assigned codes, where no country is known."""

LONG_AGO = "2000-01-01T00:00:00Z"
"""Time of last update where neither the source nor the caller gives one: fixed, so that output repeats."""

_STATUS = {
    "operational": "AVAILABLE",
    "planned": "PLANNED",
    "out_of_order": "OUTOFORDER",
    "out_of_order_now": "OUTOFORDER",
    "removed": "REMOVED",
    "unknown": "UNKNOWN",
    "unclear": "UNKNOWN",
}
_NOT_SAID = ("out_of_order", "unclear")
"""Statuses that another has the word of; a feed of OCPI tells of now."""
_NEEDS_POWER = ("operational", "unknown", "unclear")
_WITHOUT_POWER = {"disconnected": "INOPERATIVE", "unclear": "UNKNOWN"}
"""Status of plugs that would work, by what is said of their connection to the grid."""


@dataclass(frozen=True)
class _Defaults:
    """What a Location must say where the place itself does not."""

    country: str
    city: str
    time: str
    version: Version


def inventory(
    stations: Stations, *, country: str = "", city: str = "", updated: str = LONG_AGO, version: Version = V2_2_1
) -> list[dict[str, Any]]:
    """Existing stations as Locations, in the order of their ids.

    Parameters
    ----------
    stations : Stations
        In any CRS.
    country, city, updated : str
        ISO 3166-1 code, town and ISO 8601 time where a station has none of its own.
    version : Version
        Of the standard.

    Returns
    -------
    list of dict
        Plain JSON. Of alike plugs each gets its EVSE; plugs that share an EVSE stay together.
    """
    defaults = _defaults(country, city, updated, version)
    table = stations.table.to_crs(LONLAT).sort_values("station_id", kind="stable")
    plugs: dict[str, list[dict[str, Any]]] = {}
    for plug in _rows(stations.connectors):
        plugs.setdefault(str(plug["station_id"]), []).append(plug)
    out = [_standing(row, plugs.get(str(row["station_id"]), []), defaults) for row in _rows(table)]
    return _told_apart(out)


def proposals(
    sites: gpd.GeoDataFrame, *, country: str = "", city: str = "", updated: str = LONG_AGO, version: Version = V2_2_1
) -> list[dict[str, Any]]:
    """Sites that get chargers as Locations whose EVSEs have status PLANNED, by rank, which rides along in `evplan`.

    Parameters
    ----------
    sites : GeoDataFrame
        `planner.dossier.dossier.Dossier.sites`; sites without chargers are left out.
    country, city, updated : str
    version : Version
        As for `inventory`.

    Returns
    -------
    list of dict
        Plain JSON. One EVSE for each gun of a charger, with every plug that gun can be.
    """
    defaults = _defaults(country, city, updated, version)
    table = sites if sites.crs is None else sites.to_crs(LONLAT)
    out = [
        _proposed(row, defaults)
        for row in _rows(table.sort_values([name for name in ("rank", "site_id") if name in table], kind="stable"))
        if any(charger["connectors"] for charger in row["chargers"])  # work that adds no plug plans no EVSE
    ]
    return _told_apart(out)


def _proposed(row: Mapping[str, Any], defaults: _Defaults) -> dict[str, Any]:
    version = defaults.version
    posts = list(_planned(row["chargers"], defaults.time, version))
    out = _with_posts(_location(row, defaults, defaults.time), posts, _rank(row), version)
    if not version.parking:
        return out
    return with_bays(for_customers(out | parking_type(row.get("kind")), row.get("access")))


def _rank(row: Mapping[str, Any]) -> dict[str, int]:
    rank = row.get("rank")
    return {} if rank is None or pd.isna(rank) else {"rank": int(rank)}


def _told_apart(locations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Locations whose ids differ in more than capitals, as a CiString must."""
    used: set[str] = set()
    for location in locations:
        if location["id"].casefold() in used:
            location["id"] = identifier(f"{location['id']}, one of {len(used)} ids alike but for capitals")
        used.add(location["id"].casefold())
    return locations


def _defaults(country: str, city: str, updated: str, version: Version) -> _Defaults:
    return _Defaults(country, city, time_of(updated) or LONG_AGO, version)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _standing(row: Mapping[str, Any], plugs: Sequence[Mapping[str, Any]], defaults: _Defaults) -> dict[str, Any]:
    time = time_of(row["updated"]) or defaults.time
    out = _location(row, defaults, time)
    out["publish"] = row["access"] != "private"
    own = _identity(row) | _unsaid(row, out)
    if row["access"] not in ("public", "private"):
        own["access"] = row["access"]
    if row["connection"] != "unknown":
        own["connection"] = row["connection"]
    if text_of(row.get("accessible")):
        own["accessible"] = row["accessible"]
    version = defaults.version
    posts = list(_posts(plugs, time, _WITHOUT_POWER.get(row["connection"]), version))
    out = with_standing_bays(_with_posts(out, posts, own, version), parking=version.parking)
    return for_customers(out, row["access"]) if version.parking else out


def _identity(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the inventory calls a station, and where it is from."""
    out: dict[str, Any] = {key: row[key] for key in ("station_id", "source", "source_id")}
    return out | ({"merged_ids": row["merged_ids"].split()} if isinstance(row["merged_ids"], str) else {})


def _unsaid(row: Mapping[str, Any], out: Mapping[str, Any]) -> dict[str, str | None]:
    """Texts of a station that the fields of the standard do not hold: cut, or filled in where it has none."""
    said = {
        "name": out.get("name"),
        "operator": out.get("operator", {}).get("name"),
        "address": out["address"],
        "city": out["city"],
        "country": None if out["country"] == NOWHERE_3 else out["country"],
        "updated": out["last_updated"],
    }
    return {key: text_of(row[key]) for key, text in said.items() if text_of(row[key]) != text_of(text)}


def _with_posts(
    location: dict[str, Any], posts: list[dict[str, Any]], own: dict[str, Any], version: Version
) -> dict[str, Any]:
    """Hang EVSEs on a location; plugs that the version cannot name make it no invalid one, so they go into the foreign object."""
    named = [
        post | {"connectors": [c for c in post["connectors"] if version.can_name(c["standard"])]} for post in posts
    ]
    other = [
        post | {"connectors": [c for c in post["connectors"] if not version.can_name(c["standard"])]} for post in posts
    ]
    if evses := [post for post in named if post["connectors"]]:
        location["evses"] = evses
    if strange := [post for post in other if post["connectors"]]:
        own["evses"] = strange
    return location | ({"evplan": own} if own else {})


def _location(row: Mapping[str, Any], defaults: _Defaults, time: str) -> dict[str, Any]:
    """Fields that every Location has; `row` is a station or a site."""
    point = row["geometry"]
    nation = row.get("country") if isinstance(row.get("country"), str) else defaults.country
    out: dict[str, Any] = {
        "country_code": alpha2(nation) or NOWHERE_2,
        "party_id": PARTY,
        "id": identifier(str(row["station_id"] if "station_id" in row else row["site_id"])),
        "publish": True,
        "name": cut(row.get("name"), 255),
        "address": cut(row.get("address"), 45),
        "city": cut(row.get("city"), 45) or cut(defaults.city, 45),
        "country": alpha3(nation) or NOWHERE_3,
        "coordinates": {"latitude": f"{point.y:.6f}", "longitude": f"{point.x:.6f}"},
        "operator": {"name": cut(row.get("operator"), 100)},
        "time_zone": time_zone(alpha3(nation), point.x),
        "last_updated": time,
    }
    return {key: value for key, value in out.items() if value not in ("", {"name": ""}) or key in ("address", "city")}


_OF_EVSE = ("status_at", "reserved_for", "parking")
"""What the inventory knows of an EVSE beside its status."""


def _posts(
    plugs: Sequence[Mapping[str, Any]], time: str, without_power: str | None, version: Version
) -> Iterator[dict[str, Any]]:
    """EVSEs of a station: as many of each group as its most numerous plug, every plug in one of them."""
    used: set[str] = set()
    by_group: dict[tuple[Any, ...], list[tuple[int, PlugOut]]] = {}
    for row in plugs:
        key = (row["evse_id"], row["status"], *(text_of(row.get(name)) for name in _OF_EVSE))
        by_group.setdefault(key, []).append((int(row["count"]), _plug_out(row)))
    for (group, status, *facts), alike in by_group.items():
        number = max(count for count, _ in alike)
        said = _STATUS.get(str(status), "UNKNOWN")
        word = without_power if without_power and status in _NEEDS_POWER else said
        unsaid = {"status": str(status)} if word != said or status in _NOT_SAID else {}
        unsaid |= {name: cell for name, cell in zip(_OF_EVSE, facts, strict=True) if cell is not None}
        for post in range(number):
            uid = identifier(str(group) if number == 1 else f"{group}-{post + 1}")
            if uid.casefold() in used:
                uid = identifier(f"{group} {status} {post + 1} {len(used)} again, and unlike any id")
            used.add(uid.casefold())
            own = ({} if uid == group else {"evse_id": str(group)}) | unsaid
            yield evse(uid, word, [plug for count, plug in alike if count > post], facts[0] or time, version) | (
                {"evplan": own} if own else {}
            )


def _plug_out(row: Mapping[Any, Any]) -> PlugOut:
    shape = row["format"] if isinstance(row["format"], str) else None
    return PlugOut(str(row["connector"]), float(row["power_kw"]), bool(row["power_guessed"]), shape)


def _planned(chargers: Any, time: str, version: Version) -> Iterator[dict[str, Any]]:
    for charger in chargers:
        plugs = [_planned_plug(name, charger) for name, n in charger["connectors"].items() for _ in range(int(n))]
        guns = cars_at_once(str(charger["type"]), len(plugs))
        for unit in range(int(charger["count"])):
            for gun in range(guns):
                yield evse(f"{charger['type']}-{unit + 1}-{gun + 1}", "PLANNED", plugs[gun::guns], time, version)


def _planned_plug(name: str, charger: Mapping[str, Any]) -> PlugOut:
    known = Connector.named(name)
    power_kw = float(charger.get("gun_kw") or charger["power_kw"])
    return PlugOut(name, min(power_kw, known.max_kw) if known else power_kw)
