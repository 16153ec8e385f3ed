"""Rows of Overture Maps as tagged things: buildings, places, land use, infrastructure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geodata.numerals import number_text
from geodata.overture.words import BASE_CLASSES, BUILDING_SUBTYPES, PLACES, SHOP_ENDINGS, Tag
from geodata.speech import _

Row = Mapping[str, Any]

LEAST_CONFIDENCE = 0.5
"""Places are listed by several companies; those of less confidence than this are as often gone as there (assumed)."""

STOREY_M = 3.2
"""Height of a storey where only that of the building is known (assumed)."""

DOUBTED = f"confidence below {LEAST_CONFIDENCE:g} that it is there"
HEIGHT = "height"
"""Value of the tag `levels_from` of a building whose storeys are reckoned from its height."""

_RECORD = re.compile(r"([nwr]\d{1,18})(?:@\d+)?")
_CLOSED = ("permanently_closed", "temporarily_closed")


_LAYOUTS: Sequence[tuple[str, frozenset[str], frozenset[str]]] = (
    ("segment", frozenset(("subtype", "class")), frozenset(("connectors", "connector_ids"))),
    ("division_area", frozenset(("division_id",)), frozenset(("subtype", "class"))),
    ("place", frozenset(("confidence",)), frozenset(("categories", "taxonomy"))),
    ("building_part", frozenset(("building_id",)), frozenset(("height", "num_floors"))),
    ("building", frozenset(("class", "height")), frozenset(("num_floors", "has_parts"))),
    ("base", frozenset(("subtype", "class")), frozenset(("source_tags", "surface", "level", "names"))),
)
"""Kinds of tables, the columns that each has, and others of which it has at least one; the first that fits."""


def kind_of(columns: Iterable[str]) -> str | None:
    """What a table of Overture holds, by its columns; None where it is none of theirs that matters here."""
    names = set(columns)
    if not {"id", "geometry", "sources"} <= names:
        return None
    return next((kind for kind, all_of, any_of in _LAYOUTS if all_of <= names and names & any_of), None)


def record_of(row: Row) -> str:
    """Id of the OpenStreetMap object that the row was made from, as "w12"; of others that of Overture."""
    for source in listed(row.get("sources")):
        if isinstance(source, Mapping) and source.get("dataset") == "OpenStreetMap" and not source.get("property"):
            found = _RECORD.fullmatch(str(source.get("record_id")))
            if found:
                return found[1]
    return f"overture-{row['id']}"


def tags_of(kind: str, row: Row) -> dict[str, str] | str:
    """Tags of a row, or in words why it has none."""
    tags = {"building": _building, "place": _place, "base": _base}[kind](row)
    name = name_of(row)
    if isinstance(tags, dict) and name:
        tags.setdefault("name", name)
    return tags


def name_of(row: Row) -> str | None:
    """Primary name."""
    names = row.get("names")
    name = names.get("primary") if isinstance(names, Mapping) else None
    return str(name).strip() or None if name else None


def listed(value: object) -> Sequence[Any]:
    """Elements of a list column; nothing where it is empty or no list."""
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) else []


def mapped(value: object) -> dict[str, str]:
    """Text pairs of a map column, which readers give as a dict or as a list of pairs."""
    pairs = (
        value.items()
        if isinstance(value, Mapping)
        else [one for each in listed(value) if len(one := listed(each)) == 2]
    )
    return {str(key): str(text) for key, text in pairs if text is not None}


def _building(row: Row) -> dict[str, str]:
    tags = {"building": _text(row.get("class")) or BUILDING_SUBTYPES.get(str(row.get("subtype")), "yes")}
    floors, height = _number(row.get("num_floors")), _number(row.get("height"))
    if floors is None and height is not None:
        return {**tags, "building:levels": number_text(max(1.0, round(height / STOREY_M))), "levels_from": HEIGHT}
    return tags if floors is None else {**tags, "building:levels": number_text(floors)}


def _base(row: Row) -> dict[str, str] | str:
    tags = mapped(row.get("source_tags"))
    if tags:
        return tags
    tag = BASE_CLASSES.get(str(row.get("class"))) or BASE_CLASSES.get(str(row.get("subtype")))
    return dict([tag]) if tag else _("of a class that has no bearing on demand or sites")


def _place(row: Row) -> dict[str, str] | str:
    if row.get("operating_status") in _CLOSED:
        return "closed"
    confidence = _number(row.get("confidence"))
    if confidence is not None and confidence < LEAST_CONFIDENCE:
        return DOUBTED
    tag = next((found for name in _categories(row) if (found := _tag(name)) is not None), None)
    return dict([tag]) if tag else _("of a category that has no bearing on demand or sites")


def _categories(row: Row) -> list[str]:
    """Categories of a place, the one that tells most first."""
    taxonomy, categories = row.get("taxonomy"), row.get("categories")
    found: list[Any] = []
    if isinstance(taxonomy, Mapping):
        found += [taxonomy.get("primary"), *reversed(listed(taxonomy.get("hierarchy")))]
    if isinstance(categories, Mapping):
        found.append(categories.get("primary"))
    return [str(one) for one in (*found, row.get("basic_category")) if one]


def _tag(category: str) -> Tag | None:
    if category in PLACES:
        return PLACES[category]
    if category.endswith("_museum"):
        return PLACES["museum"]
    return ("shop", "yes") if category.endswith(SHOP_ENDINGS) else None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _number(value: object) -> float | None:
    """Positive number of a cell, None where there is none."""
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
    return number if number > 0 and number < float("inf") else None
