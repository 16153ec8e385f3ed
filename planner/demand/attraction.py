"""Attraction of zones for public charging by occasion: people, workplaces, shops, stations, and passing traffic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.activity import ACTIVITIES
from geodata.report import Problem
from planner.catalogue.facts import fact_rows
from planner.config.scenario import Scenario
from planner.demand.names import activity_words
from planner.demand.occasions import Occasion
from planner.demand.spans import Assumed, Draw, Floats, Span
from planner.errors import ConfigError
from planner.support.speech import _
from planner.support.spelling import nearest_known

Column = tuple[Occasion, str]
"""An occasion and the vehicle class it is for; ``""`` for all classes that have none of their own."""


LARGE_M2, SIZE_POWER = 5_000.0, 0.68
"""Trips to shopping centres grow with the 0.6th to 0.7th power of their size (the fitted curves of ITE's Trip Generation; recalled). Taken
for all floor space and market ground of a zone beyond a large shop."""


@dataclass(frozen=True)
class Weights:
    """Attraction weight of a unit of each activity, by column.

    Parameters
    ----------
    columns : tuple of (Occasion, str)
    spans : Span
        (columns, activities); the column of `Occasion.EN_ROUTE` is all zero, for traffic decides it.
    assumed : tuple of Assumed
        One for each weight that is not fixed.
    """

    columns: tuple[Column, ...]
    spans: Span
    assumed: tuple[Assumed, ...]

    def at(self, draw: Draw) -> Floats:
        """Weights with each moved by its own position; (columns, activities)."""
        out = np.array(self.spans.central)
        names, cells, banded = self._banded
        out[cells] = banded.at(np.array([draw.get(name, 0.0) for name in names]))
        return out

    @cached_property
    def _banded(self) -> tuple[list[str], tuple[NDArray[np.int64], NDArray[np.int64]], Span]:
        """Weights that a draw can move: the name that moves each, where each stands, and its band."""
        rows, activities = np.nonzero(self.spans.low < self.spans.high)
        cells = rows, activities
        names = [f"weight:{self.columns[k][0]}:{ACTIVITIES[a]}" for k, a in zip(rows, activities, strict=True)]
        return names, cells, Span(self.spans.low[cells], self.spans.central[cells], self.spans.high[cells])


def weights_of(scenario: Scenario) -> Weights:
    """Weights of the facts, those of `[demand.weights]` in their place.

    Raises
    ------
    ConfigError
        An unknown occasion or activity; the nearest is named.
    """
    rows = fact_rows("attraction_weights")
    columns = tuple(dict.fromkeys((Occasion(row["occasion"]), row["vehicle_class"]) for row in rows))
    columns = (*columns, (Occasion.EN_ROUTE, ""))
    tables = {case: np.zeros((len(columns), len(ACTIVITIES))) for case in ("low", "central", "high")}
    for row in rows:
        at = columns.index((Occasion(row["occasion"]), row["vehicle_class"])), ACTIVITIES.index(row["activity"])
        for case, table in tables.items():
            table[at] = float(row[case])
    _override(tables, columns, scenario.demand.weights)
    spans = Span(tables["low"], tables["central"], tables["high"])
    return Weights(columns, spans, tuple(_assumed(columns, spans)))


def _override(tables: Mapping[str, Floats], columns: Sequence[Column], own: Mapping[str, Mapping[str, float]]) -> None:
    known = [one.value for one in Occasion if one is not Occasion.EN_ROUTE]
    for occasion, weights in own.items():
        if occasion not in known:
            raise ConfigError(
                _(
                    "demand.weights: unknown occasion {occasion!r}; {nearest_known}",
                    occasion=occasion,
                    nearest_known=nearest_known(occasion, known),
                )
            )
        for activity, weight in weights.items():
            if activity not in ACTIVITIES:
                raise ConfigError(
                    _(
                        "demand.weights.{occasion}: unknown activity {activity!r}; {nearest_known}",
                        occasion=occasion,
                        activity=activity,
                        nearest_known=nearest_known(activity, ACTIVITIES),
                    )
                )
            for table in tables.values():
                table[columns.index((Occasion(occasion), "")), ACTIVITIES.index(activity)] = weight


def _assumed(columns: Sequence[Column], spans: Span) -> list[Assumed]:
    found = []
    for k, (occasion, name) in enumerate(columns):
        for a, activity in enumerate(ACTIVITIES):
            if not name and spans.low[k, a] < spans.high[k, a]:
                what = _(
                    "draw of {activity} for charging {label}", activity=activity_words(activity), label=occasion.label
                )
                values = [f"{one[k, a]:g}" for one in (spans.low, spans.central, spans.high)]
                found.append(
                    Assumed.from_text(
                        f"weight:{occasion}:{activity}", what, values, "configs/facts/attraction_weights.csv"
                    )
                )
    return found


@dataclass(frozen=True)
class Attraction:
    """Activities and traffic of every zone, with their weights.

    Parameters
    ----------
    activity : (zones, activities)
    people : (zones,)
        Stands in for the activities of an occasion where the city has none at all.
    traffic : (zones,)
        Vehicle-hours that pass, for `Occasion.EN_ROUTE`.
    weights : Weights
    problems : tuple of Problem
        Occasions that fell back on people.
    zone_factor : (zones,), optional
        By metered sessions.
    hill_factor : (zones,), optional
        Energy of residents on hills against the city's mean: those who live uphill charge more near home.
    """

    activity: Floats
    people: Floats
    traffic: Floats
    weights: Weights
    problems: tuple[Problem, ...] = ()
    zone_factor: Floats | None = None
    hill_factor: Floats | None = None

    def at(self, draw: Draw) -> Floats:
        """Attraction of each zone by column; (zones, columns), each column with a positive sum."""
        out = self.activity @ self.weights.at(draw).T
        out[:, self.weights.columns.index((Occasion.EN_ROUTE, ""))] = self.traffic
        empty = out.sum(axis=0) <= 0
        out[:, empty] = self.people[:, None]
        if self.hill_factor is not None:
            home = [at for at, (occasion, _) in enumerate(self.weights.columns) if occasion is Occasion.HOME]
            out[:, home] *= self.hill_factor[:, None]
        return np.asarray(out if self.zone_factor is None else out * self.zone_factor[:, None])

    def column(self, occasion: Occasion, vehicle_class: str) -> int:
        """Number of the column that a class follows on an occasion."""
        own = (occasion, vehicle_class)
        return self.weights.columns.index(own if own in self.weights.columns else (occasion, ""))


def _damped(amount: Floats, activity: str) -> Floats:
    """Damp floor space beyond `LARGE_M2`, where visits grow with the power `SIZE_POWER` of it; people are not damped."""
    if not activity.endswith("_m2"):
        return amount
    return np.asarray(
        np.where(amount > LARGE_M2, LARGE_M2 * (np.maximum(amount, 1.0) / LARGE_M2) ** SIZE_POWER, amount)
    )


def attraction_of(zones: pd.DataFrame, activity: pd.DataFrame, traffic: Floats, scenario: Scenario) -> Attraction:
    """Gather activities and traffic by zone.

    Parameters
    ----------
    zones, activity : DataFrame
        Schemas ZONES and ACTIVITY; a zone without a row of activity has none.
    traffic : (zones,)
    scenario : Scenario
    """
    table = activity.set_index("zone_id").reindex(zones["zone_id"])[list(ACTIVITIES)].fillna(0.0).to_numpy(dtype=float)
    table = np.column_stack([_damped(table[:, a], name) for a, name in enumerate(ACTIVITIES)])
    people = zones["population"].to_numpy(dtype=float)
    found = Attraction(table, people, traffic, weights_of(scenario))
    raw = table @ found.weights.spans.central.T
    raw[:, found.weights.columns.index((Occasion.EN_ROUTE, ""))] = traffic
    lost = dict.fromkeys(
        one for (one, _), total in zip(found.weights.columns, raw.sum(axis=0), strict=True) if total <= 0
    )
    problems = tuple(
        Problem(
            _("charging {label}", label=one.label),
            _("the map shows nothing in the city that draws it"),
            _("laid where people live"),
        )
        for one in lost
    )
    return Attraction(table, people, traffic, found.weights, problems)
