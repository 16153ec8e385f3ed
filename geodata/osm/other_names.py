"""Names of things in other languages than that on the ground."""

import json

from geodata.osm.tags import Tags

LANGUAGES = ("en", "ru", "kk", "uz", "ky", "tg", "tk")
"""Languages in which names are kept beside the name on the ground."""


def other_names(tags: Tags) -> str | None:
    """Names of a thing in other languages as one JSON text; None where it has none."""
    told = {one: tags[f"name:{one}"].strip() for one in LANGUAGES if tags.get(f"name:{one}", "").strip()}
    return json.dumps(told, ensure_ascii=False) if told else None
