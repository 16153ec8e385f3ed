"""Longitude and latitude in one cell, as maps on the web copy them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.coordinate_pair import pair_of
from geodata.numerals import parse_degrees
from geodata.spreadsheet import read_table, said_of
from planner.project.columns import table_columns
from planner.project.recognition import recognised

WANTED = ("name", "lon", "lat")
DEGREES = st.decimals(-180, 180, places=6).filter(lambda value: value % 1 != 0)


@given(
    first=DEGREES,
    second=DEGREES,
    between=st.sampled_from([", ", ",", " ", "; ", ";", " / ", "\u00a0"]),
    around=st.sampled_from(["{}", "({})", " {} ", "[{}]"]),
    comma=st.booleans(),
)
def test_two_figures_of_one_cell_are_read_whatever_stands_between_them(first, second, between, around, comma):
    texts = [f"{one:f}".replace(".", "," if comma else ".") for one in (first, second)]
    pair = pair_of(around.format(between.join(texts)))
    assert pair is not None
    assert [parse_degrees(one) for one in pair] == [float(first), float(second)]


@pytest.mark.parametrize("text", ["", "43.25", "Abay 5, 12", "43.2, 76.9, 800", "43.25 N", "1, 2, 3"])
def test_what_is_no_pair_of_figures_is_none(text):
    assert pair_of(text) is None


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Координаты", "43.238949, 76.889709"),
        ("coordinates", "43.238949 76.889709"),
        ("Широта, долгота", "43,238949; 76,889709"),
        ("Долгота / широта", "76.889709, 43.238949"),
        ("lon,lat", "76.889709,43.238949"),
        ("Координаты GPS", "[43,238949,76,889709]"),
        ("GPS", "POINT (76.889709 43.238949)"),
    ],
)
def test_a_column_of_both_is_read_and_told(heading, cell, tmp_path):
    path = tmp_path / "places.xlsx"
    pd.DataFrame({"Название": ["A", "B"], heading: [cell, "nowhere"]}).to_excel(path, index=False)
    table = read_table(path, {}, WANTED, required=("lon", "lat"))
    assert table[["lon", "lat"]].iloc[0].tolist() == ["76.889709", "43.238949"]
    assert table[["lon", "lat"]].iloc[1].tolist() == ["nowhere", "nowhere"], (
        "nothing is lost, and refused by its reader"
    )
    assert any(heading in one.reason for one in said_of(table))
    named = read_table(path, {"lon": heading, "lat": heading}, WANTED)
    assert named[["lon", "lat"]].equals(table[["lon", "lat"]])


def test_columns_of_their_own_count_before_one_of_both(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text('name,lon,lat,coordinates\nA,76.9,43.2,"1.5, 2.5"\n', encoding="utf-8")
    table = read_table(path, {}, WANTED)
    assert table[["lon", "lat"]].iloc[0].tolist() == ["76.9", "43.2"]


def test_the_page_takes_such_a_table_for_what_it_is(tmp_path):
    path = tmp_path / "stations.csv"
    path.write_text('Название;Координаты;Разъём;Мощность\nA;"43.23, 76.88";GB/T;60\n', encoding="utf-8")
    known = recognised(path)
    assert known.kind.value == "stations"
    seen = table_columns(path, known.kind, format_=known.format)
    assert seen is not None
    assert seen.lacking == ()
