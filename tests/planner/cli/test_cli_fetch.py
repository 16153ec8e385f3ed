"""`evplan fetch`: three services asked once, then a plan without a network; what is not whole is reported."""

import json
from pathlib import Path

import pytest
from city_fixtures import town
from osm_fixtures import place
from station_server import Reply, open_shop

from tests.fixtures.command_line import only_line, run

TOKEN, KEY = "0perator-t0ken", "ocm-k3y-77"

CONFIG = """
name = "Тест"

[city]
name = "Тест"
country = "KZ"
roads = "town.osm.pbf"
boundary = "boundary.geojson"
population = "cells.csv"

[[stations]]
format = "ocpi"
url = "{base}/ocpi/locations"
token_env = "OP_TOKEN"

[[stations]]
format = "ocm"
url = "{base}/v3/poi"

[[stations]]
format = "osm"
url = "{base}/api"

[fleet]
path = "fleet.csv"

[plan]
budget_usd = 100_000
nearest_sites = 5
chargers = ["dc_gbt_60"]
time_limit_s = 20
"""


def location(number):
    lon, lat = place(2 * number, 4)
    connector = {"id": "1", "standard": "GBT_DC", "power_type": "DC", "max_electric_power": 60000}
    return {
        "country_code": "KZ",
        "party_id": "ABC",
        "id": f"L{number}",
        "name": f"Оператор {number}",
        "coordinates": {"longitude": f"{lon}", "latitude": f"{lat}"},
        "evses": [{"uid": f"E{number}", "status": "AVAILABLE", "connectors": [connector]}],
    }


def poi(number):
    lon, lat = place(2 * number, 12)
    address = {"Title": f"OCM {number}", "Longitude": lon, "Latitude": lat, "CountryID": 117}
    connections = [{"ID": number, "ConnectionTypeID": 33, "PowerKW": 50, "Quantity": 1}]
    return {"ID": number, "UsageTypeID": 1, "StatusTypeID": 50, "AddressInfo": address, "Connections": connections}


def element(number):
    lon, lat = place(2 * number, 17)
    tags = {"amenity": "charging_station", "socket:chademo": "1"}
    return {"type": "node", "id": number, "lon": lon, "lat": lat, "tags": tags}


def services(asked):
    """Two Locations of a promised three, three POIs and one station of OpenStreetMap."""
    if asked.path == "/ocpi/locations":
        records = [location(1), location(2)] if "offset" not in asked.query else []
        return Reply({"status_code": 1000, "data": records}, headers={"X-Total-Count": "3"})
    if asked.path == "/v3/poi":
        return Reply([poi(number) for number in (1, 2, 3) if number > int(asked.query.get("greaterthanid", 0))])
    return Reply({"elements": [element(1)]})


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OP_TOKEN", TOKEN)
    monkeypatch.setenv("EVPLAN_OCM_KEY", KEY)
    with open_shop(services) as open_one:
        town(tmp_path)
        (tmp_path / "town.toml").write_text(CONFIG.format(base=open_one.base), encoding="utf-8")
        yield open_one


def downloads(tmp_path):
    return sorted((tmp_path / "cache" / "stations").iterdir())


def test_fetch_asks_every_service_once_and_says_what_came(shop, tmp_path):
    host = shop.base.removeprefix("http://")
    result = run("fetch", tmp_path / "town.toml")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert [line.partition(" in ")[0] for line in lines] == [
        f"ocpi from {host}: 2 records",
        f"ocm from {host}: 3 records",
        f"osm from {host}: 1 record",
    ]
    assert "INCOMPLETE: the service says that it has 3 Locations and gave 2" in lines[0]
    assert "INCOMPLETE" not in lines[1] + lines[2]
    assert "OCPI" in result.stderr
    files = downloads(tmp_path)
    assert len(files) == 3
    assert all(str(file) in result.stdout for file in files)
    everything = result.stdout + result.stderr + "".join(file.read_text(encoding="utf-8") for file in files)
    assert TOKEN not in everything
    assert KEY not in everything


def test_a_second_fetch_asks_nobody_and_force_asks_again(shop, tmp_path):
    run("fetch", tmp_path / "town.toml")
    file = next(one for one in downloads(tmp_path) if one.name.startswith("ocm"))
    old = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**old, "fetched": "2025-12-24"}), encoding="utf-8")
    asked = len(shop.asked)
    result = run("fetch", tmp_path / "town.toml", "-q")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert len(shop.asked) == asked
    assert "downloaded on 2025-12-24; 'evplan fetch --force' asks again" in result.stdout
    assert json.loads(file.read_text(encoding="utf-8"))["fetched"] == "2025-12-24"
    again = run("fetch", tmp_path / "town.toml", "--force")
    assert again.exit_code == 0
    assert len(shop.asked) == 2 * asked
    assert "asks again" not in again.stdout
    assert json.loads(file.read_text(encoding="utf-8"))["data"] == old["data"]
    assert json.loads(file.read_text(encoding="utf-8"))["fetched"] != "2025-12-24"


def test_check_without_a_download_says_to_fetch(shop, tmp_path):
    result = run("check", tmp_path / "town.toml", "-q")
    assert result.exit_code == 2
    assert "run 'evplan fetch'" in only_line(result.stderr)
    assert shop.asked == []


def test_a_plan_from_downloads_needs_no_network_and_reports_what_is_missing(shop, tmp_path):
    fetched = run("fetch", tmp_path / "town.toml")
    assert fetched.exit_code == 0, fetched.stderr
    asked, host = len(shop.asked), shop.base.removeprefix("http://")
    result = run("check", tmp_path / "town.toml", "--json", "-q")
    assert result.exit_code == 0, result.stderr
    sources = {one["format"]: one for one in json.loads(result.stdout)["sources"] if one["path"].startswith(host)}
    assert {name: (one["records"], one["kept"]) for name, one in sources.items()} == {
        "ocpi": (2, 2),
        "ocm": (3, 3),
        "osm": (1, 1),
    }
    assert sources["ocpi"]["path"].startswith(f"{host}, fetched 20")
    missing = [one for one in sources["ocpi"]["problems"] if one["record"] == "download"]
    assert len(missing) == 1
    assert missing[0]["kind"] == "other"
    assert "3 Locations and gave 2" in missing[0]["reason"]
    assert "--force" in missing[0]["action"]
    assert not [one for name in ("ocm", "osm") for one in sources[name]["problems"] if one["record"] == "download"]

    planned = run("plan", tmp_path / "town.toml", "--out", tmp_path / "out", "-q")
    assert planned.exit_code == 0, planned.stderr
    assert len(shop.asked) == asked
    plan = (tmp_path / "out" / "plan.json").read_text(encoding="utf-8")
    names = [name for name in json.loads(plan)["inputs"] if name.startswith("downloads/")]
    assert sorted(names) == [f"downloads/{file.name}" for file in downloads(tmp_path)]
    assert str(tmp_path / "cache") not in plan
    for secret in (TOKEN, KEY):
        assert secret not in plan


def test_a_service_that_fails_is_one_line_and_keeps_the_last_download(shop, tmp_path):
    run("fetch", tmp_path / "town.toml")
    before = [file.read_bytes() for file in downloads(tmp_path)]
    shop.answer = lambda _: Reply({"status_message": f"no {TOKEN}"}, 401)
    result = run("fetch", tmp_path / "town.toml", "--force", "-q")
    assert result.exit_code == 2
    line = only_line(result.stderr)
    assert line.startswith("error: 127.0.0.1")
    assert "OP_TOKEN" in line
    assert TOKEN not in line
    assert [file.read_bytes() for file in downloads(tmp_path)] == before


def test_force_fetches_the_place_anew_and_a_failure_keeps_the_old_one(tmp_path, monkeypatch):
    from geodata.errors import NetworkError
    from planner import fetching
    from planner.config.scenario import load_scenario

    monkeypatch.setenv("EVPLAN_CACHE", str(tmp_path / "cache"))
    (tmp_path / "a.toml").write_text('[city]\nname = "A"\nplace = "A, KZ"\n', encoding="utf-8")
    scenario, visits = load_scenario(tmp_path / "a.toml"), []

    def fetch_place(place, cache):
        folder = cache / "places" / "a"
        if folder.is_dir():
            return folder
        visits.append(place)
        if len(visits) == 3:
            raise NetworkError("nobody there")
        folder.mkdir(parents=True)
        (folder / "visit").write_text(str(len(visits)), encoding="utf-8")
        return folder

    monkeypatch.setattr("geodata.sources.overpass.fetch_place", fetch_place)
    said = []
    for again, visit in ((False, "1"), (False, "1"), (True, "2")):
        folder = fetching.fetch(scenario, say=said.append, again=again).place
        assert folder == tmp_path / "cache" / "places" / "a"
        assert (folder / "visit").read_text(encoding="utf-8") == visit
    with pytest.raises(NetworkError):
        fetching.fetch(scenario, say=said.append, again=True)
    assert (folder / "visit").read_text(encoding="utf-8") == "2"
    assert [one.name for one in (tmp_path / "cache").iterdir()] == ["places"]


def test_a_cache_that_cannot_be_made_is_refused_before_anything_is_asked(shop, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("EVPLAN_CACHE", str(tmp_path / "file"))
    result = run("fetch", tmp_path / "town.toml")
    assert result.exit_code == 2
    assert "the cache of downloads cannot be written" in result.stderr
    assert "EVPLAN_CACHE" in result.stderr
    assert shop.asked == []


def test_a_user_without_a_home_keeps_downloads_where_he_works(monkeypatch):
    from planner import fetching

    def homeless(*_, **__):
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("EVPLAN_CACHE", raising=False)
    monkeypatch.setattr(fetching, "user_cache_path", homeless)
    assert fetching.cache_dir() == Path(".evplan-cache")
