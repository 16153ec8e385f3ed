"""The busiest hour of each place, as the plan expects it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.network.parking import STEPS_AN_HOUR, present
from planner.question import Question
from planner.simulate.arrivals import Stream
from planner.simulate.habits import Habits
from planner.simulate.network import Place


def peak_hours(
    question: Question, planned: Sequence[Stream], habits: Habits, places: Sequence[Place]
) -> NDArray[np.int64]:
    """Hour in which most cars are at each place, were no gun ever taken; (places,).

    `planned` are the drivers by the place that the plan sends them to; a place that it sends nobody to has the city's hour.
    """
    arrivals = np.zeros((len(places), *habits.hours.shape[1:2], 24))  # (places, occasions, 24)
    for one in planned:
        hours = habits.hours[one.kind].sum(axis=1)  # (occasions, 24)
        if one.occasion is not None:
            hours = hours * (np.arange(len(hours)) == one.occasion)[:, None]
        np.add.at(arrivals, one.place, one.kwh[:, None, None] * hours / hours.sum())
    sessions = arrivals.sum(axis=1)
    whole = int(sessions.sum(axis=0).argmax()) if sessions.sum() > 0 else 0
    out = np.full(len(places), whole)
    for n, place in enumerate(places):
        pool = question.pools.pools[place.pool]
        if sessions[n].sum() > 0:
            least_h = pool.session_kwh / pool.power_kw + question.demand.plug_in_min / 60.0
            stay_h = habits.stay_h if pool.parks else (0.0,) * len(habits.stay_h)
            cars = present(arrivals[n].tolist(), stay_h, least_h).sum(axis=0)
            out[n] = int(cars.argmax()) // STEPS_AN_HOUR
    return np.asarray(out, dtype=np.int64)
