"""Candidate sites: places of OpenStreetMap where chargers may stand."""

import re
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import MultiPolygon, Polygon

from geodata.osm.bays import Basis, bays_of
from geodata.osm.drawn import drawn, drawn_areas, is_area, is_building
from geodata.osm.duplicates import merged_into
from geodata.osm.extract import OsmExtract
from geodata.osm.frontage import buildings_around, street_points
from geodata.osm.site_kinds import SITE_KINDS, SiteKind, TagRule, chosen_kinds
from geodata.osm.tags import Tags
from geodata.osm.unusable import closed_reason, reason_under, unusable_ground
from geodata.report import Problem, SourceReport
from geodata.sites import SITES, BayRule

__all__ = ["SITE_KINDS", "candidate_sites"]

STATION_M = 30.0
"""A place this near to an existing station is that station."""

_PUBLIC_OWNERS = {"municipal", "municipality", "public", "government", "state", "national", "county"}
_PUBLIC_OPERATOR = re.compile(r"akimat|акимат|әкімд|hokim|хоким|ҳоким|мэри[яи]|municip|муницип", re.IGNORECASE)


def candidate_sites(  # noqa: PLR0913  (every option is a keyword)
    extract: OsmExtract,
    kinds: Sequence[str],
    *,
    crs: str,
    boundary: Polygon | MultiPolygon,
    existing_xy: NDArray[np.float64],
    default_bays: int,
    max_bays: int,
    bay_share: float,
) -> tuple[gpd.GeoDataFrame, SourceReport]:
    """Find the places of these kinds where chargers may stand.

    Parameters
    ----------
    extract : OsmExtract
    kinds : sequence of str
        Names in `SITE_KINDS`; none for no sites.
    crs : str
        Metric CRS of the city.
    boundary : Polygon or MultiPolygon
        City limits, in `crs`.
    existing_xy : (n, 2)
        Existing stations in `crs`; what stands there is no candidate.
    default_bays, max_bays : int
        Bays for chargers at a place of unknown size; most at any place.
    bay_share : float
        Share of a place's bays that chargers may take; at least two bays.

    Returns
    -------
    sites : GeoDataFrame
        Schema SITES, in `crs`, sorted by `site_id` ("osm-w12").
    report : SourceReport
        A record is an OSM object of an asked kind; each one merged, dropped or doubtful is named.

    Raises
    ------
    InputError
        A kind is not known.
    """
    places = _places(extract.features, chosen_kinds(kinds), crs)
    places["point"] = _stands(places, extract, crs)
    rule = BayRule(default_bays, max_bays, bay_share)
    sizes = [
        bays_of(t, SITE_KINDS[k], a, rule)
        for t, k, a in zip(places["tags"], places["kind"], places["area_m2"], strict=True)
    ]
    places["bays"] = np.array([size.count for size in sizes], dtype=np.int64)
    places["basis"] = np.array([size.basis for size in sizes], dtype=np.int64)
    places["complaint"] = np.array([size.complaint for size in sizes], dtype=object)
    ground = unusable_ground(extract.features, crs)
    reasons = _reasons(places, boundary, ground, np.asarray(existing_xy, dtype=np.float64).reshape(-1, 2))
    usable = places[np.array([reason is None for reason in reasons], dtype=bool)].reset_index(drop=True)
    into = merged_into(
        usable["point"].to_numpy(), usable.geometry.to_numpy(), usable["kind"].to_numpy(), _ranks(usable)
    )
    sites = _sites(usable, into, crs)
    problems = [*_dropped(places, reasons), *_merged(usable, into), *_doubted(usable, into)]
    report = SourceReport(
        path=extract.source,
        format="osm sites",
        records=len(places),
        kept=len(sites),
        merged=len(usable) - len(sites),
        dropped=len(places) - len(usable),
        problems=tuple(sorted(problems, key=lambda problem: (problem.record, problem.reason))),
    )
    return sites, report


def _places(features: gpd.GeoDataFrame, kinds: dict[str, SiteKind], crs: str) -> gpd.GeoDataFrame:
    """Every object of an asked kind: `osm_id, tags, kind, vague, area_m2` and its outline, sorted by id."""
    rules = [rule for kind in kinds.values() for rule in kind.rules]
    found = drawn(features, crs, lambda tags: any(rule.fits(tags) for rule in rules))
    found["area_m2"] = found.area
    matches = [_match(tags, area, kinds) for tags, area in zip(found["tags"], found["area_m2"], strict=True)]
    found["kind"] = np.array([kind for kind, _ in matches], dtype=object)
    found["vague"] = np.array([rule is not None and rule.vague for _, rule in matches], dtype=bool)
    return found[found["kind"].notna()].reset_index(drop=True)


def _stands(places: gpd.GeoDataFrame, extract: OsmExtract, crs: str) -> NDArray[Any]:
    """Point of each place where a charger would stand: inside a car park, otherwise before the house at the street."""
    outlines = places.geometry.to_numpy().copy()
    nodes = ~is_area(outlines)
    buildings = drawn_areas(extract.features, crs, is_building).geometry.to_numpy()
    outlines[nodes] = buildings_around(outlines[nodes], buildings)
    stands = street_points(outlines, extract.network.ways.to_crs(crs))
    kinds, unbuilt = (
        places["kind"].to_numpy(),
        np.array(["building" not in tags for tags in places["tags"]], dtype=bool),
    )
    open_ground = (kinds == "parking") | ((kinds == "fuel") & ~nodes & unbuilt)
    stands[open_ground] = shapely.point_on_surface(places.geometry.to_numpy()[open_ground])
    return stands


def _match(tags: Tags, area_m2: float, kinds: dict[str, SiteKind]) -> tuple[str | None, TagRule | None]:
    matches = ((name, rule) for name, kind in kinds.items() if (rule := kind.rule(tags, area_m2)) is not None)
    return next(matches, (None, None))


def _reasons(
    places: gpd.GeoDataFrame,
    boundary: Polygon | MultiPolygon,
    ground: gpd.GeoDataFrame,
    existing_xy: NDArray[np.float64],
) -> list[str | None]:
    """Why each place is no candidate, None where it is one."""
    points = places["point"].to_numpy()
    inside = shapely.contains_xy(boundary, shapely.get_coordinates(points))
    closed = [closed_reason(tags) for tags in places["tags"]]
    under = reason_under(ground, points)
    taken = _at_station(places, existing_xy)
    out: list[str | None] = []
    for i in range(len(places)):
        if not inside[i]:
            out.append("outside the city")
        elif closed[i] is not None:
            out.append(f"not open to the public ({closed[i]})")
        elif under[i] is not None:
            out.append(f"on {under[i]}")
        else:
            out.append("a charging station stands there" if taken[i] else None)
    return out


def _at_station(places: gpd.GeoDataFrame, existing_xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    out = np.zeros(len(places), dtype=bool)
    if len(places) and len(existing_xy):
        distance, _ = cKDTree(existing_xy).query(shapely.get_coordinates(places["point"].to_numpy()))
        out |= distance <= STATION_M
        around = shapely.STRtree(places.geometry.to_numpy()).query(shapely.points(existing_xy), predicate="intersects")
        out[around[1]] = True
    return out


def _ranks(places: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Best first: car parks, named places before pieces of town, surer sizes, more bays, then by id."""
    keys = pd.DataFrame(
        {
            "other": places["kind"] != "parking",
            "vague": places["vague"],
            "basis": places["basis"],
            "bays": -places["bays"],
            "osm_id": places["osm_id"],
        }
    )
    ranks = np.empty(len(places), dtype=np.int64)
    ranks[keys.sort_values(list(keys.columns)).index.to_numpy()] = np.arange(len(places))
    return ranks


def _sites(places: gpd.GeoDataFrame, into: NDArray[np.int64], crs: str) -> gpd.GeoDataFrame:
    stays = into == np.arange(len(places))
    names = [_name(tags) for tags in places["tags"]]
    for i in np.argsort(_ranks(places)):
        # A nameless car park is known by the mall it belongs to.
        names[into[i]] = names[into[i]] or names[i]
    frame: dict[str, Any] = {
        "site_id": "osm-" + places["osm_id"].astype(str),
        "name": np.array(names, dtype=object),
        "kind": places["kind"],
        "bays": places["bays"],
        "bays_assumed": places["basis"] > Basis.CAPACITY,
        "connection_status": "unknown",
        "land_status": np.array([_land_status(tags) for tags in places["tags"]], dtype=object),
    }
    unknown = {name: None for name in SITES.columns if name not in frame}
    table = gpd.GeoDataFrame({**frame, **unknown}, geometry=places["point"].to_numpy(), crs=crs)[stays]
    checked: gpd.GeoDataFrame = SITES.checked(table.sort_values("site_id"), source="OpenStreetMap")
    return checked


def _name(tags: Tags) -> str | None:
    return next((tags[key].strip() for key in ("name", "brand", "operator") if tags.get(key, "").strip()), None)


def _land_status(tags: Tags) -> str:
    owners = {tags.get(key, "").strip().lower() for key in ("operator:type", "ownership", "owner:type")}
    says_so = _PUBLIC_OPERATOR.search(f"{tags.get('operator', '')} {tags.get('owner', '')}")
    return "municipal" if owners & _PUBLIC_OWNERS or says_so else "unknown"


def _dropped(places: gpd.GeoDataFrame, reasons: list[str | None]) -> list[Problem]:
    ids = places["osm_id"]
    return [Problem(osm_id, why, "dropped") for osm_id, why in zip(ids, reasons, strict=True) if why is not None]


def _merged(places: gpd.GeoDataFrame, into: NDArray[np.int64]) -> list[Problem]:
    ids, kinds = places["osm_id"].to_numpy(), places["kind"].to_numpy()
    gone = np.flatnonzero(into != np.arange(len(places)))
    return [
        Problem(
            ids[i], f"one place with {ids[into[i]]} ({kinds[i]}, {kinds[into[i]]})", f"merged into osm-{ids[into[i]]}"
        )
        for i in gone
    ]


def _doubted(places: gpd.GeoDataFrame, into: NDArray[np.int64]) -> list[Problem]:
    doubted = places[(into == np.arange(len(places))) & places["complaint"].notna().to_numpy()]
    return [
        Problem(osm_id, complaint, f"taken to have {bays} bays for chargers")
        for osm_id, complaint, bays in zip(doubted["osm_id"], doubted["complaint"], doubted["bays"], strict=True)
    ]
