"""Fleet tables: every count is taken or the run stops."""

import pytest

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.fleet_table import read_fleet


def fleet(path, *rows, header="vehicle_class,count,district,year,port"):
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_fleet(InputFile(path))


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
    fleet, _ = read_fleet(InputFile(tmp_path / "f.csv", {"vehicle_class": "Класс", "count": "шт"}))
    assert fleet[["vehicle_class", "count"]].to_numpy().tolist() == [["bus", 3.0]]


def test_plugs_and_years_are_read_by_their_usual_headings_and_every_other_column_is_named(tmp_path):
    header = "Класс,Количество,Год учёта,Разъём,Цвет"
    table, report = fleet(tmp_path / "f.csv", "такси,12,2028,GB/T,белый", header=header)
    assert table[["year", "port"]].to_numpy().tolist() == [[2028, "gbt"]]
    assert [one.reason for one in report.problems if one.action == "left unread"] == ["columns not read: Цвет"]
    assert report.repaired == 0


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
        (
            "taxi,1.200,,,",
            "row 3, column count: '1.200'; a point before three digits may mean thousands; write 1200 or 1",
        ),
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


def test_the_counts_of_all_years_are_kept_in_any_order(tmp_path):
    table, report = fleet(tmp_path / "f.csv", "taxi,1,,2025,", "taxi,2,,2028,", "taxi,4,,,", "taxi,8,,2023,")
    assert table["count"].tolist() == [1, 2, 4, 8]
    assert table["year"].tolist()[:2] == [2025, 2028]
    assert (report.records, report.kept, report.dropped, report.merged) == (4, 4, 0, 0)


def test_a_table_of_years_long_past_is_no_error(tmp_path):
    assert fleet(tmp_path / "f.csv", "taxi,1,,2015,", "taxi,1,,2016,")[0]["year"].tolist() == [2015, 2016]


def test_a_row_counted_twice_is_summed_and_named(tmp_path):
    rows = ("taxi,10,Алмалы,2025,gbt", "taxi,5, алмалы ,2025,GB/T", "taxi,3,Алмалы,2025,ccs2", "taxi,1,Алмалы,2024,gbt")
    table, report = fleet(tmp_path / "f.csv", *rows)
    assert table["count"].tolist() == [15, 3, 1]
    assert table["district"].tolist() == ["Алмалы"] * 3
    assert (report.records, report.kept, report.merged) == (4, 3, 1)
    (problem,) = report.problems
    assert problem.record == "row 3"
    assert problem.reason == "counted twice for the same class, district, port and year"
    assert problem.action == "merged into row 2, summed"


def test_a_class_counted_by_district_and_for_the_whole_city_is_summed_and_named(tmp_path):
    rows = (
        "private,100,Алмалы,2028,",
        "private,200,Самал,2028,",
        "private,300,,2028,",
        "private,9,Самал,2027,",
        "taxi,5,,,",
    )
    table, report = fleet(tmp_path / "f.csv", *rows)
    assert table["count"].sum() == 614
    assert (report.records, report.kept, report.merged) == (5, 5, 0)
    (problem,) = report.problems
    assert problem.record == "class private, 2028"
    assert problem.reason == "300 vehicles in districts, and 300 without a district"
    assert problem.action.startswith("summed, as further vehicles")


def test_a_row_without_a_year_is_not_the_same_as_one_with(tmp_path):
    table, report = fleet(tmp_path / "f.csv", "taxi,10,,,", "taxi,5,,2028,")
    assert table["count"].tolist() == [10, 5]
    assert not report.problems


def test_the_fleet_is_kept_to_the_last_vehicle(tmp_path):
    rows = [f"taxi,{k},{'' if k % 3 else 'A'},{2020 + k % 4 or ''}," for k in range(1, 60)]
    table, report = fleet(tmp_path / "f.csv", *rows)
    assert table["count"].sum() == sum(range(1, 60))
    assert report.kept + report.merged == 59
    assert report.kept == len(table) == 8


def test_hostile_text_in_a_district_is_kept_raw(tmp_path):
    table, _ = fleet(tmp_path / "f.csv", "taxi,1,<script>{{7*7}},,")
    assert table["district"].tolist() == ["<script>{{7*7}}"]
