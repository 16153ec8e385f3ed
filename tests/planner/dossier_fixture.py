"""A small finished plan made by hand: every status, Cyrillic and hostile names, an outside station, an unread record."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, Polygon, box

from geodata.report import Assumption, Problem, SourceReport
from geodata.stations import CONNECTORS, STATIONS, Stations
from planner.dossier import Dossier
from planner.evaluate import Scorecard
from planner.plan import Proof, Status
from planner.site_table import with_studies

LONLAT = "EPSG:4326"
WEST, SOUTH, SIZE = 76.86, 43.22, 0.09
CLASSES = ("ccs2_fast", "ccs2_slow", "gbt_fast", "gbt_slow", "chademo_fast")
HOSTILE = (
    "<script>window.hacked = 1</script>",
    "{{ cycler.__init__.__globals__.os.mkdir('hacked') }}",
    "${window.hacked = 2}`${window.hacked = 3}`",
    '\\u003cimg src=x onerror="window.hacked = 4"\\u003e',
    "<img src=x onerror='window.hacked = 5'>",
    '=HYPERLINK("http://evil.example","win")',
    "{% raw %}",
    "]]></script><script>window.hacked = 6</script>",
)


def make_dossier(side: int = 8, roads: int = 24, *, status: Status = Status.OPTIMAL, mix: str = "balanced") -> Dossier:
    """Lay out a square city of `side` x `side` zones and `roads` streets."""
    zones = make_zones(side)
    sites = make_sites()
    served = float(sum(one["total"] for one in sites["served_kwh_per_day"]))
    value, bound = served, served * (1.006 if status is Status.OPTIMAL else 1.042)
    return Dossier(
        name="Алматы 2028 & friends",
        city="Алматы",
        country="KZ",
        year=2028,
        mix=mix,
        proof=Proof(
            value,
            bound,
            0.01,
            status,
            "gap" if status is Status.OPTIMAL else "time",
            "HiGHS 1.16.0",
            12.5,
            "pairs within 10 min, nearest 20 sites per zone",
        ),
        scorecard=make_scorecard(zones, built=True),
        do_nothing=make_scorecard(zones, built=False),
        sites=sites,
        zones=zones,
        demand=make_demand(zones),
        districts=make_districts(zones),
        boundary=gpd.GeoDataFrame(
            {"name": ["Алматы"]}, geometry=[box(WEST, SOUTH, WEST + SIZE, SOUTH + SIZE)], crs=LONLAT
        ),
        roads=make_roads(roads),
        ground=gpd.GeoDataFrame(
            {"kind": ["water", "green"]},
            geometry=[Point(WEST + 0.02, SOUTH + 0.02).buffer(0.006), Point(WEST + 0.07, SOUTH + 0.065).buffer(0.01)],
            crs=LONLAT,
        ),
        stations=make_stations(),
        sources=(
            SourceReport(
                "stations.json",
                "ocpi",
                5,
                3,
                1,
                1,
                1,
                {"GBT_DC": 2},
                (Problem(HOSTILE[0], "coordinates 0, 0", "dropped"),),
            ),
            SourceReport("almaty.osm.pbf", "osm", 109, 109),
        ),
        assumptions=(
            Assumption("spare grid power at a site", "250 kW", "[grid] default_site_kw"),
            Assumption("port shares of the fleet", "GB/T 48 %, CCS2 48 %", HOSTILE[1], "medium"),
        ),
        attribution=("© OpenStreetMap contributors, ODbL 1.0, data of 2026-05-01", "Population: hand-made"),
        inputs={"almaty.osm.pbf": "ab" * 32, "fleet.csv": "cd" * 32},
        versions={"evplan": "0.1.0", "pulp": "4.2.0"},
        configuration={
            "name": "Алматы 2028 & friends",
            "plan": {"budget_usd": 500_000, "gap": 0.01, "max_drive_min": 10},
        },
    )


def make_zones(side: int) -> gpd.GeoDataFrame:
    """Hexagon-like cells whose demand falls from the centre; the corner cell asks for nothing."""
    step = SIZE / side
    rows, shapes = [], []
    for north in range(side):
        for east in range(side):
            x, y = WEST + (east + 0.5) * step, SOUTH + (north + 0.5) * step
            shapes.append(
                Polygon([(x + step * 0.5 * dx, y + step * 0.5 * dy) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
            )
            far = math.hypot(east - side / 2, north - side / 2) / side
            size = 0.0 if east == north == 0 else 900 * math.exp(-6 * far * far)
            rows.append(
                (
                    f"88{north:02d}{east:02d}ffff",
                    "Медеу" if east < side / 2 else HOSTILE[2],
                    round(size * 3),
                    size,
                    max(0.0, 0.95 - 1.6 * far),
                )
            )
    zones = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=["zone_id", "district", "population", "size", "share"]), geometry=shapes, crs=LONLAT
    )
    for number, name in enumerate(CLASSES):
        zones[f"demand_{name}"] = zones["size"] * (0.35, 0.12, 0.33, 0.18, 0.02)[number]
        zones[f"served_{name}"] = zones[f"demand_{name}"] * zones["share"] * (1, 0.8, 1, 0.7, 0)[number]
    zones["demand_kwh"] = sum(zones[f"demand_{name}"] for name in CLASSES)
    zones["served_kwh"] = sum(zones[f"served_{name}"] for name in CLASSES)
    zones["coverage"] = np.where(
        zones["demand_kwh"] > 0, zones["served_kwh"] / zones["demand_kwh"].where(zones["demand_kwh"] > 0, 1.0), np.nan
    )
    return zones.drop(columns=["size", "share"])


def make_sites() -> gpd.GeoDataFrame:
    """Two standing stations, two upgrades and proposed sites of every mix of plugs, one hostile name each."""
    kinds = (
        ("dc_dual_120", {"GBT_DC": 1, "IEC_62196_T2_COMBO": 1}, 120.0),
        ("dc_gbt_60", {"GBT_DC": 1}, 60.0),
        ("dc_ccs2_60", {"IEC_62196_T2_COMBO": 1}, 60.0),
        ("ac_t2_22", {"IEC_62196_T2": 1}, 22.0),
        ("ac_gbt_7", {"GBT_AC": 1}, 7.0),
    )
    rows, points = [], []
    for number in range(14):
        status = "existing" if number < 2 else "upgrade" if number < 4 else "proposed"
        charger, plugs, power = kinds[number % len(kinds)]
        count = 0 if status == "existing" else 1 + number % 3
        served = {"ccs2": 310.5 * ("IEC_62196_T2" in str(plugs)), "gbt": 280.25 * ("GBT" in str(plugs))}
        served = {family: kwh for family, kwh in served.items() if kwh}
        rows.append(
            {
                "site_id": f"osm-w{100 + number}",
                "name": HOSTILE[number - 4]
                if 4 <= number < 4 + len(HOSTILE)
                else (None if number == 12 else f"Паркинг «Достык» {number}"),
                "status": status,
                "kind": "station" if number < 4 else "parking",
                "operator": "Оператор" if number < 4 else None,
                "district": None if number == 13 else "Медеу",
                "land_status": "unknown" if number % 2 else "municipal",
                "connection_status": "unknown",
                "connectors": {name: plug * count for name, plug in plugs.items()} if count else {},
                "existing_connectors": {"IEC_62196_T2_COMBO": 2, "GBT_DC": 1} if number < 4 else {},
                "chargers": [{"type": charger, "count": count, "power_kw": power, "connectors": plugs}]
                if count
                else [],
                "power_kw": power * count,
                "cost_usd": 41_250.5 * count,
                "served_kwh_per_day": served | {"total": sum(served.values())},
                "utilisation": 0.31 if served else math.nan,
                "rank": float(number - 1) if count else math.nan,
                "build_year": None,
                "built_by_year": None,
                "reason": f"Serves drivers of {HOSTILE[2]} within 4 minutes."
                if number == 5
                else "Nothing of its plug is nearer than 8 minutes.",
                "ocpi_station_id": f"ocpi-{number}" if number < 4 else None,
            }
        )
        points.append(
            Point(
                round(WEST + 0.012 + 0.022 * (number % 4) + 0.003 * (number // 4), 6),
                round(SOUTH + 0.012 + 0.019 * (number // 3), 6),
            )
        )
    told = [
        {"site_id": row["site_id"], "marginal_value": 90.5, "value_rank": row["rank"], "why": f"Full: {HOSTILE[0]}."}
        for row in rows
        if row["chargers"]
    ]
    order = [{"site_id": row["site_id"], "build_order": row["rank"]} for row in rows if row["chargers"]]
    table = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=points, crs=LONLAT)
    return with_studies(table, {"reasons": {"sites": told}, "order": {"steps": order}})


def make_scorecard(zones: gpd.GeoDataFrame, *, built: bool) -> Scorecard:
    """Sum the zones; the standing network serves a fifth."""
    share = 1.0 if built else 0.2
    by_district = zones.groupby("district")[["demand_kwh", "served_kwh"]].sum()
    return Scorecard(
        demand_kwh={name: float(zones[f"demand_{name}"].sum()) for name in CLASSES},
        served_kwh={name: float(zones[f"served_{name}"].sum()) * share for name in CLASSES},
        district_demand_kwh={str(name): float(kwh) for name, kwh in by_district["demand_kwh"].items()},
        district_served_kwh={str(name): float(kwh) * share for name, kwh in by_district["served_kwh"].items()},
        cost_usd=453_755.5 if built else 0.0,
        annual_cost_usd=61_200.0 if built else 0.0,
        cost_parts_usd={"hardware": 250_000.0, "installation": 90_000.0, "grid": 63_755.5, "ground": 50_000.0}
        if built
        else {},
        new_sites=10 if built else 0,
        upgraded_sites=2 if built else 0,
        chargers=24 if built else 0,
        plugs_added={"GBT_DC": 9, "IEC_62196_T2_COMBO": 9, "IEC_62196_T2": 6, "GBT_AC": 5} if built else {},
        plugs_standing={"IEC_62196_T2_COMBO": 8, "GBT_DC": 4},
        power_kw_added=1_460.0 if built else 0.0,
        mean_drive_min=4.2 if built else 6.8,
    )


def make_demand(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Long form of the zones' demand."""
    parts = []
    for name in CLASSES:
        family, need = name.split("_")
        parts.append(
            zones[["zone_id", "district"]].assign(
                port_family=family, need=need, year=2028, kwh_per_day=zones[f"demand_{name}"]
            )
        )
    demand = pd.concat(parts, ignore_index=True)
    return demand[demand["kwh_per_day"] > 0].sort_values(["zone_id", "port_family", "need"], ignore_index=True)


def make_districts(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Dissolve the zones into their two districts."""
    districts = zones.dissolve(
        "district", aggfunc={"population": "sum", "demand_kwh": "sum", "served_kwh": "sum"}
    ).reset_index()
    districts["population"] = districts["population"].astype("float64")
    districts["coverage"] = districts["served_kwh"] / districts["demand_kwh"]
    return districts[["district", "population", "demand_kwh", "served_kwh", "coverage", "geometry"]]


def make_roads(count: int) -> gpd.GeoDataFrame:
    """Streets across and up, every class, one with a hostile name."""
    classes = ("trunk", "primary", "secondary", "tertiary", "residential", "service")
    lines = []
    for number in range(count):
        at = (number // 2 + 0.5) / (count / 2) * SIZE
        ends = (
            ((WEST, SOUTH + at), (WEST + SIZE, SOUTH + at))
            if number % 2
            else ((WEST + at, SOUTH), (WEST + at, SOUTH + SIZE))
        )
        lines.append(LineString(ends))
    names = [HOSTILE[0] if number == 0 else f"улица {number}" for number in range(count)]
    return gpd.GeoDataFrame(
        {"road_class": [classes[n % len(classes)] for n in range(count)], "name": names}, geometry=lines, crs=LONLAT
    )


def make_stations() -> Stations:
    """Merge result of four stations, the last one outside of the city."""
    sites = make_sites().head(4)
    table = pd.DataFrame(
        {
            "station_id": [f"ocpi-{number}" for number in range(4)],
            "name": list(sites["name"]),
            "operator": ["Оператор", None, HOSTILE[5], "Tok"],
            "address": ["пр. Достык 1", None, None, "шоссе"],
            "city": ["Алматы", "Алматы", None, "Талгар"],
            "country": ["KAZ", "KAZ", None, "KAZ"],
            "access": ["public", "unknown", "customers", "public"],
            "connection": ["connected", "unknown", "connected", "connected"],
            "source": ["stations.json"] * 4,
            "source_id": ["0", "1", "2", "3"],
            "updated": ["2026-04-01T00:00:00Z", None, None, None],
            "merged_ids": [None, "ocm-9", None, None],
        }
    )
    points = [*sites.geometry.iloc[:3], Point(WEST + SIZE + 0.1, SOUTH)]
    plugs = pd.DataFrame(
        {
            "station_id": ["ocpi-0", "ocpi-0", "ocpi-1", "ocpi-2", "ocpi-3"],
            "evse_id": ["1", "2", "1", "1", "1"],
            "connector": ["GBT_DC", "IEC_62196_T2_COMBO", "GBT_DC", "MADE_UP_PLUG", "CHADEMO"],
            "format": ["CABLE", "CABLE", "CABLE", None, "CABLE"],
            "count": [1, 2, 1, 1, 1],
            "power_kw": [60.0, 60.0, 120.0, 22.0, 50.0],
            "power_guessed": [False, False, True, True, False],
            "status": ["operational", "operational", "unknown", "operational", "planned"],
        }
    )
    return Stations(
        STATIONS.checked(gpd.GeoDataFrame(table, geometry=points, crs=LONLAT), source="fixture"),
        CONNECTORS.checked(plugs, source="fixture"),
    )
