"""One station out of the records several sources have of it, field by field."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely import Point

from geodata.connectors import Connector
from geodata.inventory.record import UNKNOWN
from geodata.inventory.same_station import comparable_plugs
from geodata.report import Problem

_FILLED = ("name", "operator", "address", "city", "country", "updated")
_STRICTEST = {
    "access": ("private", "customers", "public"),
    "connection": ("disconnected", "connected"),
}
"""Where sources disagree, the word that grants least wins: supply that is not there misleads a plan most."""


@dataclass(frozen=True)
class Member:
    """A station of one source: row of STATIONS without geometry, place in the metric CRS, rows of CONNECTORS.

    `source` is the number of the source in order of trust, `weight` how many of its records the station is made from.
    """

    source: int
    row: dict[str, Any]
    point: Point
    plugs: list[dict[str, Any]]
    weight: int

    @property
    def station_id(self) -> str:
        """Id, unique over all sources."""
        return str(self.row["station_id"])

    @property
    def source_id(self) -> str:
        """Id in the source."""
        return str(self.row["source_id"])

    def text(self, name: str) -> str | None:
        """Text of an optional column."""
        value = self.row[name]
        return value if isinstance(value, str) else None


def rank(member: Member) -> tuple[int, int, int, int, str]:
    """Sort key, best first: most plugs of known standards, then most powers given, freshest, most trusted source."""
    known = sum(plug["count"] for plug in member.plugs if Connector.named(plug["connector"]))
    given = sum(plug["count"] for plug in member.plugs if not plug["power_guessed"])
    time = "".join(c for c in (member.text("updated") or "")[:19] if c in "0123456789")
    return (-int(known), -int(given), -int(time or 0), member.source, member.station_id)


def merged_row(best: Member, others: Sequence[Member]) -> tuple[dict[str, Any], list[Problem]]:
    """Row of the merged station, and where sources disagree about who may use it."""
    row = best.row | {"geometry": best.point}
    doubts: list[Problem] = []
    for name in _FILLED:
        if best.text(name) is None:
            row[name] = next((text for other in others if (text := other.text(name))), None)
    for name, order in _STRICTEST.items():
        said = [member.row[name] for member in (best, *others) if member.row[name] in order]
        if said:
            row[name] = min(said, key=order.index)
        if len(set(said)) > 1:
            doubts.append(
                Problem(
                    best.source_id,
                    f"sources disagree about {name}: {', '.join(sorted(set(said)))}",
                    f"taken as {row[name]}",
                )
            )
    ids = [text for member in (best, *others) for text in (member.text("merged_ids") or "").split()]
    ids += [other.station_id for other in others]
    row["merged_ids"] = " ".join(dict.fromkeys(ids)) or None
    return row, doubts


def merged_connectors(best: Member, others: Sequence[Member]) -> list[dict[str, Any]]:
    """Rows of CONNECTORS, each with the number of its `source`: for every standard those of the source that counts most.

    Plugs that are removed do not count. Plugs of no known standard are taken only where no source knows better, since they
    are most likely the known ones.
    """
    members = [best, *others]
    counts = [_counts(member) for member in members]
    standards = dict.fromkeys(name for one in counts for name in one)
    known = [name for name in standards if name != UNKNOWN]
    rows: list[dict[str, Any]] = []
    for name in known or list(standards):
        most = max(one[name] for one in counts)
        owner = next(member for member, one in zip(members, counts, strict=True) if name in one and one[name] == most)
        given = _given_power(members, name)
        for plug in owner.plugs:
            if _standard(plug) == name:
                better = {"power_kw": given, "power_guessed": False} if plug["power_guessed"] and given else {}
                mark = plug["evse_id"] if owner is best else f"{owner.station_id}:{plug['evse_id']}"
                rows.append(plug | better | {"station_id": best.station_id, "evse_id": mark, "source": owner.source})
    return rows


def _standard(plug: dict[str, Any]) -> str:
    name = str(plug["connector"])
    return next(iter(comparable_plugs([name])), UNKNOWN)


def _counts(member: Member) -> Counter[str]:
    """Plugs that stand or will, by standard; a standard whose plugs are all removed counts 0."""
    counts: Counter[str] = Counter()
    for plug in member.plugs:
        counts[_standard(plug)] += int(plug["count"]) if plug["status"] != "removed" else 0
    return counts


def _given_power(members: Sequence[Member], name: str) -> float | None:
    """Power of this standard where sources that give one agree."""
    powers = {
        float(plug["power_kw"])
        for member in members
        for plug in member.plugs
        if _standard(plug) == name and not plug["power_guessed"]
    }
    return powers.pop() if len(powers) == 1 else None
