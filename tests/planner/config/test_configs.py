"""What the program ships: every figure has its source, every file loads, and the files agree with each other."""

import csv
import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from geodata.connectors import PLUG_FAMILIES, PortFamily
from geodata.fleet import FLEET, VEHICLE_CLASSES
from geodata.input_file import InputFile
from geodata.sources.districts import read_district_table
from planner.catalogue.chargers import charger_types
from planner.catalogue.known_city import known_climate, known_people
from planner.catalogue.mix_rows import GBT
from planner.catalogue.mixes import mix_names, read_mix
from planner.catalogue.vehicle_classes import CLASS_ROWS, vehicle_class
from planner.config.plan import PlanConfig
from planner.config.scenario import load_scenario
from planner.demand.vehicles import fleet_of_year
from planner.errors import ConfigError
from planner.support import resources
from planner.support.resources import configs_dir

CONFIGS = configs_dir()
FACTS = sorted((CONFIGS / "facts").glob("*.csv"))
TABLES = [CONFIGS / "chargers.csv", *FACTS]
CITIES = sorted((CONFIGS / "cities").glob("[!_]*.toml"))
MIXES = sorted((CONFIGS / "mixes").glob("*.toml"))
CONFIDENCE = {"high", "medium", "low"}
BASIS = {"verified", "derived", "recalled", "assumption", "mixed"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_figure_names_its_source_confidence_and_basis(path):
    table = rows(path)
    assert table
    for number, row in enumerate(table, start=2):
        where = f"{path.name}, line {number}"
        assert row["source"].strip(), where
        assert row["confidence"] in CONFIDENCE, where
        assert row["basis"] in BASIS, where
        assert None not in row, f"{where}: more cells than columns"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_an_assumption_never_claims_high_confidence(path):
    assert not [row for row in rows(path) if row["basis"] == "assumption" and row["confidence"] == "high"]


def test_the_facts_are_the_tables_that_the_manual_lists():
    assert [path.stem for path in FACTS] == [
        "arrival_profiles",
        "arrival_profiles_meta",
        "attraction_weights",
        "charging_occasions",
        "charging_stations",
        "city_districts",
        "city_facts",
        "city_months",
        "corridor_parameters",
        "fleet_by_country",
        "grid_connection_steps",
        "hill_energy",
        "parking_stays",
        "peak_hour_speeds",
        "peer_stock",
        "planning_parameters",
        "road_distances",
        "session_power",
        "standard_mix_scenarios",
        "towns",
        "vehicle_classes",
        "where_demand_lies",
        "winter_observations",
        "winter_penalty",
    ]


def test_every_vehicle_class_has_figures_but_private_which_is_split():
    assert set(CLASS_ROWS) == set(VEHICLE_CLASSES) - {"private"}
    for name in CLASS_ROWS:
        assert (
            vehicle_class(name, "low").daily_km <= vehicle_class(name).daily_km <= vehicle_class(name, "high").daily_km
        )


def test_a_class_that_the_facts_have_no_row_of_is_refused_by_its_name(monkeypatch):
    monkeypatch.setattr("planner.catalogue.vehicle_classes.fact_rows", lambda _: [])
    with pytest.raises(ConfigError, match=r"vehicle_classes\.csv: no row 'taxi / full-time', which class 'taxi' takes"):
        vehicle_class.__wrapped__("taxi")


def test_the_places_where_a_class_charges_sum_to_one():
    for row in rows(CONFIGS / "facts" / "vehicle_classes.csv"):
        shares = [float(row[key]) for key in row if key.startswith("share_") and not key.endswith(("_low", "_high"))]
        assert sum(shares) == pytest.approx(1.0), (row["class"], row["variant"])


@pytest.mark.parametrize("path", MIXES, ids=lambda path: path.stem)
def test_a_mix_sums_to_one_and_is_labelled_an_assumption(path):
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(data["shares"]) == {family.value for family in PLUG_FAMILIES}
    assert sum(data["shares"].values()) == pytest.approx(1.0, abs=1e-9)
    assert (data["confidence"], data["basis"]) == ("low", "assumption")
    assert all(data[key] for key in ("name", "description", "source"))


def test_the_promised_mixes_are_there_low_and_high_for_each_country():
    countries = {f"{code}{end}" for code in ("kz", "uz", "kg", "tj", "tm") for end in ("", "_low", "_high")}
    assert set(mix_names()) == {"ccs2_heavy", "balanced", "gbt_heavy"} | countries


@pytest.mark.parametrize("code", ["kz", "uz", "kg", "tj", "tm"])
def test_the_buses_of_a_country_have_the_share_and_band_of_the_facts(code):
    facts = rows(CONFIGS / "facts" / "standard_mix_scenarios.csv")
    (fact,) = [one for one in facts if one["country"] == code.upper() and one["vehicle_segment"].startswith("bus")]
    low, central, high = (shares[GBT] for shares in read_mix(code).span("bus", 2028))
    assert [low, central, high] == [float(fact[f"share_{end}"]) for end in ("low", "central", "high")]


def test_the_named_mixes_hold_the_promised_shares():
    order = (PortFamily.GBT, PortFamily.CCS2, PortFamily.CHADEMO, PortFamily.NACS)
    for name, shares in {
        "ccs2_heavy": (0.25, 0.70, 0.03, 0.02),
        "balanced": (0.48, 0.48, 0.02, 0.02),
        "gbt_heavy": (0.80, 0.16, 0.02, 0.02),
        "uz": (0.85, 0.11, 0.01, 0.03),
    }.items():
        assert [read_mix(name).shares("", 0)[family] for family in order] == pytest.approx(shares)


@pytest.mark.parametrize("code", ["kz", "uz", "kg", "tj", "tm"])
def test_the_band_of_a_country_holds_its_central_share(code):
    data = tomllib.loads((CONFIGS / "mixes" / f"{code}.toml").read_text(encoding="utf-8"))
    for family, share in data["shares"].items():
        assert data["low"][family] <= share <= data["high"][family]


def test_the_winter_curve_only_rises_as_it_grows_colder():
    curve = sorted(rows(CONFIGS / "facts" / "winter_penalty.csv"), key=lambda row: -float(row["temp_c"]))
    cold = [row for row in curve if float(row["temp_c"]) <= 20]
    for column in ("car_low", "car_central", "car_high", "bus_electric_heat"):
        values = [float(row[column]) for row in cold]
        assert values == sorted(values), column
    assert all(float(row["car_low"]) <= float(row["car_central"]) <= float(row["car_high"]) for row in curve)


def test_prices_rise_from_low_to_high():
    for row in rows(CONFIGS / "chargers.csv"):
        for part in ("hardware_usd", "install_usd"):
            prices = [float(row[f"{part}_{case}"]) for case in ("low", "mid", "high") if row[f"{part}_{case}"]]
            assert prices == sorted(prices), row["id"]


def test_the_default_chargers_can_all_be_bought():
    assert [one.id for one in charger_types(PlanConfig().chargers)] == list(PlanConfig().chargers)


@pytest.mark.parametrize("path", CITIES, ids=lambda path: path.stem)
def test_a_starter_configuration_loads_and_says_what_the_facts_say(path):
    scenario = load_scenario(path)
    fact = next(row for row in rows(CONFIGS / "facts" / "city_facts.csv") if row["city"] == scenario.city.name)
    assert scenario.city.place is not None
    assert scenario.city.country == fact["country"]
    assert scenario.city.population_total == float(fact["population"])
    assert scenario.fleet.mix == fact["country"].lower()
    assert scenario.fleet.year == 2028
    assert scenario.fleet.temperature_c == float(fact["design_temp_5day_092_c"])
    assert scenario.demand.apartment_share == float(fact["apartment_share"])
    assert charger_types(scenario.plan.chargers)


@pytest.mark.parametrize("path", CITIES, ids=lambda path: path.stem)
def test_every_figure_of_a_starter_configuration_stands_beside_its_confidence(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    keys = ("population_total", "temperature_c", "apartment_share", "mix", "default_site_kw", "budget_usd")
    for key in keys:
        line = next(line for line in lines if line.startswith(f"{key} ="))
        assert "confidence " in line.partition("#")[2], line


@pytest.mark.parametrize("path", CITIES, ids=lambda path: path.stem)
def test_a_starter_configuration_is_as_sure_of_a_figure_as_check_and_report(path):
    scenario = load_scenario(path)
    city, lines = scenario.city.name, path.read_text(encoding="utf-8").splitlines()
    private = pd.DataFrame([{"vehicle_class": "private", "count": 100}], columns=list(FLEET.columns))
    fleet = fleet_of_year(FLEET.checked(private, source="test"), scenario, scenario.fleet.year)
    (share,) = [one for one in fleet.assumptions if one.what == "private cars kept by people in apartments"]
    climate, people = known_climate(city), known_people(city)
    fact = next(row for row in rows(CONFIGS / "facts" / "city_facts.csv") if row["city"] == city)
    told = {
        "population_total =": people.confidence,
        "temperature_c =": climate.confidence,
        "apartment_share =": share.confidence,
        "# Without a table:": fact["ev_stock_confidence"],
    }
    for start, confidence in told.items():
        line = next(line for line in lines if line.startswith(start))
        assert f"confidence {confidence}" in line, line


def test_there_is_a_starter_configuration_for_every_city_of_the_facts():
    assert {load_scenario(path).city.name for path in CITIES} == {
        row["city"] for row in rows(CONFIGS / "facts" / "city_facts.csv")
    }


def test_the_template_loads_once_its_names_are_filled_in(tmp_path):
    text = (CONFIGS / "cities" / "_template.toml").read_text(encoding="utf-8")
    file = tmp_path / "city.toml"
    file.write_text(text.replace("{name}", "Караганда").replace("{place}", "Karaganda, Kazakhstan"), encoding="utf-8")
    assert load_scenario(file).city.place == "Karaganda, Kazakhstan"


def test_the_demo_loads_and_every_file_it_names_is_there():
    scenario = load_scenario(CONFIGS / "sample_city" / "demo.toml")
    named = [
        scenario.city.roads,
        scenario.city.boundary,
        scenario.city.population,
        scenario.city.districts,
        scenario.city.district_table,
    ]
    named += [
        scenario.fleet.path,
        scenario.sites.path,
        scenario.grid.path,
        *(one.path for one in scenario.stations if one.path),
    ]
    assert len(named) == 9
    assert all(scenario.path(name).is_file() for name in named if name)
    assert "fictional" in scenario.name


def test_the_installed_package_finds_its_own_configurations_first(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "planner"
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.configs_dir() == package.parent / "configs"
    (package / "configs").mkdir(parents=True)
    assert resources.configs_dir() == package / "configs"


def test_no_figure_of_the_facts_is_written_as_a_broken_number():
    for path in (CONFIGS / "facts" / "fleet_by_country.csv", CONFIGS / "facts" / "charging_stations.csv"):
        for row in rows(path):
            assert row["value"] == "" or float(row["value"]) >= 0, row


def test_the_sample_stations_are_one_json_object_of_ocpi():
    feed = json.loads((CONFIGS / "sample_city" / "stations.json").read_text(encoding="utf-8"))
    assert feed["status_code"] == 1000
    assert len({location["id"] for location in feed["data"]}) == len(feed["data"]) == 16


@pytest.mark.parametrize(
    ("city", "bounds"), [("Almaty", {"Auezov", "Turksib"}), ("Astana", set()), ("Shymkent", {"Karatau"})]
)
def test_people_of_districts_that_are_lower_bounds_are_read_as_that(city, bounds, tmp_path):
    mine = [row for row in rows(CONFIGS / "facts" / "city_districts.csv") if row["city"] == city]
    file = tmp_path / "districts.csv"
    lines = [f"{row['district']},{row['population']},{row['lower_bound']}" for row in mine]
    file.write_text("\n".join(["district,population,lower_bound", *lines]), encoding="utf-8")
    table, report = read_district_table(InputFile(file))
    assert report.dropped == 0
    assert set(table.loc[table["lower_bound"], "district"]) == bounds
    assert {row["district"] for row in mine if row["note"].startswith("LOWER BOUND")} == bounds
    fact = next(row for row in rows(CONFIGS / "facts" / "city_facts.csv") if row["city"] == city)
    assert table["population"].sum() < float(fact["population"])
    assert sum(float(row["share_of_city"]) for row in mine) == pytest.approx(1.0, abs=1e-3)
