"""What the card of a site says beyond the columns of the table: what to build in words of the trade, how busy it is, what would be lost, how sure."""

from collections.abc import Callable, Mapping
from typing import Any

from geodata.connectors import Connector, Current
from geodata.osm.photos import https_link
from planner.dossier.dossier import Dossier
from planner.output.shared.chargers import listed
from planner.output.shared.earlier_plan import grown_marks
from planner.output.shared.number_span import number_span
from planner.output.shared.places import kind_words, titles
from planner.output.shared.taken import share_taken
from planner.output.shared.words import connector_label, money, number
from planner.support.frames import plain
from planner.support.speech import _, plural, told, within

SHORT = {"IEC_62196_T2_COMBO": "CCS2", "GBT_DC": "GB/T", "GBT_AC": "GB/T", "IEC_62196_T2": "Type 2"}
"""Plugs where the current is said before them."""


def cards(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Give by `site_id`: ``title, sort`` (kind in words), ``build`` (lines), ``plan`` (one short line), ``taken, lost, sure, span, grid``, of a plan that grew ``origin``."""
    called, origins = titles(dossier), grown_marks(dossier)
    reasons = {one["site_id"]: one for one in dossier.studies.get("reasons", {}).get("sites", ())}
    bands = {one["site_id"]: one for one in dossier.studies.get("bands", {}).get("sites", ())}
    busy: dict[str, list[Mapping[str, Any]]] = {}
    for one in dossier.surroundings.get("busiest", ()):
        busy.setdefault(one["site_id"], []).append(one)
    out, photos, wanted = {}, dossier.surroundings.get("photos", {}), dossier.surroundings.get("no_regret")
    for row in dossier.sites.drop(columns="geometry").to_dict("records"):
        site = str(row["site_id"])
        found = {name: plain(row.get(name)) for name in row}
        title = called.get(site) or site
        out[site] = {
            "title": title[:1].upper() + title[1:],
            "sort": kind_words(str(found["kind"])),
            "cost": money(found["cost_usd"]),
            "land_status": coded(LAND, found.get("land_status")),
            "access": coded(ACCESS, found.get("access")),
            "reason": told(found["reason"]) if found.get("reason") else found.get("reason"),
            "why": told(found["why"]) if found.get("why") else found.get("why"),
            "build": [_line(one) for one in listed(row["chargers"])],
            "plan": " + ".join(_short(one) for one in listed(row["chargers"])),
            "taken": share_taken(busy.get(site, [])),
            "lost": reasons.get(site, {}).get("marginal_kwh"),
            "sure": _sure(bands.get(site)),
            "span": number_span(reasons.get(site)),
            "grid": _grid(found),
            **({} if wanted is None or found["status"] == "existing" else {"no_regret": site in wanted}),
            **({"origin": origins[site][:1].upper() + origins[site][1:]} if site in origins else {}),
            "photo": https_link(str(photos.get(site, ""))),
        }
    return out


LAND: Mapping[str, Callable[[], str]] = {
    "municipal": lambda: within("land", "municipal"),
    "leased": lambda: within("land", "leased"),
    "agreed": lambda: within("land", "agreed"),
    "disputed": lambda: within("land", "disputed"),
    "unknown": lambda: within("land", "unknown"),
}
ACCESS: Mapping[str, Callable[[], str]] = {
    "public": lambda: within("who may park", "public"),
    "permissive": lambda: within("who may park", "everybody, tolerated"),
    "customers": lambda: within("who may park", "customers"),
    "permit": lambda: within("who may park", "with a permit"),
    "private": lambda: within("who may park", "private"),
    "unknown": lambda: within("who may park", "unknown"),
}
CONNECTION: Mapping[str, Callable[[], str]] = {
    "connected": lambda: within("to the grid", "connection stands"),
    "agreed": lambda: within("to the grid", "connection agreed"),
    "applied": lambda: within("to the grid", "connection asked for"),
    "refused": lambda: within("to the grid", "connection refused"),
}
"""Words of codes; what a user wrote instead of one stays."""


def coded(words: Mapping[str, Callable[[], str]], code: Any) -> Any:
    """Word of a code; anything else as it is."""
    return words[code]() if isinstance(code, str) and code in words else code


def _short(charger: Mapping[str, Any]) -> str:
    """Write ``2 × DC 60 kW GB/T``."""
    if charger.get("words"):
        return f"{int(charger['count'])} × {told(charger['words'])}"
    plugs = sorted(charger["connectors"])
    names = ", ".join(dict.fromkeys(SHORT.get(name, connector_label(name)) for name in plugs))
    return _(
        "{count} × {current} {kw} kW {plugs}",
        count=int(charger["count"]),
        current=_current(plugs),
        kw=figure(charger),
        plugs=names,
    )


def _line(charger: Mapping[str, Any]) -> str:
    """Write ``2 × DC 60 kW, each with 2 GB/T guns``; plugs of a post are sockets."""
    count = int(charger["count"])
    if charger.get("words"):
        return f"{count} × {told(charger['words'])}"
    plugs = sorted(charger["connectors"].items())
    kind = _current([name for name, _count in plugs])
    counted = gun if kind == "DC" else socket
    guns = ", ".join(counted(int(one), SHORT.get(name, connector_label(name))) for name, one in plugs) or _("no plug")
    values = {"count": count, "current": kind, "kw": figure(charger), "guns": guns}
    if count > 1:
        return _("{count} × {current} {kw} kW, each with {guns}", **values)
    return _("{count} × {current} {kw} kW, with {guns}", **values)


def gun(count: int, plug: str) -> str:
    """Count guns of one plug."""
    return plural("{n} {plug} gun", "{n} {plug} guns", count, plug=plug)


def socket(count: int, plug: str) -> str:
    """Count sockets of one plug."""
    return plural("{n} {plug} socket", "{n} {plug} sockets", count, plug=plug)


def figure(charger: Mapping[str, Any]) -> str:
    """Power of a charger without digits that say nothing."""
    kw = float(charger["power_kw"])
    return number(kw, 0 if kw == round(kw) else 1)


def _current(plugs: list[str]) -> str:
    known = [Connector.named(name) for name in plugs]
    return "DC" if any(one is not None and one.current is Current.DC for one in known) else "AC"


def _sure(band: Mapping[str, Any] | None) -> list[float] | None:
    """Energy a day in eight of ten draws: least, most."""
    return None if band is None else [band["served_p10_kwh_per_day"], band["served_p90_kwh_per_day"]]


def _grid(site: Mapping[str, Any]) -> str:
    parts = []
    if site.get("feeder"):
        parts.append(_("feeder {name}", name=site["feeder"]))
    if site.get("grid_kw") is not None:
        parts.append(_("{kw:number} kW spare", kw=site["grid_kw"]))
    elif site["status"] != "existing":
        parts.append(_("spare power assumed, ask the network operator"))
    status = site.get("connection_status")
    return ", ".join([*parts, *([coded(CONNECTION, status)] if status and status != "unknown" else [])])
