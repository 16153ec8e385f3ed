"""What lies around a plan agrees with the plan: drives, how busy guns are, stages, grid and the candidates that were not chosen."""

import json
from dataclasses import replace
from typing import Any

import pytest

from geodata.city import City
from planner.dossier.dossier import Dossier
from planner.dossier.surroundings import FORBIDDEN, GATE, MONEY, REACH, SERVED
from planner.output.shared.city_places import candidate_titles
from planner.output.webmap.around import candidates, candidates_caption
from planner.output.webmap.escape import display
from planner.output.webmap.writer import map_html
from planner.pipeline import make_plan
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


@pytest.fixture(scope="module", params=["a year", "two phases"])
def dossier(request) -> Dossier:
    plan = {"budget_usd": 120_000}
    if request.param == "two phases":
        plan["phases"] = [{"year": 2026, "budget_usd": 60_000}, {"year": 2028, "budget_usd": 60_000}]
    return planned(tiny_city(), **plan)


def planned(city: City, **plan: Any) -> Dossier:
    """The plan for a city alone, without further studies."""
    return make_plan(
        city, tiny_scenario(plan={"reasons": False, **plan}, demand={"samples": 0}), say=silent, quick=True
    )


def test_a_drive_to_a_plug_never_gets_longer_by_building(dossier):
    drives = dossier.surroundings["drives"]
    assert drives["after"].keys() == drives["before"].keys()
    for family, after in drives["after"].items():
        assert len(after) == len(dossier.zones)
        for now, then in zip(drives["before"][family], after, strict=True):
            assert now is None or then is not None
            assert now is None or 0 <= then <= now
    served = [one for one in ("gbt", "ccs2") if dossier.zones[f"served_{one}_fast"].sum() > 0]
    for family in served:
        zones = dossier.zones[f"served_{family}_fast"].to_numpy() > 0
        assert all(minutes is not None for minutes, one in zip(drives["after"][family], zones, strict=True) if one)


def test_stages_begin_with_today_and_end_with_the_plan(dossier):
    stages = dossier.surroundings["stages"]
    assert stages[0]["year"] is None
    assert [one["year"] for one in stages[1:]] == sorted(one["year"] for one in stages[1:])
    assert stages[-1]["served_kwh"] == pytest.approx(dossier.zones["served_kwh"].tolist(), abs=0.06)
    assert stages[-1]["demand_kwh"] == pytest.approx(dossier.zones["demand_kwh"].tolist(), abs=0.06)
    shares = [sum(one["served_kwh"]) for one in stages]
    assert shares == sorted(shares)
    if len(stages) == 2:
        assert shares[0] == pytest.approx(sum(dossier.do_nothing.served_kwh.values()), abs=0.5)


def test_every_queue_of_the_plan_tells_how_many_find_all_its_guns_taken(dossier):
    busiest = dossier.surroundings["busiest"]
    assert {one["site_id"] for one in busiest} >= set(dossier.sites[dossier.sites["power_kw"] > 0]["site_id"])
    assert all(0 <= one["taken"] <= 1 for one in busiest)
    assert max(one["taken"] for one in busiest) > 0.02


def test_candidates_are_those_without_chargers_each_with_a_reason(dossier):
    rows = dossier.surroundings["candidates"]
    named = {one["site_id"] for one in rows}
    assert not named & set(dossier.sites["site_id"])
    assert len(rows) == dossier.surroundings["candidates_in_all"] > 0
    assert {one["why"] for one in rows} <= {GATE, REACH, SERVED, MONEY}
    assert [one["unserved_kwh"] for one in rows] == sorted((one["unserved_kwh"] for one in rows), reverse=True)


@pytest.mark.parametrize(
    ("asked", "why", "told"),
    [
        ({"forbidden": ["a"]}, {"a": FORBIDDEN}, "The configuration or an edit forbids it."),
        ({"max_sites": 1, "forced": ["c"]}, {"a": MONEY, "b": MONEY}, "Not chosen within the plan's money and rules"),
    ],
)
def test_what_a_rule_keeps_out_is_not_said_to_lose_to_better_sites(asked, why, told):
    plan = {"budget_usd": 2_000_000, **asked}
    found = planned(tiny_city([{"vehicle_class": "taxi", "count": 400}]), **plan)
    assert found.scorecard.cost_usd < plan["budget_usd"] / 2, "money is left"
    said = {one["site_id"]: one["why"] for one in found.surroundings["candidates"]}
    assert {site: said.get(site) for site in why} == why
    shown = {one["properties"]["id"]: one["properties"]["told"] for one in candidates(found)["features"]}
    assert all(shown[site].startswith(str(display(told))) for site in why)


def test_a_candidate_is_called_on_the_map_as_the_check_calls_it_and_how_many_are_drawn_is_said(dossier):
    shown = {one["properties"]["id"]: one["properties"]["label"] for one in candidates(dossier)["features"]}
    assert shown
    listed = candidate_titles(tiny_city())
    assert shown == {site: str(display(listed[site])) for site in shown}
    assert candidates_caption(dossier) == "Candidates not chosen"
    more = replace(dossier, surroundings={**dossier.surroundings, "candidates_in_all": 9_000})
    assert json.dumps(f"Candidates not chosen, {len(shown)} of 9\u202f000")[1:-1] in map_html(more)


def test_they_come_back_from_the_file_and_are_missed_by_nobody_in_an_older_one(dossier):
    assert Dossier.from_json(dossier.to_json()).surroundings == dossier.surroundings
    older = json.loads(dossier.to_json())
    for name in ("surroundings", "backdrop"):
        older.pop(name, None)
    assert Dossier.from_json(json.dumps(older)).surroundings == {}


def test_every_stage_tells_its_drives_and_what_is_served_of_each_class(dossier):
    stages, drives = dossier.surroundings["stages"], dossier.surroundings["drives"]
    assert "classes" not in stages[-1], "the zones of the plan have them"
    for one in stages[:-1]:
        for what in ("served_kwh", "demand_kwh"):
            by_class = [kind[what] for kind in one["classes"].values()]
            assert [sum(zone) for zone in zip(*by_class, strict=True)] == pytest.approx(one[what], abs=0.31)
    assert len(drives.get("phases", ())) == len(stages) - 2
    for phase in drives.get("phases", ()):
        for family, minutes in phase.items():
            for now, between, then in zip(drives["before"][family], minutes, drives["after"][family], strict=True):
                assert (then or 99) <= (between or 99) <= (now or 99)
    if len(stages) == 3:
        assert drives["phases"][0] not in (drives["before"], drives["after"])
        assert sum(stages[1]["classes"]["gbt_fast"]["served_kwh"]) > 0


def test_pictures_of_the_sites_that_are_built_come_with_the_plan_and_of_no_other():
    city = tiny_city()
    city = replace(city, sites=city.sites.assign(photo=[f"https://example.org/{one}" for one in city.sites["site_id"]]))
    found = planned(city, budget_usd=120_000)
    built = set(found.sites["site_id"][found.sites["status"] == "proposed"])
    assert found.surroundings["photos"] == {one: f"https://example.org/{one}" for one in built}
    assert 0 < len(built) < len(city.sites)


def test_a_zone_tells_whether_places_and_what_is_built_are_in_reach(dossier):
    around, zones = dossier.surroundings, dossier.zones
    served = set(zones["zone_id"][zones["served_kwh"] > 1e-6])
    assert served, "else nothing is tested"
    assert not served & set(around["beyond_reach"])
    assert set(around["built_in_reach"]) <= set(zones["zone_id"])
    assert set(around["built_in_reach"])
