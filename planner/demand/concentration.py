"""How strongly demand gathers at its strong places: a power of the shares of zones.

In two cities whose charging is metered, demand lay more unevenly than this model said (Gini 0.57 against 0.39 in Shenzhen, 0.88 against 0.35 in
Los Angeles). For figures that are near lognormal, the power by which the model's shares foretell the real ones best, in the mean square of the
logarithms, is the slope ``rho * s_real / s_model`` of the regression, where ``s = sqrt(2) * Phi^-1((1 + Gini) / 2)`` (Aitchison and Brown 1957, *The
lognormal distribution*) and ``rho`` is the correlation: 1.2 in Shenzhen, 1.6 in Los Angeles. What the power leaves, ``s_real * sqrt(1 - rho^2)``, is the difference
between like places, 0.73 in Shenzhen, and no power can say where it lies.
"""

import numpy as np

from planner.config.scenario import Scenario
from planner.demand.spans import Assumed, Floats, Span
from planner.support.speech import _

EVEN = Span.fixed(1.0)
UNKNOWN = Span.of(1.0, 1.0, 1.6)
"""Where the scenario names none: as the weights say in the middle, at most as in Los Angeles."""


def concentration_of(scenario: Scenario) -> Span:
    """The power that the scenario gives, which is known, or what is assumed."""
    given = scenario.demand.concentration
    return UNKNOWN if given is None else Span.fixed(given)


def concentration_assumed(span: Span) -> tuple[Assumed, ...]:
    """The assumption that draws move; none where the power is known."""
    if span.low == span.high:
        return ()
    values = [f"{float(one):g}" for one in (span.low, span.central, span.high)]
    what = _("how strongly demand gathers at its strong places (power of the shares of zones)")
    return (Assumed.from_text("concentration", what, values, "configs/facts/where_demand_lies.csv"),)


def concentrated(shares: Floats, power: float) -> Floats:
    """Shares to a power that sum to one again, by column.

    Parameters
    ----------
    shares : (zones, columns)
        Each column sums to 1.
    power : float
    """
    if power == 1.0:
        return shares
    raised = (shares / shares.max(axis=0)) ** power
    return np.asarray(raised / raised.sum(axis=0))
