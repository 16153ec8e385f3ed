"""`ocpi_inventory.json` and `ocpi_locations.json`: OCPI 2.2.1 Locations, standing and planned; `..._2.3.0.json` in that version."""

from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd

from planner.dossier.dossier import Dossier
from planner.output.ocpi import inventory, proposals
from planner.output.shared.ocpi_parts import V2_2_1, V2_3_0, Version
from planner.output.shared.places import addresses, titles
from planner.support.files import write_json


def write_inventory(dossier: Dossier, path: Path, version: Version = V2_2_1) -> None:
    """Write the merged existing stations."""
    defaults = {"country": dossier.country, "city": dossier.city, "updated": start_of_today()}
    write_json(path, inventory(dossier.stations, **defaults, version=version))


def write_locations(dossier: Dossier, path: Path, version: Version = V2_2_1) -> None:
    """Write the proposed sites; their EVSEs have status PLANNED."""
    defaults = {"country": dossier.country, "city": dossier.city, "updated": start_of_today()}
    write_json(path, proposals(_named(dossier), **defaults, version=version))


def _named(dossier: Dossier) -> gpd.GeoDataFrame:
    """Sites whose name tells where they are, with their address as far as it is known: a driver has to find them."""
    called, at, sites = titles(dossier), addresses(dossier), dossier.sites
    ids = [str(one) for one in sites["site_id"]]
    told = {"name": [called[one] for one in ids], "address": [at.get(one, "") for one in ids]}
    return gpd.GeoDataFrame(sites.assign(**told))


def write_inventory_2_3_0(dossier: Dossier, path: Path) -> None:
    """Write the merged existing stations as OCPI 2.3.0."""
    write_inventory(dossier, path, V2_3_0)


def write_locations_2_3_0(dossier: Dossier, path: Path) -> None:
    """Write the proposed sites as OCPI 2.3.0, with a bay for each gun."""
    write_locations(dossier, path, V2_3_0)


def start_of_today() -> str:
    """Midnight UTC before now, ISO 8601: the time of what has none of its own, the same in all files of a day."""
    return datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z")
