"""The result of a comparison for scripts and notebooks."""

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner.compare.rows import HEDGED
from planner.compare.run.run import Result
from planner.output import WRITERS
from planner.output.comparison.writer import FILES, comparison_before, write_comparison
from planner.scripting.finished_plan import FinishedPlan
from planner.support.earlier import insist_on_own


@dataclass(frozen=True, repr=False)
class ComparedWorlds:
    """Plans for several worlds side by side; notebooks show the regret matrix.

    Parameters
    ----------
    result : Result
        The comparison and the dossier of every plan.
    """

    result: Result

    @property
    def plans(self) -> dict[str, FinishedPlan]:
        """Plans by name: one for each world, then ``hedged`` and ``expected`` where they were found."""
        return {name: FinishedPlan(dossier) for name, dossier in self.result.dossiers.items()}

    @property
    def hedged(self) -> FinishedPlan | None:
        """The plan of minimax regret; None where there is none, and ``summary["hedge"]["why_not"]`` says why."""
        return self.plans.get(HEDGED)

    @property
    def energy(self) -> pd.DataFrame:
        """Energy served, kWh a day: a row for each plan, a column for each world; NaN where a plan was not evaluated."""
        return self._matrix("energy")

    @property
    def value(self) -> pd.DataFrame:
        """Worth-weighted kWh a day, of which regrets are shares; (plans, worlds)."""
        return self._matrix("value")

    @property
    def regret(self) -> pd.DataFrame:
        """Share (0..1) that each plan (row) loses in each world (column) against the best plan known there; NaN where it was not evaluated."""
        return self._matrix("regret")

    @property
    def summary(self) -> dict[str, Any]:
        """What `comparison.json` holds, plain JSON; ``summary["summary"]`` is sentences."""
        return self.result.comparison.as_dict()

    def save(self, folder: str | Path) -> list[Path]:
        """Write the comparison and a folder for each plan, as `evplan compare --out` does: all or none, and other files there stay.

        Returns
        -------
        list of Path
            The files, then the folders.

        Raises
        ------
        GeodataError
            The folder cannot be written, or a file of somebody else would be replaced; it is as it was.
        """
        dossiers = self.result.dossiers
        own = (f"{name}/{file}" for name in dossiers for file in WRITERS)
        insist_on_own(Path(folder), {*FILES, *own}, comparison_before(Path(folder)))
        return write_comparison(dossiers, folder, comparison=self.result.comparison)

    def _matrix(self, key: str) -> pd.DataFrame:
        data = self.summary
        table = pd.DataFrame.from_dict(data[key], orient="index", columns=data["mixes"], dtype="float64")
        return table.rename_axis(index="plan", columns="world")

    def __repr__(self) -> str:
        return f"<ComparedWorlds: plans {', '.join(self.result.dossiers)}>"

    def _repr_html_(self) -> str:
        """The matrix of losses, then the sentences."""
        said = "".join(f"<li>{html.escape(line)}</li>" for line in self.summary["summary"])
        return f"{self.regret.to_html(float_format='{:.2%}'.format, na_rep='')}<ul>{said}</ul>"
