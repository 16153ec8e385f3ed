"""The JSON Schema of the configuration file, made from the fields that read it: editors complete keys and mark mistakes by it."""

from typing import Any

from planner.config.scenario import Scenario
from planner.config.section import Section

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """Schema of a configuration, with the text of each field; what only the reader can tell (files, names of the catalogue) is not in it."""
    return schema_of(
        Scenario,
        "Configuration of evplan",
        "One planning question in TOML; the same keys with their meanings stand in docs/configuration.md.",
    )


def schema_of(model: type[Section], title: str, description: str) -> dict[str, Any]:
    """Schema of a file that is read as a section."""
    return {"$schema": DRAFT, **_plain_words(model.model_json_schema()), "description": description, "title": title}


def _plain_words(node: Any, *, names: bool = False) -> Any:
    """Take out titles that only repeat a key, and fold descriptions into one line; `names` where keys are those of the user."""
    if isinstance(node, list):
        return [_plain_words(one) for one in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for key, value in node.items():
        if not names and key == "title":
            continue
        if not names and key == "description" and isinstance(value, str):
            out[key] = " ".join(value.split())
        elif not names and key in ("default", "enum", "const", "examples"):
            out[key] = value
        else:
            out[key] = _plain_words(value, names=not names and key in ("properties", "$defs"))
    return out
