"""Which source a figure of a city has, where the row of city_facts.csv names one for all of its figures together."""

from collections.abc import Mapping

from planner.catalogue.facts import scope_rows
from planner.support.speech import _

_DERIVED = {
    "ev_stock": ("ev =", "ev pro", "ev pure", "ev mid"),
    "ev_stock_high": ("ev =", "ev pro", "ev pure", "ev mid/high", "ev high"),
    "ev_stock_low": ("ev =", "ev pro", "ev pure"),
    "apartment_share": ("apartment share",),
}
"""How the row begins to say that a figure of it was assumed or derived."""


def source_of(fact: Mapping[str, str], field: str) -> str:
    """The source of one figure, as far as the facts tell: that of the count in fleet_by_country.csv, else how the row says that the figure was come by.

    Where neither tells, the sources of the row are quoted as what they are, those of all its figures.
    """
    if field.startswith("ev_stock"):
        for row in reversed(scope_rows("fleet_by_country", fact["city"])):
            if row["metric"] == "ev_stock" and row["value"] and float(row["value"]) == float(fact[field] or 0.0):
                return row["source"]
    parts = [one.strip() for one in fact["fields_assumed_or_derived"].split(";")]
    said = [one for one in parts if one.startswith(_DERIVED[field])]
    if said:
        return "; ".join(said)
    if ";" not in fact["source"]:
        return fact["source"]
    return _("one of the several sources of its row in the facts: {sources}", sources=fact["source"])
