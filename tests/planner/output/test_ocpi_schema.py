"""The schema of OCPI 2.2.1 Locations refuses what the standard refuses."""

import copy

import jsonschema
import pytest

from planner.output.ocpi import inventory
from tests.fixtures.ocpi_inventories import plug, rows_of
from tests.fixtures.ocpi_validity import VALID, check_locations

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
