"""A place by its name: boundary from Nominatim, streets and features from Overpass, fetched once into a cache."""

import json
import logging
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Polygon

from geodata.crs import LONLAT, metric_crs
from geodata.errors import InputError, NetworkError
from geodata.http import OverpassSettings, ask_overpass, osmnx_session, unreachable
from geodata.osm.extract import OsmExtract
from geodata.osm.features import FEATURE_VALUES, is_area_feature, is_node_feature
from geodata.osm.network import WGS84, NetworkBuilder
from geodata.osm.tags import CLASS_SPEED_KMH, is_drivable
from geodata.osm.trails import trails_of
from geodata.osm.turn_restrictions import TurnRestriction
from geodata.shapes import polygonal
from geodata.speech import _

logger = logging.getLogger(__name__)

MOST_KM2 = 50_000
"""Box around a place: the largest cities have a third of it, and a country would be asked for in thousands of pieces."""
MOST_DEG = 9
"""From edge to edge, north or east, 1,000 km of a meridian: a thin strip around the world has as many pieces as a country."""

ROAD_TAGS = [
    "highway",
    "access",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "area",
    "service",
    "oneway",
    "junction",
    "maxspeed",
    "name",
    *(f"parking:{side}{more}" for side in ("left", "right", "both") for more in ("", ":access", ":restriction")),
    *(f"parking:lane:{side}" for side in ("left", "right", "both")),
]
ROAD_FILTER = f'["highway"~"^({"|".join(CLASS_SPEED_KMH)})$"]'

# Of these keys every tree and every pole would come along; the file reader drops them after reading, here we do not ask.
_ASKED_VALUES = {
    "natural": ["water", "wetland", "wood", "glacier", "scrub", "cliff"],
    "power": ["substation", "plant", "generator"],
}


def fetch_place(place: str, cache: Path, *, settings: OverpassSettings | None = None) -> Path:
    """Download a place, once; a second call finds it in the cache and asks nobody.

    Parameters
    ----------
    place : str
        As Nominatim understands it: ``"Almaty, Kazakhstan"``.
    cache : Path
        Folder for the places and for osmnx's own store of answers, so that a broken download resumes.
    settings : OverpassSettings, optional
        Default: from the environment.

    Returns
    -------
    Path
        Folder of the place; it appears whole or not at all.

    Raises
    ------
    InputError
        No such place, one without an area, or one without streets.
    NetworkError
        A service cannot be reached or does not answer as it should.
    """
    folder = place_folder(place, cache)
    if folder.is_dir():
        return folder
    import osmnx as ox  # noqa: PLC0415  (half a second that the command line need not wait for)

    settings = settings or OverpassSettings.from_environment()
    with osmnx_session(ox.settings, settings, cache / "answers", ROAD_TAGS):
        boundary = _boundary(place)
        area = _grown(boundary, settings.margin_m)
        ways, features = _ways(place, area), _features(area)
    restrictions = _restrictions(area, settings)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        gpd.GeoDataFrame(geometry=[boundary], crs=LONLAT).to_parquet(draft / "boundary.parquet")
        ways.to_parquet(draft / "ways.parquet")
        features.to_parquet(draft / "features.parquet")
        (draft / "restrictions.json").write_text(json.dumps(restrictions), encoding="utf-8")
        about = {"place": place, "fetched": datetime.now(UTC).date().isoformat(), "source": settings.overpass_url}
        (draft / "place.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    logger.info("%s: %d ways and %d places fetched into %s", place, len(ways), len(features), folder)
    return folder


def load_place(place: str, cache: Path) -> tuple[OsmExtract, Polygon | MultiPolygon]:
    """Read a fetched place; the road rules are applied here, so a change of rules needs no new download.

    Returns
    -------
    extract : OsmExtract
    boundary : Polygon or MultiPolygon
        EPSG:4326.

    Raises
    ------
    InputError
        The place was not fetched yet, or its folder is damaged.
    """
    folder = place_folder(place, cache)
    if not folder.is_dir():
        raise InputError(
            _("place {place!r}", place=place),
            _("not downloaded yet"),
            _("run 'evplan fetch' with this configuration first, with a network"),
        )
    try:
        about = json.loads((folder / "place.json").read_text(encoding="utf-8"))
        boundary = gpd.read_parquet(folder / "boundary.parquet").geometry.iloc[0]
        ways, features = gpd.read_parquet(folder / "ways.parquet"), gpd.read_parquet(folder / "features.parquet")
        features["tags"] = _objects([json.loads(text) for text in features["tags"]])
        builder = NetworkBuilder()
        for relation in json.loads((folder / "restrictions.json").read_text(encoding="utf-8")):
            # Downloads of before kept the members alone.
            told, members = ({}, relation) if isinstance(relation, list) else (relation["tags"], relation["members"])
            parts = [(kind, role, int(ref)) for kind, role, ref in members]
            if (restriction := TurnRestriction.of_relation(parts, told)) is not None:
                builder.add_restriction(restriction)
        for way_id, text, refs, line in zip(ways["osm_id"], ways["tags"], ways["refs"], ways.geometry, strict=True):
            if is_drivable(tags := json.loads(text)):
                builder.add_way(int(way_id), tags, [int(ref) for ref in refs], list(line.coords))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise InputError(
            folder, _("a damaged download ({error})", error=error), _("delete this folder and run 'evplan fetch' again")
        ) from None
    west, south, east, north = (float(edge) for edge in ways.total_bounds)
    source = _("OpenStreetMap by Overpass, {place}", place=place)
    return OsmExtract(source, builder.build(), features, about["fetched"], (west, south, east, north)), boundary


def place_folder(place: str, cache: Path) -> Path:
    """Folder in the cache that holds, or will hold, a place."""
    name = " ".join(place.split()).casefold()
    readable = re.sub(r"\W+", "-", name).strip("-")[:40]
    return cache / "places" / f"{readable}-{sha256(name.encode()).hexdigest()[:8]}"


def _boundary(place: str) -> Polygon | MultiPolygon:
    import osmnx as ox  # noqa: PLC0415

    found = _asked(lambda: ox.geocode_to_gdf(place))
    area = None if found is None else polygonal(found.geometry.iloc[0])[0]
    if area is None:
        raise InputError(
            _("place {place!r}", place=place),
            _("Nominatim knows no area of this name"),
            _("expected a town with limits, as 'Almaty, Kazakhstan'; or give a road file"),
        )
    metres, _other = WGS84.geometry_area_perimeter(shapely.box(*area.bounds))
    west, south, east, north = area.bounds
    across = max(east - west, north - south)
    if abs(metres) > MOST_KM2 * 1e6 or across > MOST_DEG:
        reach = f"Nominatim's area of this name reaches over {abs(metres) / 1e6:,.0f} km2 and {across:.1f} degrees"
        raise InputError(
            _("place {place!r}", place=place),
            reach.replace(",", " "),
            _("expected a city; name it with its country, or give a road file"),
        )
    return area


def _ways(place: str, area: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    import osmnx as ox  # noqa: PLC0415

    graph = _asked(
        lambda: ox.graph_from_polygon(
            area, custom_filter=ROAD_FILTER, simplify=False, retain_all=True, truncate_by_edge=True
        )
    )
    trails = trails_of(graph, ROAD_TAGS) if graph is not None else []
    if not trails:
        raise InputError(
            _("place {place!r}", place=place),
            _("Overpass has no street there"),
            _("expected a town; check the place's name, or give a road file"),
        )
    columns = {
        "osm_id": np.array([trail.way_id for trail in trails], dtype=np.int64),
        "tags": [json.dumps(trail.tags, ensure_ascii=False) for trail in trails],
        "refs": [trail.refs for trail in trails],
    }
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(trail.places) for trail in trails], crs=LONLAT)


def _restrictions(area: Polygon | MultiPolygon, settings: OverpassSettings) -> list[dict[str, Any]]:
    """Tags and members of the turn restrictions round the place, which osmnx does not ask for."""
    west, south, east, north = area.bounds
    head = f"[out:json][timeout:{settings.answer_s:.0f}]"
    answer = ask_overpass(
        settings,
        f'{head};relation["type"~"^restriction"]({south:.6f},{west:.6f},{north:.6f},{east:.6f});out body;',
    )
    relations = [element for element in answer.get("elements", []) if element.get("type") == "relation"]
    return [
        {
            "tags": relation.get("tags", {}),
            "members": [(m["type"][0], m["role"], m["ref"]) for m in relation.get("members", [])],
        }
        for relation in relations
    ]


def _features(area: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    """Features with our tags; buildings are asked apart, for they are most of the answer."""
    import osmnx as ox  # noqa: PLC0415

    asked: dict[str, Any] = {
        key: _ASKED_VALUES.get(key) or (sorted(values) if values else True) for key, values in FEATURE_VALUES.items()
    }
    buildings = {"building": asked.pop("building")}
    answers = [_asked(partial(ox.features_from_polygon, area, tags)) for tags in (asked, buildings)]
    parts = [_as_features(answer) for answer in answers if answer is not None]
    none = gpd.GeoDataFrame({"osm_id": [], "tags": []}, geometry=[], crs=LONLAT)
    together = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=LONLAT) if parts else none
    return together.drop_duplicates("osm_id", ignore_index=True)


def _as_features(answer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Points and polygons of osmnx's wide table, each with its own tags as JSON."""
    columns = [name for name in answer.columns if name not in ("geometry", "nodes", "ways", "members")]
    rows: list[tuple[str, str, Any]] = []
    for (kind, number), shape, *values in zip(
        answer.index, answer.geometry, *(answer[name] for name in columns), strict=True
    ):
        tags = {name: value for name, value in zip(columns, values, strict=True) if isinstance(value, str)}
        wanted = is_node_feature(tags) if shape.geom_type == "Point" else is_area_feature(tags)
        if wanted and shape.geom_type in ("Point", "Polygon", "MultiPolygon") and shape.is_valid:
            rows.append((f"{kind[0]}{number}", json.dumps(tags, ensure_ascii=False), shape))
    ids, tags_json, shapes = ([row[i] for row in rows] for i in range(3))
    return gpd.GeoDataFrame({"osm_id": ids, "tags": tags_json}, geometry=shapes, crs=LONLAT)


def _grown(boundary: Polygon | MultiPolygon, margin_m: float) -> Polygon | MultiPolygon:
    """Boundary with a margin: drives leave the city and come back."""
    line = gpd.GeoSeries([boundary], crs=LONLAT)
    west, south, east, north = boundary.bounds
    metric = line.to_crs(metric_crs((west + east) / 2, (south + north) / 2))
    grown: Polygon | MultiPolygon = metric.buffer(margin_m).to_crs(LONLAT).iloc[0]
    return grown


def _asked(question: Callable[[], Any]) -> Any | None:
    """Answer of osmnx, None where the service knows nothing of the kind."""
    import requests  # noqa: PLC0415
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError  # noqa: PLC0415

    try:
        return question()
    except InsufficientResponseError:
        return None
    except TypeError as error:
        if "geocode" in str(error):  # osmnx says so of a place that is a point
            return None
        raise _senseless(error) from None
    except (requests.RequestException, ResponseStatusCodeError) as error:
        raise unreachable(error) from None
    except (KeyError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
        raise _senseless(error) from None


def _senseless(error: Exception) -> NetworkError:
    """Shapes were checked; what osmnx stumbles over beyond them is still the service's word and no fault of the user."""
    said = _("OpenStreetMap's services answered what cannot be put together ({name})", name=type(error).__name__)
    return NetworkError(_("{said}; try again later, use another server or give a road file", said=said))


def _objects(values: list[dict[str, str]]) -> Any:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
