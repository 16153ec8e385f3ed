"""A comparison under way, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from planner.compare.comparison import Comparison
from planner.compare.run.crew import Crew
from planner.compare.run.grounds import Ground
from planner.compare.run.jobs import Failed
from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier


@dataclass(frozen=True)
class Result:
    """A comparison with all plans on file.

    Parameters
    ----------
    comparison : Comparison
    dossiers : mapping
        By plan.
    whole : bool
        Nothing was cut short by the user, so that nothing need be kept for another run.
    """

    comparison: Comparison
    dossiers: Mapping[str, Dossier]
    whole: bool


@dataclass
class Run:
    """One comparison under way.

    Parameters
    ----------
    scenario : Scenario
        Of the configuration.
    grounds : dict
        By world: first those that can be asked, then those that were planned.
    crew : Crew
    out : Path or None
        Where finished worlds are put aside; None for nowhere.
    dossiers : dict
        By plan, as they are made.
    resumed : list of str
        Worlds that an earlier run had finished.
    failed : dict
        Worlds that are left out.
    """

    scenario: Scenario
    grounds: dict[str, Ground]
    crew: Crew
    out: Path | None
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    resumed: list[str] = field(default_factory=list)
    failed: dict[str, Failed] = field(default_factory=dict)

    @property
    def together(self) -> dict[str, Ground]:
        """Worlds whose plans can be played in each other."""
        return {name: ground for name, ground in self.grounds.items() if not ground.apart}
