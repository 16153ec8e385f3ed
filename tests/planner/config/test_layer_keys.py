"""Layers are named by a key of their own or within the path, once, and reach the reader."""

import re

import pytest

from planner.config.scenario import scenario_from
from planner.errors import ConfigError
from planner.fetching import city_request

CITY = {"name": "A", "roads": "a.osm.pbf"}
KEYS = [
    ("city", "boundary", "boundary_layer", lambda request: request.place.boundary),
    ("city", "population", "population_layer", lambda request: request.place.population),
    ("city", "districts", "districts_layer", lambda request: request.place.districts),
    ("sites", "path", "layer", lambda request: request.sites.table),
    ("grid", "path", "layer", lambda request: request.grid.feeders),
    ("grid", "substations", "substations_layer", lambda request: request.grid.substations),
    ("traffic", "path", "layer", lambda request: request.traffic),
    ("stations", "path", "layer", lambda request: request.stations[0].file),
]


def scenario(section, **keys):
    table = {"city": dict(CITY)}
    given = {**table.get(section, {}), **keys}
    table[section] = [given | {"format": "geojson"}] if section == "stations" else given
    return scenario_from(table)


@pytest.mark.parametrize(("section", "path", "layer", "found"), KEYS)
def test_a_layer_is_named_by_its_key_or_in_the_path(section, path, layer, found):
    by_key = found(city_request(scenario(section, **{path: "a.gpkg", layer: "lots"})))
    in_path = found(city_request(scenario(section, **{path: "a.gpkg|layername=lots"})))
    assert by_key == in_path
    assert str(by_key.path) == by_key.name == "a.gpkg|layername=lots"


@pytest.mark.parametrize(("section", "path", "layer", "found"), KEYS)
def test_a_layer_of_no_file_and_one_that_is_named_twice_are_one_line(section, path, layer, found):
    with pytest.raises(ConfigError, match=f"'{layer}' names a layer, and so does '{path}'"):
        scenario(section, **{path: "a.gpkg|layername=a", layer: "lots"})
    for name in ("", "  ", "a|b", "a\n"):
        with pytest.raises(ConfigError, match=re.escape(layer)):
            scenario(section, **{path: "a.gpkg", layer: name})
    if section != "stations":
        with pytest.raises(ConfigError, match=f"names a layer of the file '{path}', which is not given"):
            scenario(section, **{layer: "lots"})
