"""Writing of `sites.xlsx`: sites, chargers, districts, plugs, costs, demand, assumptions, and the plan in a page."""

from pathlib import Path

from planner.dossier.dossier import Dossier
from planner.output.shared.assumed_sheet import assumptions_sheet
from planner.output.shared.sheets import Sheet, write_book
from planner.output.workbook import figures
from planner.output.workbook.about import about_sheet
from planner.output.workbook.sites import beginning_sheet, chargers_sheet, reasons_sheet, sites_sheet
from planner.output.workbook.valued import list_sheets


def write_sites_xlsx(dossier: Dossier, path: Path) -> None:
    """Write the workbook; every text is stored as text, whatever it begins with."""
    write_book(sheets_of(dossier), path)


def sheets_of(dossier: Dossier) -> list[Sheet]:
    """Sheets in the order of their tabs; the first one is what opens, and what a program reads that asks for none."""
    beginning = beginning_sheet(dossier)
    return [
        sites_sheet(dossier),
        chargers_sheet(dossier),
        reasons_sheet(dossier),
        *([] if beginning is None else [beginning]),
        *list_sheets(dossier),
        figures.districts_sheet(dossier),
        figures.inlets_sheet(dossier),
        figures.plugs_sheet(dossier),
        figures.phases_sheet(dossier),
        figures.parts_sheet(dossier),
        figures.demand_sheet(dossier),
        assumptions_sheet(dossier.assumptions),
        about_sheet(dossier),
    ]
