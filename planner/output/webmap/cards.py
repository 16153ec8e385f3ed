"""What the card of a site says beyond the columns of the table: what to build in words of the trade, waits, what would be lost, how sure."""

from collections.abc import Mapping
from typing import Any

from geodata.connectors import Connector, Current
from planner.dossier.dossier import Dossier
from planner.output.shared.chargers import listed
from planner.output.shared.places import kind_words, titles
from planner.output.shared.words import connector_label
from planner.support.frames import plain

SHORT = {"IEC_62196_T2_COMBO": "CCS2", "GBT_DC": "GB/T", "GBT_AC": "GB/T", "IEC_62196_T2": "Type 2"}
"""Plugs where the current is said before them."""


def cards(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Give by `site_id`: ``title, sort`` (kind in words), ``build`` (lines), ``plan`` (one short line), ``waits, lost, sure, alike, grid``."""
    called = titles(dossier)
    reasons = {one["site_id"]: one for one in dossier.studies.get("reasons", {}).get("sites", ())}
    bands = {one["site_id"]: one for one in dossier.studies.get("bands", {}).get("sites", ())}
    waits: dict[str, list[Mapping[str, Any]]] = {}
    for one in dossier.surroundings.get("waits", ()):
        waits.setdefault(one["site_id"], []).append(one)
    out = {}
    for row in dossier.sites.drop(columns="geometry").to_dict("records"):
        site = str(row["site_id"])
        found = {name: plain(row.get(name)) for name in row}
        title = called.get(site) or site
        out[site] = {
            "title": title[:1].upper() + title[1:],
            "sort": kind_words(str(found["kind"])),
            "build": [_line(one) for one in listed(row["chargers"])],
            "plan": " + ".join(_short(one) for one in listed(row["chargers"])),
            "waits": _waits(waits.get(site, [])),
            "lost": reasons.get(site, {}).get("marginal_kwh"),
            "sure": _sure(bands.get(site)),
            "alike": _alike(reasons.get(site)),
            "grid": _grid(found),
        }
    return out


def _short(charger: Mapping[str, Any]) -> str:
    """Write ``2 × DC 60 kW GB/T``."""
    if charger.get("words"):
        return f"{int(charger['count'])} × {charger['words']}"
    plugs = sorted(charger["connectors"])
    names = " and ".join(dict.fromkeys(SHORT.get(name, connector_label(name)) for name in plugs))
    return f"{int(charger['count'])} × {_current(plugs)} {float(charger['power_kw']):g} kW {names}"


def _line(charger: Mapping[str, Any]) -> str:
    """Write ``2 × DC 60 kW, each with 2 GB/T guns``; plugs of a post are sockets."""
    if charger.get("words"):
        return f"{int(charger['count'])} × {charger['words']}"
    plugs = sorted(charger["connectors"].items())
    kind = _current([name for name, _ in plugs])
    what = "gun" if kind == "DC" else "socket"
    guns = ", ".join(
        f"{int(count)} {SHORT.get(name, connector_label(name))} {what}{'s' if int(count) > 1 else ''}"
        for name, count in plugs
    )
    each = "each with " if int(charger["count"]) > 1 else "with "
    return f"{int(charger['count'])} × {kind} {float(charger['power_kw']):g} kW, {each}{guns or 'no plug'}"


def _current(plugs: list[str]) -> str:
    known = [Connector.named(name) for name in plugs]
    return "DC" if any(one is not None and one.current is Current.DC for one in known) else "AC"


def _waits(rows: list[Mapping[str, Any]]) -> float | None:
    """Share of drivers at the busiest time, at the worst of its queues, who wait too long or find all posts taken."""
    return max((float(one["missed"]) for one in rows), default=None)


def _sure(band: Mapping[str, Any] | None) -> list[float] | None:
    """Energy a day in eight of ten draws: least, most."""
    return None if band is None else [band["served_p10_kwh_per_day"], band["served_p90_kwh_per_day"]]


def _alike(reason: Mapping[str, Any] | None) -> list[int] | None:
    """First and last rank that its place in the order cannot be told apart from."""
    if reason is None or not reason.get("alike_from"):
        return None
    return [int(reason["alike_from"]), int(reason["alike_to"])]


def _grid(site: Mapping[str, Any]) -> str:
    parts = []
    if site.get("feeder"):
        parts.append(f"feeder {site['feeder']}")
    if site.get("grid_kw") is not None:
        parts.append(f"{site['grid_kw']:g} kW spare")
    elif site["status"] != "existing":
        parts.append("spare power assumed, ask the network operator")
    status = site.get("connection_status")
    return ", ".join([*parts, *([f"connection {status}"] if status and status != "unknown" else [])])
