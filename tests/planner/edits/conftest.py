"""A plan of the tiny city and its layer of sites, made once and only read."""

import geopandas as gpd
import pytest

from planner.output.gpkg.writer import write_gpkg
from planner.pipeline import make_plan
from tests.fixtures.edited_layer import KEYS
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


@pytest.fixture(scope="session")
def city():
    return tiny_city()


@pytest.fixture(scope="session")
def plan(city, tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.gpkg"
    write_gpkg(make_plan(city, tiny_scenario(plan=KEYS), say=silent), path)
    return path


@pytest.fixture(scope="session")
def sites(plan):
    return gpd.read_file(plan, layer="sites").set_index("site_id", drop=False)
