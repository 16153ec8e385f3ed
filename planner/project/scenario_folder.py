"""The folder of scenarios on disk: each written whole or not at all, and what other programs put there read again."""

import os
import tempfile
from pathlib import Path

from planner.project.folder import SCENARIOS, Folder, is_plain
from planner.project.history import State

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
        file = self.path(name)
        if state is None:
            file.unlink(missing_ok=True)
            return
        handle, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(state["text"].encode())
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
