"""What is asked of a job, checked before a long run: worlds and the folder of its results."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from geodata.errors import InputError
from planner.catalogue.mixes import mix_names
from planner.config.scenario import Scenario
from planner.errors import ConfigError
from planner.support.speech import _, joined
from planner.support.staging import claimed_folder
from planner.worlds import Refused, World, worlds_of


def asked_worlds(
    scenario: Scenario, mixes: str | None, scenarios: str | None
) -> tuple[tuple[World, ...], tuple[Refused, ...]]:
    """Worlds of ``--mixes "A,B"`` and ``--scenarios "FILE,FILE"``, and those that cannot be compared.

    Raises
    ------
    ConfigError
        A list without a name or with one twice, or no world that can be compared.
    """
    names = (
        ()
        if mixes is None
        else _listed("--mixes", mixes, _("no name of a mix; known: {mix_names}", mix_names=", ".join(mix_names())))
    )
    files = () if scenarios is None else _listed("--scenarios", scenarios, _("no name of a file"))
    return worlds_named(scenario, names, [Path(file) for file in files])


def worlds_named(
    scenario: Scenario, names: Sequence[str], files: Sequence[Path]
) -> tuple[tuple[World, ...], tuple[Refused, ...]]:
    """Worlds of these names and files, and those that cannot be compared.

    Raises
    ------
    ConfigError
        No world is left.
    """
    worlds, refused = worlds_of(scenario, names, files)
    if not worlds:
        reasons = joined("; ", [joined(": ", (one.name, one.why)) for one in refused])
        raise ConfigError(
            _("no world is left to compare: {reasons}", reasons=reasons)
            if refused
            else _("compare.mixes: no world to compare; name one")
        )
    return worlds, refused


def _listed(option: str, text: str, none: str) -> list[str]:
    """Names in ``"A,B,C"``, each once."""
    names = [name for part in text.split(",") if (name := part.strip())]
    if not names:
        raise ConfigError(_("{option} {text!r}: {none}", option=option, text=text, none=none))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(
            _("{option} {text!r}: {twice!r} is there twice; name each once", option=option, text=text, twice=twice)
        )
    return names


@contextlib.contextmanager
def folder_for_results(out: Path) -> Iterator[Path]:
    """Refuse now what would only fail after the solve, and hold the folder until the results are in it.

    Raises
    ------
    InputError
        `out` or one of the folders above it is a file, it cannot be made, or another run writes into it.
    """
    for place in (out, *out.parents):
        if os.path.exists(place):  # noqa: PTH110  (which says no to a name that no file can have)
            if not place.is_dir():
                raise InputError(place, _("a file"), _("expected a folder for the results; name another with --out"))
            break
    with claimed_folder(out) as folder:
        yield folder
