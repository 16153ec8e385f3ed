"""Tables in the languages of the region: every word means one thing, and a table in any of them is the table in English."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.inventory.words import access_word, connection_word, status_word
from geodata.loose import time_of
from geodata.numerals import parse_estimate
from geodata.report import Kind
from geodata.sources import (
    feeder_table,
    session_table,
    site_table,
    speed_table,
    station_overrides,
    station_table,
    traffic_counts,
)
from geodata.sources.fleet_table import read_fleet
from geodata.sources.speed_table import read_speeds
from geodata.sources.station_table import read_station_table
from geodata.spreadsheet import read_table, said_of
from geodata.words.vocabulary import LANGUAGES, _table, meant, same_word, suggested, words, words_of
from geodata.words.vocabulary import words_in as told

COLUMNS = [column for column in _table() if column != "heading"]
READERS = {
    "fleet": ("vehicle_class", "count", "district", "year", "port"),
    "districts": ("district", "name", "population", "lower_bound"),
    "population": ("population", "lon", "lat"),
    **{
        one.__name__.rpartition(".")[2]: one.COLUMNS
        for one in (feeder_table, session_table, site_table, speed_table, station_overrides, station_table)
    },
    "traffic": traffic_counts.COLUMNS,
}
OTHERS = [one for one in LANGUAGES if one != "en"]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_value_is_reached_by_all_its_words_and_no_word_means_two_things(column):
    for value, word in words(column):
        assert meant(column, word) == value, word


@given(st.sampled_from([(column, *pair) for column in COLUMNS for pair in words(column)]), st.randoms())
def test_case_spaces_hyphens_and_apostrophes_do_not_matter(known, rng):
    column, value, word = known
    marks = {"'": "ʻ’‘'`", " ": " -_ ", "-": "- ", "ё": "её"}
    noisy = "".join(rng.choice(marks.get(one, one)) for one in word)
    noisy = rng.choice((str.upper, str.lower, str.title))(f" {noisy} ")
    if any(one.isalnum() for one in word):
        assert meant(column, noisy) == value


@pytest.mark.parametrize("reader", READERS)
def test_no_heading_means_two_columns_of_one_table(reader):
    owners = [(name, word) for name in READERS[reader] for word in (name, *words_of("heading", name))]
    twice = {(one, other) for one, a in owners for other, b in owners if one < other and same_word(a, b)}
    assert not twice


def test_every_language_has_a_word_for_every_vehicle_class_port_and_answer():
    for column in ("vehicle_class", "port", "yes_no", "access", "land_status", "connection_status", "edit"):
        for value in _table()[column]:
            assert all(told(column, value, language) for language in OTHERS), (column, value)


ROWS = [("private", 3000), ("taxi", 200), ("bus", 17), ("delivery", 90), ("private_apartment", 5), ("car_share", 8)]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_fleet_table_in_any_language_is_the_english_one(tmp_path, language, seed):
    rng = random.Random(seed)

    def one_of(column: str, value: str) -> str:
        return rng.choice(told(column, value, language)).upper()

    english = "vehicle_class;count;year;port\n" + "\n".join(f"{name};{n};2028;gbt" for name, n in ROWS)
    heads = ";".join(one_of("heading", name) for name in ("vehicle_class", "count", "year", "port"))
    other = "\n".join(f"{one_of('vehicle_class', name)};{n};2028;{one_of('port', 'gbt')}" for name, n in ROWS)
    (tmp_path / "en.csv").write_text(english, encoding="utf-8")
    (tmp_path / "other.csv").write_text(f"{heads}\n{other}", encoding="utf-8-sig")
    expected, _ = read_fleet(InputFile(tmp_path / "en.csv"))
    found, report = read_fleet(InputFile(tmp_path / "other.csv"))
    assert found.equals(expected)
    read_as = [problem.action for problem in report.problems if problem.kind is Kind.RECOGNISED]
    assert read_as == ["read as vehicle_class", "read as count", "read as year", "read as port"]
    assert report.repaired == 0


def test_an_unknown_word_names_its_row_and_the_nearest_known_one(tmp_path):
    (tmp_path / "f.csv").write_text("класс;количество\nтакси;1\nавтобусик;2\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"row 3, column vehicle_class: 'автобусик'; did you mean 'автобус\w*' \(bus\)\?"
    ):
        read_fleet(InputFile(tmp_path / "f.csv"))


@pytest.mark.parametrize("column", ["vehicle_class", "access", "edit", "land_status"])
def test_a_long_word_with_an_ending_of_its_own_still_leads_to_its_kin(column):
    for _, word in words(column):
        if word.isalpha() and len(word) >= 8:
            assert suggested(column, word[:-2] + "ушки"), word


@pytest.mark.parametrize(
    ("column", "text", "near"),
    [
        ("vehicle_class", "легковушки", "'легковые' (private)"),
        ("edit", "убрать", "'запретить' (forbid)"),
        ("edit", "olib tashlash", "'taqiqlash' (forbid)"),
        ("edit", "delete", "'forbid'"),
        ("edit", "двинуть", "'сдвинуть' (move)"),
        ("vehicle_class", "грузовики", None),
        ("vehicle_class", "тахи", "'такси' (taxi)"),
    ],
)
def test_what_is_no_word_of_a_list_leads_to_one_of_its_own_language(column, text, near):
    assert meant(column, text) is None
    assert suggested(column, text) == near


@pytest.mark.parametrize(
    ("text", "word"),
    [("грузовики", "доставка"), ("жүк көлігі", "жеткізу"), ("юк машинаси ў", "етказиб бериш"), ("trucks", "")],
)
def test_where_no_word_is_near_all_are_listed_with_those_of_the_same_language(tmp_path, text, word):
    (tmp_path / "f.csv").write_text(f"vehicle_class;count\n{text};1\n", encoding="utf-8")
    with pytest.raises(InputError) as found:
        read_fleet(InputFile(tmp_path / "f.csv"))
    assert f"delivery ({word})" in str(found.value) if word else "delivery, " in str(found.value)
    assert "car_share" in str(found.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_of_totals_is_called_one(tmp_path, language):
    for word in told("total", "total", language):
        (tmp_path / "f.csv").write_text(f"vehicle_class;count\ntaxi;1\n{word.title()}:;1\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"row 3, column vehicle_class: .*; a row of totals; take it out of the"):
            read_fleet(InputFile(tmp_path / "f.csv"))


def test_two_headings_that_may_be_one_column_are_left_and_named(tmp_path):
    (tmp_path / "t.csv").write_text("количество,штук,Широта\n1,2,43\n", encoding="utf-8")
    table = read_table(tmp_path / "t.csv", {}, ("count", "lat"))
    assert list(table.columns) == ["row", "lat"]
    assert [problem.reason for problem in said_of(table)] == [
        "columns 'количество' and 'штук' may both be count",
        "column 'Широта'",
    ]
    assert read_table(tmp_path / "t.csv", {"count": "штук"}, ("count",))["count"].tolist() == ["2"]


def test_a_column_of_our_own_name_or_a_mapped_one_goes_before_any_word(tmp_path):
    (tmp_path / "t.csv").write_text("count,количество\n1,2\n", encoding="utf-8")
    assert read_table(tmp_path / "t.csv", {}, ("count",))["count"].tolist() == ["1"]
    assert read_table(tmp_path / "t.csv", {"count": "количество"}, ("count",))["count"].tolist() == ["2"]


def test_stations_with_russian_headings_cyrillic_letters_and_kazakh_words_are_read(tmp_path):
    (tmp_path / "s.csv").write_text(
        "Долгота;Широта;Разъём;Количество;Мощность, кВт;Доступ;Состояние;Подключение\n"
        "76,95;43,25;ССS2;2;60;қоғамдық;жұмыс істейді;желіге қосылған\n"
        "76,96;43,26;ГБ/Т постоянный ток;1;120;жабық;жоспарланған;қосылмаған\n",
        encoding="utf-8",
    )
    stations = read_station_table(InputFile(tmp_path / "s.csv")).listed
    found = [(s.plugs[0].connector, s.plugs[0].count, s.plugs[0].status, s.access, s.connection) for s in stations]
    assert found == [
        ("IEC_62196_T2_COMBO", 2, "operational", "public", "connected"),
        ("GBT_DC", 1, "planned", "private", "disconnected"),
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_words_of_a_station_are_understood_in_every_language(language):
    for word, column in ((access_word, "access"), (status_word, "status"), (connection_word, "connection")):
        for value in _table()[column]:
            for one in told(column, value, language):
                assert word(one) == ({"permissive": "public", "permit": "private"}.get(value, value), True)
    assert access_word(told("yes_no", "no", language)[0])[0] == "private"


def test_speeds_by_words_for_roads(tmp_path):
    (tmp_path / "v.csv").write_text("Класс дороги,км/ч\nЖилая улица,18\nAsosiy koʻcha,31\n", encoding="utf-8")
    speeds, _ = read_speeds(InputFile(tmp_path / "v.csv"))
    assert speeds.measured_kmh == {"residential": 18.0, "primary": 31.0}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 марта 2024", "2024-03-12T00:00:00Z"),
        ("5 сентября 2023 г. 10:05", "2023-09-05T10:05:00Z"),
        ("12 наурыз 2024 ж.", "2024-03-12T00:00:00Z"),
        ("2024 жылғы 7 желтоқсан", "2024-12-07T00:00:00Z"),
        ("2024-yil 5-mart", "2024-03-05T00:00:00Z"),
        ("31 октябри 2024", None),
        ("31 февраля 2024", None),
        ("12 март 24", None),
    ],
)
def test_months_by_name_are_dates(text, day):
    assert time_of(text) == day


@pytest.mark.parametrize(
    ("text", "count"), [("358 мың", 358e3), ("1,2 млн адам", 1.2e6), ("267 минг нафар", 267e3), ("45 ҳазор", 45e3)]
)
def test_thousands_are_understood_in_every_language(text, count):
    assert parse_estimate(text) == (count, False)
