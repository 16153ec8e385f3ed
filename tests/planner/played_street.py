"""The street of `tiny_city` with a plan made by hand, for playing: every rate known, so that queueing theory says what must come out."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geodata.connectors import Current
from planner.plan import Plan, Proof, Status
from planner.question import Question, question_of
from planner.simulate.habits import Habits
from tests.planner.tiny_city import silent, stations, tiny_city, tiny_scenario

FLEET = [{"vehicle_class": "taxi", "count": 40, "port": "gbt"}]


def street_question(plugs: tuple[tuple[str, str, int, float], ...], *, fleet: Any = None, **sections: Any) -> Question:
    """Ask about the street with these plugs at its station."""
    demand = {"plug_in_min": 0.0, **sections.pop("demand", {})}
    scenario = tiny_scenario(demand=demand, **sections)
    return question_of(tiny_city(FLEET if fleet is None else fleet, stations=stations(plugs)), scenario, say=silent)


def hand_plan(
    pools: list[tuple[str, str, str, str, float]], chargers: list[tuple[str, str, int]] = (), zone: str = "z4"
) -> Plan:
    """Lay down who is served where: (site, pool, family, need, kWh a day), all from one zone; (site, charger, count) built."""
    flows = [(zone, site, family, need, kwh, 0.0) for site, _, family, need, kwh in pools]
    names = ["zone_id", "site_id", "family", "need", "kwh_per_day", "drive_s"]
    return Plan(
        chargers=pd.DataFrame(list(chargers), columns=["site_id", "charger", "count"]),
        flows=pd.DataFrame(flows, columns=names),
        pools=pd.DataFrame(pools, columns=["site_id", "pool", "family", "need", "kwh_per_day"]),
        proof=Proof(0.0, 0.0, 0.0, Status.OPTIMAL, "gap", "by hand", 0.0),
    )


def even_habits(question: Question, *, session_kwh: float, power_kw: float) -> Habits:
    """Give every vehicle the same mean session and power, and every hour the same share of the day."""
    classes, vehicles = len(question.demand.classes), question.estimate.inputs.classes
    hours = np.zeros((classes, 5, len(vehicles), 24))
    hours[:, 0, 0, :] = 1 / 24
    figures = {current: np.full(len(vehicles), session_kwh) for current in Current}
    return Habits(vehicles, hours, figures, {current: np.full(len(vehicles), power_kw) for current in Current})


def with_simulation(question: Question, **keys: Any) -> Question:
    """Ask the same with other keys of `[simulation]`."""
    return replace(question, scenario=question.scenario.with_simulation(run=True, **keys))
