"""Files of the folder of its results that a job replaces: those of earlier runs, never an input or what somebody else put there."""

from collections.abc import Collection
from pathlib import Path

from planner.config.scenario import Scenario
from planner.support.earlier import Replaced, inputs_named, is_empty, keep_to_own
from planner.support.progress import Progress


def keep_to_own_plan(scenario: Scenario, folder: Path, say: Progress) -> None:
    """Of a plan; refuses as `keep_to_own`."""
    if is_empty(folder):
        return
    from planner.output import files_of, may_be_gone, studies_asked, written_before  # noqa: PLC0415  loaded beside the planning else

    before = written_before(folder)
    names = files_of(scenario.output.languages, studies_asked(scenario))
    _keep(scenario, folder, Replaced(names, before, may_be_gone() & before), say)


def keep_to_own_check(scenario: Scenario, folder: Path, say: Progress) -> None:
    """Of a check; refuses as `keep_to_own`."""
    if is_empty(folder):
        return
    from planner.output.check.writer import check_before, check_files  # noqa: PLC0415  as above

    _keep(scenario, folder, Replaced(check_files(scenario, folder), check_before(folder), set()), say)


def keep_to_own_comparison(scenario: Scenario, worlds: Collection[str], folder: Path, say: Progress) -> None:
    """Of a comparison of worlds by their names; refuses as `keep_to_own`."""
    if is_empty(folder):
        return
    from planner.output.comparison.writer import comparison_before, comparison_files, going  # noqa: PLC0415  as above

    names = comparison_files(scenario, worlds)
    _keep(scenario, folder, Replaced(names, comparison_before(folder), going(folder, worlds)), say)


def _keep(scenario: Scenario, folder: Path, replaced: Replaced, say: Progress) -> None:
    keep_to_own(folder, replaced, inputs_named(scenario.model_dump(mode="json"), scenario.path("")), say)
