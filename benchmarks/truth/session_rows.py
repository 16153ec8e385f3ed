"""What a session is: hours plugged in, energy, mean power, and the hour of the day in which most begin."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.truth.dundee import FAST, KINDS, SLOW_7, SOURCE, Sessions
from benchmarks.truth.elaad import FILES, read_distribution, read_peak_share
from benchmarks.truth.elaad import SOURCE as ELAAD
from benchmarks.truth.evidence import FAST_POWER_KW, PEAK_SHARES
from benchmarks.truth.gun_rows import GOALS
from benchmarks.truth.planned import planned_gun, planned_stay_h
from benchmarks.truth.row import Row
from benchmarks.truth.statistics import peak_share
from planner.demand.occasions import OCCASIONS, Occasion
from planner.demand.profiles import hourly

CUT_OFF = "the file ends at 72 h and 100 kWh, so the mean is a little low"


def dundee_session_rows(sessions: Sessions) -> Iterator[Row]:
    """Hours, energy, power and peak hour by kind of gun."""
    for kind in KINDS:
        mine, gun = sessions.of(kind), planned_gun(kind)
        hours, kwh = mine["plugged_h"], mine["kwh"]
        note = f"{len(mine):,} sessions, median {hours.median():.1f} h"
        yield Row(
            f"hours plugged in a session, {kind}, mean", "h", gun.plugged_h, float(hours.mean()), SOURCE, None, note
        )
        yield Row(f"energy of a session, {kind}, mean", "kWh", gun.session_kwh, float(kwh.mean()), SOURCE)
        power = float(kwh.sum() / hours.sum())
        note = "all energy over all hours plugged in"
        yield Row(f"power of a session, {kind}, mean", "kW", gun.session_kw, power, SOURCE, None, note)
        share = peak_share(mine["start"].dt.hour, kwh)
        note = "energy of the sessions that begin in the busiest hour"
        yield Row(f"share of the peak hour, {kind}", "share", gun.peak_hour_share, share, SOURCE, None, note)


def published_session_rows() -> Iterator[Row]:
    """Power of fast sessions and a peak share as others published them."""
    gun = planned_gun(FAST)
    for figure in FAST_POWER_KW:
        yield Row(f"power of a session, fast, mean, {figure.of}", "kW", gun.session_kw, figure.value, figure.source)
    for figure in PEAK_SHARES:
        yield Row(f"share of the peak hour, {figure.of}", "share", gun.peak_hour_share, figure.value, figure.source)


def elaad_rows(data: Path) -> Iterator[Row]:
    """Dutch public points beside slow guns, and arrivals at each kind of point beside the planner's profiles."""
    times, energies, arrivals = (data / file for file in FILES)
    gun = planned_gun(SLOW_7)
    time, energy = read_distribution(times, "public"), read_distribution(energies, "public")
    yield Row(
        "hours plugged in a session, slow, Dutch public, mean", "h", gun.plugged_h, time.mean, ELAAD, None, CUT_OFF
    )
    yield Row("hours plugged in a session, slow, Dutch public, median", "h", gun.plugged_h, time.median, ELAAD)
    yield Row(
        "energy of a session, slow, Dutch public, mean", "kWh", gun.session_kwh, energy.mean, ELAAD, None, CUT_OFF
    )
    note = "mean energy over mean hours: what a gun gives in each hour that it is held"
    title = "energy of a gun, slow, each hour plugged in, Dutch public"
    yield Row(title, "kWh/h", gun.session_kw, energy.mean / time.mean, ELAAD, GOALS[SLOW_7], note)
    title = "share of the peak hour, slow, Dutch public"
    yield Row(title, "share", gun.peak_hour_share, read_peak_share(arrivals, "public"), ELAAD)
    for occasion, kind in ((Occasion.HOME, "private"), (Occasion.WORK, "workplace")):
        measured = read_peak_share(arrivals, kind)
        stayed, mean = planned_stay_h(occasion), read_distribution(times, kind).mean
        yield Row(f"hours plugged in a session, {occasion.label}, mean", "h", stayed, mean, ELAAD, None, CUT_OFF)
        yield Row(f"share of the peak hour, {occasion.label}", "share", profile_peak(occasion), measured, ELAAD)


def profile_peak(occasion: Occasion) -> float:
    """Share of the busiest hour in the planner's profile of an occasion."""
    alone = np.array([float(one is occasion) for one in OCCASIONS])
    return float(hourly(alone).max())
