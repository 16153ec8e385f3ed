"""The published schemas are made from what stands, take what the reader takes, and refuse what it refuses."""

import json
import tomllib

import jsonschema
import pytest

from geodata.errors import GeodataError
from planner.authoring.config_schema import config_schema
from planner.authoring.manual import manual_text
from planner.config.scenario import Scenario, scenario_from
from planner.errors import PlannerError
from planner.output.geojson import feature_collection
from planner.output.shared.geojson_schema import geojson_schema
from tests.conftest import ROOT
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.planned_street import planned_street

CONFIGS = sorted(
    file for file in (ROOT / "configs").rglob("*.toml") if "city" in tomllib.loads(file.read_text(encoding="utf-8"))
)
VALID = jsonschema.Draft202012Validator(config_schema())
LEAST = {"city": {"name": "X", "roads": "x.osm.pbf"}}


def as_json(data):
    """TOML as JSON has it; a date is its text."""
    return json.loads(json.dumps(data, default=str))


@pytest.mark.parametrize(("name", "made"), [("config", config_schema), ("plan.geojson", geojson_schema)])
def test_the_published_schema_is_what_stands(name, made):
    published = json.loads((ROOT / "configs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert published == made(), "run `make docs`"
    jsonschema.Draft202012Validator.check_schema(published)


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_every_configuration_that_is_shipped_is_valid(file):
    assert len(CONFIGS) > 5
    VALID.validate(as_json(tomllib.loads(file.read_text(encoding="utf-8"))))


def test_every_default_is_valid_written_out_and_every_key_has_its_meaning():
    defaults = scenario_from(LEAST).model_dump(mode="json", exclude_none=True)
    VALID.validate({name: table for name, table in defaults.items() if table})
    schema = config_schema()
    for place in (schema, *schema["$defs"].values()):
        for key, field in place["properties"].items():
            plain = "description" in field or "$ref" in json.dumps(field)
            assert plain, f"{key} says nothing"
            assert f"`{key}`" in manual_text() or f"[{key}]" in manual_text()
    assert set(schema["properties"]) == set(Scenario.model_fields)


WRONG = {
    "an unknown key": {"plan": {"budget_us": 1}},
    "an unknown table": {"plans": {}},
    "text for a number": {"plan": {"budget_usd": "much"}},
    "a number below its limit": {"plan": {"gap": -0.1}},
    "a share above one": {"plan": {"district_floor": 1.5}},
    "a word that is none of those known": {"plan": {"objective": "profit"}},
    "true for a number": {"plan": {"max_drive_min": True}},
    "one thing for a list": {"sites": {"from_osm": "parking"}},
    "no city": None,
    "a key of a list of tables": {"stations": [{"path": "a.json", "format": "ocpi", "colour": "red"}]},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_schema_and_reader_refuse_alike(wrong):
    asked = {} if WRONG[wrong] is None else LEAST | WRONG[wrong]
    assert not VALID.is_valid(asked)
    with pytest.raises((PlannerError, GeodataError)):
        scenario_from(asked)


def test_plan_geojson_is_valid_by_its_schema_and_its_schema_asks_for_something():
    valid = jsonschema.Draft202012Validator(geojson_schema())
    for dossier in (make_dossier(), planned_street()):
        collection = json.loads(json.dumps(feature_collection(dossier)))
        valid.validate(collection)
        for spoil in (
            lambda one: one.pop("proof"),
            lambda one: one["features"][0].pop("id"),
            lambda one: one["features"][0]["geometry"].update(coordinates=[43.2, 176.9]),
            lambda one: one["features"][0]["properties"].pop("why"),
            lambda one: one["features"][0]["properties"].update(status="planned"),
            lambda one: one["features"][0]["properties"].update(rank=1.5),
            lambda one: one["features"][0]["properties"].update(connectors={"GBT_DC": "2"}),
            lambda one: one["features"][0]["properties"].update(cost_usd=None),
        ):
            spoiled = json.loads(json.dumps(collection))
            spoil(spoiled)
            assert not valid.is_valid(spoiled)
