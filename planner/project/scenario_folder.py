"""The folder of scenarios on disk: each written whole or not at all, and what other programs put there read again."""

import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from planner.config.scenario import refuse_endless_keys
from planner.errors import ConfigError
from planner.project.folder import SCENARIOS, Folder, is_plain, told_of_disk
from planner.project.history import State
from planner.support.speech import _

ENDING = ".toml"
MOST_BYTES = 1_000_000
"""Of a configuration; the longest here has some thousands."""


class ScenarioFolder:
    """Files of the scenarios of one project."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """File of a scenario.

        Raises
        ------
        ProjectError
            No scenario can have that name.
        """
        return self._folder.path(SCENARIOS, f"{name}{ENDING}")

    def texts(self) -> dict[str, str | None]:
        """Texts of what is there, by name; None of what is no plain file, too large or no text, which is left alone."""
        found: dict[str, str | None] = {}
        for file in sorted(self._folder.path(SCENARIOS).glob(f"*{ENDING}")):
            if is_plain(file.name):
                found[file.stem] = _text(file)
        return found

    def put(self, name: str, state: State | None) -> None:
        """Write a scenario, whole or not at all; None takes it away."""
        with told_of_disk(f"{name}{ENDING}"):
            if state is None:
                self.path(name).unlink(missing_ok=True)
            else:
                self._write(self.path(name), state["text"].encode())

    @staticmethod
    def _write(file: Path, data: bytes) -> None:
        handle, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            Path(beside).chmod(0o644)
            Path(beside).replace(file)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


def _text(file: Path) -> str | None:
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > MOST_BYTES:
            return None
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def loaded(text: str, name: str) -> dict[str, Any]:
    """Read the text of a scenario as plain tables.

    Raises
    ------
    ConfigError
        It is no TOML, or too large.
    """
    if len(text) > MOST_BYTES:
        raise ConfigError(
            _("{name}: a configuration of more than {most:number} kB", name=name[:60], most=MOST_BYTES / 1e3)
        )
    try:
        refuse_endless_keys(text)
        return tomllib.loads(text)
    except (RecursionError, ValueError) as error:
        raise ConfigError(
            _("{name}: not valid TOML, {error}; mend that line", name=name, error=str(error)[:200])
        ) from None
