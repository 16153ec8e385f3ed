"""Sessions of a city by place foretold from earlier ones: without calibration, by raw means, and drawn towards the model."""

import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.city import DUNDEE
from benchmarks.measure import Result, peak_mb
from geodata.city_request import SessionSource
from geodata.connectors import Current
from geodata.crs import metric_crs
from geodata.input_file import InputFile
from geodata.report import SourceReport
from geodata.session_intake import Here, sessions_in
from geodata.spreadsheet import read_table
from geodata.stations import Stations
from geodata.zones import ZONES
from planner.demand.calibration.metered_places import DAY, MeteredPlaces, metered_places, window_of
from planner.demand.calibration.places import place_factors
from planner.demand.calibration.session_figures import measured_sessions
from planner.errors import ConfigError
from planner.support.frames import plain

COLUMNS = {
    "kwh": "Total kWh",
    "station": "Site",
    "evse": "CP ID",
    "power_kw": "Model",
    "current": "Model",
    "start_date": "Start Date",
    "start_time": "Start Time",
    "end_date": "End Date",
    "end_time": "End Time",
}
LON, LAT = -2.97, 56.46
APART_M = 1e6
"""The file has no coordinates: places are laid apart, and each keeps its own energy."""
METHODS = ("none", "raw", "shrunk")


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--file", type=Path, default=DUNDEE, help="an export with the columns of Dundee City Council")
    parser.add_argument("--held-out", type=int, default=31, metavar="DAYS", help="the last days, which are foretold")


def run(asked: Namespace) -> Result:
    """Foretell the last days from 3, 7, 14 days and from all before them; `value` is the error of the shrunk factors, `bound` that without any.

    The model without calibration takes all charge points of a current for alike. The error is the sum of the differences of the energy by
    place and current over all energy; status is ``accounted`` where every row of the file was kept, merged or dropped.
    """
    if not asked.file.is_file():
        raise ConfigError(f"{asked.file}: no such file; give --file, an export of sessions with Dundee's columns")
    start, cpu = time.perf_counter(), time.process_time()
    sessions, report = read(asked.file)
    first, last = window_of(sessions)
    cut = last - asked.held_out * DAY
    spans = {f"{days} days": cut - days * DAY for days in (3, 7, 14)} | {"all before": first}
    errors = {name: foretold(sessions, since, cut) for name, since in spans.items()}
    for name, one in errors.items():
        print(f"{name:<12}" + "".join(f"{what:>10} {one[what]:6.1%}" for what in METHODS), file=sys.stderr)
    found = errors["all before"]
    return Result(
        value=found["shrunk"],
        bound=found["none"],
        status="accounted" if report.records == rows_of_file(asked.file) else "records lost",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        more={
            "records": report.records,
            "kept": report.kept,
            "dropped": {one.reason: one.record.split(" records")[0] for one in report.problems if not one.keeps},
            "error": errors,
            "measured": plain(_measured(sessions)),
        },
    )


def read(file: Path) -> tuple[pd.DataFrame, SourceReport]:
    """Sessions of a file without stations, laid apart by place."""
    crs = metric_crs(LON, LAT)
    nowhere = Here("GB", LON, ZONES.empty(crs).union_all(), ZONES.empty(crs), crs)
    sessions, (report,) = sessions_in((SessionSource("csv", InputFile(file, COLUMNS)),), Stations.none(crs), nowhere)
    number = pd.factorize(sessions["place"], sort=True)[0]
    return sessions.assign(station_id=sessions["place"], x_m=number * APART_M, y_m=0.0), report


def rows_of_file(file: Path) -> int:
    """Rows of the export, counted for themselves: the books of a source always balance."""
    return len(read_table(file, COLUMNS, tuple(COLUMNS), role="charging sessions", required=("kwh",)))


def foretold(sessions: pd.DataFrame, since: np.datetime64, cut: np.datetime64) -> dict[str, float]:
    """Error of each method for the days from `cut` on, from those since `since`."""
    day = sessions["start"].str[:10].to_numpy(dtype="datetime64[D]")
    before, after = metered_places(sessions[(day >= since) & (day < cut)]), metered_places(sessions[day >= cut])
    guns = _guns(sessions)
    model = np.array([guns[key] for key in _keys(before)])
    factor, level = place_factors(before, model), _levels(before, model)
    made = {
        "none": [level[current] * guns[key, current] for key, current in _keys(before)],
        "raw": before.kwh / before.days,
        "shrunk": factor * [level[current] * guns[key, current] for key, current in _keys(before)],
    }
    days = float((window_of(sessions)[1] - cut) / DAY)
    real = dict(zip(_keys(after), after.kwh / days, strict=True))
    out = {}
    for name, values in made.items():
        told = dict(zip(_keys(before), values, strict=True))
        # Of places that opened later nothing was known: all methods say the same of them.
        wrong = sum(
            abs(real.get(one, 0.0) - told.get(one, level.get(one[1], 0.0) * guns[one])) for one in {*real, *told}
        )
        out[name] = float(wrong / sum(real.values()))
    return out


def _keys(places: MeteredPlaces) -> list[tuple[str, str]]:
    return list(zip(places.key.tolist(), places.current.tolist(), strict=True))


def _guns(sessions: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Charge points by place and current."""
    count = sessions.groupby(["station_id", "current"])["evse"].nunique()
    return {(str(place), str(current)): float(n) for (place, current), n in count.items()}


def _levels(places: MeteredPlaces, model: np.ndarray) -> dict[str, float]:
    """KWh a day of one charge point, by current."""
    out = {}
    for current in Current:
        mine = places.current == current.value
        if mine.any():
            out[current.value] = float(places.kwh[mine].sum() / (model[mine] * places.days[mine]).sum())
    return out


def _measured(sessions: pd.DataFrame) -> dict[str, dict[str, object]]:
    found = measured_sessions(sessions).by_current
    return {
        current.value: {
            "sessions": one.sessions,
            "session_kwh": one.session_kwh,
            "session_kw": one.session_kw,
            "plugged_h": one.plugged_h,
            "plugged_h_quantiles": one.plugged_h_quantiles,
            "peak_hour_share": None if one.hourly_shares is None else float(one.hourly_shares.max()),
        }
        for current, one in found.items()
    }
