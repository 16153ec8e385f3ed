"""The user's last word on stations: read from a table, stronger than every rule, never lost without a word."""

import pytest

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.inventory.merging import merge_stations
from geodata.inventory.overrides import Action, Overrides
from geodata.report import Kind
from geodata.sources.station_overrides import read_overrides
from tests.geodata.station_builder import CCS, CITY, CRS, GBT, merge, source, station


def overrides(tmp_path, *lines: str, head: str = "action,station,other,field,value,note") -> Overrides:
    path = tmp_path / "overrides.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return read_overrides(InputFile(path))


def merged(said: Overrides, *reads):
    return merge_stations(reads, crs=CRS, boundary=CITY, overrides=said)


def pair():
    """Two records that every rule takes for one station."""
    one = source("a", station("1", GBT, name="Достык", operator="Evion"))
    return one, source("b", station("2", GBT, CCS, north_m=10, name="Dostyk", operator="Evion"))


def test_a_merge_is_undone_by_saying_separate(tmp_path):
    assert len(merge(*pair())[0].table) == 1
    stations, reports = merged(overrides(tmp_path, "separate,a-1,b-2"), *pair())
    assert sorted(stations.table["station_id"]) == ["a-1", "b-2"]
    assert stations.plugs() == {"GBT_DC": 2, "IEC_62196_T2_COMBO": 1}
    assert [report.merged for report in reports] == [0, 0, 0]
    assert not any("two stations" in one.action for report in reports for one in report.problems)


def test_a_pair_that_is_kept_apart_is_not_joined_through_a_third_record(tmp_path):
    third = source("c", station("3", GBT, north_m=5, name="Dostyk", operator="Evion"))
    stations, _ = merged(overrides(tmp_path, "separate,b-2,a-1"), *pair(), third)
    assert len(stations.table) == 2
    groups = [{row["station_id"], *(row["merged_ids"] or "").split()} for _, row in stations.table.iterrows()]
    assert not any({"a-1", "b-2"} <= group for group in groups)
    assert set().union(*groups) == {"a-1", "b-2", "c-3"}


def test_records_far_apart_become_one_by_saying_same(tmp_path):
    one = source("a", station("1", GBT, operator="Evion"))
    other = source("b", station("2", CCS, north_m=900, operator="Voltauto"))
    assert len(merge(one, other)[0].table) == 2
    stations, reports = merged(overrides(tmp_path, "same,a-1,b-2,,,moved across the road"), one, other)
    assert len(stations.table) == 1
    assert stations.plugs() == {"GBT_DC": 1, "IEC_62196_T2_COMBO": 1}
    reason = next(one.reason for report in reports for one in report.problems if one.kind is Kind.DUPLICATE)
    assert "900 m away: so says the user" in reason


def test_two_records_of_one_source_become_one_by_saying_same_and_count_once(tmp_path):
    both = source("a", station("1", GBT, GBT), station("2", GBT, north_m=30))
    stations, reports = merged(overrides(tmp_path, "same,a-1,a-2"), both)
    assert stations.plugs() == {"GBT_DC": 2}
    assert (reports[0].kept, reports[0].merged) == (1, 1)


def test_doubles_within_one_source_are_merged_and_that_too_can_be_undone(tmp_path):
    both = source("a", station("1", GBT, name="X"), station("2", GBT, name="X"))
    stations, reports = merge(both)
    assert len(stations.table) == 1
    assert "in one source" in reports[0].problems[-2].reason + reports[0].problems[-1].reason
    assert len(merged(overrides(tmp_path, "separate,a-1,a-2"), both)[0].table) == 2


def test_what_is_left_out_is_dropped_and_named(tmp_path):
    stations, reports = merged(overrides(tmp_path, "leave_out,b-2"), *pair())
    assert stations.table["station_id"].tolist() == ["a-1"]
    assert (reports[1].kept, reports[1].dropped) == (0, 1)
    assert [(one.record, one.action) for one in reports[1].problems if one.kind is Kind.OVERRIDE] == [("2", "dropped")]


def test_a_value_is_set_under_any_of_the_ids_and_says_whose_it_is(tmp_path):
    said = overrides(tmp_path, "set,a-1,,connection,disconnected", "set,b-2,,status,planned", "set,b-2,,name,New name")
    stations, _ = merged(said, *pair())
    row = stations.table.iloc[0]
    assert (row["connection"], row["name"]) == ("disconnected", "New name")
    assert set(stations.connectors["status"]) == {"planned"}
    names = stations.provenance[stations.provenance["field"] == "name"]
    assert names.loc[names["taken"], ["value", "source"]].values.tolist() == [["New name", said.where]]
    assert set(names.loc[~names["taken"], "value"]) == {"Достык", "Dostyk"}


def test_a_row_that_names_a_station_nobody_knows_is_dropped_and_named(tmp_path):
    _, reports = merged(overrides(tmp_path, "separate,a-1,b-99", "set,a-1,,access,private"), *pair())
    report = reports[-1]
    assert (report.format, report.records, report.kept, report.dropped) == ("overrides", 2, 1, 1)
    assert "no station 'b-99'" in report.problems[0].reason
    assert report.problems[0].record == "row 2"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sepparate,a,b", "action 'sepparate' is none of same, separate, set, leave_out"),
        ("same,a,", "needs another station"),
        ("separate,a,a", "needs another station"),
        ("set,a,,colour,red", "field 'colour' is none of name"),
        ("set,a,,access,club", "value 'club' of access is none of public, customers"),
        ("set,a,,name,", "any text"),
        ("leave_out,,", "no station named"),
    ],
)
def test_a_row_that_cannot_be_carried_out_is_dropped_and_named(tmp_path, line, said):
    read = overrides(tmp_path, line, "same,a,b")
    assert len(read.entries) == 1
    assert said in read.bad[0].reason
    assert read.report({"a", "b"}).dropped == 1


def test_rows_without_an_action_say_nothing_and_words_may_be_written_freely(tmp_path):
    read = overrides(tmp_path, ",a-1,b-2,,,perhaps the same", "Leave Out,x,,,,", "SET,x,,Access,private,")
    assert [one.action for one in read.entries] == [Action.LEAVE_OUT, Action.SET]
    assert read.bad == ()


def test_the_last_row_about_a_field_wins(tmp_path):
    read = overrides(tmp_path, "set,x,,access,private", "set,x,,access,public")
    assert read.values({"x"}) == {"access": "public"}


def test_own_column_names_are_mapped_and_a_missing_file_or_column_is_one_line(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("Действие;Станция;Другая\nsame;a;b\n", encoding="cp1251")
    read = read_overrides(InputFile(path, {"action": "Действие", "station": "Станция", "other": "Другая"}))
    assert read.same == {frozenset(("a", "b"))}
    path.write_text("Решение;Станция;Другая\nsame;a;b\n", encoding="cp1251")
    with pytest.raises(InputError, match="no column 'action'"):
        read_overrides(InputFile(path))
    with pytest.raises(MissingFileError):
        read_overrides(InputFile(tmp_path / "none.csv"))


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("connection", "Disconnected", "disconnected"),
        ("connection", "не подключена", "disconnected"),
        ("status", "На ремонте", "out_of_order"),
        ("access", "PRIVATE", "private"),
    ],
)
def test_a_value_is_understood_as_people_write_it(tmp_path, field, value, word):
    assert overrides(tmp_path, f"set,x,,{field},{value}").values({"x"}) == {field: word}


def test_one_and_two_said_of_the_same_pair_is_named_and_they_stay_two(tmp_path):
    stations, reports = merged(overrides(tmp_path, "same,a-1,b-2", "separate,b-2,a-1"), *pair())
    assert len(stations.table) == 2
    assert (reports[-1].kept, reports[-1].dropped) == (1, 1)
    assert [(one.record, "keep these two apart" in one.reason) for one in reports[-1].problems] == [("row 2", True)]


def test_two_rows_that_make_one_of_three_against_a_third_row_are_named(tmp_path):
    third = source("c", station("3", GBT, north_m=900))
    said = overrides(tmp_path, "same,a-1,c-3", "same,c-3,b-2", "separate,a-1,b-2")
    stations, reports = merged(said, *pair(), third)
    assert len(stations.table) == 2
    assert [one.record for one in reports[-1].problems] == ["row 3"]
