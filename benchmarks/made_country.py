"""A country of so many cities that do not exist, each with streets, people and stations of its own, and the main roads between them, from a seed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import pdist, squareform

from geodata.sources.synthetic.country import MadeRoad, MadeTown, lonlat, make_roads, town_rows, write_rows
from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.spec import SMALLEST, Point, apart

AREA_KM2 = 18_000.0
"""Of the country, for each city; that of the middle and south of Kazakhstan is as large."""
LEAST_KM = 60.0
LARGEST = 240_000
NEIGHBOURS = 2
"""Each city is joined to so many that are near, besides the roads that hold all together."""
CITY = """
[city]
name = "{name} (fictional)"
country = "KZ"
roads = "{name}/city.osm.pbf"
boundary = "{name}/boundary.geojson"
population = "{name}/population.csv"
population_total = {people}
districts = "{name}/districts.geojson"
[[stations]]
path = "{name}/stations.json"
format = "ocpi"
[fleet]
path = "{name}/fleet.csv"
mix = "kz"
[grid]
path = "{name}/feeders.csv"
[sites]
path = "{name}/own_sites.csv"
[plan]
chargers = ["dc_gbt_60", "dc_ccs2_60", "dc_dual_120", "ac_t2_22", "ac_gbt_7"]
gap = 0.03
time_limit_s = 3000
"""
COUNTRY = """
name = "Made country (fictional)"
country = "KZ"
budget_usd = {budget}
[corridors.roads]
nodes = "nodes.csv"
edges = "edges.csv"
[corridors.towns]
path = "towns.csv"
[corridors.trips]
ev_share = 0.1
mix = "kz"
[corridors.stations]
every_km = 60
guns = [4]
[money]
sums_usd = [250_000, 500_000, 1_000_000, 4_000_000]
next_usd = 1_000_000
refine = 0
road_gap = 0.3
road_time_limit_s = 3000
[[money.floors]]
roads = true
money = 0.2
[compare]
mixes = []
"""
"""Searches end by their gaps and not by the clock, so that every run finds the same."""


def made_country(folder: Path, *, cities: int, seed: int) -> Path:
    """Draw the country into a folder; the file to plan it by."""
    towns = _towns(cities, Dice(seed, "towns"))
    nodes, edges = make_roads(seed, towns, _roads(towns))
    for name, rows in (("nodes", nodes), ("edges", edges), ("towns", town_rows(towns))):
        write_rows(rows, folder / f"{name}.csv")
    text = COUNTRY.format(budget=500_000 * cities)
    for number, town in enumerate(towns):
        _draw(folder / town.name, town, seed + number)
        said = CITY.format(name=town.name, people=town.population)
        (folder / f"{town.name}.toml").write_text(said, encoding="utf-8")
        text += f'[[cities]]\nconfig = "{town.name}.toml"\nname = "{town.name}"\nregion = "{town.region}"\n'
    (folder / "country.toml").write_text(text, encoding="utf-8")
    return folder / "country.toml"


def _draw(folder: Path, town: MadeTown, seed: int) -> None:
    lon, lat = lonlat(town.at)
    place = ["--population", str(town.population), "--lon", str(lon), "--lat", str(lat)]
    told = ["--seed", str(seed), "--name", f"{town.name} (fictional)", "--stem", "city", "--out", str(folder)]
    command = [sys.executable, "-m", "geodata.sources.synthetic", *place, *told]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def _towns(count: int, dice: Dice) -> list[MadeTown]:
    """Cities here and there, none too near to another, in four regions."""
    wide = (AREA_KM2 * count * 16 / 9) ** 0.5
    high, found = wide * 9 / 16, list[Point]()
    while len(found) < count:
        at = dice.between(-wide / 2, wide / 2), dice.between(-high / 2, high / 2)
        if all(apart(at, other) >= LEAST_KM for other in found):
            found.append(at)
    return [
        MadeTown(
            f"City{number:02d}",
            at,
            dice.whole(SMALLEST, LARGEST),
            ("North" if at[1] > 0 else "South") + (" east" if at[0] > 0 else " west"),
        )
        for number, at in enumerate(found, start=1)
    ]


def _roads(towns: list[MadeTown]) -> list[MadeRoad]:
    """Trunk roads that join all at the least length, and primary ones to the nearest."""
    long = squareform(pdist(np.array([town.at for town in towns])))
    trunk = {(min(a, b), max(a, b)) for a, b in np.argwhere(minimum_spanning_tree(long).toarray()).tolist()}
    near = np.argsort(long, axis=1)[:, 1 : NEIGHBOURS + 1]
    primary = {(min(a, b), max(a, b)) for a, row in enumerate(near.tolist()) for b in row} - trunk
    return [(a, b, "trunk", 95.0) for a, b in sorted(trunk)] + [(a, b, "primary", 85.0) for a, b in sorted(primary)]
