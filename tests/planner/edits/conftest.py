"""A plan of the tiny city and its layer of sites, made once and only read."""

import geopandas as gpd
import pytest

from planner.output.gpkg.writer import write_gpkg
from tests.fixtures.edited_layer import planned
from tests.fixtures.tiny_city import tiny_city


@pytest.fixture(scope="session")
def city():
    return tiny_city()


@pytest.fixture(scope="session")
def unedited(city):
    return planned(city)


@pytest.fixture(scope="session")
def plan(unedited, tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.gpkg"
    write_gpkg(unedited, path)
    return path


@pytest.fixture(scope="session")
def sites(plan):
    return gpd.read_file(plan, layer="sites").set_index("site_id", drop=False)
