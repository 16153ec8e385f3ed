"""The configuration file: what is refused, in one line, and what is taken for granted."""

import pytest

from planner.config.plan import PlanConfig
from planner.config.scenario import Scenario, load_scenario, scenario_from
from planner.errors import ConfigError
from planner.support.speech import message_of, speaking, told

CITY = '[city]\nname = "Алматы"\nroads = "a.osm.pbf"\n'


def write(tmp_path, text: str, encoding: str = "utf-8"):
    file = tmp_path / "city.toml"
    file.write_bytes(text.encode(encoding))
    return file


def refusal(tmp_path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_scenario(write(tmp_path, text))
    said = str(caught.value)
    assert "\n" not in said
    assert "city.toml" in said
    return said


def test_a_city_and_its_roads_are_enough(tmp_path):
    scenario = load_scenario(write(tmp_path, CITY))
    assert scenario == Scenario.model_validate({"city": {"name": "Алматы", "roads": "a.osm.pbf"}}).beside(tmp_path)
    assert scenario.plan == PlanConfig()
    assert (scenario.plan.max_drive_min, scenario.plan.gap, scenario.plan.time_limit_s) == (10.0, 0.01, 120.0)
    assert (scenario.plan.nearest_sites, scenario.plan.max_fast_h, scenario.plan.max_slow_h) == (20, 8.0, 9.0)
    assert scenario.plan.wait_probability is scenario.plan.full_probability is None
    assert scenario.grid.default_site_kw == 250.0
    assert scenario.city.h3_resolution == 8


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path):
    assert load_scenario(write(tmp_path, CITY)).path("a.osm.pbf") == tmp_path / "a.osm.pbf"


def test_a_byte_order_mark_is_no_obstacle(tmp_path):
    assert load_scenario(write(tmp_path, CITY, "utf-8-sig")).city.name == "Алматы"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[plan]\nbudget = 5", "unknown key 'plan.budget'; did you mean 'budget_usd'?"),
        ("[plann]\ngap = 0.1", "unknown key 'plann'; did you mean 'plan'?"),
        ("[[stations]]\nformat = 'osm'\npaht = 'x'", "unknown key 'stations.1.paht'; did you mean 'path'?"),
        ("[grid]\nzzzzzz = 1", "unknown key 'grid.zzzzzz'; known keys here: path, columns"),
    ],
)
def test_an_unknown_key_names_the_nearest(tmp_path, text, said):
    assert said in refusal(tmp_path, CITY + text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[plan]\nbudget_usd = 'much'", "plan.budget_usd"),
        ("[plan]\nbudget_usd = -1", "plan.budget_usd"),
        ("[plan]\nbudget_usd = nan", "plan.budget_usd"),
        ("[plan]\nbudget_usd = inf", "plan.budget_usd"),
        ("[plan]\nmax_drive_min = 0", "plan.max_drive_min"),
        ("[plan]\nworth_at_limit = 0", "plan.worth_at_limit"),
        ("[plan]\nwait_probability = 1.0", "plan.wait_probability"),
        ("[plan]\nmax_fast_h = 0.0", "plan.max_fast_h"),
        ("[plan]\nmax_slow_h = 24.5", "plan.max_slow_h"),
        ("[plan]\nnearest_sites = 2.5", "plan.nearest_sites"),
        ("[plan]\ngap = 1.0", "plan.gap"),
        ("[plan]\ndistrict_floor = 1.01", "plan.district_floor"),
        ("[plan]\nobjective = 'profit'", "plan.objective"),
        ("[plan]\nchargers = 'dc_gbt_60'", "plan.chargers"),
        ("[fleet]\nyear = 1999", "fleet.year"),
        ("[fleet]\nmix = { gbt = 1.5 }", "fleet.mix"),
        ("[demand.classes.taxi]\ndaily_km = -3", "demand.classes.taxi.daily_km"),
        ("[[stations]]\nformat = 'evmap'", "stations.1.format"),
    ],
)
def test_a_value_that_cannot_be_names_its_key(tmp_path, text, key):
    assert f"key '{key}" in refusal(tmp_path, CITY + text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[fleet]\nmix = { gbt = nan, ccs2 = 0.6 }", "key 'fleet.mix.gbt': "),
        (
            "[[fleet.steps]]\ndate = 2027-01-01\nsince = 2029-01-01\nvehicle_class = 'taxi'\nvehicles = 9",
            "key 'fleet.steps.1': 'since' (2029-01-01) must lie before 'date' (2027-01-01)",
        ),
    ],
)
def test_a_step_out_of_order_and_a_share_that_is_no_number_name_their_key(tmp_path, text, said):
    assert said in refusal(tmp_path, CITY + text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[plan]\nmax_drive_min = 'ten'", "key 'plan.max_drive_min': expected a number, not 'ten'"),
        ("[plan]\ngap = nan", "key 'plan.gap': expected a number, not nan"),
        ("[plan]\nnearest_sites = 2.5", "key 'plan.nearest_sites': expected a whole number, not 2.5"),
        ("[plan]\nreasons = 'perhaps'", "key 'plan.reasons': expected true or false, not 'perhaps'"),
        ("[plan]\nchargers = []", "key 'plan.chargers': expected at least one item; name one or take the line out"),
        ("[plan]\nchargers = 'dc_gbt_60'", "key 'plan.chargers': expected a list; put it in [brackets], not 'dc_gbt"),
        ("[plan]\nmax_sites = true", "key 'plan.max_sites': expected a whole number, not true"),
        ("[plan]\nbudget_usd = true", "key 'plan.budget_usd': expected a number, not true"),
        ("[plan]\ndistrict_floor = 1.01", "key 'plan.district_floor': expected 1 or less, not 1.01"),
        ("[plan]\nnearest_sites = 0", "key 'plan.nearest_sites': expected 1 or more, not 0"),
        ("[plan]\nmax_drive_min = 0", "key 'plan.max_drive_min': expected more than 0, not 0"),
    ],
)
def test_a_value_of_a_wrong_kind_is_refused_in_plain_words(tmp_path, text, said):
    assert said in refusal(tmp_path, CITY + text)


@pytest.mark.parametrize("roads", ["roads = 'a.pbf'\nplace = 'Almaty'", ""])
def test_a_city_has_exactly_one_source_of_roads(tmp_path, roads):
    assert "give exactly one of 'roads' (a file) and 'place'" in refusal(tmp_path, f"[city]\nname = 'A'\n{roads}\n")


def test_the_name_of_the_city_is_asked_for(tmp_path):
    assert "key 'city.name' is missing; add it" in refusal(tmp_path, "[city]\nroads = 'a.pbf'\n")


def test_a_station_source_needs_a_file_unless_it_is_the_map(tmp_path):
    assert "format 'ocpi' needs a 'path'" in refusal(tmp_path, CITY + "[[stations]]\nformat = 'ocpi'\n")
    assert load_scenario(write(tmp_path, CITY + "[[stations]]\nformat = 'osm'\n")).stations[0].path is None


def test_a_file_that_is_not_toml_says_where(tmp_path):
    said = refusal(tmp_path, "name = \n")
    assert "not valid TOML" in said
    assert "line 1" in said


def test_a_number_with_commas_is_told_how_to_be_written(tmp_path):
    said = refusal(tmp_path, CITY + "[plan]\nbudget_usd = 2,000,000\n")
    assert "a number has no commas in it, write 2_000_000 or 2000000" in said
    said = refusal(tmp_path, CITY + "[plan]\nbudget_usd = 2 000 000\n")
    assert "a number has no spaces in it, write 2_000_000 or 2000000" in said
    assert "no commas in it" not in refusal(tmp_path, "name = \n")
    quoted = refusal(tmp_path, CITY + '[plan]\nbudget_usd = "2,000,000"\n')
    assert quoted.endswith(
        "expected a number, not '2,000,000'; a number has no commas in it, write 2_000_000 or 2000000"
    )
    assert "no commas" not in refusal(tmp_path, CITY + '[plan]\nbudget_usd = "two"\n')


@pytest.mark.parametrize("written", ["2,000,000", '"2,000,000"'])
def test_what_is_told_of_commas_is_in_the_language_of_the_reader(tmp_path, written):
    with pytest.raises(ConfigError) as caught:
        load_scenario(write(tmp_path, CITY + f"[plan]\nbudget_usd = {written}\n"))
    with speaking("ru"):
        said = told(message_of(caught.value))
    assert said.endswith("; в числе не бывает запятых, пишите 2_000_000 или 2000000")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    file = tmp_path / "city.toml"
    file.write_bytes(CITY.encode("cp1251"))
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        load_scenario(file)


def test_a_missing_file_or_a_folder_is_refused(tmp_path):
    for place in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ConfigError, match=r"cannot be read .*expected a configuration file"):
            load_scenario(place)


def test_another_mix_or_plan_leaves_the_rest_and_is_checked_again():
    scenario = scenario_from({"city": {"name": "A", "roads": "a.pbf"}, "plan": {"budget_usd": 7}})
    other = scenario.with_mix("kz").with_plan(max_sites=3)
    assert (other.fleet.mix, other.plan.max_sites, other.plan.budget_usd) == ("kz", 3, 7)
    assert scenario.mix == "balanced"
    with pytest.raises(ValueError, match="gap"):
        scenario.with_plan(gap=5)


def test_what_holds_energy_back_is_left_out_and_the_rest_is_as_asked():
    scenario = scenario_from(
        {
            "city": {"name": "A", "roads": "a.pbf"},
            "plan": {"budget_usd": 7, "plug_balance": 0.9, "plug_floors": {"gbt": 0.5}},
        }
    )
    free = scenario.without_promises_or_balance().plan
    assert (free.plug_balance, dict(free.plug_floors), free.budget_usd) == (0.0, {}, 7)
    assert scenario.without_promises().plan.plug_balance == 0.9
    assert scenario.plan.plug_balance == 0.9


@pytest.mark.parametrize(
    "url", ["https://me:pw@host/locations", "https://host/l?token=abc", "https://host/l?x=1&api_key=abc"]
)
def test_an_address_that_holds_a_secret_is_refused_without_repeating_it(url):
    with pytest.raises(ConfigError, match="token_env") as caught:
        scenario_from({"city": {"name": "X", "place": "X"}, "stations": [{"format": "ocpi", "url": url}]})
    assert "abc" not in str(caught.value)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ({"format": "ocpi", "online": True}, "operator's 'url'"),
        ({"format": "csv", "online": True}, "read from a file"),
        ({"format": "ocm", "online": True, "path": "x.json"}, "not both"),
        ({"format": "osm", "country": "KZ"}, "format 'ocm' online"),
        ({"format": "ocpi"}, "needs a 'path'"),
        ({"format": "datex"}, "needs a 'path'"),
        ({"format": "irve", "url": "https://x.fr/irve"}, "read from a file"),
        ({"format": "ocpi", "path": "x.json", "status_path": "y.json"}, "formats 'datex' and 'irve'"),
    ],
)
def test_a_source_of_stations_has_one_origin(source, why):
    with pytest.raises(ConfigError, match=why):
        scenario_from({"city": {"name": "X", "place": "X"}, "stations": [source]})


@pytest.mark.parametrize(("name", "read_as"), [("xlsx", "csv"), ("Excel", "csv"), ("gpkg", "geojson")])
def test_a_table_may_be_called_by_its_ending(name, read_as):
    stations = [{"format": name, "path": "mine"}]
    scenario = scenario_from({"city": {"name": "X", "place": "X"}, "stations": stations})
    assert scenario.stations[0].format == read_as


@pytest.mark.parametrize("path", [r"C:\Users\Anna\stations.csv", r"D:\plans\stations.csv"])
def test_a_windows_path_with_backslashes_is_told_how_to_be_written(tmp_path, path):
    file = tmp_path / "city.toml"
    file.write_text(f'[[stations]]\npath = "{path}"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"line 2.*Windows paths write /"):
        load_scenario(file)
