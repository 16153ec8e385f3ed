"""State and result of one comparison run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Failed
from planner.compare.comparison import Comparison
from planner.compare.run.world_inputs import WorldInputs
from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier


@dataclass(frozen=True)
class Result:
    """Result of a comparison, with the dossiers of all plans.

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
    """State of one comparison run.

    Parameters
    ----------
    scenario : Scenario
        Of the configuration.
    inputs_by_world : dict
        By world: first those with a valid question, then those that were planned.
    cluster : Cluster
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
    inputs_by_world: dict[str, WorldInputs]
    cluster: Cluster
    out: Path | None
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    resumed: list[str] = field(default_factory=list)
    failed: dict[str, Failed] = field(default_factory=dict)

    @property
    def together(self) -> dict[str, WorldInputs]:
        """Worlds whose plans can be played in each other."""
        return {name: world_inputs for name, world_inputs in self.inputs_by_world.items() if not world_inputs.apart}
