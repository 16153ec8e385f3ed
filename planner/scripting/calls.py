"""The functions of the API, each the same as the command of its name."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geodata.city import City
from geodata.input_file import InputFile
from planner import pipeline
from planner.cluster.jobs import Failed
from planner.compare.run.compare import compare_inputs
from planner.compare.run.world_inputs import world_inputs_of
from planner.config.levers import with_keys
from planner.config.scenario import Scenario, load_scenario
from planner.dossier.dossier import Dossier
from planner.edits.edit_layer import read_edits
from planner.errors import ConfigError
from planner.fetching import city_request
from planner.scripting.compared_worlds import ComparedWorlds
from planner.scripting.finished_plan import FinishedPlan
from planner.support.progress import Progress
from planner.support.resources import configs_dir
from planner.support.speech import _
from planner.worlds import worlds_of

log = logging.getLogger(__name__)


def demo_scenario() -> Scenario:
    """Load the question of `evplan demo`: a city that does not exist, bundled with the package, which needs no network."""
    return load_scenario(configs_dir() / "sample_city" / "demo.toml")


def change_scenario(scenario: Scenario, keys: Mapping[str, Any]) -> Scenario:
    """Return the same question with other keys, checked like those of a file.

    Parameters
    ----------
    scenario : Scenario
    keys : mapping
        Dotted keys of the configuration and their values: ``{"plan.budget_usd": 1_000_000, "fleet.mix": "balanced"}``.

    Raises
    ------
    ConfigError
        An unknown key, whose nearest known one is named, or a value out of range.
    """
    return with_keys(scenario, keys, where="change_scenario")


def gather_city(scenario: Scenario, *, say: Progress | None = None) -> City:
    """Load every input that the scenario names.

    Parameters
    ----------
    scenario : Scenario
    say : callable, optional
        Called with a line as each step begins, `print` for example. Default: they are logged, level INFO.

    Raises
    ------
    PlannerError, GeodataError
        In one line, which input is missing or of no use, and what to do about it.
    """
    return pipeline.gather_city(scenario, say=say or log.info)


def make_plan(
    city: City, scenario: Scenario, *, edits: str | Path | None = None, say: Progress | None = None
) -> FinishedPlan:
    """Propose new sites and upgrades, check the plan by independent code, and study it as the scenario asks.

    Parameters
    ----------
    city : City
        As `gather_city` gives it; one city answers many questions that name the same inputs.
    scenario : Scenario
    edits : str or Path, optional
        A `plan.gpkg` with edits, as `evplan plan --edits` takes it; what became of each stands in ``summary["edits"]``.
    say : callable, optional
        As for `gather_city`.

    Raises
    ------
    InfeasibleError
        No plan can keep the promises asked for; the text names those in conflict, and ``ways`` what would have to give way.
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it.
    """
    layer = None if edits is None else read_edits(InputFile(Path(edits)))
    return FinishedPlan(pipeline.make_plan(city, scenario, say=say or log.info, edits=layer))


def load_plan(place: str | Path) -> FinishedPlan:
    """Read a finished plan without solving: the folder that a run wrote, or its `plan.json`.

    Raises
    ------
    PlannerError
        There is no finished plan, or it is damaged or of another version.
    """
    return FinishedPlan(Dossier.load(place))


def compare_worlds(
    city: City,
    scenario: Scenario,
    mixes: str | Sequence[str] = (),
    *,
    files: Sequence[str | Path] = (),
    workers: int = 1,
    say: Progress | None = None,
) -> ComparedWorlds:
    """Plan for each world, evaluate every plan in every world, and hedge.

    Parameters
    ----------
    city : City
        As `gather_city` gives it; worlds that name other inputs gather their own.
    scenario : Scenario
    mixes : str or sequence of str
        Name of a mix, or names of mixes, of tables of port shares, or of rows of ``[[compare.worlds]]``. Default: what ``[compare]`` says.
    files : sequence of str or Path
        Further scenarios.
    workers : int
        Processes at a time. More than 1 begin the script anew in each, so it must keep what it does under ``if __name__ == "__main__":``.
    say : callable, optional
        As for `gather_city`.

    Raises
    ------
    PlannerError, GeodataError
        No world can be planned. One that cannot, while others can, is logged and named in ``summary["left_out"]``.
    """
    told, with_workers = say or log.info, with_keys(scenario, {"compare.workers": workers}, where="compare_worlds")
    names = (mixes,) if isinstance(mixes, str) else tuple(mixes)
    worlds, refused = worlds_of(scenario, names, [Path(file) for file in files])
    if not worlds and not refused:
        raise ConfigError(_("compare_worlds: no world to compare; name mixes or files"))
    asked = city_request(scenario)

    def gather(one: Scenario, *, say: Progress) -> City:
        return city if city_request(one) == asked else pipeline.gather_city(one, say=say)

    inputs_by_world, failed = world_inputs_of(worlds, told, gather)
    failed = {**{one.name: Failed(one.why) for one in refused}, **failed}
    return ComparedWorlds(compare_inputs(with_workers, inputs_by_world, failed, say=told))
