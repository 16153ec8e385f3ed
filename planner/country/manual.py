"""The manual of a country's configuration and its JSON Schema, made from the fields that read it.

`python -m planner.country.manual docs/country-configuration.md` writes the manual; a test holds the page to what this module says.
"""

import sys
from pathlib import Path
from typing import Any

from planner.authoring.config_schema import schema_of
from planner.authoring.manual import tables
from planner.country.config.country import CountryConfig

HEAD = """\
# The configuration file of a country

Written by `python -m planner.country.manual` from the text under each field in `planner/country/config/` and `planner/corridors/sections/`; change it there.

One TOML file asks for one country: `evplan country FILE --out DIR`. Paths are relative to the file. Unknown keys are refused, and the nearest known one is named. Each of `[[cities]]` names a configuration of
its own, as [configuration.md](configuration.md) describes it. What comes of it is told in [country.md](country.md). `evplan schema country --to country.schema.json` writes the JSON Schema of these keys.
"""


def country_manual() -> str:
    """Whole page as Markdown."""
    return "\n".join((HEAD, *tables(CountryConfig))).rstrip() + "\n"


def country_schema() -> dict[str, Any]:
    """Schema of a country's configuration; what only the reader can tell (files, names of the catalogue) is not in it."""
    return schema_of(
        CountryConfig,
        "Configuration of a country for evplan",
        "Cities, roads and one budget in TOML; the same keys with their meanings stand in docs/country-configuration.md.",
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(country_manual(), encoding="utf-8", newline="\n")
