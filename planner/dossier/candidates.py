"""The account of the candidate sites, for `evplan check`: what they are, who may park there, and what was left out and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geodata.city import City
from geodata.crs import LONLAT
from geodata.report import DROPPED, MERGED_INTO, SourceReport
from planner.network.locations import Locations

FORMATS = ("osm sites", "own sites")
"""Formats of the sources of candidate sites."""
COLUMNS = (
    *("site_id", "name", "kind", "access", "parking", "bays", "bays_assumed", "district"),
    *("land_status", "connection_status", "left_out", "lon", "lat"),
)
"""Columns of `Candidates.table`."""


@dataclass(frozen=True)
class Candidates:
    """Every candidate site, and the account of those that are none.

    Parameters
    ----------
    table : DataFrame
        `COLUMNS`, one row a candidate: as schema SITES, with `left_out` ("access private"), empty where chargers may be added.
    dropped, merged : dict
        Records of the sources that are no site of their own, by reason.
    """

    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    dropped: dict[str, int] = field(default_factory=dict)
    merged: dict[str, int] = field(default_factory=dict)

    def counts(self) -> pd.DataFrame:
        """Sites by kind (rows) and access (columns), with those left out under their access; the most frequent kind first."""
        found = pd.crosstab(self.table["kind"], self.table["access"])
        order = found.sum(axis=1).sort_values(ascending=False, kind="stable").index
        return found.loc[order]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        out = self.table["left_out"]
        return {
            "sites": len(self.table),
            "by_kind": _counts(self.table["kind"]),
            "by_access": _counts(self.table["access"]),
            "left_out_by_gates": _counts(out[out != ""]),
            "dropped": dict(self.dropped),
            "merged": dict(self.merged),
        }


def candidates_of(city: City, places: Locations) -> Candidates:
    """Tell the candidates of a city, with what the gates of the scenario say of them."""
    at = city.sites.geometry.to_crs(LONLAT)
    number = places.number()
    said = [places.gates.why[number[site]] for site in city.sites["site_id"]]
    table = pd.DataFrame(city.sites.drop(columns="geometry")).assign(
        left_out=pd.Series(said, index=city.sites.index, dtype=object), lon=at.x.round(6), lat=at.y.round(6)
    )
    return Candidates(table[list(COLUMNS)], _left_out(city.sources, DROPPED), _left_out(city.sources, MERGED_INTO))


def _left_out(sources: Iterable[SourceReport], how: str) -> dict[str, int]:
    out: dict[str, int] = {}
    for source in sources:
        if source.format in FORMATS:
            for reason, count in source.left_out(how).items():
                out[reason] = out.get(reason, 0) + count
    return dict(sorted(out.items(), key=lambda item: (-item[1], item[0])))


def _counts(values: "pd.Series[Any]") -> dict[str, int]:
    return {str(name): int(count) for name, count in values.value_counts().sort_index().items()}
