"""Chargers by the name that the trade gives them, "DC 60 kW, two GB/T guns", in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from geodata.connectors import Connector, Current, PortFamily
from planner.output.shared.chargers import listed
from planner.output.shared.words import connector_label, number
from planner.support.frames import plain
from planner.support.speech import _, plural, told

_SHORT = {Connector.GBT_DC: "GB/T", Connector.GBT_AC: "GB/T"}
"""Plugs before which the current is said already."""
WHOLE = 1e-6


def charger_name(charger: Mapping[str, Any]) -> str:
    """Name one charger of a plan: current, power, guns by standard; work on a standing gun by its words.

    Examples
    --------
    >>> charger_name({"type": "dc_gbt_60", "power_kw": 60.0, "connectors": {"GBT_DC": 2}})
    'DC 60 kW, two GB/T guns'
    >>> charger_name({"type": "ac_t2_22", "power_kw": 22.0, "connectors": {"IEC_62196_T2": 1}})
    'AC 22 kW, one Type 2 socket'
    """
    if charger.get("words"):
        return told(charger["words"])
    plugs = sorted((str(name), int(count)) for name, count in charger["connectors"].items() if int(count))
    kw = power_figure(float(charger["power_kw"]))
    known = [Connector.named(name) for name, _count in plugs]
    if any(one is not None and one.family is PortFamily.WIRELESS for one in known):
        return _("wireless pad {kw} kW", kw=kw)
    fast = any(one is None or one.current is Current.DC for one in known)
    if not plugs:
        return _("charger of {kw} kW without a plug", kw=kw)
    if len(plugs) == 1:
        return _alike(kw, short_plug(plugs[0][0]), plugs[0][1], fast=fast)
    if len(plugs) == 2 and {count for _name, count in plugs} == {1} and fast:
        first, other = (short_plug(name) for name, _count in plugs)
        return _("DC {kw} kW, one {plug} and one {other} gun", kw=kw, plug=first, other=other)
    guns = ", ".join(plural("{n} {plug} gun", "{n} {plug} guns", count, plug=short_plug(name)) for name, count in plugs)
    return _("DC {kw} kW: {guns}", kw=kw, guns=guns) if fast else _("AC {kw} kW: {guns}", kw=kw, guns=guns)


def _alike(kw: str, plug: str, count: int, *, fast: bool) -> str:
    """Name a charger all of whose guns are of one standard; the sockets of slow posts are not called guns."""
    if count == 1:
        if fast:
            return _("DC {kw} kW, one {plug} gun", kw=kw, plug=plug)
        return _("AC {kw} kW, one {plug} socket", kw=kw, plug=plug)
    if count == 2:
        if fast:
            return _("DC {kw} kW, two {plug} guns", kw=kw, plug=plug)
        return _("AC {kw} kW, two {plug} sockets", kw=kw, plug=plug)
    if fast:
        return plural("DC {kw} kW, {n} {plug} gun", "DC {kw} kW, {n} {plug} guns", count, kw=kw, plug=plug)
    return plural("AC {kw} kW, {n} {plug} socket", "AC {kw} kW, {n} {plug} sockets", count, kw=kw, plug=plug)


def chargers_named(chargers: Any) -> list[str]:
    """Write ``3 × DC 60 kW, two GB/T guns``, one text a kind; none where nothing is built."""
    return [
        _("{count} × {charger}", count=int(plain(one["count"])), charger=charger_name(one)) for one in listed(chargers)
    ]


def counted_by_name(cells: Iterable[Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Chargers of several sites by their name, the most powerful first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for cell in cells:
        for one in listed(cell):
            found.setdefault(charger_name(one), []).append(one)
    return dict(sorted(found.items(), key=lambda item: (-float(item[1][0]["power_kw"]), item[0])))


def short_plug(name: str) -> str:
    """Name of a plug standard where the current stands before it."""
    known = Connector.named(name)
    return connector_label(name) if known is None else _SHORT.get(known, connector_label(name))


def power_figure(kw: float) -> str:
    """Kilowatts with a digit after the point only where there is one."""
    return number(kw, 0 if abs(kw - round(kw)) < WHOLE else 1)
