"""The frame of PuLP's class for HiGHS, for programs that PuLP does not state: a tenth of a second to load for options alone."""

from typing import Any

import highspy


class Frame:
    """Passes options on to HiGHS as PuLP's class does; the names are PuLP's.

    Parameters
    ----------
    gapRel, timeLimit, threads : float, float, int or None
        None leaves what HiGHS has.
    **options
        As HiGHS names them.
    """

    def __init__(self, *, gapRel: Any, timeLimit: Any, threads: Any, **options: Any) -> None:  # noqa: N803
        self.gapRel, self.timeLimit, self.threads, self.options = gapRel, timeLimit, threads, options

    def createAndConfigureSolver(self, lp: Any) -> None:  # noqa: N802
        """Make a solver, and set its options."""
        lp.solverModel = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is half typed
        plain = {"mip_rel_gap": self.gapRel, "threads": self.threads, "time_limit": self.timeLimit}
        wanted = {"log_to_console": False, **plain, **self.options}
        for name, value in wanted.items():
            if value is not None:
                lp.solverModel.setOptionValue(name, value)
