"""Keys that evplan itself writes into OCPI, read back."""

from collections.abc import Mapping
from typing import Any

from geodata.inventory.ledger import station_id
from geodata.loose import list_of, mapping_of, text_of

MOST_IDS = 100
FOREIGN = "evplan"
"""Object in which our own export says what OCPI 2.2.1 has no word for; see `planner.output.ocpi`.

A key that is there goes before the standard's field, null too; in files of others there is none.
"""


def own_id(location: Mapping[str, Any]) -> str | None:
    """Id of the station in the inventory that our own export was written from."""
    said = text_of(mapping_of(location.get(FOREIGN)).get("station_id"))
    return station_id(said) if said else None


def merged_ids(own: Mapping[str, Any]) -> str | None:
    """Stations that were merged into this one, as one text."""
    ids = [station_id(text) for one in list_of(own.get("merged_ids"))[:MOST_IDS] if (text := text_of(one))]
    return " ".join(ids) or None


def said_or(own: Mapping[str, Any], key: str, otherwise: str | None) -> str | None:
    """What our own export says of a field, null too, else what the standard's field says."""
    return text_of(own[key]) if key in own else otherwise


def own_word(thing: Mapping[str, Any], key: str, words: tuple[str, ...]) -> str | None:
    """One of the words of a key of ours; None where there is another or none."""
    said = mapping_of(thing.get(FOREIGN)).get(key)
    return said if isinstance(said, str) and said in words else None
