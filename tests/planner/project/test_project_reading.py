"""Of every file it is told what was read and what is wrong by row and cell; columns are mapped and the table comes back to be corrected."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from benchmarks.hostile import sound, sound_streets
from geodata.speech import speaking
from planner.project.columns import table_columns, title_of
from planner.project.corrected import corrected_csv, corrected_xlsx
from planner.project.form import field_of, form, values_of
from planner.project.form_helps import HELPS
from planner.project.form_titles import FIELDS, GROUPS
from planner.project.project import Project
from planner.project.reading import read_report
from planner.project.recognising.kinds import CALLED, PLACES, FileKind, called
from planner.project.recognising.known_columns import COLUMNS
from planner.project.starting import keys_of
from tests.conftest import ROOT

SAMPLE = ROOT / "configs" / "sample_city"
STATIONS = """lon;lat;connector;count;power_kw;name
76,90;43,20;GB/T DC;2;60;Рынок
43,21;76,91;CCS2;1;60;Наоборот
0;0;CCS2;1;60;Нигде
76,92;43,22;Вилка;1;22;Неизвестно
76,93;43,23;CCS2;много;60;"=cmd|' /C calc'!A0"
176,94;43,24;CCS2;1;60;Далеко
"""


def _add(project: Project, name: str, text: str | bytes):
    return project.files.add(name, io.BytesIO(text.encode() if isinstance(text, str) else text))


@pytest.mark.parametrize("name", ["ocpi.json", "streets.graphml", "streets.osm", "people.csv", "roads.xlsx"])
def test_whatever_she_says_a_file_is_its_report_is_told_in_a_line(project: Project, name: str):
    made = {
        "ocpi.json": json.dumps([sound.LOCATION]).encode(),
        "streets.graphml": sound_streets.graphml(),
        "streets.osm": sound_streets.osm_xml(),
        "people.csv": b"lon,lat,population\n76.9,43.2,100\n",
        "roads.xlsx": sound.xlsx(),
    }
    file = _add(project, name, made[name])
    for kind in FileKind:
        found = read_report(project, project.files.say(file.id, kind=kind))
        assert "\n" not in str(found.fault), kind


def test_each_row_of_a_table_is_told_of_with_what_to_do(project: Project):
    limits = '{"type":"Polygon","coordinates":[[[76.8,43.1],[77,43.1],[77,43.3],[76.8,43.3],[76.8,43.1]]]}'
    _add(
        project,
        "limits.geojson",
        f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{limits}}}]}}',
    )
    report = read_report(project, _add(project, "stations.csv", STATIONS))
    assert report.report is not None
    assert not report.fault
    by_row = {one.row: one for one in report.findings if len(one.rows) == 1}
    assert {row for row, one in by_row.items() if one.dropped} == {4, 6}
    assert [one.rows for one in report.findings if one.action == "not used for the city"] == [(7,)]
    assert [(one.rows, one.reason) for one in report.findings if one.action == "moved into the city"] == [
        ((3,), "outside the city, but inside with longitude and latitude exchanged")
    ], "as check tells, and as the plan does"
    assert by_row[4].reason == "coordinates at (0, 0)"
    assert by_row[6].column == "count"
    assert "Вилка" in by_row[5].reason
    assert all(one.advice for one in report.findings)
    assert [(one.row, one.standing) for one in report.points if one.standing != "inside"] == [
        *(
            (row, standing)
            for row, standing in ((3, "doubted"), (4, "dropped"), (5, "doubted"), (6, "dropped"), (7, "outside"))
        ),
    ]
    assert report.city is not None
    assert report.city.source == "limits.geojson"


def test_the_table_comes_back_with_its_faults_beside_each_row(project: Project):
    file = _add(project, "stations.csv", STATIONS)
    report = read_report(project, file)
    rows = list(csv.reader(io.StringIO(corrected_csv(file, report.findings).decode("utf-8-sig"))))
    theirs = list(csv.reader(io.StringIO(STATIONS), delimiter=";"))
    assert [row[:6] for row in rows] == [[f"'{one}" if one.startswith("=") else one for one in row] for row in theirs]
    assert rows[0][6:] == ["what is wrong", "what to do"]
    assert [bool(row[6]) for row in rows[1:]] == [False, False, True, True, True, False]
    sheet = load_workbook(io.BytesIO(corrected_xlsx(file, report.findings))).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [cell.removeprefix("'") or None for cell in row] for row in rows
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet.cell(4, 1).fill.fgColor.rgb == "00F8CBAD"


def test_a_file_that_is_read_wrongly_is_mapped_and_then_read(project: Project):
    text = "X_долгота,Y_широта,Тип_зарядки,мощность\n76.9,43.2,CCS2,60\n"
    file = _add(project, "list.csv", text)
    file = project.files.say(file.id, kind=FileKind.STATIONS)
    before = read_report(project, file)
    assert "no column" in before.fault
    assert str(project.root) not in before.fault
    found = table_columns(file.path, file.kind, columns=file.columns)
    assert found is not None
    assert found.lacking == (("lon",), ("lat",), ("connector",))
    likeliest = {one.name: one.suggested[0] for one in found.fields if one.needed and not one.how and one.suggested}
    assert likeliest == {"lon": "X_долгота", "lat": "Y_широта"}
    file = project.files.say(file.id, columns={**likeliest, "connector": "Тип_зарядки"})
    found = table_columns(file.path, file.kind, columns=file.columns)
    assert found is not None
    assert {one.name: one.how for one in found.fields if one.how} == {
        **dict.fromkeys(("lon", "lat", "connector"), "mapped"),
        "power_kw": "word",
    }
    assert found.seen.rows == ((2, ("76.9", "43.2", "CCS2", "60")),)
    after = read_report(project, file)
    assert after.report is not None
    assert after.report.kept == 1
    assert keys_of(file, 2) == {
        "stations.2.path": file.place,
        "stations.2.format": "csv",
        "stations.2.columns": {"lon": "X_долгота", "lat": "Y_широта", "connector": "Тип_зарядки"},
    }
    assert project.undo() is not None
    assert project.files.get(file.id).columns == {}


def test_a_mapping_to_a_column_that_is_not_there_is_told(project: Project):
    file = _add(project, "stations.csv", STATIONS)
    found = table_columns(file.path, file.kind, columns={"lon": "Долгота"})
    assert found is not None
    assert "no column 'Долгота'" in found.fault


def test_every_file_of_the_sample_city_is_read_without_a_fault(project: Project):
    project.start_sample()
    for file in project.files.all():
        report = read_report(project, file)
        assert not report.fault, file.name
        assert not any(one.dropped for one in report.findings), file.name
        assert report.counts["outside"] <= 1, file.name


def test_inside_and_outside_are_told_by_the_city_of_the_scenario_that_names_the_file(project: Project):
    project.start_sample()
    areas = '{"type":"Polygon","coordinates":[[[9,47],[10,47],[10,48],[9,47]]]}'
    _add(
        project,
        "other.geojson",
        f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{areas}}}]}}',
    )
    sites = next(file for file in project.files.all() if file.kind == FileKind.SITES)
    assert read_report(project, sites).counts["outside"] == 0
    lots = _add(project, "lots.csv", "lon,lat,bays\n76.9,43.2,10\n")
    assert read_report(project, lots).counts["outside"] == 1


def test_what_the_reader_refuses_names_row_and_column(project: Project):
    file = _add(project, "fleet.csv", "vehicle_class,count\nprivate,10\ntaxi,много\n")
    report = read_report(project, file)
    (found,) = report.findings
    assert (found.row, found.column, found.dropped) == (3, "count", True)
    assert report.fault.startswith("fleet.csv, row 3, column count")
    rows = list(csv.reader(io.StringIO(corrected_csv(file, report.findings).decode("utf-8-sig"))))
    assert rows[2][2]


def test_sessions_are_told_of_row_by_row_however_many_are_wrong(project: Project):
    lines = "".join(f"2026-05-{k % 28 + 1:02d} 10:00,2026-05-{k % 28 + 1:02d} 09:00,20,A\n" for k in range(30))
    file = _add(project, "sessions.csv", f"start,end,kwh,station\n{lines}")
    report = read_report(project, file)
    assert report.report is not None
    assert {row for one in report.findings if one.dropped for row in one.rows} == set(range(2, 32))
    assert all(len(one.record) < 100 for one in report.findings)


def test_kinds_have_a_name_and_those_that_a_scenario_names_a_place():
    assert set(CALLED) == set(FileKind)
    assert set(FileKind) - set(PLACES) == {FileKind.EDITS, FileKind.CONFIGURATION, FileKind.UNKNOWN}
    for code in ("ru", "kk", "uz", "ky", "tg"):
        with speaking(code):
            assert all(called(kind) for kind in FileKind)
            assert called(FileKind.SITES) != "Your own sites"
    with speaking("ru"):
        assert title_of("lon") == "долгота"


def test_the_form_has_every_key_of_the_manual_once_and_knows_what_it_takes():
    groups = form()
    keys = [field.key for group in groups for field in group.fields]
    assert len(set(keys)) == len(keys)
    manual = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for key in keys:
        assert f"`{key.rpartition('.')[2]}`" in manual
    assert all(field.help for group in groups for field in group.fields)
    budget = field_of("plan.budget_usd")
    assert budget is not None
    assert (budget.kind, budget.unit, budget.default, budget.advanced, budget.least) == (
        "number",
        "USD",
        1_000_000,
        False,
        0,
    )
    mix, chargers, gap = (field_of(key) for key in ("fleet.mix", "plan.chargers", "plan.gap"))
    assert mix is not None
    assert chargers is not None
    assert gap is not None
    assert "kz" in mix.choices
    assert set(chargers.default) <= set(chargers.choices)
    assert (gap.advanced, gap.open_most) == (True, True)
    station = field_of("stations.2.path")
    assert station is not None
    assert (station.kind, station.file_kind) == ("file", FileKind.STATIONS)
    assert {field.file_kind for group in groups for field in group.fields if field.kind == "file"} == set(PLACES) - {
        FileKind.MIX
    }


def test_every_key_has_a_title_and_none_is_left_of_keys_that_are_gone():
    keys = {field.key.replace(".{n}", "") for group in form() for field in group.fields}
    rows = {f"{field.key}.{row.key}" for group in form() for field in group.fields for row in field.fields}
    assert keys | rows == set(FIELDS)
    assert set(HELPS) <= keys
    assert {group.name for group in form()} == set(GROUPS)


def test_values_of_a_scenario_lie_under_the_keys_of_the_form(project: Project):
    import tomllib

    values = values_of(tomllib.loads(project.scenarios.text(project.start_sample())))
    assert values["plan.budget_usd"] == 2_200_000
    assert values["stations.2.format"] == "osm"
    assert "plan.coverage" not in values


def test_columns_of_every_kind_are_those_that_are_needed_and_told_apart():
    for kind, columns in COLUMNS.items():
        assert {name for one in columns.needed for name in one} <= set(columns.known), kind
        assert set(columns.telling) <= set(columns.known), kind


@pytest.mark.parametrize(
    "headings",
    [
        "Название,Город,Адрес,Широта,Долгота,Номинальная мощность,Вид разъёма,Количество разъёмов",
        "Атауы,Елді мекен,Орналасқан жері,Ендігі,Бойлығы,Қуат,Қосқыш,Саны",
        "Nomi,Shahar nomi,Manzil,Kengligi,Uzunligi,Quvvat,Ulagich,Soni",
        "Номи,Аҳоли пункти,Манзил,Кенглиги,Узунлиги,Қувват,Улагич,Сони",
        "Аталышы,Калктуу пункт,Дареги,Кеңдиги,Узундугу,Кубаттуулук,Туташтыргыч,Саны",
        "Ном,Шаҳри,Суроға,Арз,Тӯл,Тавоноӣ,Навъи пайвасткунак,Шумора",
    ],
)
def test_headings_of_the_region_are_known_by_themselves(tmp_path, headings):
    file = tmp_path / "list.csv"
    file.write_text(f"{headings}\nA,B,C,43.2,76.9,60,CCS2,2\n", encoding="utf-8")
    found = table_columns(file, FileKind.STATIONS)
    assert found is not None
    read = {one.name: one.heading for one in found.fields if one.how == "word"}
    ours = ("name", "city", "address", "lat", "lon", "power_kw", "connector", "count")
    assert read == dict(zip(ours, headings.split(","), strict=True))


def test_a_city_or_region_is_suggested_for_what_a_table_does_not_name_otherwise(tmp_path):
    file = tmp_path / "list.csv"
    for kind, heading, name in (
        (FileKind.DEPOTS, "Город", "name"),
        (FileKind.DISTRICT_TABLE, "Шаар", "district"),
        (FileKind.DISTRICT_TABLE, "Облыс", "district"),
    ):
        file.write_text(f"{heading},Широта,Долгота,Население\nAlpha,43.2,76.9,60\n", encoding="utf-8")
        found = table_columns(file, kind)
        assert found is not None
        (field,) = (one for one in found.fields if one.name == name)
        assert (field.how, field.suggested) == ("", (heading,)), "offered, and never taken by itself"


def test_people_just_beyond_the_limits_are_kept_as_planning_keeps_them(project: Project):
    ring = [[76.8, 43.1], [77, 43.1], [77, 43.3], [76.8, 43.3], [76.8, 43.1]]
    _add(project, "limits.geojson", json.dumps({"type": "Polygon", "coordinates": [ring]}))
    people = "lon,lat,population\n76.9,43.2,100\n76.9,43.08,10\n76.9,42.9,5\n"
    found = read_report(project, _add(project, "people.csv", people))
    assert found.report is not None
    assert (found.report.records, found.report.dropped) == (3, 1), "one lies within 0.05 degrees, one does not"
    assert found.counts["outside"] + found.counts["dropped"] == 2
