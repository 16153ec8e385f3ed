"""One record of one source on its way into the inventory, placed in the city's projection."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from shapely import Point

from geodata.connectors import Connector
from geodata.inventory.record import UNKNOWN
from geodata.inventory.same_station import comparable_plugs


@dataclass(frozen=True)
class Member:
    """A station of one source: row of STATIONS without geometry, place in the metric CRS, rows of CONNECTORS.

    `source` is the number of the source in order of trust, `weight` how many of its records the station is made from,
    `lonlat` its place as people write it, latitude first.
    """

    source: int
    row: dict[str, Any]
    point: Point
    plugs: list[dict[str, Any]]
    weight: int
    lonlat: str = ""

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

    def counts(self) -> Counter[str]:
        """Plugs that stand or will, by standard; a standard whose plugs are all removed counts 0."""
        counts: Counter[str] = Counter()
        for plug in self.plugs:
            counts[standard_of(plug)] += int(plug["count"]) if plug["status"] != "removed" else 0
        return counts

    def of_standard(self, name: str) -> list[dict[str, Any]]:
        """Rows of one standard."""
        return [plug for plug in self.plugs if standard_of(plug) == name]


def standard_of(plug: dict[str, Any]) -> str:
    """Name under which plugs of several sources are compared."""
    name = str(plug["connector"])
    return next(iter(comparable_plugs([name])), UNKNOWN)


def rank(member: Member) -> tuple[int, int, int, int, str]:
    """Sort key, best first: most plugs of known standards, then most powers given, freshest, most trusted source."""
    known = sum(plug["count"] for plug in member.plugs if Connector.named(plug["connector"]))
    given = sum(plug["count"] for plug in member.plugs if not plug["power_guessed"])
    time = "".join(c for c in (member.text("updated") or "")[:19] if c in "0123456789")
    return (-int(known), -int(given), -int(time or 0), member.source, member.station_id)
