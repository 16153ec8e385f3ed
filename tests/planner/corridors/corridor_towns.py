"""A made road with three towns, for tests of corridor questions."""

from pathlib import Path
from typing import Any

from planner.corridors.facts.gathering import gather
from planner.corridors.settings import CorridorSettings
from planner.corridors.stating import CorridorQuestion, state

NODES = "id,lon,lat,country\na,70.0,42.0,KG\nb,71.5,42.0,KG\nc,73.0,42.0,KG\nd,73.0,44.0,KZ\ne,71.5,42.6,KG\n"
EDGES = "u,v,km,road_class\na,b,130,trunk\nb,c,130,primary\nc,d,240,primary\na,e,150,\ne,c,150,\n"
TOWNS = (
    "name,lon,lat,population,country\nAlpha,70.0,42.0,600000,KG\nGamma,73.0,42.0,300000,KG\nDelta,73.0,44.0,200000,KZ\n"
)


def written(folder: Path, **tables: str) -> Path:
    """Write the tables, and others by their name."""
    for name, text in {"nodes": NODES, "edges": EDGES, "towns": TOWNS, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def settings_of(**tables: Any) -> CorridorSettings:
    """Settings of the made road; each table of `[corridors]` may be given keys."""
    asked: dict[str, Any] = {name: dict(keys) if isinstance(keys, dict) else keys for name, keys in tables.items()}
    asked["roads"] = {"nodes": "nodes.csv", "edges": "edges.csv", **asked.get("roads", {})}
    asked["towns"] = {"path": "towns.csv", **asked.get("towns", {})}
    return CorridorSettings.model_validate(asked)


def question(folder: Path, **tables: Any) -> CorridorQuestion:
    """State the question of the made road."""
    settings = settings_of(**tables)
    return state(gather(settings, folder), settings, 1e6)


def by_name(asked: CorridorQuestion):
    return {trip.name: trip for trip in asked.instance.trips}
