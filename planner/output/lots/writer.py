"""Writing of `lots.xlsx` and `lots.geojson`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.lots.lot import COLUMNS, GRADES, lots
from planner.output.shared.coded import coded
from planner.output.shared.sheets import Heading, Sheet, write_book
from planner.support.files import write_json
from planner.support.speech import _, plural, told, within

_PROSE = ("place", "why")
_OWN = ("grid_kw",)
"""Columns that readers of tables of sites must not take for theirs: the power that is asked for is not what is spare."""
_SUMMED = ("bays", "area_m2", "grid_kw")


def meanings() -> dict[str, str]:
    """What each grade means."""
    return {
        "green": _("ready to be put up: ground and grid connection are settled"),
        "yellow": _("utilities or agreements are missing; the column Why says which"),
        "red": _("not to be put up: the ground is disputed, or the grid company has refused"),
    }


def _grade(readiness: str) -> str:
    return {
        "green": within("readiness", "green"),
        "yellow": within("readiness", "yellow"),
        "red": within("readiness", "red"),
    }[readiness]


def _cell(name: str, cell: Any) -> Any:
    return _grade(cell) if name == "readiness" else coded(name, cell)


def write_lots_xlsx(dossier: Dossier, path: Path) -> None:
    """Write the lots as a workbook: one sheet to publish, one that says what it means."""
    found = list(lots(dossier))
    names = [name for name in COLUMNS if name != "build_year" or any(one[name] for one in found)]
    rows = [[_cell(name, one[name]) for name in names] for one in found]
    total = [sum(one[name] for one in found) if name in _SUMMED else None for name in names]
    total[0] = plural("All {n:number} lot", "All {n:number} lots", len(found))
    headings = {
        name: Heading.of(COLUMNS[name], name="" if name in _OWN else name, prose=name in _PROSE) for name in names
    }
    sheet = Sheet(within("sheet", "Lots"), tuple(headings.values()), rows, total, frozen=1, pages_wide=2)
    write_book([sheet, _meanings(dossier, found, headings)], path)


def _meanings(dossier: Dossier, found: list[dict[str, Any]], headings: Mapping[str, Heading]) -> Sheet:
    rows: list[list[Any]] = [
        [_("Plan"), f"{told(dossier.name)}, {dossier.city}, {dossier.year}"],
        *([_grade(grade), _counted(found, grade)] for grade in GRADES),
        *([heading.title, COLUMNS[name].meaning] for name, heading in headings.items()),
        *([_("Data"), told(line)] for line in dossier.attribution),
    ]
    return Sheet(within("sheet", "What it means"), (Heading(_("Word")), Heading(_("Meaning"), prose=True)), rows)


def _counted(found: list[dict[str, Any]], grade: str) -> str:
    count = sum(one["readiness"] == grade for one in found)
    return plural("{n:number} lot: {means}", "{n:number} lots: {means}", count, means=meanings()[grade])


def write_lots_geojson(dossier: Dossier, path: Path) -> None:
    """Write the lots as RFC 7946 Points with the same columns."""
    features = [
        {
            "type": "Feature",
            "id": one["lot_id"],
            "geometry": {"type": "Point", "coordinates": [one["lon"], one["lat"]]},
            "properties": {name: cell for name, cell in one.items() if name not in ("lon", "lat")},
        }
        for one in lots(dossier)
    ]
    write_json(
        path,
        {
            "type": "FeatureCollection",
            "features": features,
            "name": dossier.name,
            "city": dossier.city,
            "year": dossier.year,
            "readiness": meanings(),
            "attribution": list(dossier.attribution),
        },
    )
