"""The keys that name metered sessions."""

import pytest

from geodata.city_request import SessionSource
from geodata.input_file import InputFile
from planner.config.scenario import scenario_from
from planner.errors import ConfigError
from planner.fetching import city_request

CITY = {"city": {"name": "Street", "country": "KZ", "place": "Street"}}


def asked(**keys):
    return scenario_from(CITY | {"sessions": [{"path": "s.csv", "format": "csv"} | keys]})


def test_sessions_are_asked_for_beside_the_configuration(tmp_path):
    (found,) = city_request(asked(columns={"kwh": "Total kWh"}, time_zone="Asia/Almaty").beside(tmp_path)).sessions
    assert found == SessionSource("csv", InputFile(tmp_path / "s.csv", {"kwh": "Total kWh"}, "s.csv"), "Asia/Almaty")
    assert city_request(scenario_from(CITY)).sessions == ()


@pytest.mark.parametrize(
    ("keys", "match"),
    [
        ({"time_zone": "Almaty"}, "no such time zone; expected a name such as 'Asia/Almaty'"),
        ({"format": "ocpi_cdr", "columns": {"kwh": "x"}}, "'columns' and 'date_order' are for format 'csv'"),
        ({"format": "ocpi"}, "sessions.1.format"),
        ({"colums": {}}, "did you mean 'columns'"),
        ({"max_distance_m": 0}, "sessions.1.max_distance_m"),
    ],
)
def test_wrong_keys_are_refused_in_one_line(keys, match):
    with pytest.raises(ConfigError, match=match) as caught:
        asked(**keys)
    assert "\n" not in str(caught.value)


def test_a_workbook_is_a_table():
    assert asked(format="xlsx").sessions[0].format == "csv"
