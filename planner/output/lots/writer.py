"""Writing of `lots.xlsx` and `lots.geojson`."""

from pathlib import Path
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.lots.lot import COLUMNS, GRADES, lots
from planner.output.shared.sheets import Heading, Sheet, write_book
from planner.support.files import write_json

_PROSE = ("place", "why")
_SUMMED = ("bays", "area_m2", "grid_kw")
MEANINGS = {
    "green": "ready to be put up: ground and grid connection are settled",
    "yellow": "utilities or agreements are missing; the column Why says which",
    "red": "not to be put up: the ground is disputed, or the grid company has refused",
}


def write_lots_xlsx(dossier: Dossier, path: Path) -> None:
    """Write the lots as a workbook: one sheet to publish, one that says what it means."""
    found = list(lots(dossier))
    names = [name for name in COLUMNS if name != "build_year" or any(one[name] for one in found)]
    rows = [[one[name] for name in names] for one in found]
    total = [sum(one[name] for one in found) if name in _SUMMED else None for name in names]
    total[0] = f"All {len(found)} lots"
    headings = tuple(Heading.of(COLUMNS[name], prose=name in _PROSE) for name in names)
    sheet = Sheet("Lots", headings, rows, total, frozen=1, pages_wide=2)
    write_book([sheet, _meanings(dossier, found)], path)


def _meanings(dossier: Dossier, found: list[dict[str, Any]]) -> Sheet:
    rows: list[list[Any]] = [
        ["Plan", f"{dossier.name}, {dossier.city}, {dossier.year}"],
        *([grade, f"{sum(one['readiness'] == grade for one in found)} lots: {MEANINGS[grade]}"] for grade in GRADES),
        *([column.titled, column.meaning] for column in COLUMNS.values()),
        *(["Data", line] for line in dossier.attribution),
    ]
    return Sheet("What it means", (Heading("Word"), Heading("Meaning", prose=True)), rows)


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
            "readiness": MEANINGS,
            "attribution": list(dossier.attribution),
        },
    )
