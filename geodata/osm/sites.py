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
from geodata.osm.duplicates import merged_into
from geodata.osm.extract import OsmExtract, id_of
from geodata.osm.kind_words import kind_word
from geodata.osm.photos import photo_of
from geodata.osm.site_access import CLOSED
from geodata.osm.site_kinds import SITE_KINDS, chosen_kinds
from geodata.osm.site_places import places_of
from geodata.osm.site_preference import preferred_kinds
from geodata.osm.tags import Tags
from geodata.osm.unusable import closed_reason, lying_on, reason_under, unusable_ground
from geodata.report import Problem, SourceReport
from geodata.sites import SITES, BayRule
from geodata.speech import _

__all__ = ["SITE_KINDS", "candidate_sites"]

NONE_FOUND = "none found on the map"
"""Said of kinds of places that are asked for and of which there is no object."""
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
    default_bays: int | None,
    max_bays: int,
    bay_share: float,
    preference: Sequence[str] = (),
) -> tuple[gpd.GeoDataFrame, SourceReport]:
    """Find the places of these kinds where chargers may stand.

    A kind that needs parking (shops, offices, car dealers) counts only with a car park in or beside it, or at a size that has one.
    A car park among dwellings alone is of the kind ``street``. Private places are among the sites: their `access` says so.

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
    preference : sequence of str
        Kinds, best first, of which the better stays where several places are one; the others follow in the order of
        `geodata.osm.site_preference.PREFERENCE`.

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
    places = places_of(extract, chosen_kinds(kinds), crs)
    rule = BayRule(default_bays, max_bays, bay_share)
    sizes = [
        bays_of(t, SITE_KINDS[k], a, rule)
        for t, k, a in zip(places["tags"], places["kind"], places["area_m2"], strict=True)
    ]
    places["bays"] = np.array([size.count for size in sizes], dtype=np.int64)
    places["basis"] = np.array([size.basis for size in sizes], dtype=np.int64)
    places["complaint"] = np.array([size.complaint for size in sizes], dtype=object)
    places.loc[places["dwellers"], "kind"] = "street"
    places["closed"] = places["access"].isin(CLOSED)
    ground = unusable_ground(extract.features, crs)
    reasons = _reasons(places, kinds, boundary, ground, np.asarray(existing_xy, dtype=np.float64).reshape(-1, 2))
    usable = places[np.array([reason is None for reason in reasons], dtype=bool)].reset_index(drop=True)
    ranks = _ranks(usable, preferred_kinds(preference))
    into = merged_into(usable, ranks)
    sites = _sites(usable, into, ranks, crs)
    missing = [kind for kind in kinds if not (places["kind"] == kind).any()]
    problems = [*_dropped(places, reasons), *_merged(usable, into), *_doubted(usable, into)]
    report = SourceReport(
        path=extract.source,
        format="osm sites",
        records=len(places),
        kept=len(sites),
        merged=len(usable) - len(sites),
        dropped=len(places) - len(usable),
        problems=(
            *sorted(problems, key=lambda problem: (problem.record, problem.reason)),
            *(
                [
                    Problem(
                        "sites.from_osm",
                        _("{kinds}: none found on the map", kinds=_.joined(", ", [kind_word(one) for one in missing])),
                        _("no site of it"),
                    )
                ]
                if missing
                else []
            ),
        ),
    )
    return sites, report


def _reasons(
    places: gpd.GeoDataFrame,
    kinds: Sequence[str],
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
    needy = np.array([SITE_KINDS[kind].needs_parking for kind in places["kind"]], dtype=bool)
    bare = needy & places["said"].isna().to_numpy()
    unasked = ~places["kind"].isin(kinds).to_numpy()
    out: list[str | None] = []
    for i in range(len(places)):
        if not inside[i]:
            out.append(_("outside the city"))
        elif closed[i] is not None:
            out.append(_("not open to the public ({closed})", closed=closed[i]))
        elif under[i] is not None:
            out.append(lying_on(str(under[i])))
        elif taken[i]:
            out.append(_("a charging station stands there"))
        elif unasked[i]:
            out.append(_("a car park of dwellings, and street is not among the kinds"))
        else:
            out.append(
                _("{iloc} without parking in or beside it", iloc=kind_word(places["kind"].iloc[i])) if bare[i] else None
            )
    return out


def _at_station(places: gpd.GeoDataFrame, existing_xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    out = np.zeros(len(places), dtype=bool)
    if len(places) and len(existing_xy):
        distance, _ = cKDTree(existing_xy).query(shapely.get_coordinates(places["point"].to_numpy()))
        out |= distance <= STATION_M
        around = shapely.STRtree(places.geometry.to_numpy()).query(shapely.points(existing_xy), predicate="intersects")
        out[around[1]] = True
    return out


def _ranks(places: gpd.GeoDataFrame, preference: Sequence[str]) -> NDArray[np.int64]:
    """Best first: what is open, the preferred kind, named places before pieces of town, surer sizes, more bays, then by id."""
    order = {kind: rank for rank, kind in enumerate(preference)}
    keys = pd.DataFrame(
        {
            "closed": places["closed"],
            "kind": [order[kind] for kind in places["kind"]],
            "vague": places["vague"],
            "basis": places["basis"],
            "bays": -places["bays"],
            "osm_id": places["osm_id"],
        }
    )
    ranks = np.empty(len(places), dtype=np.int64)
    ranks[keys.sort_values(list(keys.columns)).index.to_numpy()] = np.arange(len(places))
    return ranks


def _sites(places: gpd.GeoDataFrame, into: NDArray[np.int64], ranks: NDArray[np.int64], crs: str) -> gpd.GeoDataFrame:
    stays = into == np.arange(len(places))
    names, photos = ([of(tags) for tags in places["tags"]] for of in (_name, photo_of))
    for i in np.argsort(ranks):
        # A nameless car park is known by the mall it belongs to, and seen on its picture.
        names[into[i]] = names[into[i]] or names[i]
        photos[into[i]] = photos[into[i]] or photos[i]
    frame: dict[str, Any] = {
        "site_id": [id_of(one) for one in places["osm_id"]],
        "name": np.array(names, dtype=object),
        "kind": places["kind"],
        "bays": places["bays"],
        "bays_assumed": places["basis"] > Basis.CAPACITY,
        "connection_status": "unknown",
        "land_status": np.array([_land_status(tags) for tags in places["tags"]], dtype=object),
        "access": places["access"],
        "parking": places["said"],
        "photo": np.array(photos, dtype=object),
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
    return [Problem(osm_id, why, _("dropped")) for osm_id, why in zip(ids, reasons, strict=True) if why is not None]


def _merged(places: gpd.GeoDataFrame, into: NDArray[np.int64]) -> list[Problem]:
    ids, kinds = places["osm_id"].to_numpy(), places["kind"].to_numpy()
    gone = np.flatnonzero(into != np.arange(len(places)))
    return [
        Problem(
            ids[i],
            _(
                "{kinds} at one place with a better {kinds_2}",
                kinds=kind_word(kinds[i]),
                kinds_2=kind_word(kinds[into[i]]),
            ),
            _("merged into {id_of}", id_of=id_of(ids[into[i]])),
        )
        for i in gone
    ]


def _doubted(places: gpd.GeoDataFrame, into: NDArray[np.int64]) -> list[Problem]:
    doubted = places[(into == np.arange(len(places))) & places["complaint"].notna().to_numpy()]
    return [
        Problem(osm_id, complaint, _("taken to have {bays} bays for chargers", bays=bays))
        for osm_id, complaint, bays in zip(doubted["osm_id"], doubted["complaint"], doubted["bays"], strict=True)
    ]
