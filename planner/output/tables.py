"""`sites.csv`, `demand.csv`, `simulation.csv` and `bus_depots.csv`: tables in which no text can run as a formula."""

from pathlib import Path

from planner.dossier.dossier import Dossier
from planner.output.shared.csv_file import write_csv
from planner.output.shared.result_tables import demand_table, depots_table, simulation_table
from planner.output.shared.sites_table import flat_sites
from planner.support.csv_dialects import CsvDialect


def write_sites_csv(dossier: Dossier, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write `sites.csv`; the same sites and figures as `plan.geojson`."""
    write_csv(flat_sites(dossier), path, dialect)


def write_demand_csv(dossier: Dossier, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write `demand.csv`: the public demand by zone, class and year."""
    write_csv(demand_table(dossier), path, dialect)


def write_simulation_csv(dossier: Dossier, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write `simulation.csv`: what was played at each site and pool beside what was promised."""
    write_csv(simulation_table(dossier), path, dialect)


def write_bus_depots_csv(dossier: Dossier, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write `bus_depots.csv`: depots of the timetable's buses with their nights."""
    write_csv(depots_table(dossier), path, dialect)
