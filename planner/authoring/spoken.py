"""The manual's text of a key in the language of its reader: a catalogue of its own, of which any part may be translated."""

from collections.abc import Iterator, Mapping
from typing import Any

from geodata.speech import SOURCE, Text, domain, language
from planner.authoring.config_schema import config_schema

PACKAGE = "planner.authoring"
"""Beside which the catalogue stands."""
MANUAL = domain(PACKAGE)
"""Makes a message of a text of the manual; texts name no values, and brackets in them are TOML."""


def described() -> Iterator[str]:
    """Texts of all keys of a configuration, each once."""
    seen = set()
    schema = config_schema()
    for one in (schema["properties"], *(table.get("properties", {}) for table in schema["$defs"].values())):
        for text in _texts(one):
            if text not in seen:
                seen.add(text)
                yield text


def is_spoken(text: str) -> bool:
    """Whether a text of the manual stands in the language of the moment."""
    return language() == SOURCE or (isinstance(text, Text) and text.told() != text.message[0])


def _texts(fields: Mapping[str, Any]) -> Iterator[str]:
    for told in fields.values():
        if text := str(told.get("description", "")):
            yield text
