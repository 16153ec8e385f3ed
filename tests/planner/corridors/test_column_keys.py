"""Keys that messages about tables of main roads advise are keys of a country's configuration."""

import re
from pathlib import Path

import geodata.trunk
from planner.corridors.settings import CorridorSettings


def test_every_key_of_columns_that_a_message_advises_is_one_of_the_configuration():
    told = set[str]()
    for file in Path(geodata.trunk.__file__).parent.glob("*.py"):
        told |= set(re.findall(r'key="([\w.]+)"', file.read_text(encoding="utf-8")))
    assert len(told) == 8
    for key in told:
        model = CorridorSettings
        first, *tables, last = key.split(".")
        assert first == "corridors"
        for table in tables:
            model = model.model_fields[table].annotation
        assert last in model.model_fields, key
