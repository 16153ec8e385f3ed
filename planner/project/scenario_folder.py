"""The folder of scenarios on disk: each written whole or not at all, and what other programs put there read again."""

import contextlib
import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from geodata.errors import OutputError
from planner.config.reading import refuse_endless_keys
from planner.errors import ConfigError
from planner.project.change import What
from planner.project.folder import SCENARIOS, Folder, is_plain, told_of_disk
from planner.project.history import History, StaleError, State
from planner.support.speech import _
from planner.support.toml_faults import toml_fault

ENDING = ".toml"
MOST_BYTES = 1_000_000
"""Of a configuration; the longest here has some thousands."""
EDITS_ENDING = ".edits.geojson"
MOST_EDITS_BYTES = 20_000_000
"""Of edits of a scenario: some hundred for each site that is edited or forbidden."""


class ScenarioFolder:
    """Files of the scenarios of one project, or of what lies beside each.

    Parameters
    ----------
    folder : Folder
    ending : str
    most_bytes : int
        Larger files are left alone.
    """

    def __init__(self, folder: Folder, ending: str = ENDING, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._ending, self._most_bytes = folder, ending, most_bytes

    def path(self, name: str) -> Path:
        """File of a scenario.

        Raises
        ------
        ProjectError
            No scenario can have that name.
        """
        return self._folder.path(SCENARIOS, f"{name}{self._ending}")

    def texts(self) -> dict[str, str | None]:
        """Texts of what is there, by name; None of what is no plain file, too large or no text, which is left alone."""
        found: dict[str, str | None] = {}
        for file in sorted(self._folder.path(SCENARIOS).glob(f"*{self._ending}")):
            if is_plain(file.name):
                found[file.name.removesuffix(self._ending)] = _text(file, self._most_bytes)
        return found

    def take_in(self, history: History, kind: str) -> None:
        """Let a history know what other programs changed here, so that it can be undone as well."""
        held = history.states(kind)  # read before the disk: whoever writes puts the disk first
        there = self.texts()
        for name in dict.fromkeys((*held, *there)):
            before, text = held.get(name), there.get(name)
            if (name in there and text is None) or (before is not None and text == before["text"]):
                continue
            thing = (kind, name)
            # Somebody here has just changed it; or the disk is full, and whoever reads is answered all the same.
            with contextlib.suppress(StaleError, OutputError):
                history.change(
                    What.OUTSIDE, name, {thing: None if text is None else {"text": text}}, known={thing: before}
                )

    def put(self, name: str, state: State | None) -> None:
        """Write a scenario, whole or not at all; None takes it away."""
        with told_of_disk(f"{name}{self._ending}"):
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


def _text(file: Path, most_bytes: int) -> str | None:
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > most_bytes:
            return None
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def configuration_in(file: Path) -> str:
    """What a file says as a configuration; of one that is too large no more than shows that it is."""
    with file.open(encoding="utf-8-sig", errors="replace") as stream:
        return stream.read(MOST_BYTES + 1)


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
            _("{name}: not valid TOML, {error}; mend that line", name=name, error=toml_fault(error))
        ) from None
