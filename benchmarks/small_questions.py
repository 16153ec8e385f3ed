"""Small planning questions with every rule of the model, drawn from a seed: a few zones and sites of a made city."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.made_city import made_city
from geodata.city import City
from geodata.power import FEEDERS
from geodata.sites import SITES
from geodata.stations import CONNECTORS, STATIONS, Stations
from planner.config.scenario import Scenario, scenario_from
from planner.question import Question, question_of

CORNERS = 400
PLUGS = (("IEC_62196_T2_COMBO", 50.0), ("GBT_DC", 60.0), ("IEC_62196_T2", 22.0), ("GBT_AC", 7.0))
CHARGERS = ("dc_gbt_60", "dc_ccs2_60", "dc_dual_60", "dc_dual_120", "dc_gbt_120", "ac_t2_22", "ac_gbt_7")
JOINT, JOINT_SHARE = ("dc_dual_120_4cable", "dc_triple_60"), 0.35
"""Cabinets whose guns share a queue or a cabinet, and the share of the questions that have any on offer."""
FEEDER_NAMES = ("F1", "F2")


def small_question(seed: int) -> Question:
    """Draw a question; the same seed, the same question.

    Raises
    ------
    ConfigError
        What was drawn makes no question, as where every site is out of reach.
    """
    return question_of(*small_town(seed), say=lambda _: None)


def unsampled(scenario: Scenario) -> Scenario:
    """The scenario without samples of the demand, which take longer than a small plan."""
    return scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"samples": 0})})


def small_town(seed: int) -> tuple[City, Scenario]:
    """The city and the scenario of a question."""
    rng, further = np.random.default_rng([seed, 6]), np.random.default_rng([seed, 7])
    city = made_city(int(rng.integers(4, 13)), CORNERS, seed)
    city = _furnished(city, rng)
    scenario = _scenario(city, rng)
    if further.random() < JOINT_SHARE:
        names = further.choice(JOINT, int(further.integers(1, 3)), replace=False)
        scenario = scenario.with_plan(chargers=(*scenario.plan.chargers, *(str(name) for name in names)))
    return city, scenario


def _furnished(city: City, rng: np.random.Generator) -> City:
    """Put candidates on two feeders, a station or two, and a fleet of the size that a few chargers serve."""
    sites, standing = int(rng.integers(2, 7)), int(rng.integers(0, 3))
    fleet = city.fleet.assign(count=city.fleet["count"] * rng.uniform(60.0, 900.0) / city.fleet["count"].sum())
    feeders = pd.DataFrame(
        {"feeder": FEEDER_NAMES, "spare_kw": rng.choice([60.0, 120.0, 250.0, 500.0], 2), "x_m": np.nan, "y_m": np.nan}
    )
    return replace(
        city,
        sites=_sites(city, rng, sites),
        stations=_stations(city, rng, standing),
        fleet=fleet,
        feeders=FEEDERS.checked(feeders.assign(substation=None), source="made"),
    )


def _places(city: City, rng: np.random.Generator, count: int) -> list[shapely.Point]:
    return [shapely.Point(*city.roads.xy_m[node]) for node in rng.choice(len(city.roads.xy_m), count, replace=False)]


def _sites(city: City, rng: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    rows = {
        "site_id": [f"s{k}" for k in range(count)],
        "name": None,
        "kind": "parking",
        "bays": rng.integers(1, 7, count),
        "bays_assumed": False,
        "grid_kw": rng.choice([60.0, 130.0, 250.0], count),
        "site_cost_usd": rng.choice([2_000.0, 5_000.0, 15_000.0], count),
        "land_status": "municipal",
        "connection_status": "unknown",
        "access": "public",
        "parking": None,
        "feeder": rng.choice([*FEEDER_NAMES, None], count),
        "district": None,
    }
    return SITES.checked(gpd.GeoDataFrame(rows, geometry=_places(city, rng, count), crs=city.crs), source="made")


def _stations(city: City, rng: np.random.Generator, count: int) -> Stations:
    words: dict[str, Any] = dict.fromkeys(STATIONS.columns)
    words |= {"access": "public", "connection": "connected", "source": "made"}
    rows = [words | {"station_id": f"st{k}", "name": f"station {k}", "source_id": str(k)} for k in range(count)]
    table = gpd.GeoDataFrame(rows, columns=[*STATIONS.columns, "geometry"] if not rows else None, crs=city.crs,
                             geometry=_places(city, rng, count))  # fmt: skip
    guns = []
    for k in range(count):
        name, kw = PLUGS[int(rng.integers(len(PLUGS)))]
        guns.append(
            {
                "station_id": f"st{k}",
                "evse_id": "e1",
                "connector": name,
                "format": "CABLE",
                "count": int(rng.integers(1, 3)),
                "power_kw": kw,
                "power_guessed": False,
                "status": "operational",
            }
        )
    plugs = pd.DataFrame(guns, columns=list(CONNECTORS.columns))
    return Stations(STATIONS.checked(table, source="made"), CONNECTORS.checked(plugs, source="made"))


def _scenario(city: City, rng: np.random.Generator) -> Scenario:
    """Ask with a rule here and there: each is drawn by itself, so that most pairs of rules meet somewhere."""
    names = list(city.sites["site_id"])
    chosen = rng.permutation(names)
    plan: dict[str, Any] = {
        "budget_usd": float(rng.choice([5_000.0, 40_000.0, 90_000.0, 180_000.0, 400_000.0])),
        "chargers": [str(name) for name in rng.choice(CHARGERS, int(rng.integers(1, 5)), replace=False)],
        "max_drive_min": float(rng.choice([2.0, 4.0, 10.0])),
        "nearest_sites": int(rng.choice([2, 20])),
        "min_spacing_m": float(rng.choice([0.0, 0.0, 600.0, 1_500.0])),
        "district_floor": float(rng.choice([0.0, 0.0, 0.0, 0.003, 0.02])),
        "plug_balance": float(rng.choice([0.0, 0.0, 0.5, 0.75, 1.0])),
        "worth_at_limit": float(rng.choice([0.3, 0.5, 1.0])),
    }
    if rng.random() < 0.3:
        plan["max_sites"] = int(rng.integers(0, 3))
    if rng.random() < 0.2:
        plan["forbidden"] = [str(chosen[0])]
    if rng.random() < 0.15:
        plan["forced"] = [str(chosen[-1])]
    grid: dict[str, Any] = {"winter_share": float(rng.choice([1.0, 0.8]))}
    if rng.random() < 0.3:
        grid["connection"] = "stepped"
    mix = {"gbt": 0.5, "ccs2": 0.5} if rng.random() < 0.7 else {"gbt": 0.45, "ccs2": 0.4, "chademo": 0.1, "nacs": 0.05}
    return scenario_from(
        {
            "city": {"name": city.name, "country": city.country, "place": city.name},
            "fleet": {"mix": mix, "temperature_c": float(rng.choice([-20.0, 20.0]))},
            "plan": plan,
            "grid": grid,
        }
    )
