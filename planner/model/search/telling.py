"""What a search says while it runs."""

import math
from dataclasses import dataclass, field

from planner.support.progress import Progress, measured
from planner.support.speech import _


def tell(say: Progress, value: float, bound: float) -> None:
    """Say the best plan, -inf before there is one, what no plan exceeds, and the gap."""
    above, gap = _("no plan above {value:,.0f_most} weighted kWh a day", value=bound), math.inf
    said = _("{above}; lowering that bound before the first plan", above=above)
    if math.isfinite(value):
        gap = max(0.0, bound - value) / abs(bound)
        said = _("best plan {value:,.0f}, {above}, gap {gap:.2%_most}", value=value, above=above, gap=gap)
    say(measured(said, value, bound, gap, "weighted kWh a day"))


@dataclass
class Telling:
    """Says how a search stands, at most once a second."""

    say: Progress
    _told_s: float = field(init=False, default=0.0)

    def tell(self, at_s: float, value: float, bound: float) -> None:
        """As `tell`, so many seconds after the search began; nothing before there is a bound."""
        if at_s - self._told_s >= 1.0 and bound and math.isfinite(bound):
            self._told_s = at_s
            tell(self.say, value, bound)
