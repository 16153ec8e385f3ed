"""Schema and merging of candidate sites: where chargers may stand, bays, and cost of ground works."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.report import Problem, SourceReport
from geodata.speech import _
from geodata.tables import Column, Schema

SITES = Schema(
    "sites",
    {
        "site_id": Column("text", "stable id: source and number, as 'osm-w123' or the user's own"),
        "name": Column("text", "name on the ground, where it has one", optional=True),
        "kind": Column("text", "parking, fuel, retail, ..., or user"),
        "bays": Column("count", "parking bays that chargers could take", "bays"),
        "bays_assumed": Column("flag", "bays were estimated, not given"),
        "grid_kw": Column("number", "spare power at the site; empty where unknown", "kW", optional=True),
        "site_cost_usd": Column(
            "number", "ground works once, before any charger; empty where unknown", "USD", optional=True
        ),
        "land_status": Column("text", "municipal, leased, agreed, disputed or unknown"),
        "connection_status": Column(
            "text", "connected, agreed, applied, refused or unknown: what the grid company says"
        ),
        "access": Column("text", "who may park there: public, permissive, customers, permit, private or unknown"),
        "parking": Column("text", "what says that cars park there, where a place of its kind needs it", optional=True),
        "photo": Column("text", "address of a picture of it, where the map names one", optional=True, later=True),
        "feeder": Column("text", "feeder or substation it hangs on, where known", optional=True),
        "district": Column("text", "name of its district, where districts are given", optional=True),
    },
    key="site_id",
    geometry=("Point",),
)

LAND_STATUSES = ("municipal", "leased", "agreed", "disputed", "unknown")

CONNECTION_STATUSES = ("connected", "agreed", "applied", _("refused"), "unknown")

SITE_ACCESSES = ("public", "permissive", "customers", "permit", "private", "unknown")

LEAST_BAYS = 2
"""A site with one bay is not worth its connection."""

USUAL_BAYS = 4
"""Bays that chargers may take at a place of unknown size, of whose kind nothing else is usual (assumed)."""

GROUND_M2_PER_BAY = 28.0
"""Ground of a car park to one car, aisles included: 25 to 30 m2 by common practice (assumed)."""

SAME_SITE_M = 30.0
"""A place of the map this near to one of the user's own is that one."""


@dataclass(frozen=True)
class BayRule:
    """How many bays of a place chargers may take.

    Parameters
    ----------
    default : int or None
        Bays for chargers at a place of unknown size; None for what is usual for its kind.
    most : int
        Most bays for chargers at one place.
    share : float
        Share of a place's bays that chargers may take.
    """

    default: int | None
    most: int
    share: float

    def unknown(self, usual: int = USUAL_BAYS) -> int:
        """Bays for chargers at a place of unknown size, of whose kind so many are usual."""
        return self.bounded(usual if self.default is None else self.default)

    def usable(self, bays: float) -> int:
        """Bays for chargers out of all bays: the share, at least two, at most `most`."""
        return self.bounded(round(min(bays, 1e6) * self.share))

    def bounded(self, bays: int) -> int:
        """Keep a number of bays for chargers within the rule."""
        return min(max(bays, LEAST_BAYS), self.most)


def merge_sites(own: gpd.GeoDataFrame, osm: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Put the user's sites and those of the map together; of two within 30 m, or of one id, the user's stays.

    Parameters
    ----------
    own, osm : GeoDataFrame
        Schema SITES, in one metric CRS.

    Returns
    -------
    sites : GeoDataFrame
        Schema SITES, the user's first.
    problems : tuple of Problem
        The sites of the map that were merged, for `with_merged`.
    """
    if own.empty or osm.empty:
        return (osm if own.empty else own).reset_index(drop=True), ()
    from scipy.spatial import cKDTree  # noqa: PLC0415  (a tenth of a second that a kept city does without)

    own_xy, osm_xy = (np.column_stack([sites.geometry.x, sites.geometry.y]) for sites in (own, osm))
    apart_m, nearest = cKDTree(own_xy).query(osm_xy)
    names = own["site_id"].to_numpy()
    taken = set(names)
    into: list[str | None] = [
        site if site in taken else str(names[near]) if m <= SAME_SITE_M else None
        for site, near, m in zip(osm["site_id"], nearest, apart_m, strict=True)
    ]
    problems = tuple(
        Problem(site, _("a site of your own table stands there"), _("merged into {winner}", winner=winner))
        for site, winner in zip(osm["site_id"], into, strict=True)
        if winner is not None
    )
    parts = [own, osm[np.array([winner is None for winner in into], dtype=bool)]]
    both = gpd.GeoDataFrame(pd.concat([part for part in parts if len(part)], ignore_index=True), crs=own.crs)
    sites: gpd.GeoDataFrame = SITES.checked(both, source="sites")
    return sites, problems


def with_merged(report: SourceReport, problems: tuple[Problem, ...]) -> SourceReport:
    """Return the report of a source of which these kept records were merged into those of another."""
    return replace(
        report,
        kept=report.kept - len(problems),
        merged=report.merged + len(problems),
        problems=(*report.problems, *problems),
    )
