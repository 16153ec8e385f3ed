"""`evplan new`: every file it writes loads, whatever the city is called."""

import csv
import re
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

from geodata.errors import InputError
from geodata.sources.station_table import COLUMNS
from planner.authoring.starter import starter_text, write_starter
from planner.authoring.starter_comments import with_comments_told
from planner.catalogue.city_names import find_city, folded, known_cities, nearest_cities
from planner.cli.app import app
from planner.config.scenario import load_scenario, scenario_from
from planner.config.stations import StationsConfig
from planner.errors import ConfigError
from planner.project.toml_text import with_keys
from planner.support.resources import configs_dir
from planner.support.speech import speaking
from tests.fixtures.command_line import run


def test_ten_cities_of_five_countries_are_known_and_their_files_load():
    scenarios = [load_scenario(city.file) for city in known_cities()]
    assert len(scenarios) >= 10
    assert {one.city.country for one in scenarios} == {"KZ", "UZ", "KG", "TJ", "TM"}


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("almaty", "Almaty"),
        ("АЛМАТЫ", "Almaty"),
        ("Алма-Ата", "Almaty"),
        ("  nur   sultan ", "Astana"),
        ("Toshkent", "Tashkent"),
        ("Тошкент", "Tashkent"),
        ("Хуҷанд", "Khujand"),
        ("Aşgabat", "Ashgabat"),
        ("Ашхабад", "Ashgabat"),
        ("O'sh", "Osh"),
        ("Чимкент", "Shymkent"),
        ("Bishkek, Kyrgyzstan", "Bishkek"),
    ],
)
def test_a_known_city_is_found_by_any_of_its_names(asked, name):
    assert find_city(asked).name == name


def test_no_two_cities_share_a_name():
    names = [name for city in known_cities() for name in city.names]
    assert len(names) == len(set(names))


def test_a_known_city_gets_its_own_commented_file(tmp_path):
    written = write_starter(tmp_path / "a.toml", "Алматы")
    assert written.files == tuple(
        tmp_path / name for name in ("a.toml", "stations_template.xlsx", "stations_template.csv")
    )
    assert written.notes == ()
    assert load_scenario(tmp_path / "a.toml").city.place == "Almaty, Kazakhstan"
    assert "confidence" in (tmp_path / "a.toml").read_text(encoding="utf-8")


def test_any_other_place_gets_a_template_with_its_country(tmp_path):
    written = write_starter(tmp_path / "k.toml", "Karaganda, Kazakhstan")
    scenario = load_scenario(tmp_path / "k.toml")
    assert (scenario.city.name, scenario.city.place, scenario.city.country) == (
        "Karaganda",
        "Karaganda, Kazakhstan",
        "KZ",
    )
    assert "every figure is yours to give" in written.notes[0]


def test_the_fleet_table_that_any_other_place_needs_is_named(tmp_path):
    written = write_starter(tmp_path / "k.toml", "Karaganda, Kazakhstan")
    assert load_scenario(tmp_path / "k.toml").fleet.path == "fleet.csv"
    assert "a fleet table is needed" in written.notes[1]
    assert "--tables writes a template" in written.notes[1]
    filled = write_starter(tmp_path / "t.toml", "Karaganda, Kazakhstan", tables=True)
    assert "fleet_template.csv" in filled.notes[1]


def test_a_misspelt_name_is_answered_with_the_nearest_known_one():
    _, notes = starter_text("Tashkennt")
    assert "did you mean Tashkent?" in notes[0]
    assert "did you mean" not in starter_text("Каракол")[1][0]
    assert nearest_cities("Самарканнд") == ["Samarkand"]
    assert nearest_cities("Reykjavik") == []


def test_an_existing_file_is_only_written_over_when_asked(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("precious", encoding="utf-8")
    with pytest.raises(InputError, match=r"already there.*--force"):
        write_starter(file, "Almaty")
    assert file.read_text(encoding="utf-8") == "precious"
    write_starter(file, "Almaty", force=True)
    assert load_scenario(file).city.name == "Almaty"


@pytest.mark.parametrize("force", [False, True])
def test_a_template_that_is_there_is_kept_whatever_is_forced(tmp_path, force):
    mine = [tmp_path / name for name in ("stations_template.xlsx", "stations_template.csv", "fleet_template.csv")]
    for path in mine:
        path.write_text("mine", encoding="utf-8")
    written = write_starter(tmp_path / "new.toml", "Almaty", tables=True, force=force)
    assert (written.files, written.kept) == ((tmp_path / "new.toml",), tuple(mine))
    assert {path.read_text(encoding="utf-8") for path in mine} == {"mine"}


def test_a_refused_configuration_writes_no_template_either(tmp_path):
    (tmp_path / "mine.toml").write_text("precious", encoding="utf-8")
    with pytest.raises(InputError, match="already there"):
        write_starter(tmp_path / "mine.toml", "Almaty")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_the_tables_to_fill_in_open_right_in_excel_and_hold_every_vehicle_class(tmp_path):
    write_starter(tmp_path / "new.toml", "Osh", tables=True)
    text = (tmp_path / "fleet_template.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(text.decode("utf-8-sig").splitlines()))
    assert {"private", "taxi", "bus", "phev"} <= {row["vehicle_class"] for row in rows}
    stations = (tmp_path / "stations_template.csv").read_bytes()
    assert stations.startswith(b"\xef\xbb\xbf")
    assert stations.decode("utf-8-sig").strip().split(",") == list(COLUMNS)


def test_the_command_says_what_it_wrote_and_what_it_kept(tmp_path):
    first = CliRunner().invoke(app, ["new", str(tmp_path / "a.toml"), "--city", "Osh"])
    assert first.stdout.count("wrote ") == 3
    second = CliRunner().invoke(app, ["new", str(tmp_path / "b.toml"), "--city", "Osh"])
    assert second.exit_code == 0
    assert f"kept {tmp_path / 'stations_template.xlsx'}" in second.stdout
    assert second.stdout.count("wrote ") == 1


@pytest.mark.parametrize("city", ["Osh", "Karakol"])
def test_outputs_are_in_the_language_that_the_starter_was_asked_for_in(tmp_path, city):
    told = run("new", tmp_path / "a.toml", "--city", city, "--lang", "ru,kk")
    assert load_scenario(tmp_path / "a.toml").output.languages == ("ru", "kk")
    assert told.stdout.isascii() is False
    assert "every figure" not in told.stdout


@pytest.mark.parametrize("file", sorted((configs_dir() / "cities").glob("*.toml")), ids=lambda file: file.stem)
def test_what_a_starter_says_of_other_sources_of_stations_can_be_copied(file):
    text = file.read_text(encoding="utf-8")
    assert "fill in stations_template.xlsx" in text
    shown = re.findall(r'format = "\w+", [^;\n]+(?=;|\.\n)', text)
    sources = [StationsConfig(**tomllib.loads(f"source = {{ {one} }}")["source"]) for one in shown]
    assert [(one.format, one.is_online) for one in sources] == [("ocm", True), ("ocpi", True)]
    assert sources[1].token_env is not None


@pytest.mark.parametrize("name", ["", "   ", "a\nb = 1\x00", "\x1b[2J"])
def test_what_is_no_name_of_a_place_is_refused_with_the_known_ones(name):
    with pytest.raises(ConfigError, match="known cities: Almaty"):
        starter_text(name)


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path):
    with pytest.raises(InputError, match="its folder does not exist"):
        write_starter(tmp_path / "nowhere" / "a.toml", "Almaty")


@given(st.text(max_size=40))
@example('"; budget = 1 #')
@example("{name}{place}\\")
@example("\x7f")
@example(",,,")
def test_every_starter_loads_and_keeps_the_name_whatever_it_holds(name):
    try:
        text, _ = starter_text(name)
    except ConfigError:
        return
    scenario = scenario_from(tomllib.loads(text))
    asked = " ".join(name.split())
    assert scenario.city.place == asked or folded(asked) in {n for city in known_cities() for n in city.names}


@pytest.mark.parametrize("place", ["Almaty", "Karaganda, Kazakhstan"])
def test_comments_are_in_the_language_that_was_chosen_and_keys_and_values_stay(tmp_path, place):
    write_starter(tmp_path / "en.toml", place)
    write_starter(tmp_path / "ru.toml", place, languages=("ru",))
    english, russian = ((tmp_path / f"{code}.toml").read_text(encoding="utf-8") for code in ("en", "ru"))
    assert "# полигоны с названием" in russian
    assert "polygons with a name" not in russian
    asked = tomllib.loads(russian)
    assert asked.pop("output") == {"languages": ["ru"]}
    assert asked == tomllib.loads(english)


def test_a_remark_in_another_language_goes_with_the_figure_that_it_is_of():
    with speaking("kk"):
        told = with_comments_told(starter_text("Almaty")[0])
    assert "12000000" in (text := with_keys(told, {"plan.budget_usd": 12_000_000}).replace("_", ""))
    assert "200 000" not in text
