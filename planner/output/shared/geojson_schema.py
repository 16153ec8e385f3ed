"""The JSON Schema of `plan.geojson`, made from what its properties mean: who reads the file can hold it to its promise."""

from typing import Any

from geodata.connectors import PortFamily
from planner.output.shared.columns import SITE
from planner.output.shared.described import Described
from planner.output.shared.sites_table import LABELLED
from planner.proofs import Sense, Status

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_COUNTS = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
_AMOUNT = {"type": "number", "minimum": 0}
_CHARGER = {
    "type": "object",
    "required": ["type", "count", "power_kw", "connectors"],
    "properties": {
        "type": {"type": "string", "description": "id in the catalogue"},
        "count": {"type": "integer", "minimum": 1},
        "power_kw": {"type": "number", "description": "of each, kW; below zero where a standing gun is taken down"},
        "connectors": _COUNTS,
        "words": {"type": "string", "description": "work on a standing gun"},
        "gun_kw": {"type": "number", "description": "power of the gun that is worked on, kW"},
    },
}
_ENERGIES = {
    "type": "object",
    "required": ["total"],
    "properties": {"total": _AMOUNT, **{family.value: _AMOUNT for family in PortFamily}},
    "additionalProperties": False,
}
_NESTED: dict[str, dict[str, Any]] = {
    "plugs": _COUNTS,
    "chargers": {"type": "array", "items": _CHARGER},
    "energies": _ENERGIES,
}
_TYPES = {"text": "string", "number": "number", "whole": "integer"}
_POSITION = {
    "type": "array",
    "prefixItems": [
        {"type": "number", "minimum": -180, "maximum": 180},
        {"type": "number", "minimum": -90, "maximum": 90},
    ],
    "minItems": 2,
    "maxItems": 2,
}


def geojson_schema() -> dict[str, Any]:
    """Schema of the whole collection; further members and properties may come, none of these will go."""
    properties = {name: _property(SITE[name]) for name in LABELLED}
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string", "minLength": 1, "description": "site_id"},
            "geometry": {
                "type": "object",
                "required": ["type", "coordinates"],
                "properties": {"type": {"const": "Point"}, "coordinates": _POSITION},
            },
            "properties": {"type": "object", "required": list(LABELLED), "properties": properties},
        },
    }
    return {
        "$schema": DRAFT,
        "title": "plan.geojson of evplan",
        "description": "Sites of a plan: RFC 7946, one Point each in longitude and latitude, proposed and upgraded ones by rank, then those that stand.",
        "type": "object",
        "required": ["type", "features", "name", "city", "year", "mix", "proof", "attribution", "assumptions"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
            "name": {"type": "string", "description": "title of the plan"},
            "city": {"type": "string"},
            "year": {"type": "integer", "description": "planning year"},
            "mix": {"type": "string", "description": "port shares of the vehicles"},
            "proof": _proof(),
            "attribution": {"type": "array", "items": {"type": "string"}, "description": "whom to credit"},
            "assumptions": {"type": "array", "items": _assumption()},
        },
    }


def _property(column: Described) -> dict[str, Any]:
    told = {"description": column.meaning + (f"; {column.unit}" if column.unit else "")}
    if column.kind in _NESTED:
        return {**told, **_NESTED[column.kind]}
    kind = _TYPES[column.kind]
    schema: dict[str, Any] = {**told, "type": kind if column.always else [kind, "null"]}
    if column.words:
        schema["enum"] = [*column.words, *([] if column.always else [None])]
    if column.kind != "text" and not column.signed:
        schema["minimum"] = 0
    return schema


def _proof() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "how good the plan is proven to be",
        "required": ["objective_value", "bound", "gap", "status", "sense", "objective"],
        "properties": {
            "objective_value": {"type": "number"},
            "bound": {"type": "number", "description": "no plan of the same model is better than this"},
            "gap": {"type": "number", "minimum": 0},
            "status": {"enum": [one.value for one in Status]},
            "sense": {"enum": [one.value for one in Sense]},
            "objective": {"type": "string"},
        },
    }


def _assumption() -> dict[str, Any]:
    names = ("what", "value", "source", "confidence")
    return {"type": "object", "required": list(names), "properties": {name: {"type": "string"} for name in names}}
