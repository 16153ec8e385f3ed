"""Fixtures shared by tests of the data."""

from collections.abc import Iterator

import pytest
from city_fixtures import town
from station_server import Shop, open_shop

from geodata.city_request import CityRequest
from tests.fixtures.ocpi_operator import TOKEN, pages


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> CityRequest:
    """Files of a town of a few streets, and the question for them."""
    return town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """An operator's OCPI service, whose token is in the environment."""
    monkeypatch.setenv("OP_TOKEN", TOKEN)
    with open_shop(pages()) as open_one:
        yield open_one
