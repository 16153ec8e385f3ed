"""`ocpi_inventory.json` and `ocpi_locations.json`: OCPI 2.2.1 Locations, standing and planned."""

from datetime import UTC, datetime
from pathlib import Path

from planner.dossier.dossier import Dossier
from planner.output.ocpi import inventory, proposals
from planner.support.files import write_json


def write_inventory(dossier: Dossier, path: Path) -> None:
    """Write the merged existing stations."""
    write_json(path, inventory(dossier.stations, country=dossier.country, city=dossier.city, updated=start_of_today()))


def write_locations(dossier: Dossier, path: Path) -> None:
    """Write the proposed sites; their EVSEs have status PLANNED."""
    write_json(path, proposals(dossier.sites, country=dossier.country, city=dossier.city, updated=start_of_today()))


def start_of_today() -> str:
    """Midnight UTC before now, ISO 8601: the time of what has none of its own, the same in all files of a day."""
    return datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z")
