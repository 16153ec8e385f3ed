"""One station out of the records several sources have of it, field by field, each value with its source.

Rules: place and texts are those of the best record, what it lacks of the next best; the date of last update is the latest;
access and connection are the strictest word that any source says, since supply that is not there misleads a plan most;
of every standard the plugs of the source that counts most, never a sum. The user's overrides come before all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geodata.inventory.member import Member, rank
from geodata.inventory.record import UNKNOWN
from geodata.report import Kind, Problem

_FILLED = ("name", "operator", "address", "city", "country")
_STRICTEST = {
    "access": ("private", "customers", "public"),
    "connection": ("disconnected", "connected"),
}


@dataclass
class MergedStation:
    """Rows of the tables for one station.

    Parameters
    ----------
    best : Member
        The record whose id the station keeps.
    others : list of Member
    row : dict
        Row of STATIONS.
    plugs : list of dict
        Rows of CONNECTORS, each with the number of its `source`.
    claims : list of dict
        Rows of PROVENANCE; empty for a station of one record.
    doubts : list of Problem
        Where the sources disagree.
    """

    best: Member
    others: list[Member]
    row: dict[str, Any]
    plugs: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    @property
    def station_id(self) -> str:
        """Id of the station: the best record's, plain where the same id of another source was only numbered apart."""
        plain, mark, again = self.best.station_id.rpartition("~")
        known = {other.station_id for other in self.others}
        return plain if mark and again.isdecimal() and plain in known else self.best.station_id

    @property
    def members(self) -> list[Member]:
        """All records, best first."""
        return [self.best, *self.others]


def merged_station(group: Sequence[Member], values: Mapping[str, str], where: str) -> MergedStation:
    """Merge the records of one station.

    Parameters
    ----------
    group : sequence of Member
    values : mapping
        What the user sets, by field.
    where : str
        The user's file, for provenance.
    """
    best, *others = sorted(group, key=rank)
    out = MergedStation(best, others, best.row | {"geometry": best.point})
    ids = [text for member in out.members for text in (member.text("merged_ids") or "").split()]
    ids = [one for one in dict.fromkeys([*ids, *(other.station_id for other in others)]) if one != out.station_id]
    out.row |= {"station_id": out.station_id, "merged_ids": " ".join(ids) or None}
    _claim(out, "place", best, [(m, m.lonlat) for m in out.members])
    for name in _FILLED:
        said = [(m, text) for m in out.members if (text := m.text(name))]
        _take(out, name, said, said[0] if said else None)
    dated = [(m, text) for m in out.members if (text := m.text("updated"))]
    _take(out, "updated", dated, max(dated, key=lambda one: one[1], default=None))
    for name, order in _STRICTEST.items():
        known = [(m, str(m.row[name])) for m in out.members if m.row[name] in order]
        _take(out, name, known, min(known, key=lambda one: order.index(one[1]), default=None))
        if len(words := sorted({word for _, word in known})) > 1:
            _doubt(out, f"sources disagree about {name}: {', '.join(words)}", f"taken as {out.row[name]}")
    out.plugs = _connectors(out)
    _set_by_user(out, values, where)
    if not others and not values:
        out.claims.clear()
    return out


def _take(out: MergedStation, name: str, said: list[tuple[Member, str]], chosen: tuple[Member, str] | None) -> None:
    """Put the chosen value in the row and every claim into the provenance."""
    if chosen is not None:
        out.row[name] = chosen[1]
        _claim(out, name, chosen[0], said)


def _claim(out: MergedStation, name: str, chosen: Member, said: Sequence[tuple[Member, str]]) -> None:
    out.claims += [_said(out, name, text, member, taken=member is chosen) for member, text in said]


def _said(out: MergedStation, name: str, value: str, member: Member, *, taken: bool) -> dict[str, Any]:
    return {
        "station_id": out.station_id,
        "field": name,
        "value": value,
        "taken": taken,
        "source": member.row["source"],
        "source_id": member.source_id,
        "record_id": member.station_id,
    }


def _doubt(out: MergedStation, reason: str, action: str) -> None:
    out.doubts.append(Problem(out.best.source_id, reason, action, Kind.DISAGREEMENT))


def _connectors(out: MergedStation) -> list[dict[str, Any]]:
    """Of every standard the rows of the source that counts most, the best record's where they count alike.

    Plugs that are removed do not count. Plugs of no known standard are taken only where no source knows better, since they
    are most likely the known ones.
    """
    counts = [member.counts() for member in out.members]
    standards = dict.fromkeys(name for one in counts for name in one)
    known = [name for name in standards if name != UNKNOWN]
    rows: list[dict[str, Any]] = []
    for name in known or list(standards):
        told = [(member, one[name]) for member, one in zip(out.members, counts, strict=True) if name in one]
        most = max(count for _, count in told)
        owner = next(member for member, count in told if count == most)
        given = _given_power(out.members, name)
        for plug in owner.of_standard(name):
            better = {"power_kw": given, "power_guessed": False} if plug["power_guessed"] and given else {}
            mark = plug["evse_id"] if owner is out.best else f"{owner.station_id}:{plug['evse_id']}"
            rows.append(plug | better | {"station_id": out.station_id, "evse_id": mark, "source": owner.source})
        _claim(out, "plugs", owner, [(member, _plugs_text(member, name, count)) for member, count in told])
        _doubt_plugs(out, name, told, owner)
    return rows


def _plugs_text(member: Member, name: str, count: int) -> str:
    powers = sorted(
        {f"{plug['power_kw']:g}{'?' if plug['power_guessed'] else ''}" for plug in member.of_standard(name)}
    )
    return f"{count} x {name}, {' and '.join(powers)} kW"


def _doubt_plugs(out: MergedStation, name: str, told: list[tuple[Member, int]], owner: Member) -> None:
    """Say where sources count a standard differently or disagree whether it works."""
    if len(counts := sorted({count for _, count in told})) > 1:
        said = ", ".join(str(count) for count in counts)
        _doubt(out, f"sources count {name} differently: {said}", f"taken as {counts[-1]}, as {owner.station_id} says")
    states = {
        member.station_id: {str(plug["status"]) for plug in member.of_standard(name)} - {"unknown"}
        for member, _ in told
    }
    words = sorted({word for one in states.values() for word in one})
    if len(words) > 1 and len({frozenset(one) for one in states.values() if one}) > 1:
        _doubt(out, f"sources disagree whether {name} works: {', '.join(words)}", f"taken as {owner.station_id} says")


def _given_power(members: Sequence[Member], name: str) -> float | None:
    """Power of this standard where sources that give one agree."""
    plugs = [plug for member in members for plug in member.of_standard(name) if not plug["power_guessed"]]
    powers = {float(plug["power_kw"]) for plug in plugs}
    return powers.pop() if len(powers) == 1 else None


def _set_by_user(out: MergedStation, values: Mapping[str, str], where: str) -> None:
    for name, value in values.items():
        if name == "status":
            out.plugs = [plug | {"status": value} for plug in out.plugs]
        else:
            out.row[name] = value
        for claim in out.claims:
            claim["taken"] = claim["taken"] and claim["field"] != name
        mine = {"source": where, "source_id": out.best.source_id, "record_id": out.best.station_id}
        out.claims.append({"station_id": out.station_id, "field": name, "value": value, "taken": True, **mine})
        out.doubts.append(Problem(out.best.source_id, f"{name} set by the user", f"taken as {value}", Kind.OVERRIDE))
