"""What a plan assumes is told with the key that would say it, and what its scenario says is not."""

from dataclasses import replace

from geodata.built_extent import BUILT_LIMITS
from geodata.intake import MAPPED_LIMITS
from geodata.report import Assumption
from planner.output.shared.reader import written_for
from planner.project.assumed import assumed
from planner.project.form import field_of
from tests.fixtures.dossier_fixture import make_dossier

FLATS = Assumption("private cars kept by people in apartments", "55%", "assumed")
FLEET = {"fleet": {"temperature_c": -10.0}}
DOSSIER = replace(make_dossier(), assumptions=(FLATS,), demand_story={"vehicles": 4842.0}, configuration=FLEET)


def keys(given):
    with written_for(DOSSIER, "ru"):
        return [one.key for one in assumed(DOSSIER, given)]


def test_what_the_scenario_leaves_open_is_assumed_and_each_has_a_field():
    found = keys({})
    assert found == [
        "fleet.mix",
        "fleet.path",
        "city.population",
        "fleet.year",
        "fleet.temperature_c",
        "demand.apartment_share",
        "plan.cost_case",
    ]
    assert all(field_of(key) for key in found)
    assert keys({"fleet": {"path": "../files/3/fleet-assumed.csv"}}) == found


def test_what_the_scenario_says_is_not_assumed():
    said = {
        "city": {"population": "cells.csv"},
        "fleet": {
            "year": 2031,
            "path": "../files/3/fleet.csv",
            "mix": {"gbt_dc": 0.5, "ccs2": 0.5},
            "temperature_c": -21,
        },
        "demand": {"apartment_share": 0.5},
        "plan": {"cost_case": "high"},
    }
    assert keys(said) == []
    by_default = {
        "city": {"population": "cells.csv"},
        "fleet": {"year": 2028, "path": "fleet.csv", "mix": "registered.csv", "temperature_c": -10},
        "demand": {"apartment_share": 0.5},
        "plan": {"cost_case": "central"},
    }
    assert keys(by_default) == [], "what stands in the scenario is said, also where it is as it would be by default"


def test_a_mix_of_the_catalogue_is_assumed_whoever_wrote_its_name():
    assert "fleet.mix" in keys({"fleet": {"mix": "kz"}})


def test_limits_of_the_map_or_around_its_streets_are_told_as_assumed_until_some_are_given():
    for what in (MAPPED_LIMITS, BUILT_LIMITS):
        drawn = replace(DOSSIER, assumptions=(FLATS, Assumption(what, "240", "map")))
        with written_for(drawn, "en"):
            assert "city.boundary" in [one.key for one in assumed(drawn, {})]
            assert "city.boundary" not in [one.key for one in assumed(drawn, {"city": {"boundary": "limits.gpkg"}})]
