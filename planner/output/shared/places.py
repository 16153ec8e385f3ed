"""Where a site is, in words: its kind, its name, the street it lies at, and its district."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np

from geodata.osm.site_kinds import SITE_KINDS
from planner.dossier.dossier import Dossier
from planner.support.frames import plain

NEAR_M = 150.0
"""A street farther away says nothing of where a place is."""

OWN = "user"
_OTHER_KINDS = {"station": "charging station", OWN: "site of the own table"}


def kind_words(kind: str) -> str:
    """Name of a kind of place as people write it; unknown ones as they are."""
    known = SITE_KINDS.get(kind)
    return known.label if known else _OTHER_KINDS.get(kind, kind)


def place_words(dossier: Dossier) -> dict[str, str]:
    """Say of every site where it is: ``car park “Достык”, at улица Абая, Медеу``; by `site_id`."""
    sites = dossier.sites
    rows = zip(
        *([plain(cell) for cell in sites[name]] for name in ("site_id", "name", "kind", "district")),
        streets_at(dossier),
        strict=True,
    )
    return {
        str(site): ", ".join(
            part
            for part in (
                _named(str(kind), name),
                f"at {street}" if street else "",
                district or "",
            )
            if part
        )
        for site, name, kind, district, street in rows
    }


def _named(kind: str, name: str | None) -> str:
    """Kind with the name; who lists places of their own says in the name what they are."""
    if name and kind == OWN:
        return name
    return f"{kind_words(kind)} “{name}”" if name else kind_words(kind)


def streets_at(dossier: Dossier) -> Iterator[str | None]:
    """Name of the nearest street with a name for each site, in order; None where none is within `NEAR_M`."""
    sites, named = dossier.sites, dossier.roads[[bool(plain(cell)) for cell in dossier.roads["name"]]]
    if sites.empty or named.empty:
        yield from [None] * len(sites)
        return
    metric = dossier.boundary.estimate_utm_crs()
    roads = gpd.GeoSeries(named.geometry.to_numpy(), crs=named.crs).to_crs(metric)
    points = sites.geometry.to_crs(metric)
    # Of streets equally near, as at a crossing, the first of the road table, so that the words repeat.
    at, nearest = roads.sindex.nearest(points.to_numpy(), return_all=True, max_distance=NEAR_M)
    found: dict[int, int] = {}
    for site, road in sorted(zip(at.tolist(), np.asarray(nearest).tolist(), strict=True)):
        found.setdefault(site, road)
    names = named["name"].tolist()
    yield from (str(names[found[site]]) if site in found else None for site in range(len(sites)))
