"""The manual of the configuration is what the fields say of themselves."""

import re
import tomllib

from planner.authoring.manual import manual_text
from planner.config.scenario import Scenario, scenario_from
from tests.conftest import ROOT


def test_the_page_in_the_docs_is_what_the_fields_say():
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert page == manual_text(), "run `make docs`"


def test_every_key_of_every_table_stands_in_the_manual():
    rows = re.findall(r"^\| `(\w+)` \|", manual_text(), flags=re.MULTILINE)
    for section in ("city", "fleet", "demand", "sites", "grid", "plan"):
        for key in Scenario.model_fields[section].annotation.model_fields:
            assert key in rows


def test_every_key_has_a_meaning():
    for line in manual_text().splitlines():
        if line.startswith("| `"):
            assert len(line.split(" | ")[-1].rstrip(" |")) > 5, line


def test_every_default_in_the_manual_is_toml_that_the_file_takes():
    """Written out in full, the defaults ask the same question as a file that leaves them out."""
    least = {"name": "X", "roads": "x.osm.pbf"}
    asked = {"city": dict(least)}
    for heading, table in re.findall(
        r"^## `\[(\w+)\]`\n(.*?)(?=^## |\Z)", manual_text(), flags=re.MULTILINE | re.DOTALL
    ):
        rows = re.findall(r"^\| `(\w+)` \| .*? \| `(.*?)` \|", table, flags=re.MULTILINE)
        asked.setdefault(heading, {}).update(tomllib.loads("\n".join(f"{key} = {default}" for key, default in rows)))
    assert len(asked["plan"]) > 10
    assert scenario_from(asked).model_dump() == scenario_from({"city": least}).model_dump()
