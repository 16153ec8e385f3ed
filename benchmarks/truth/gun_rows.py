"""KWh that a gun gives a day, slow and fast: at the hours measured, and at those that a plan counts on."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.truth.dundee import FAST, KINDS, SLOW_7, SOURCE, Sessions
from benchmarks.truth.evidence import FAST_GUNS, FAST_HOURS, SLOW_GUN, SLOW_SESSION_H, SLOW_SESSION_KWH
from benchmarks.truth.planned import planned_gun
from benchmarks.truth.row import Goal, Row
from planner.catalogue.facts import parameter

GOALS = {kind: Goal("factor", 1.3 if kind == FAST else 1.5) for kind in KINDS}


@dataclass(frozen=True)
class MeasuredGun:
    """Means over the guns of one kind: kWh a day, and hours a day plugged in."""

    kwh: float
    plugged_h: float


def measured_gun(sessions: Sessions, kind: str) -> MeasuredGun:
    """Mean gun of a kind in Dundee, each gun counted once."""
    guns = sessions.guns(kind)
    return MeasuredGun(float(guns["kwh_per_day"].mean()), float(guns["plugged_h_per_day"].mean()))


def dundee_gun_rows(sessions: Sessions) -> Iterator[Row]:
    """Rows of every kind of gun: at its measured hours, and at those that a plan counts on."""
    for kind in KINDS:
        gun, measured = planned_gun(kind), measured_gun(sessions, kind)
        note = f"{len(sessions.guns(kind))} guns, plugged in {measured.plugged_h:.1f} h a day on the mean"
        title = f"energy of a gun, {kind}, at the hours plugged in as measured"
        yield Row(title, "kWh/day", gun.kwh_at(measured.plugged_h), measured.kwh, SOURCE, GOALS[kind], note)
        title = f"energy of a gun, {kind}, at the hours in use that a plan counts on"
        note = "the most that a plan may count on, for a gun alone as in a group; no figure of what guns do"
        yield Row(title, "kWh/day", gun.carried_kwh(1), measured.kwh, SOURCE, None, note)


def published_gun_rows() -> Iterator[Row]:
    """Rows of what others published, which need no file."""
    hours = SLOW_GUN.value / SLOW_SESSION_KWH * SLOW_SESSION_H
    note = f"{hours:.1f} h a day: its energy over {SLOW_SESSION_KWH} kWh a session, of {SLOW_SESSION_H} h each"
    title = f"energy of a gun, {SLOW_7}, at the hours plugged in as measured, {SLOW_GUN.of}"
    predicted = planned_gun(SLOW_7).kwh_at(hours)
    yield Row(title, "kWh/day", predicted, SLOW_GUN.value, SLOW_GUN.source, GOALS[SLOW_7], note)
    for figure, hours in FAST_GUNS:
        title = f"energy of a gun, fast, at the hours in use as measured, {figure.of}"
        predicted = planned_gun(FAST).kwh_at(hours)
        yield Row(title, "kWh/day", predicted, figure.value, figure.source, GOALS[FAST], f"{hours} h a day in use")
    usual = parameter("dc_utilisation") * 24.0
    for figure in FAST_HOURS:
        note = "predicted: dc_utilisation of the facts, with which stations known are judged"
        yield Row(f"hours in use of a fast gun, {figure.of}", "h/day", usual, figure.value, figure.source, None, note)
