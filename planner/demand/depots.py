"""Depots of the city's buses: what each must charge in a night, with how much power, and which buses a battery does not carry through their day."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Transformer

from geodata.city import City
from geodata.crs import LONLAT
from planner.catalogue.facts import parameter_figure
from planner.config.scenario import Scenario
from planner.demand.buses import BusEnergy, battery_of, bus_energy
from planner.demand.nights import DAY_S, night_of
from planner.demand.slopes import CASES
from planner.demand.spans import Floats
from planner.support.speech import _

NEAR_GRID_M = 3_000.0
"""A feeder or substation farther off is not taken for a depot's (assumed)."""


def depots_of(city: City, scenario: Scenario) -> dict[str, Any] | None:
    """Every depot with its night, plain JSON: ``rows, total, notes, assumed``; None of a city without a timetable."""
    if city.blocks.empty:
        return None
    energy = bus_energy(city, scenario)
    blocks = city.blocks.assign(
        hills=energy.hills, empty_hills=energy.empty_hills, **{one: getattr(energy.kwh, one) for one in CASES}
    )
    rows = [
        _row(depot, blocks[blocks["depot"] == depot["depot"]], city, scenario)
        for depot in city.depots.to_dict("records")
    ]
    rows.sort(key=lambda row: (-row["kwh_per_day"], row["depot"]))
    total = _total(rows, blocks)
    return {
        "rows": rows,
        "total": total,
        "battery_kwh": battery_of(scenario),
        "usable_kwh": battery_of(scenario) * scenario.buses.usable_share,
        "charger_kw": scenario.buses.charger_kw,
        "notes": _notes(city, scenario, total, rows),
        "assumed": _assumed(city, scenario, energy),
    }


def _row(depot: Mapping[Any, Any], blocks: pd.DataFrame, city: City, scenario: Scenario) -> dict[str, Any]:
    buses, loss = scenario.buses, parameter_figure("charging_efficiency_dc")
    usable = battery_of(scenario) * buses.usable_share
    days = blocks.groupby("vehicle", sort=True)
    used = days["central"].sum().to_numpy(dtype=float)
    home_s, away_s = days["in_s"].max().to_numpy(dtype=float), days["out_s"].min().to_numpy(dtype=float) + DAY_S
    night = night_of(home_s, away_s, np.minimum(used, usable) / loss.central, buses.charger_kw)
    lon, lat = Transformer.from_crs(city.crs, LONLAT, always_xy=True).transform(depot["x_m"], depot["y_m"])
    kwh = {case: float(blocks[case].sum()) / loss.central for case in CASES}
    km = float(blocks["km"].sum())
    return {
        "depot": depot["depot"],
        "source": depot["source"],
        "lon": round(float(lon), 6),
        "lat": round(float(lat), 6),
        "buses": len(used),
        "blocks": len(blocks),
        "trips": int(blocks["trips"].sum()),
        "km_per_day": km + float(blocks["empty_km"].sum()),
        "empty_km_per_day": float(blocks["empty_km"].sum()),
        "hill_factor": _hill_factor(blocks),
        "kwh_per_day": kwh["central"],
        "kwh_low": kwh["low"],
        "kwh_high": kwh["high"],
        "night_kwh": float(night.charged_kwh.sum()),
        "day_kwh": max(0.0, kwh["central"] - float(night.charged_kwh.sum())),
        "first_out": _clock(float(blocks["out_s"].min())),
        "last_in": _clock(float(blocks["in_s"].max())),
        "least_kw": night.least_kw,
        "at_once_kw": night.at_once_kw,
        "guns": int(np.ceil(night.least_kw / buses.charger_kw - 1e-9)),
        "buses_beyond_battery": int((used > usable).sum()),
        "blocks_beyond_battery": int((blocks["central"] > usable).sum()),
        "bays": _number(depot["bays"]),
        "grid_kw": _number(depot["grid_kw"]),
        **_grid_near(float(depot["x_m"]), float(depot["y_m"]), city),
    }


def _hill_factor(blocks: pd.DataFrame) -> float:
    """Energy on slopes over that on level ground, of all kilometres of these blocks."""
    km, empty = blocks["km"].sum(), blocks["empty_km"].sum()
    climbed = (blocks["hills"] * blocks["km"]).sum() + (blocks["empty_hills"] * blocks["empty_km"]).sum()
    return float(climbed / (km + empty)) if km + empty > 0 else 1.0


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _clock(seconds: float) -> str:
    """Time of day, on the day before or after where it is beyond midnight."""
    day, rest = divmod(round(seconds / 60.0), 1440)
    text = f"{rest // 60:02d}:{rest % 60:02d}"
    return text if day == 0 else f"{text} ({'next day' if day > 0 else 'day before'})"


def _grid_near(x_m: float, y_m: float, city: City) -> dict[str, Any]:
    """The nearest feeder, else substation, whose place and spare power are known."""
    for table, name in ((city.feeders, "feeder"), (city.substations, "substation")):
        known = table[table["x_m"].notna() & table["y_m"].notna() & table["spare_kw"].notna()]
        if len(known):
            apart: Floats = np.hypot(known["x_m"].to_numpy(float) - x_m, known["y_m"].to_numpy(float) - y_m)
            at = int(apart.argmin())
            if apart[at] <= NEAR_GRID_M:
                return {"grid_near": str(known[name].iloc[at]), "spare_kw": float(known["spare_kw"].iloc[at])}
    return {"grid_near": None, "spare_kw": None}


def _total(rows: list[dict[str, Any]], blocks: pd.DataFrame) -> dict[str, Any]:
    summed = (
        *("buses", "blocks", "trips", "km_per_day", "empty_km_per_day", "kwh_per_day", "kwh_low", "kwh_high"),
        *("night_kwh", "day_kwh", "least_kw", "at_once_kw", "guns", "buses_beyond_battery", "blocks_beyond_battery"),
    )
    found: dict[str, Any] = {name: sum(row[name] for row in rows) for name in summed}
    return found | {
        "depots": len(rows),
        "hill_factor": _hill_factor(blocks),
        "km_per_bus": found["km_per_day"] / found["buses"],
        "kwh_per_bus": found["kwh_per_day"] / found["buses"],
        "first_start": _clock(float(blocks["start_s"].min())),
        "last_end": _clock(float(blocks["end_s"].max())),
    }


PART_OF_A_DAY_H = 12.0
"""A city whose buses run for fewer hours: its feed is taken for a part of a day."""


def _notes(city: City, scenario: Scenario, total: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    said = []
    hours = (float(city.blocks["end_s"].max()) - float(city.blocks["start_s"].min())) / 3600.0
    if hours < PART_OF_A_DAY_H:
        said.append(
            _(
                "Warning: the timetable has buses from {first_start} to {last_end} only, {hours:.1f} hours. It is a part of a day: kilometres, kWh and kW are those of this part and too low for a day.",
                first_start=total["first_start"],
                last_end=total["last_end"],
                hours=hours,
            )
        )
    if total["buses_beyond_battery"]:
        kept = total["blocks_beyond_battery"]
        said.append(
            _(
                "{buses_beyond_battery} of {buses} buses use more in their day than a battery holds for use; they must charge during the day. {kept} of {blocks} blocks are longer by themselves, so that charging in the depot between blocks does not help: they need charging at terminals or a second bus.",
                buses_beyond_battery=total["buses_beyond_battery"],
                buses=total["buses"],
                kept=kept,
                blocks=total["blocks"],
            )
        )
    late = sum(1 for row in rows if row["day_kwh"] > 0 and not row["buses_beyond_battery"])
    if late:
        said.append(
            _(
                "In {late} depots buses are not at home long enough for guns of {charger_kw:g} kW.",
                late=late,
                charger_kw=scenario.buses.charger_kw,
            )
        )
    full = [row["depot"] for row in rows if row["bays"] is not None and row["buses"] > row["bays"]]
    if full:
        said.append(_("{count} depots have fewer bays than buses: {full}.", count=len(full), full=", ".join(full[:3])))
    short = [row["depot"] for row in rows if row["grid_kw"] is not None and row["least_kw"] > row["grid_kw"]]
    if short:
        said.append(
            _(
                "{count} depots need more power in the night than their grid gives: {short}.",
                count=len(short),
                short=", ".join(short[:3]),
            )
        )
    counted = (
        float(city.fleet.loc[city.fleet["vehicle_class"] == "bus", "count"].max() or 0) if len(city.fleet) else 0.0
    )
    if counted > 0 and np.isfinite(counted):
        said.append(
            _(
                "The fleet table counts {counted:number} electric buses; the depots are those of all {buses} of the timetable, as if all were electric.",
                counted=counted,
                buses=total["buses"],
            )
        )
    return said


def _assumed(city: City, scenario: Scenario, energy: BusEnergy) -> list[dict[str, str]]:
    buses, loss = scenario.buses, parameter_figure("charging_efficiency_dc")
    per_km, facts = energy.kwh_per_km, "configs/facts/vehicle_classes.csv, bus, 12 m"
    own = "kwh_per_100km" in scenario.demand.classes.get("bus", {})
    rows = [
        (_("all buses of the timetable"), _("electric, of 12 m"), _("assumed"), "low"),
        (
            _("energy of a bus on level ground at 20 C"),
            _(
                "{central:.2f} kWh/km ({low:.2f} to {high:.2f})",
                central=per_km.central,
                low=per_km.low,
                high=per_km.high,
            ),
            "demand.classes.bus" if own else facts,
            "medium",
        ),
        (_("energy of a bus at {temperature_c:g} C", temperature_c=scenario.fleet.temperature_c), f"x {energy.winter:.2f}", "demand.winter_factor" if scenario.demand.winter_factor else "configs/facts/winter_penalty.csv, bus_electric_heat", "low"),
        (_("battery of a bus"), _("{battery_of:g} kWh, {usable_share:.0%} of it for a day", battery_of=battery_of(scenario), usable_share=buses.usable_share), "buses.battery_kwh, buses.usable_share", "low"),
        (_("energy in the battery for each kWh at a gun"), f"{loss.central:.0%}", loss.source, loss.confidence),
        (_("power of a gun in a depot"), f"{buses.charger_kw:g} kW", "buses.charger_kw", "low"),
        ("empty drives", _("shortest way by the map, ") + (_("with its hills") if len(city.block_slopes) else "level ground"), "docs/depots.md", "low"),
    ]  # fmt: skip
    if len(city.block_slopes):
        rows.insert(3, (_("mass, losses and recuperation of a bus on hills"), _("low, central and high"), "configs/facts/hill_energy.csv", "low"))  # fmt: skip
    return [dict(zip(("what", "value", "source", "confidence"), row, strict=True)) for row in rows]
