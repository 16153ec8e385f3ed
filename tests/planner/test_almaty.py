"""The main job on the real Almaty: a proven plan, every site inside the city on ground where a charger could stand."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geodata.city import City
from geodata.input_file import InputFile
from geodata.osm.unusable import unusable_ground
from geodata.sources.osm_file import read_osm_file
from planner.audit.recheck import broken_promises
from planner.config.scenario import scenario_from
from planner.dossier.dossier import Dossier
from planner.model.solve.planning import best_plan
from planner.output.shared.city_places import candidate_titles, station_titles
from planner.output.shared.places import candidate_titles_in, titles
from planner.output.summary import summary
from planner.pipeline import gather_city, make_plan
from planner.plan import Plan
from planner.question import Question, question_of

pytestmark = [pytest.mark.slow, pytest.mark.real]


@pytest.fixture(scope="module")
def almaty_data(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    fleet = tmp_path_factory.mktemp("almaty") / "fleet.csv"
    fleet.write_text(
        "vehicle_class,count\nprivate,6900\ntaxi,600\ntaxi_part_time,700\ndelivery,150\ncar_share,50\n",
        encoding="utf-8",
    )
    people = shared_data / "population"
    return {
        "name": "Almaty 2028",
        "city": {
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
            "district_table": str(people / "almaty_district_population_reference_v2.csv"),
            "district_table_columns": {"district": "district_name", "population": "official_population"},
        },
        "stations": [{"path": str(shared_data / "stations" / "ocm_central_asia_all.json"), "format": "ocm"}],
        "fleet": {"path": str(fleet)},
        "plan": {"budget_usd": 5_000_000, "gap": 0.01, "time_limit_s": 120},
        "simulation": {"run": True, "days": 30, "draws": 0},
    }


@pytest.fixture(scope="module")
def almaty_city(almaty_data: dict[str, Any]) -> City:
    return gather_city(scenario_from(almaty_data), say=lambda _: None)


@pytest.fixture(scope="module")
def almaty(almaty_data: dict[str, Any], almaty_city: City) -> Dossier:
    return make_plan(almaty_city, scenario_from(almaty_data), say=lambda _: None)


def _halves(cells: pd.DataFrame, name: str) -> list[float]:
    """Edges on both sides of the city, and the line that halves its people between them."""
    order = cells.sort_values(name)
    people = order["population_estimate_final"].cumsum()
    middle = float(order[name].iloc[int((people < people.iloc[-1] / 2).sum())])
    return [float(order[name].min()) - 0.1, middle, float(order[name].max()) + 0.1]


@pytest.fixture(scope="module")
def strict_question(almaty_data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Question:
    """The same city in four quadrants."""
    cells = pd.read_csv(almaty_data["city"]["population"])
    x, y = (_halves(cells, f"centroid_{name}") for name in ("longitude", "latitude"))
    shapes = [box(x[i], y[j], x[i + 1], y[j + 1]) for j in (0, 1) for i in (0, 1)]
    file = tmp_path_factory.mktemp("quadrants") / "quadrants.geojson"
    gpd.GeoDataFrame({"name": ["SW", "SE", "NW", "NE"]}, geometry=shapes, crs="EPSG:4326").to_file(file)
    city = {key: value for key, value in almaty_data["city"].items() if not key.startswith("district_table")}
    plain = scenario_from({**almaty_data, "city": {**city, "districts": str(file)}})
    return question_of(gather_city(plain, say=lambda _: None), plain, say=lambda _: None)


@pytest.fixture(scope="module")
def strict(strict_question: Question) -> Plan:
    """With a floor, three forced and three forbidden sites and 300 m between new ones."""
    question = strict_question
    free = [str(one) for one in question.places.site_id[~question.places.existing]]
    keys = {
        "district_floor": 0.5,
        "min_spacing_m": 300,
        "forced": free[10:100:40],
        "forbidden": free[20:110:40],
        "gap": 0.02,
    }
    question = replace(question, scenario=question.scenario.with_plan(**keys))
    plan = best_plan(question, say=lambda _: None)
    assert broken_promises(plan, question) == []
    return plan


def test_almaty_with_a_floor_forced_and_forbidden_sites_and_a_spacing_is_proven_by_the_search(strict: Plan) -> None:
    assert strict.proof.gap <= 0.02
    assert "search by prices" in strict.proof.model
    assert "exact model" not in strict.proof.model


def test_almaty_with_few_sites_in_each_quadrant_is_proven_by_the_search(strict_question: Question) -> None:
    asked = strict_question.scenario.with_plan(budget_usd=2_000_000, max_sites_per_district=6, gap=0.02)
    question = replace(strict_question, scenario=asked)
    plan = best_plan(question, say=lambda _: None)
    places, number = question.places, question.places.number()
    new = Counter(
        places.district[number[site]] for site in set(plan.chargers["site_id"]) if not places.existing[number[site]]
    )
    assert max(new.values()) == 6
    assert sum(new.values()) > 12
    assert plan.proof.gap <= 0.02
    assert broken_promises(plan, question) == []
    assert "at most 6 new sites in each district" in plan.proof.model


def test_almaty_is_proven_within_one_percent(almaty: Dossier) -> None:
    assert almaty.proof.gap <= 0.01
    assert almaty.proof.status == "optimal"


def test_the_budget_is_kept_and_buys_something(almaty: Dossier) -> None:
    assert 0 < almaty.scorecard.cost_usd <= 5_000_000
    assert almaty.scorecard.coverage > almaty.do_nothing.coverage + 0.5


def test_every_proposed_site_lies_inside_the_city_on_usable_ground(almaty: Dossier, shared_data: Path) -> None:
    proposed = almaty.sites[almaty.sites["status"] == "proposed"]
    assert len(proposed) > 20
    assert proposed.within(almaty.boundary.union_all()).all()
    ground = unusable_ground(read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf")).features, "EPSG:32643")
    assert not proposed.to_crs("EPSG:32643").intersects(ground.union_all()).any()


def test_records_outside_the_city_are_kept_and_never_supply(almaty: Dossier) -> None:
    (ocm,) = (source for source in almaty.sources if source.format == "ocm")
    assert (ocm.records, ocm.kept, ocm.outside_city) == (12, 12, 11)
    assert sum(almaty.scorecard.plugs_standing.values()) == 4


def test_the_promise_of_almaty_holds_when_30_days_of_it_are_played(almaty: Dossier) -> None:
    found = almaty.studies["simulation"]
    play = found["plays"][0]
    assert play["rule"] == "assigned"
    assert play["promised_kwh_per_day"] == pytest.approx(almaty.scorecard.total_served_kwh)
    assert play["promised_kwh_per_day"] > 45_000
    assert play["drivers_per_day"] > 1_500
    assert play["served_kwh_per_day"] == pytest.approx(play["promised_kwh_per_day"], rel=0.05)
    assert play["late_peak"] <= 0.10 + 0.02
    assert found["holds"] is True


def test_what_stands_in_almaty_is_no_headline_with_one_station_of_four_hundred_on_file(almaty: Dossier) -> None:
    told = summary(almaty)
    ends = {one["key"]: one["severity"] for one in told["reality"]}
    assert ends == {
        "stations": "warning",
        "sites": "ok",
        "people": "ok",
        "stock": "doubt",
        "ev_share": "ok",
        "ev_per_person": "ok",
        "design_day": "ok",
        "map_age": "warning",
    }
    quoted, _by_model, plan, stations, old_map, fleet, sizes, near, today = told["headline"]
    assert quoted.startswith(("To quote: at least ", "Not to be quoted yet: "))
    assert plan.startswith("Proven: ")
    assert "1 station of the city is on file as supply, while 400 are known to stand" in stations
    assert "The map is of 2012-03-13" in old_map
    assert fleet.startswith("Doubt: ")
    assert " electric vehicles are taken for " in fleet
    assert near.startswith("New sites stand less than 150 m from one another")
    sizing, whys = told["studies"]["sizing"], [one["why"] for one in told["studies"]["reasons"]["sites"]]
    assert sizing["capped"] == sum("No further charger fits" in why and "(assumed)" in why for why in whys) > 0
    assert sizing["sentence"] == sizes, "so many that assumed figures size the plan"
    assert today.startswith("What today's network serves is not known, for few of its stations are on file")
    assert "would serve 0.7" in today
    assert "0.9\u202f% however long drivers wait" in today
    assert not told["served_today"]["known"]


@pytest.mark.parametrize("language", [None, "en"])
def test_a_place_has_one_name_in_a_check_and_in_a_plan(
    almaty: Dossier, almaty_city: City, language: str | None
) -> None:
    """Told apart from what is not in the plan, too: a check and a plan of one city are read side by side."""
    checked = {**candidate_titles(almaty_city, language), **station_titles(almaty_city, language)}
    planned = {**candidate_titles_in(almaty, language), **titles(almaty, language)}
    assert len(set(checked.values())) == len(checked)
    assert planned == {site: checked[site] for site in planned}
    assert len(planned) > 150
