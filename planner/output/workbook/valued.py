"""Sheets of a list of places that was valued: its rows as they were read, and what to drop and to add first."""

from planner.dossier.dossier import Dossier
from planner.output.shared.places import titles
from planner.output.shared.sheets import PLAIN, Heading, Sheet
from planner.output.shared.valued import chargers_line, drop_line, row_cells, row_headings
from planner.studies.beside_best import NAME
from planner.support.speech import _, within


def list_sheets(dossier: Dossier) -> list[Sheet]:
    """Rows of the list, sites to drop, sites to add; none of a plan that was searched for."""
    found, called = dossier.studies.get(NAME), titles(dossier)
    if not found:
        return []
    row, *texts, said = row_headings()
    headings = (Heading(row, PLAIN), *(Heading(one) for one in texts), Heading(said, prose=True))
    rows = [[int(number), *(cell or None for cell in cells)] for number, *cells in row_cells(found, called)]
    drop = [
        [called.get(one["site_id"], one["name"]), one["cost_usd"], one["lost_kwh"], drop_line(one, called)]
        for one in found["drop"]
    ]
    add = [
        [called.get(one["site_id"], one["name"]), one["cost_usd"], one["gained_kwh"], chargers_line(one["chargers"])]
        for one in found["add"]
    ]
    site, cost = Heading(_("Site")), Heading(_("Cost"))
    return [
        Sheet(within("sheet", "List"), headings, rows),
        Sheet(
            _("What to drop first"),
            (site, cost, Heading(_("lost, kWh a day")), Heading(_("In words"), prose=True)),
            drop,
        ),
        Sheet(
            _("What to add first"),
            (site, cost, Heading(_("gained, kWh a day")), Heading(_("Chargers"), prose=True)),
            add,
        ),
    ]
