"""The plugs in the cells of a list of stations: names, counts, cables, and power as people write them."""

import time

import pytest
from station_rows import read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("GB/T DC", "GBT_DC"),
        ("gbt", "GBT_DC"),
        ("GB/T AC", "GBT_AC"),
        ("CCS2", "IEC_62196_T2_COMBO"),
        ("CCS Combo 2", "IEC_62196_T2_COMBO"),
        ("Type 2", "IEC_62196_T2"),
        ("Тип 2", "IEC_62196_T2"),
        ("chademo", "CHADEMO"),
        ("IEC_62196_T2", "IEC_62196_T2"),
        ("NACS", "SAE_J3400"),
        ("Plug of 2040", "Plug of 2040"),
    ],
)
def test_connectors_are_named_as_ocpi_or_people_do(tmp_path, text, name):
    assert read(tmp_path, f"76.93,43.22,{text},1,,,,,,").stations.plugs() == {name: 1}


def test_several_connectors_in_one_cell_are_a_plug_each(tmp_path):
    assert read(tmp_path, "76.93,43.22,CCS2; GB/T DC,2,60,,,,,").stations.plugs() == {
        "GBT_DC": 2,
        "IEC_62196_T2_COMBO": 2,
    }


@pytest.mark.parametrize(
    ("cell", "kw", "guessed"),
    [
        ("60", 60.0, False),
        ("60 kW", 60.0, False),
        ("60000", 60.0, False),
        ('"62,5"', 62.5, False),
        ("", 60.0, True),
        ("fast", 60.0, True),
        ("22 000", 22.0, False),
        ("120\u00a0000 Вт", 120.0, False),
    ],
)
def test_the_power_of_a_row_is_read_mended_or_guessed(tmp_path, cell, kw, guessed):
    row = read(tmp_path, f"76.93,43.22,GBT_DC,1,{cell},,,,,").stations.connectors.iloc[0]
    assert (row["power_kw"], row["power_guessed"]) == (kw, guessed)


def test_cables_joined_by_a_plus_are_one_place_and_guns_apart_by_a_semicolon_are_two(tmp_path):
    found = read(tmp_path, "76.93,43.22,GB/T DC + CCS2,2,120,A,,,,", "76.95,43.22,GB/T DC; CCS2,2,120,B,,,,")
    plugs = found.stations.connectors.merge(found.stations.table[["station_id", "name"]], on="station_id")
    of = dict(iter(plugs.groupby("name")))
    assert of["A"].groupby("evse_id")["connector"].agg(set).tolist() == [{"GBT_DC", "IEC_62196_T2_COMBO"}] * 2
    assert of["A"]["count"].tolist() == [1, 1, 1, 1]
    assert of["B"].groupby("evse_id")["connector"].agg(list).tolist() == [["GBT_DC"], ["IEC_62196_T2_COMBO"]]
    assert of["B"]["count"].tolist() == [2, 2]


@pytest.mark.parametrize(
    ("cell", "plugs"),
    [
        ("2xCCS2, 1xCHAdeMO", {"IEC_62196_T2_COMBO": 2, "CHADEMO": 1}),
        ("2 х ГБТ", {"GBT_DC": 2}),
        ("Тип 2 - 3 шт.", {"IEC_62196_T2": 3}),
        ("GB/T DC x4; CCS2", {"GBT_DC": 4, "IEC_62196_T2_COMBO": 1}),
        ("GB/T DC\nCCS2", {"GBT_DC": 1, "IEC_62196_T2_COMBO": 1}),
        ("CCS2/GB/T", {"GBT_DC": 1, "IEC_62196_T2_COMBO": 1}),
        ("GB/T DC / CCS2 / CHAdeMO", {"GBT_DC": 1, "IEC_62196_T2_COMBO": 1, "CHADEMO": 1}),
        ("CCS2 (Combo 2)", {"IEC_62196_T2_COMBO": 1}),
        ("GB/T (AC)", {"GBT_AC": 1}),
        ("Type 2 (CCS2)", {"Type 2 (CCS2)": 1}),
        ("plug A/plug B", {"plug A/plug B": 1}),
    ],
)
def test_a_cell_may_count_its_plugs_and_explain_them(tmp_path, cell, plugs):
    assert read(tmp_path, f'76.93,43.22,"{cell}",,,,,,,').stations.plugs() == plugs


def test_plugs_with_a_slash_between_are_one_place_and_that_is_said(tmp_path):
    found = read(tmp_path, "76.93,43.22,CCS2/GB/T DC,2,60,,,,,")
    assert found.stations.connectors["evse_id"].nunique() == 2
    assert found.stations.plugs() == {"GBT_DC": 2, "IEC_62196_T2_COMBO": 2}
    assert any("slash" in one.reason and "one place" in one.action for one in found.report.problems)


def test_a_power_beside_the_plug_is_taken_where_the_row_has_none(tmp_path):
    found = read(tmp_path, '76.93,43.22,"CCS2 62,5 кВт; GB/T 120 kW",,,,,,,').stations.connectors
    assert sorted(zip(found["connector"], found["power_kw"], found["power_guessed"], strict=True)) == [
        ("GBT_DC", 120.0, False),
        ("IEC_62196_T2_COMBO", 62.5, False),
    ]


def test_a_count_beside_the_plug_goes_before_the_column_and_is_never_multiplied_with_it(tmp_path):
    found = read(tmp_path, "76.93,43.22,2xCCS2,2,60,,,,,", "76.95,43.22,2xCCS2,3,60,,,,,")
    assert found.stations.connectors["count"].tolist() == [2, 2]
    assert [one.record for one in found.report.problems if "beside '2xCCS2'" in one.reason] == ["row 3"]


@pytest.mark.parametrize("said", ["3 шт", "3 шт.", "3 штуки", "3 pcs"])
def test_a_count_may_have_its_word(tmp_path, said):
    assert read(tmp_path, f"76.93,43.22,CCS2,{said},60,,,,,").stations.plugs() == {"IEC_62196_T2_COMBO": 3}


@pytest.mark.parametrize("cell", ["a" + " " * 1900 + "b", "(" * 1900, "CCS2/" * 380, "2x" * 900, "a " * 900])
def test_a_hostile_cell_takes_no_long_time(tmp_path, cell):
    begun = time.process_time()
    read(tmp_path, f"76.93,43.22,{cell},1,60,,,,,")
    assert time.process_time() - begun < 2  # of CPU


@pytest.mark.parametrize(
    ("kw", "name", "said"),
    [("7", "GBT_AC", "taken as AC"), ("60", "GBT_DC", "taken as DC"), ("", "GBT_DC", "taken as DC")],
)
def test_a_bare_gbt_is_ac_where_its_power_is_that_of_a_post(tmp_path, kw, name, said):
    found = read(tmp_path, f"76.93,43.22,GB/T,1,{kw},A,,,,")
    assert found.stations.connectors["connector"].tolist() == [name]
    assert said in [problem.action for problem in found.report.problems]
