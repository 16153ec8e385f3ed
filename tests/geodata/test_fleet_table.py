"""Fleet tables: every count is taken or the run stops."""

import pytest

from geodata.errors import InputError
from geodata.sources.fleet_table import read_fleet


def fleet(path, *rows, header="vehicle_class,count,district,year,port"):
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_fleet(path, {}, year=2028)


def test_a_full_table_is_read_row_by_row(tmp_path):
    table, report = fleet(tmp_path / "f.csv", "taxi,1 200,Алмалы,2028,gbt", "private,8400,,,")
    assert table["vehicle_class"].tolist() == ["taxi", "private"]
    assert table["count"].tolist() == [1200, 8400]
    assert table["district"].tolist() == ["Алмалы", None]
    assert table["port"].tolist() == ["gbt", None]
    assert table["year"].tolist()[0] == 2028
    assert (report.records, report.kept, report.dropped) == (2, 2, 0)


def test_two_columns_are_enough(tmp_path):
    table, _ = fleet(tmp_path / "f.csv", "private,8400", header="vehicle_class,count")
    assert table["count"].sum() == 8400
    assert table["district"].isna().all()


def test_columns_of_the_user_are_mapped(tmp_path):
    (tmp_path / "f.csv").write_text("класс;шт\nавтобус;3\n", encoding="cp1251")
    with pytest.raises(InputError, match="row 2, column vehicle_class: 'автобус'"):
        read_fleet(tmp_path / "f.csv", {"vehicle_class": "Класс", "count": "шт"}, year=2028)


@pytest.mark.parametrize("text", ["Private_Home", "private home", " PRIVATE-HOME "])
def test_classes_are_found_whatever_their_case_and_spaces(tmp_path, text):
    assert fleet(tmp_path / "f.csv", f"{text},1,,,")[0]["vehicle_class"].tolist() == ["private_home"]


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("GB/T", "gbt"),
        ("gbt", "gbt"),
        ("GB/T DC", "gbt"),
        ("CCS", "ccs2"),
        ("CCS2", "ccs2"),
        ("Type 2", "ccs2"),
        ("CHAdeMO", "chademo"),
        ("Type 1", "chademo"),
        ("NACS/CCS1/other", "nacs"),
        ("NACS", "nacs"),
    ],
)
def test_ports_are_understood_as_tables_spell_them(tmp_path, text, port):
    assert fleet(tmp_path / "f.csv", f"taxi,1,,,{text}")[0]["port"].tolist() == [port]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("taxy,5,,,", "row 3, column vehicle_class: 'taxy'; did you mean 'taxi'"),
        (",5,,,", "column vehicle_class: nothing"),
        ("taxi,-5,,,", "row 3, column count: '-5'"),
        ("taxi,nan,,,", "column count: 'nan'"),
        ("taxi,inf,,,", "column count: 'inf'"),
        ("taxi,about ten,,,", "column count: 'about ten'"),
        ("taxi,,,,", "column count: nothing"),
        ("taxi,5,,soon,", "column year: 'soon'"),
        ("taxi,5,,2028.5,", "column year: '2028.5'"),
        ("taxi,5,,,type 9", "column port: 'type 9'; expected one of ccs2, gbt, chademo, nacs"),
    ],
)
def test_a_wrong_cell_stops_the_run_and_names_its_row(tmp_path, row, said):
    with pytest.raises(InputError) as caught:
        fleet(tmp_path / "f.csv", "taxi,1,,,", row)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_rows_of_other_years_are_left_out_and_counted(tmp_path):
    table, report = fleet(tmp_path / "f.csv", "taxi,1,,2025,", "taxi,2,,2028,", "taxi,4,,,")
    assert table["count"].tolist() == [2, 4]
    assert (report.kept, report.dropped) == (2, 1)
    assert "2025" in report.problems[0].reason


def test_a_table_of_other_years_only_is_refused_with_the_years_it_has(tmp_path):
    with pytest.raises(InputError, match=r"no row for 2028; the table has 2025, 2026"):
        fleet(tmp_path / "f.csv", "taxi,1,,2025,", "taxi,1,,2026,")


def test_hostile_text_in_a_district_is_kept_raw(tmp_path):
    table, _ = fleet(tmp_path / "f.csv", "taxi,1,<script>{{7*7}},,")
    assert table["district"].tolist() == ["<script>{{7*7}}"]
