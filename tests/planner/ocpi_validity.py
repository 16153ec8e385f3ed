"""What a file of OCPI 2.2.1 Locations must be: valid by the schema, and what a schema cannot say."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import jsonschema

from geodata.countries import ALPHA2, ALPHA3

SCHEMA = json.loads((Path(__file__).parent / "ocpi_2_2_1_location.schema.json").read_text(encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALID = jsonschema.Draft202012Validator(SCHEMA)


def check_locations(locations: list[dict[str, Any]]) -> None:
    """Raise where a list of Locations is none that an OCPI 2.2.1 receiver must take."""
    for location in locations:
        check_location(location)
    unique((one["country_code"], one["party_id"], one["id"].casefold()) for one in locations)


def check_location(location: dict[str, Any]) -> None:
    VALID.validate(location)
    assert location["time_zone"] in available_timezones()
    assert location["country_code"] in {*ALPHA3, "XX"}
    assert location["country"] in {*ALPHA2, "XXX"}
    posts = location.get("evses", [])
    unique(post["uid"].casefold() for post in posts)
    for post in posts:
        unique(connector["id"].casefold() for connector in post["connectors"])
    times = [location["last_updated"]]
    times += [thing["last_updated"] for post in posts for thing in (post, *post["connectors"])]
    for time in times:
        datetime.fromisoformat(time)


def unique(ids: Any) -> None:
    found = list(ids)
    assert len(set(found)) == len(found), f"ids that are not unique: {found}"
