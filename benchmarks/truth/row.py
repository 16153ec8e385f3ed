"""One row of the table: a predicted figure beside a measured one, with its goal and its source."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

NOT_MEASURED = "not measured"
"""Source of a row of which nobody measured the figure."""


@dataclass(frozen=True)
class Goal:
    """What a prediction must keep.

    Parameters
    ----------
    kind : str
        ``factor``: predicted over measured, or measured over predicted, is at most `figure`; ``at least`` and ``at most``: the
        predicted figure by itself; ``between``: the predicted figure, from `figure` to `most`.
    figure : float
    most : float
        Of ``between`` alone.
    """

    kind: Literal["factor", "at least", "at most", "between"]
    figure: float
    most: float = math.inf

    @property
    def words(self) -> str:
        """``within a factor 1.5``, ``between 4.7 and 25``."""
        if self.kind == "between":
            return f"between {self.figure:.3g} and {self.most:.3g}"
        return f"within a factor {self.figure:g}" if self.kind == "factor" else f"{self.kind} {self.figure:g}"

    def met(self, predicted: float, measured: float | None) -> bool | None:
        """Whether it is kept; None where it needs a measured figure and there is none."""
        if self.kind == "factor":
            if measured is None or measured <= 0:
                return None
            return predicted > 0 and 1 / self.figure <= predicted / measured <= self.figure
        if self.kind == "between":
            return self.figure <= predicted <= self.most
        return predicted >= self.figure if self.kind == "at least" else predicted <= self.figure


@dataclass(frozen=True)
class Row:
    """A predicted figure beside a measured one.

    Parameters
    ----------
    row : str
        What it is of.
    unit : str
    predicted, measured : float or None
        None where the row was skipped, or nobody measured it.
    source : str
        Of the measured figure.
    goal : Goal or None
    note : str
        How either came about.
    skipped : str
        Why there is no figure; empty where there is one.
    """

    row: str
    unit: str
    predicted: float | None
    measured: float | None
    source: str
    goal: Goal | None = None
    note: str = ""
    skipped: str = ""

    @property
    def ratio(self) -> float | None:
        """Predicted over measured; None where either is missing or nothing was measured."""
        if self.predicted is None or self.measured is None or self.measured == 0:
            return None
        return self.predicted / self.measured

    @property
    def met(self) -> bool | None:
        """Whether the goal is kept; None without a goal or a prediction."""
        return None if self.goal is None or self.predicted is None else self.goal.met(self.predicted, self.measured)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, the promised keys first."""
        told = {
            "row": self.row,
            "predicted": _rounded(self.predicted),
            "measured": _rounded(self.measured),
            "source": self.source,
            "unit": self.unit,
            "ratio": _rounded(self.ratio),
            "goal": None if self.goal is None else self.goal.words,
            "met": self.met,
            "note": self.note,
        }
        return told | ({"skipped": self.skipped} if self.skipped else {})

    @staticmethod
    def shown(figure: float | None) -> str:
        """A figure for people, in three digits."""
        if figure is None:
            return "-"
        return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"

    def line(self) -> str:
        """One line for people: figures first, since titles are long."""
        if self.skipped:
            return f"{'skipped':>10}{'':>24}  {self.row}: {self.skipped}"
        cells = [f"{self.shown(one):>10}" for one in (self.predicted, self.measured, self.ratio)]
        if self.goal is None and self.source == NOT_MEASURED:
            return f"{''.join(cells)}  {self.unit:<12}  {self.row} [{NOT_MEASURED}]"
        goal = "" if self.goal is None else f" [{self.goal.words}: {'met' if self.met else 'missed'}]"
        return f"{''.join(cells)}  {self.unit:<12}  {self.row}{goal}"


HEAD = f"{'predicted':>10}{'measured':>10}{'ratio':>10}  {'unit':<12}  of what"


def rows_or_skipped(name: str, files: tuple[Path, ...], made: Callable[[], Iterator[Row]]) -> Iterator[Row]:
    """Rows of a part that reads files, or the one row that says which of them is missing: nothing is invented in its place."""
    missing = next((file for file in files if not file.is_file()), None)
    if missing is None:
        yield from made()
    else:
        kept = Path(*missing.parts[-2:]).as_posix()
        yield Row(name, "", None, None, kept, skipped=f"{kept} is not in the folder of real inputs; see --data")


def _rounded(figure: float | None) -> float | None:
    """To four digits, but no whole number is rounded."""
    if figure is None:
        return None
    return float(round(figure)) if abs(figure) >= 1000 else float(f"{figure:.4g}")
