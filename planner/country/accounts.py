"""Names that askers of money share: that of the roads, and the accounts of which a share may be promised, energy served and money given by region, energy served by plug."""

from planner.catalogue.mix_words import mix_label
from planner.support.speech import _, term

ROADS_NAME = "roads"
"""Name of the roads among the askers; no city is called so."""
ROADS_WORD = term("roads")

REGION, MONEY, PLUG = "energy in ", "money in ", "energy at "
ROADS_SERVED, ROADS_MONEY, ROADS_RULES = "served on roads", "money on roads", "rules of the roads"
"""Of the roads alone: what is made of them as it counts there, USD, and 1 where their rules are kept."""


def named(asker: str, mix: str = "") -> str:
    """An asker in words, in the world of a mix."""
    name = ROADS_WORD if asker == ROADS_NAME else asker
    return _("{name}, {mix}", name=name, mix=mix_label(mix)) if mix else name


def asker_words(asker: str) -> str:
    """An asker as people read of it."""
    return _("Roads between towns") if asker == ROADS_NAME else asker


def region_account(region: str) -> str:
    """Energy served in a region, kWh a day."""
    return REGION + region


def region_money(region: str) -> str:
    """Money that plans take in a region, USD."""
    return MONEY + region


def plug_account(family: str) -> str:
    """Energy served at plugs of a family, kWh a day."""
    return PLUG + family
