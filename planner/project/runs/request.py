"""What a run is asked to do, as `request.json` in its folder tells the process that does it."""

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from geodata.errors import InputError
from geodata.system_reasons import reason_of
from planner.config.levers import with_keys
from planner.config.scenario import Scenario, load_scenario
from planner.project.runs.ended import FILE as ENDED
from planner.project.runs.wish import STOP
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import _
from planner.support.staging import put_json

FILE = "request.json"
RESULTS = "results"
"""Folder of the results in the folder of a run, as `evplan` writes it."""


class Job(StrEnum):
    """What `evplan` can be asked to do in a run."""

    PLAN = "plan"
    COMPARE = "compare"
    CHECK = "check"
    VALUE = "value"


@dataclass(frozen=True)
class Options:
    """What the options of the command line say; files relative to the folder of the run.

    Parameters
    ----------
    keys : mapping
        Dotted keys of the configuration with other values: ``{"plan.budget_usd": 1_000_000}``.
    languages : tuple of str
        Of the results; empty for those of the scenario.
    simulate : bool
        Of a plan: also play it out.
    edits : str, optional
        Of a plan: a file with edits.
    grow : str, optional
        Of a plan: the file of a finished plan, all of which stays, with a further budget on top.
    csv_dialect : str
    mixes, scenarios : tuple of str
        Of a comparison: worlds by name, and further configurations.
    fresh : bool
        Read every input anew, whatever earlier runs have kept.
    quick : bool
        Of a plan: without the studies that take long and that no plan needs.
    zone : str, optional
        Of a check: whose demand is told.
    sizes : bool
        Of a check: with quick plans by the power of a site.
    table : str, optional
        Of a valuation: the list of places with chargers.
    """

    keys: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    simulate: bool = False
    edits: str | None = None
    grow: str | None = None
    csv_dialect: str = CsvDialect.INTERNATIONAL.value
    mixes: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    fresh: bool = False
    quick: bool = False
    zone: str | None = None
    sizes: bool = True
    table: str | None = None


@dataclass(frozen=True)
class Request:
    """A job with all that it needs.

    Parameters
    ----------
    job : Job
    name : str
        Of the scenario, for people.
    scenario : str
        Its TOML, relative to the folder of the run.
    beside : str
        Folder that the paths in it start from, relative to the folder of the run.
    options : Options
    inputs : mapping
        SHA-256 of every file that the scenario names, and of itself, when the run was asked for.
    sizes : mapping
        Bytes of these; empty of a run of an earlier version.
    added_at : str
        Time in UTC, ISO 8601.
    """

    job: Job
    name: str
    scenario: str
    beside: str
    options: Options = Options()
    inputs: Mapping[str, str] = field(default_factory=dict)
    added_at: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write it into the folder of a run.

        Raises
        ------
        InputError, OutputError
            The folder cannot be written, or the disk is full.
        """
        put_json(folder / FILE, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> "Request":
        """Read it.

        Raises
        ------
        InputError
            It is not there, or not what `write` writes.
        """
        try:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls._of(data)
        except OSError as error:
            found = _("cannot be read ({strerror})", strerror=reason_of(error))
        except (ValueError, TypeError, KeyError, AttributeError):
            found = _("is damaged")
        raise InputError(folder / FILE, found, _("ask for the run again"))

    @classmethod
    def _of(cls, data: Mapping[str, Any]) -> "Request":
        known = {one.name for one in fields(Options)}
        asked = {name: value for name, value in data["options"].items() if name in known}
        lists = {name: tuple(map(str, asked[name])) for name in ("languages", "mixes", "scenarios") if name in asked}
        texts = {name: str(data[name]) for name in ("name", "scenario", "beside", "added_at")}
        sizes = {name: int(size) for name, size in data.get("sizes", {}).items()}
        options, inputs = Options(**{**asked, **lists}), dict(data["inputs"])
        return cls(Job(data["job"]), options=options, inputs=inputs, sizes=sizes, **texts)

    def scenario_in(self, folder: Path) -> Scenario:
        """The scenario with what the options change of it; `folder` is that of the run.

        Raises
        ------
        ConfigError
            As `planner.config.scenario.load_scenario`.
        """
        asked = self.options
        scenario = load_scenario(folder / self.scenario).beside(Path(os.path.abspath(folder / self.beside)))  # noqa: PTH100
        languages = {"output.languages": list(asked.languages)} if asked.languages else {}
        if asked.keys or languages:
            scenario = with_keys(scenario, {**asked.keys, **languages}, where=self.name)
        return scenario.with_simulation(run=True) if asked.simulate else scenario


def twin_of(run: Path, others: Iterable[Path]) -> Path | None:
    """The first folder among others whose run is asked the very same of the very same files, and has neither ended nor been told to; None where there is none."""
    asked = replace(Request.read(run), added_at="")
    for one in others:
        if not any((one / name).exists() for name in (ENDED, STOP)):
            with contextlib.suppress(InputError):
                if replace(Request.read(one), added_at="") == asked:
                    return one
    return None


def now_utc() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
