"""`sites.csv` and `demand.csv`: tables that Excel opens right, in which no text can run as a formula."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from planner.demand.occasions import Occasion
from planner.demand.story import PERCENTILES
from planner.dossier.dossier import Dossier
from planner.output.shared.csv_file import write_csv
from planner.output.shared.sites_table import flat_sites
from planner.output.shared.words import gun_words
from planner.support.csv_dialects import CsvDialect
from planner.support.frames import plain
from planner.support.workbooks import save_workbook

# XML, and so a workbook, cannot hold these at all.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

DEMAND_COLUMNS = ("zone_id", "district", "port_family", "need", "year", "kwh_per_day")
SIMULATION_COLUMNS = (
    "site_id",
    "pool",
    "guns",
    "peak_hour",
    "promised_kwh_per_day",
    "arrived_kwh_per_day",
    "served_kwh_per_day",
    "lost_kwh_per_day",
    "there_kwh_per_day",
    "drivers_per_day",
    "peak_drivers",
    "late_peak",
    "late",
    "full_peak",
    "full",
    "wait_peak_min",
    "wait_min",
    "utilisation",
)


def write_sites_csv(dossier: Dossier, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write `sites.csv`; the same sites and figures as `plan.geojson`."""
    write_csv(flat_sites(dossier), path, dialect)


def write_demand_csv(dossier: Dossier, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write `demand.csv`: the public demand the plan was made for, then that of further years.

    The columns that are promised come first, then kWh by occasion and, where the demand was sampled, percentiles.
    """
    demand = dossier.demand
    more = [name for name in (*Occasion, *PERCENTILES) if name in demand]
    later = (demand["year"] != dossier.year).to_numpy()
    write_csv(demand.iloc[np.argsort(later, kind="stable")][[*DEMAND_COLUMNS, *more]], path, dialect)


def write_simulation_csv(dossier: Dossier, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write `simulation.csv`: what was played at each site and pool beside what was promised, by the rule of the play."""
    plays = dossier.studies["simulation"]["plays"]
    rows = [
        {"rule": play["rule"], **place, "pool": gun_words(place["pool"])} for play in plays for place in play["places"]
    ]
    write_csv(pd.DataFrame(rows, columns=["rule", *SIMULATION_COLUMNS]), path, dialect)


def write_sites_xlsx(dossier: Dossier, path: Path) -> None:
    """Write the sites as a workbook; every text is stored as text, whatever it begins with."""
    from openpyxl import Workbook  # noqa: PLC0415  half a second that other formats need not pay
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "sites"
    table = flat_sites(dossier)
    for column, name in enumerate(table.columns, start=1):
        sheet.cell(row=1, column=column, value=name).font = Font(bold=True)
        for row, value in enumerate(table[name], start=2):
            shown = plain(value)
            cell = sheet.cell(row=row, column=column)
            if isinstance(shown, str):
                cell.value = _NOT_IN_XML.sub("�", shown)
                cell.data_type = "s"
            else:
                cell.value = shown
    sheet.freeze_panes = "C2"
    save_workbook(book, path)
