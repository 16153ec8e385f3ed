"""How long a run will take, as far as earlier runs of this project or of this machine tell it."""

import contextlib
import hashlib
import json
import math
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from geodata.private import make_private, opened_private
from planner.config.plan import PlanConfig
from planner.errors import ConfigError
from planner.project.named_files import files_named
from planner.project.runs.ended import State
from planner.project.runs.request import Job, Options
from planner.project.runs.run import SCENARIO, Run

FILE = "durations.jsonl"
"""In the user's own folder of what is kept: a line for each run of this machine that ended by itself."""
MOST_BYTES = 100_000
"""Of that file; it begins anew beyond."""
LAST = 3
"""Runs of the same files that are told of: a program or a machine changes."""
ALIKE = 2.5
"""Cities whose files are so many times larger or smaller are of like size."""


OPENING = "opening"
"""As the job of a plan of a run that is opened for edits."""


class Known(StrEnum):
    """What an expectation rests on."""

    SAME = "same"
    """Runs of the very same files."""
    ALIKE = "alike"
    """Runs of cities whose files are of like size."""
    OTHERS = "others"
    """Runs of cities of other sizes."""
    NOTHING = "nothing"


class Held(NamedTuple):
    """What a file holds."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Took:
    """A run that ended by itself, or, of 0 s, one that is asked for.

    Parameters
    ----------
    job : str
        A `Job`, or `OPENING`.
    files : str
        Hash of the hashes of its files, as they were when it was asked for, without the scenario; empty where one is not known.
    bytes : int
        Of its files, then; 0 where that is not known.
    worlds : int
        Of a comparison; 1 of all else.
    played : bool
        Whether the plan was played out, too.
    limit_s : float
        Time limit of its search.
    seconds : float
        From its beginning to its end.
    run : str
        Which run of this machine it was; empty where that is not known.
    """

    job: str
    files: str
    bytes: int
    worlds: int
    played: bool
    limit_s: float
    seconds: float = 0.0
    run: str = ""


@dataclass(frozen=True)
class Expected:
    """How long a run will take.

    Parameters
    ----------
    known : Known
    shortest_s, longest_s : float
        Of the runs that it rests on; 0 where there are none.
    runs : int
        How many these are.
    limit_s : float
        Time limit of all searches that are asked for; 0 of a check, which has none of its own.
    """

    known: Known
    shortest_s: float
    longest_s: float
    runs: int
    limit_s: float


def expected(asked: Took, earlier: Iterable[Took]) -> Expected:
    """What earlier runs, in their order, say of one that is asked for.

    Runs of the same files count before those of files of like size, and these before all others. A comparison takes as long for each world.
    """
    limit_s = 0.0 if asked.job == Job.CHECK else asked.limit_s * asked.worlds
    like = [one for one in earlier if (one.job, one.played) == (asked.job, asked.played) and one.seconds > 0]
    groups = (
        (Known.SAME, [one for one in like if asked.files and one.files == asked.files][-LAST:]),
        (Known.ALIKE, [one for one in like if asked.bytes / ALIKE <= one.bytes <= asked.bytes * ALIKE and one.bytes]),
        (Known.OTHERS, like),
    )
    for known, found in groups:
        if found:
            took = [one.seconds * asked.worlds / one.worlds for one in found]
            return Expected(known, min(took), max(took), len(took), limit_s)
    return Expected(Known.NOTHING, 0.0, 0.0, 0, limit_s)


def asked_of(scenario: Path, held: Mapping[str, Held], job: Job, options: Options) -> Took:
    """What is known beforehand of a run.

    Parameters
    ----------
    scenario : Path
        Its TOML.
    held : mapping
        What its files hold, by the name that it uses, without a layer.
    job : Job
    options : Options
    """
    try:
        data = tomllib.loads(scenario.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        data = {}
    named = {one.value.partition("|")[0] for one in files_named(data)}
    known = [held[name] for name in named if name in held]  # a file that two keys name counts once
    hashes = repr(sorted(one.sha256 for one in known)).encode("ascii", errors="replace")
    whole = bool(named) and named <= held.keys()
    limit_s = _table(data, "plan").get("time_limit_s")
    return Took(
        job.value,
        hashlib.sha256(hashes).hexdigest()[:32] if whole else "",
        sum(one.bytes for one in known),
        _worlds(data, options) if job is Job.COMPARE else 1,
        options.simulate or _table(data, "simulation").get("run") is True,
        float(limit_s) if isinstance(limit_s, (int, float)) else float(PlanConfig().time_limit_s),
    )


def asked_of_run(run: Run) -> Took:
    """What was known beforehand of a run of the project: of its files as they were when it was asked for, whatever stands in their place now."""
    request = run.request
    held = {name.partition("|")[0]: Held(sha256, request.sizes.get(name, 0)) for name, sha256 in request.inputs.items()}
    return asked_of(run.folder / SCENARIO, held, request.job, request.options)


def took_of(run: Run) -> Took | None:
    """What a run was asked and how long it took; None of one that was stopped, failed or was cut, or whose clock was set back."""
    seconds = run.seconds
    if run.state is not State.FINISHED or not seconds:
        return None
    return replace(asked_of_run(run), seconds=seconds, run=f"{run.request.added_at} {run.id}")


def of_machine(folder: Path | None = None) -> tuple[Took, ...]:
    """Runs of this machine that are remembered, in their order; `folder` is the user's own by default."""
    found = []
    with contextlib.suppress(OSError, ConfigError), opened_private((folder or _own_folder()) / FILE) as opened:
        for line in opened.read(2 * MOST_BYTES).splitlines():
            with contextlib.suppress(ValueError, TypeError, KeyError):
                found.append(_took(json.loads(line)))
    return tuple(found)


def remember(run: Run, folder: Path | None = None) -> None:
    """Add a run to those of this machine; one that ended early, or that cannot be written down, is not remembered."""
    took = took_of(run)
    if took is not None:
        _write(took, folder)


def asked_of_opening(run: Run) -> Took:
    """What is known beforehand of opening the plan of a run for edits."""
    return replace(asked_of_run(run), job=OPENING, worlds=1, played=False, limit_s=0.0)


def remember_opening(run: Run, seconds: float, folder: Path | None = None) -> None:
    """Add how long the plan of a run took to open for edits."""
    _write(replace(asked_of_opening(run), seconds=round(max(seconds, 0.1), 1)), folder)


def _write(took: Took, folder: Path | None) -> None:
    with contextlib.suppress(OSError, ConfigError):
        place = folder or _own_folder()
        make_private(place)
        file = place / FILE
        if file.exists() and file.stat().st_size > MOST_BYTES:
            file.unlink()
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "ab") as stream:
            stream.write(json.dumps(asdict(took)).encode("ascii") + b"\n")


def _own_folder() -> Path:
    from planner.kept.prepared import store_of_user  # noqa: PLC0415  heavy, and only its place is asked

    return store_of_user().folder


def _took(data: Mapping[str, Any]) -> Took:
    """A line of the file; what is no such line raises."""
    took = Took(
        str(data["job"]), str(data["files"]), int(data["bytes"]), int(data["worlds"]), bool(data["played"]),
        float(data["limit_s"]), float(data["seconds"]), str(data.get("run", "")),
    )  # fmt: skip
    if took.worlds < 1 or not 0 < took.seconds < math.inf:
        raise ValueError
    return took


def _worlds(data: Mapping[str, Any], options: Options) -> int:
    compare = _table(data, "compare")
    said = [one for key in ("mixes", "worlds") if isinstance(one := compare.get(key), list)]
    return max(1, len(options.mixes) + len(options.scenarios) or sum(map(len, said)))


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}
