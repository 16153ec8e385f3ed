"""What the project says of how it came by a figure is in the reader's language; what a source is called stays as it was published."""

import csv
import re
import tomllib

import pytest

from planner.output.shared.demand import Bar
from planner.output.shared.own_words import _PARTS, is_own, own_words
from planner.output.shared.plain_words import keyless
from planner.output.shared.year import demand_year
from planner.support.resources import configs_dir
from planner.support.speech import LANGUAGES, SOURCE, speaking, told

SOURCES = "Roland Berger EV Charging Index 2025; ends, centre and split assumed"


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != SOURCE])
def test_titles_stay_and_own_words_do_not(code):
    with speaking(code):
        said, page = own_words(SOURCES), keyless(SOURCES)
    assert said == page
    assert said.startswith("Roland Berger EV Charging Index 2025; ")
    assert not re.search("assumed|centre", said)
    assert own_words(SOURCES) == SOURCES


def facts():
    """Parts of all sources, and of the other columns that are told as one."""
    for file in configs_dir().rglob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                for name in ("source", "fields_assumed_or_derived"):
                    yield from (row.get(name) or "").split(";")
    for file in (configs_dir() / "mixes").glob("*.toml"):
        source = tomllib.loads(file.read_text(encoding="utf-8")).get("source", "")
        yield from source.partition(".csv: ")[2].removesuffix(".").split(";")


def test_every_part_of_a_source_that_says_how_a_figure_was_come_by_is_known_and_every_known_one_is_said():
    parts = {part.strip() for part in facts()}
    said = {part for part in parts if re.search("assum|recall|deriv", part, re.IGNORECASE)}
    assert len(said) > 40
    assert {part for part in said if not is_own(part)} == set()
    assert set(_PARTS) - parts == set(), "nobody says so any more"


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != SOURCE])
def test_only_whole_parts_are_told_and_no_title_loses_a_word(code):
    title = "Vehicles recalled by the maker 2024"
    with speaking(code):
        for part, own in _PARTS.items():
            assert own_words(f"{title}; {part}; x") == f"{title}; {told(own)}; x"
            assert told(own) != part
        assert (
            own_words(f"configs/facts/towns.csv: recalled; {title}.")
            == f"configs/facts/towns.csv: {told(_PARTS['recalled'])}; {title}."
        )


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != SOURCE])
def test_they_are_told_of_a_source_in_brackets_too(code):
    bar = Bar("what", "0", "1", "2", SOURCES, "low", 0.0, 2.0, 0.0, 0.0, 0.0)
    source = "configs/facts/city_months.csv: recalled from climate normals and rounded; not read"
    annual = {"note": "", "kwh_year": 365.0, "value": "months", "source": source}
    with speaking(code):
        said, year = f"({bar.ends})", demand_year({"annual": annual})
    assert not re.search("assumed|centre", said)
    assert not re.search("recalled|not read", year)
