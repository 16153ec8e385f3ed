"""Hours that a car at a slow post stays parked, by occasion: from the facts, or as the scenario says."""

from planner.catalogue.facts import fact_rows
from planner.config.scenario import Scenario
from planner.demand.occasions import OCCASIONS, Occasion
from planner.demand.spans import Span
from planner.errors import ConfigError
from planner.support.speech import _
from planner.support.spelling import nearest_known

CASES = ("low", "central", "high")


def stays_of(scenario: Scenario) -> Span:
    """Mean hours by occasion, (occasions,), with the band of the facts; a stay that the scenario gives has none.

    Source: configs/facts/parking_stays.csv.

    Raises
    ------
    ConfigError
        The scenario gives the stay of an occasion that does not exist.
    """
    given = scenario.demand.stay_h
    for name in given:
        if name not in OCCASIONS:
            raise ConfigError(
                _(
                    "demand.stay_h: unknown occasion {name!r}; {nearest_known}",
                    name=name,
                    nearest_known=nearest_known(name, OCCASIONS),
                )
            )
    rows = {Occasion(row["occasion"]): row for row in fact_rows("parking_stays")}
    return Span.of(*([given.get(one, float(rows[one][case])) for one in OCCASIONS] for case in CASES))
