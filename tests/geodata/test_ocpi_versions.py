"""An OCPI service that lists its versions: the highest that is understood leads to the Locations."""

import pytest
from station_server import Reply

from tests.fixtures.ocpi_operator import (
    SEVEN_LOCATIONS,
    envelope,
    fetched,
    pages,
    refused,
)

VERSIONS = ["2.0", "2.1.1", "2.2.1", "3.0", "3.1", "nonsense"]


def directory(versions, endpoints):
    plain = pages()

    def answer(asked):
        base = f"http://{asked.headers['host']}"
        if asked.path == "/versions":
            return Reply(envelope([{"version": one, "url": f"{base}/v/{one}"} for one in versions]))
        if asked.path.startswith("/v/"):
            version = asked.path.removeprefix("/v/")
            filled = [{**one, "url": one["url"].format(base=base, version=version)} for one in endpoints]
            return Reply(envelope({"version": version, "endpoints": filled}))
        return plain(asked)

    return answer


BOTH = [
    {"identifier": "credentials", "role": "RECEIVER", "url": "{base}/c"},
    {"identifier": "locations", "role": "RECEIVER", "url": "{base}/wrong"},
    {"identifier": "locations", "role": "SENDER", "url": "{base}/right/{version}"},
]


@pytest.mark.parametrize(
    ("versions", "best"), [(VERSIONS, "3.0"), (["2.2", "2.2.1", "2.1.1"], "2.2.1"), (["2.1.1", "2.0"], "2.1.1")]
)
def test_versions_lead_to_the_locations_of_the_highest_understood(shop, tmp_path, versions, best):
    shop.answer = directory(versions, BOTH)
    found = fetched(shop, tmp_path, path="/versions")
    assert found["data"] == SEVEN_LOCATIONS
    assert found["service"] == f"{shop.base}/right/{best}"


def test_an_endpoint_without_a_role_is_taken(shop, tmp_path):
    shop.answer = directory(["2.1.1"], [{"identifier": "locations", "url": "{base}/l"}])
    assert fetched(shop, tmp_path, path="/versions")["data"] == SEVEN_LOCATIONS


@pytest.mark.parametrize(
    ("versions", "endpoints", "said"),
    [
        (["2.0", "4.0"], BOTH, "speaks OCPI 2.0, 4.0 only"),
        (["2.2"], BOTH[:2], "offers no Locations"),
        (["2.2"], [{"identifier": "locations", "url": "http://elsewhere.example/l"}], "elsewhere.example"),
    ],
)
def test_a_service_without_locations_for_us_says_so(shop, tmp_path, versions, endpoints, said):
    shop.answer = directory(versions, endpoints)
    refused(shop, tmp_path, said, path="/versions")
