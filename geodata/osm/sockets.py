"""Plugs in OpenStreetMap's ``socket:*`` tags, whatever the case and spelling of the keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from geodata.connectors import Connector, Current
from geodata.inventory.power_units import Power, nominal_kw, read_power, read_powers
from geodata.inventory.record import MOST_ALIKE, Note, Plug, bare_gbt, connector_named, most_kw, settled_power
from geodata.loose import short
from geodata.report import Kind
from geodata.speech import _

_NO = {"no", "0", "none", ""}
_YES = {"yes", "true", "unknown"}
_COUNT = re.compile(r"[0-9]{1,6}")
_USUAL_KW = {"tesla_standard": 11.0, "tesla_destination": 11.0}
"""Tesla's wall boxes share the plug of its superchargers and give alternating current (assumed)."""

_CABLES = ("type2_cable", "type1_cable")


@dataclass
class _Socket:
    """Value and attributes of one kind of socket."""

    value: str = ""
    about: dict[str, str] = field(default_factory=dict)


def plugs_of(tags: Mapping[str, str], osm_id: str, status: str, note: Note) -> tuple[Plug, ...]:
    """Plugs of a station; none where no socket is tagged: plugs are never invented.

    Counts that are not given (``yes``) are 1, or `capacity` where it is the only kind of socket. Powers come from
    ``socket:*:output``, else voltage times current, else, for a single kind, ``charging_station:output``.
    """
    sockets = {key: socket for key, socket in _sockets(tags).items() if _there(socket)}
    plugs: list[Plug] = []
    for key, socket in sockets.items():
        name = _connector(key, note)
        capacity = tags.get("capacity", "") if len(sockets) == 1 else ""
        powers = _powers(socket, name, tags if len(sockets) == 1 else {})
        if Connector.is_bare_gbt(key):
            name = bare_gbt([power.kw for power in powers], note)
        for count, power in _groups(socket.value, powers, capacity, key, note):
            kw, guessed = settled_power(name, power, note, usual_kw=_USUAL_KW.get(key))
            plugs.append(Plug(f"{osm_id}-{short(key)}", name, kw, guessed, count, _format(key, name), status))
    return tuple(plugs)


def _sockets(tags: Mapping[str, str]) -> dict[str, _Socket]:
    """Sockets by key after ``socket:``, as written; ``socket:TYPE2`` and ``socket:type2`` are one."""
    found: dict[str, _Socket] = {}
    for tag in sorted(tags):
        head, _, rest = tag.partition(":")
        if head.strip().lower() != "socket" or not rest.strip():
            continue
        kind, _, attribute = rest.partition(":")
        socket = found.setdefault(kind.strip().lower(), _Socket())
        if attribute:
            socket.about.setdefault(attribute.strip().lower(), tags[tag].strip())
        elif socket.value.lower() in _NO:
            socket.value = tags[tag].strip()
    return found


def _there(socket: _Socket) -> bool:
    """Whether plugs are claimed: by a value other than no, or by an output alone."""
    return socket.value.lower() not in _NO or (not socket.value and "output" in socket.about)


def _connector(key: str, note: Note) -> str:
    known = Connector.of_osm(key)
    if known is None:
        return connector_named(key, note)
    if known.family == "gbt" and not Connector.is_bare_gbt(key) and key != known.osm_keys[0]:
        note(Kind.PLUG, f"socket:{key}", _("read as {value}", value=known.value))
    return known.value


def _powers(socket: _Socket, name: str, tags: Mapping[str, str]) -> list[Power]:
    limit = most_kw(name)
    powers = read_powers(socket.about.get("output", ""), most_kw=limit)
    if powers:
        return powers
    known = Connector.named(name)
    kind = "DC" if known and known.current is Current.DC else "AC"
    nominal = nominal_kw(socket.about.get("voltage"), socket.about.get("current") or socket.about.get("amperage"), kind)
    if nominal is not None:
        return [read_power(None, stated=None, most_kw=limit, nominal_kw=nominal)]
    return read_powers(tags.get("charging_station:output", ""), most_kw=limit)


def _groups(value: str, powers: list[Power], capacity: str, key: str, note: Note) -> list[tuple[int, Power]]:
    """Alike plugs: counts and powers matched part by part (``2;4`` with ``22 kW;50 kW``), else the least that is said."""
    counts = [_count(part) for part in value.split(";")[:50] if part.strip().lower() not in _NO]
    known = [count for count in counts if count is not None]
    if len(known) > 1 and len(known) == len(counts) == len(powers):
        return list(zip(known, powers, strict=True))
    total = _total(value, known, len(counts), capacity, key, note)
    if len(powers) > 1 and total == len(powers):
        return [(1, power) for power in powers]
    return [(total, _least(powers, note))]


def _count(text: str) -> int | None:
    clean = text.strip()
    if not _COUNT.fullmatch(clean):
        return None
    return int(clean) if 0 < int(clean) <= MOST_ALIKE else None


def _total(value: str, known: list[int], parts: int, capacity: str, key: str, note: Note) -> int:
    if known and len(known) == parts:
        if len(known) > 1:
            note(
                Kind.COUNT,
                _("socket:{key} is {short!r}", key=key, short=short(value)),
                _("taken as {known}, the largest", known=max(known)),
            )
        return max(known)
    places = _count(capacity)
    if value.lower() not in _YES and value:
        note(
            Kind.COUNT,
            _("socket:{key} is {short!r}, not a count", key=key, short=short(value)),
            _("taken as {known}", known=max(known, default=1)),
        )
        return max(known, default=1)
    if places is not None and places > 1:
        note(Kind.COUNT, _("socket:{key} has no count", key=key), _("taken as the capacity, {places}", places=places))
        return places
    note(Kind.COUNT, _("socket:{key} has no count", key=key), _("taken as 1"))
    return 1


def _least(powers: list[Power], note: Note) -> Power:
    given = [power for power in powers if power.kw is not None]
    if not given:
        return powers[0] if powers else Power(None)
    least = min(given, key=lambda power: power.kw or 0.0)
    if len(given) > 1:
        note(Kind.POWER, _("more powers than counts of plugs"), _("the least taken for all"))
    return least


def _format(key: str, name: str) -> str | None:
    known = Connector.named(name)
    if known is None:
        return None
    return "CABLE" if known.current is Current.DC or key in _CABLES else "SOCKET"
