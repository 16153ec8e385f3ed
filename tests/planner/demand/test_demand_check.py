"""How the demand of one zone arises, on the page of the check, in its JSON and on the terminal."""

import dataclasses
import json

import pandas as pd
import pytest
from city_fixtures import town

from planner.checking import check
from planner.config.scenario import load_scenario, scenario_from
from planner.kept.prepared import kept_city
from planner.network.locations import supply_rule
from planner.output.check.page import check_html
from planner.output.check.terms import terms_context
from planner.output.check.writer import write_check
from planner.output.shared.inventory import inventory_rows
from planner.output.shared.words import energy, number, percent
from tests.fixtures.check_fixture import inspection
from tests.fixtures.city_cache import city_cache
from tests.fixtures.command_line import only_line, run
from tests.fixtures.dossier_fixture import HOSTILE
from tests.fixtures.read_page import TabledPage, one_spaced
from tests.fixtures.town_config import TOWN_CONFIG

TERMS, DRAWS = "How the demand of one zone arises", "What draws each occasion to this zone"


@pytest.fixture(scope="module")
def seen():
    return inspection()


@pytest.fixture(scope="module")
def page(seen):
    return check_html(seen, rows(seen))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    town(folder)
    text = TOWN_CONFIG.format(budget=200_000) + "\n[demand]\nsamples = 20\n"
    (folder / "town.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def kept(tmp_path_factory):
    with city_cache(tmp_path_factory.mktemp("kept")):
        yield


@pytest.fixture(scope="module")
def said(folder):
    """What the check of the town says on the terminal."""
    return run("check", folder / "town.toml", "--no-sizes").stdout


@pytest.fixture(scope="module")
def told(folder):
    """The same as JSON."""
    return json.loads(run("check", folder / "town.toml", "--no-sizes", "--json").stdout)


def rows(seen):
    return inventory_rows(seen.city.stations, seen.city.boundary, supply_rule(seen.scenario))


def test_every_term_is_the_product_of_its_figures_and_all_sum_to_the_zone(seen):
    told = json.loads(json.dumps(seen.as_dict()["trace"], allow_nan=False))
    for one in told["terms"]:
        if one["port_family"] is not None:
            product = one["vehicles"] * one["kwh_per_vehicle"] * one["share_at_plugs"] * one["zone_share"]
            assert product == pytest.approx(one["kwh_per_day"])
    assert sum(one["kwh_per_day"] for one in told["terms"]) == pytest.approx(told["kwh_per_day"])
    zones = seen.today.zones.set_index("zone_id")["demand_kwh"]
    assert told["zone_id"] == zones.idxmax()
    assert told["kwh_per_day"] == pytest.approx(zones.max())


def test_the_page_shows_the_terms_of_the_json(seen, page):
    shown, told = TabledPage(page).rows[TERMS][1:], seen.as_dict()["trace"]
    assert len(shown) == len(told["terms"]) + 1
    for row, one in zip(shown, told["terms"], strict=False):
        assert row[-1] == one_spaced(energy(one["kwh_per_day"]))
        if one["port_family"] is not None:
            wanted = (number(one["vehicles"], 1), number(one["kwh_per_vehicle"], 2))
            shares = (percent(one["share_at_plugs"], 2), percent(one["zone_share"], 3))
            assert row[1:-1] == [one_spaced(cell) for cell in (*wanted, *shares)]
    assert shown[-1][-1] == one_spaced(energy(told["kwh_per_day"]))


def test_each_kind_of_figure_has_a_source_and_those_assumed_say_so(seen, page):
    origins = TabledPage(page).rows["Where each kind of figure comes from"][1:]
    said = " ".join(row[0] for row in origins)
    for kind in (
        "vehicles, as counted",
        "ports of the vehicles",
        "kWh per vehicle, taxi",
        "share at plugs",
        "share of the zone",
    ):
        assert kind in said
    assert all(row[1] and row[2] for row in origins)
    assert [row[3] for row in origins] == ["", *["assumed"] * (len(origins) - 1)]


def test_what_draws_there_is_amount_times_weight_with_the_source_of_the_weight(seen):
    drawn = [("home", "flat_people", 50.0, 1.0, 50.0), ("home (private_home)", "house_people", 20.0, 1.0, 20.0)]
    more = [("taxi", "retail_m2", 300.0, 0.12, 36.0), ("en_route", "share of the city's traffic", 0.5, 1.0, 0.5)]
    draws = pd.DataFrame([*drawn, *more], columns=seen.trace.draws.columns)
    there = dataclasses.replace(seen, trace=dataclasses.replace(seen.trace, draws=draws))
    shown = TabledPage(check_html(there, rows(there))).rows[DRAWS][1:]
    assert [row[:5] for row in shown[:4]] == [
        ["at night near home", "people in flats", "50", "1.00", "50"],
        ["at night near home (private cars at houses)", "people in houses", "20", "1.00", "20"],
        ["taxis between rides", "shops, m²", "300", "0.12", "36"],
        ["on the way", "share of the city's traffic", "0.5000", "1.00", "0.5000"],
    ]
    assert all("assumed" in row[5] and "attraction_weights.csv" in row[5] for row in shown[:3])
    assert "shortest ways" in shown[3][5]
    own = there.scenario.model_copy(
        update={"demand": there.scenario.demand.model_copy(update={"weights": {"home": {"flat_people": 0.7}}})}
    )
    told = terms_context(dataclasses.replace(there, scenario=own))["trace"]["draws"]
    assert [one["source"] == "demand.weights" for one in told[:3]] == [True, False, False]


def test_an_occasion_that_nothing_draws_is_said_to_lie_where_people_live(seen, page):
    shown = TabledPage(page).rows[DRAWS][1:]
    fallen = [row for row in shown if row[1] == "people of the zone"]
    assert {row[0] for row in fallen} >= {"at night near home", "taxis between rides"}, "the street has no buildings"
    assert all("assumed" in row[5] for row in fallen)


def test_the_page_tells_the_demand_where_nobody_can_tell_the_service(seen):
    blind = dataclasses.replace(seen, today=None, no_service=f"no zone reaches any site {HOSTILE[0]}")
    page = check_html(blind, rows(blind))
    assert "How much is asked for, where and how sure</h2>" in page
    assert TERMS in page
    assert "<script" not in page
    assert one_spaced(energy(seen.demand["total_kwh"])) in one_spaced(page)


def test_hostile_names_of_zone_district_and_fleet_are_letters(seen, tmp_path):
    terms = seen.trace.terms.assign(fleet_of=HOSTILE[4])
    evil = dataclasses.replace(seen.trace, zone_id=HOSTILE[0], district=HOSTILE[7], terms=terms)
    page = check_html(dataclasses.replace(seen, trace=evil), rows(seen))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;window.hacked = 1" in page
    assert "fleet of &lt;img src=x" in page
    write_check(dataclasses.replace(seen, trace=evil), tmp_path / "out")
    told = json.loads((tmp_path / "out" / "check.json").read_text(encoding="utf-8"))
    assert told["trace"]["zone_id"] == HOSTILE[0]


def test_a_city_whose_network_cannot_be_judged_still_has_demand_and_trace(folder):
    (folder / "floor.toml").write_text(
        TOWN_CONFIG.format(budget=1).replace('districts = "districts.geojson"\n', "") + "district_floor = 0.5\n",
        encoding="utf-8",
    )
    result = run("check", folder / "floor.toml", "--no-sizes", "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["baseline"] is None
    assert told["demand"]["total_kwh"] > 0
    assert told["trace"]["terms"]
    said = run("check", folder / "floor.toml", "--no-sizes", "--demand").stdout
    assert "How the demand of zone" in said
    assert "cannot be told" in said


def test_check_says_the_demand_in_one_line_and_takes_a_zone_apart_when_asked(folder, said, told):
    asked = run("check", folder / "town.toml", "--no-sizes", "--demand").stdout
    line = next(one for one in said.splitlines() if one.startswith("Demand of 2028 (assumed figures)"))
    for value in (
        told["demand"]["total_kwh"],
        told["demand"]["percentiles"]["p10"],
        told["demand"]["percentiles"]["p90"],
    ):
        assert one_spaced(energy(value)) in one_spaced(line)
    assert "How the demand of zone" not in said
    assert f"How the demand of zone {told['trace']['zone_id']}" in asked
    assert "Where each kind of figure comes from" in asked
    assert "(assumed, confidence" in asked


def test_the_zone_can_be_named_and_a_wrong_one_is_refused_in_one_line(folder, told):
    zones = kept_city(load_scenario(folder / "town.toml"), say=lambda _: None).zones["zone_id"]
    other = next(one for one in zones if one != told["trace"]["zone_id"])
    result = run("check", folder / "town.toml", "--no-sizes", "--zone", other)
    assert f"How the demand of zone {other}" in result.stdout
    wrong = run("-q", "check", folder / "town.toml", "--no-sizes", "--demand", "--zone", "nowhere")
    assert wrong.exit_code == 2
    assert "nowhere" in only_line(wrong.stderr)


def test_the_assumptions_that_move_most_come_in_order_and_the_rest_is_counted(folder, said, told):
    after = said[said.index("Assumed, not known") :].splitlines()[1:]
    names = [one["what"] for one in told["demand"]["tornado"] if one["swing_kwh"] > 1e-6 * told["demand"]["total_kwh"]][
        :10
    ]
    assert [line.strip().split(":")[0] for line in after[: len(names)]] == [one_spaced(one) for one in names]
    assert f"{len(told['assumptions'])} assumed figures in all" in after[len(names)]
    assert len([line for line in after if line.strip()]) == len(names) + 1
    everything = run("check", folder / "town.toml", "--no-sizes", "--verbose").stdout
    assert all(one_spaced(one["what"]) in one_spaced(everything) for one in told["assumptions"])


@pytest.mark.real
def test_the_bazaar_of_almaty_asks_for_most_and_its_page_adds_up(shared_data, tmp_path):
    people = shared_data / "population"
    (tmp_path / "fleet.csv").write_text(
        "vehicle_class,count\nprivate,6900\ntaxi,600\ntaxi_part_time,700\n", encoding="utf-8"
    )
    city = {
        "name": "Almaty",
        "country": "KZ",
        "roads": str(shared_data / "osm" / "almaty.osm.pbf"),
        "population": str(people / "almaty_uncertainty_cells.csv"),
        "population_columns": {
            "lon": "centroid_longitude",
            "lat": "centroid_latitude",
            "population": "population_estimate_final",
        },
        "population_total": 2_351_424,
    }
    scenario = scenario_from(
        {
            "name": "Almaty",
            "city": city,
            "fleet": {"path": str(tmp_path / "fleet.csv"), "also_years": []},
            "demand": {"samples": 20},
            "plan": {"budget_usd": 1},
        }
    )
    seen = check(scenario, say=lambda _: None)
    trace = terms_context(seen)["trace"]
    north, east = trace["at"]
    assert 43.27 < north < 43.32, "the Barakholka bazaars lie in the north-west"
    assert 76.85 < east < 76.93
    shown = TabledPage(check_html(seen, rows(seen))).rows[TERMS]
    assert shown[-1][-1] == one_spaced(energy(trace["total"]))
    assert sum(row["kwh_per_day"] for row in trace["terms"]) == pytest.approx(trace["total"])
