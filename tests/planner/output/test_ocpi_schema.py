"""The schema of OCPI 2.2.1 Locations refuses what the standard refuses."""

import copy
import json

import jsonschema
import pytest

from planner.output.ocpi import inventory, proposals
from planner.output.shared.ocpi_parts import V2_3_0
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.ocpi_inventories import plug, rows_of
from tests.fixtures.ocpi_validity import VALID, VALIDATORS, check_location, check_locations

GOOD = {"station_id": "a", "name": "Достык", "operator": "Оператор", "address": "Абая 1", "plugs": [plug()]}
WRONG = {
    "no address": lambda one: one.pop("address"),
    "a country of two letters": lambda one: one.update(country="KZ"),
    "an id of 37 letters": lambda one: one.update(id="x" * 37),
    "a name on two lines": lambda one: one.update(name="two\nlines"),
    "an address of 46 letters": lambda one: one.update(address="x" * 46),
    "publish as text": lambda one: one.update(publish="true"),
    "coordinates as numbers": lambda one: one.update(coordinates={"latitude": 43.2, "longitude": 76.9}),
    "latitude 91": lambda one: one["coordinates"].update(latitude="91.000000"),
    "longitude 181": lambda one: one["coordinates"].update(longitude="181.000000"),
    "four decimals": lambda one: one["coordinates"].update(latitude="43.2000"),
    "no time zone": lambda one: one.update(time_zone="UTC+5 hours"),
    "a local time": lambda one: one.update(last_updated="2024-05-01T10:00:00+05:00"),
    "a day alone": lambda one: one.update(last_updated="2024-05-01"),
    "an unknown key": lambda one: one.update(plugs=3),
    "an operator without a name": lambda one: one.update(operator={}),
    "an EVSE without connectors": lambda one: one["evses"][0].update(connectors=[]),
    "an EVSE without a uid": lambda one: one["evses"][0].pop("uid"),
    "a status of its own": lambda one: one["evses"][0].update(status="WORKING"),
    "a capability of its own": lambda one: one["evses"][0].update(capabilities=["FAST"]),
    "a plug 2.2.1 cannot name": lambda one: one["evses"][0]["connectors"][0].update(standard="SAE_J3400"),
    "a format of its own": lambda one: one["evses"][0]["connectors"][0].update(format="PLUG"),
    "a power type of its own": lambda one: one["evses"][0]["connectors"][0].update(power_type="AC"),
    "half a volt": lambda one: one["evses"][0]["connectors"][0].update(max_voltage=230.5),
    "amperes as text": lambda one: one["evses"][0]["connectors"][0].update(max_amperage="32"),
    "no power at all": lambda one: one["evses"][0]["connectors"][0].update(max_electric_power=0),
    "a connector without a time": lambda one: one["evses"][0]["connectors"][0].pop("last_updated"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_schema_refuses(wrong):
    (good,) = inventory(rows_of(GOOD))
    VALID.validate(good)
    bad = copy.deepcopy(good)
    WRONG[wrong](bad)
    with pytest.raises(jsonschema.ValidationError):
        VALID.validate(bad)


def test_two_locations_may_not_share_an_id_but_for_capitals():
    (good,) = inventory(rows_of(GOOD))
    with pytest.raises(AssertionError, match="not unique"):
        check_locations([good, good | {"id": good["id"].upper()}])


WRONG_2_3_0 = {
    "a bay without vehicles": lambda one: one["parking_places"][0].update(vehicle_types=[]),
    "a bay that does not say whether others may stand there": lambda one: one["parking_places"][0].pop(
        "restricted_to_type"
    ),
    "a kind of vehicle of its own": lambda one: one["parking_places"][0].update(vehicle_types=["CAR"]),
    "a plug 2.3.0 has no name for": lambda one: one["evses"][0]["connectors"][0].update(standard="WIRELESS"),
    "a capability of EVSEs at a connector": lambda one: one["evses"][0]["connectors"][0].update(
        capabilities=["RFID_READER"]
    ),
    "a place beside the bay": lambda one: one["evses"][0]["parking"][0].update(evse_position="BEHIND"),
}


@pytest.mark.parametrize("wrong", WRONG_2_3_0)
def test_the_schema_of_the_later_version_refuses(wrong):
    good = proposals(make_dossier().sites, version=V2_3_0)[0]
    check_location(good, "2.3.0")
    with pytest.raises(jsonschema.ValidationError):
        VALID.validate(good)
    bad = copy.deepcopy(good)
    WRONG_2_3_0[wrong](bad)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATORS["2.3.0"].validate(bad)


def test_a_bay_that_an_evse_names_must_be_there():
    bad = copy.deepcopy(proposals(make_dossier().sites, version=V2_3_0)[0])
    bad["evses"][0]["parking"] = [{"parking_id": "nowhere"}]
    with pytest.raises(AssertionError):
        check_location(bad, "2.3.0")


def test_what_is_for_customers_says_so_in_the_later_version():
    sites = make_dossier().sites
    customers = set(sites.loc[(sites["access"] == "customers") & (sites["status"] != "existing"), "site_id"])
    found = proposals(sites, version=V2_3_0)
    said = {one["id"] for one in found if all(post.get("parking_restrictions") for post in one["evses"])}
    assert said == customers
    assert {one["parking_type"] for one in found if "parking_type" in one} == {"PARKING_LOT"}


def test_plugs_of_the_later_version_need_no_other_name():
    locations = inventory(
        rows_of({"station_id": "a", "plugs": [plug(name="MCS", kw=1000.0), plug(name="SAE_J3400")]}), version=V2_3_0
    )
    names = [one["standard"] for post in locations[0]["evses"] for one in post["connectors"]]
    assert sorted(names) == ["MCS", "SAE_J3400"]
    check_locations(locations, "2.3.0")


@pytest.mark.real
def test_the_schema_takes_the_examples_of_the_standard(shared_data):
    files = sorted((shared_data / "stations").glob("ocpi_2_3_0_*.json"))
    assert len(files) >= 5
    for file in files:
        check_location(json.loads(file.read_text(encoding="utf-8")), "2.3.0")
