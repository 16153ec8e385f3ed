"""Progress of a search over several years, told against the ceiling of all."""

import math
from collections.abc import Callable

from planner.support.progress import Progress, measured
from planner.support.speech import _


def progress_under(say: Progress, ceiling: float) -> Callable[[float, float], None]:
    """What tells of a plan and its bound, the bound at most `ceiling`."""

    def tell(incumbent: float, bound: float) -> None:
        best, above = -incumbent, min(-bound, ceiling)
        if math.isfinite(best) and math.isfinite(above) and above:
            gap = max(0.0, above - best) / abs(above)
            said = _(
                "all phases: best {best:,.0f}, none above {above:,.0f_most}, gap {value:.2%_most}",
                best=best,
                above=above,
                value=gap,
            )
            say(measured(said, best, above, gap, "weighted kWh a day"))

    return tell
