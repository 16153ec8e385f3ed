"""Cached downloads of a service: its records as received, and whether they are complete."""

import json
import os
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geodata.errors import InputError, NetworkError
from geodata.json_text import parsed_json
from geodata.report import Kind, Problem
from geodata.speech import _


def today() -> str:
    """Day of a download, ISO 8601, UTC."""
    return datetime.now(UTC).date().isoformat()


@dataclass(frozen=True)
class Download:
    """All that one service gave.

    Parameters
    ----------
    service : str
        Its address, without secrets.
    data : list
        Raw records, never edited.
    complete : bool
        Whether they are all.
    said : str
        Why they are not, in words.
    fetched : str
        Day, ISO 8601.
    """

    service: str
    data: list[Any]
    complete: bool = True
    said: str = ""
    fetched: str = field(default_factory=today)

    @property
    def title(self) -> str:
        """What reports call it: host and day."""
        return f"{urlsplit(self.service).netloc}, fetched {self.fetched}"

    @property
    def host(self) -> str:
        """What tables call its source."""
        return urlsplit(self.service).netloc

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The doubt of a download that is not whole."""
        if self.complete:
            return ()
        action = _("what came is used; 'evplan fetch --force' asks again")
        return (Problem("download", _("incomplete: {said}", said=self.said), action, Kind.OTHER),)

    def write(self, file: Path) -> int:
        """Write the file, whole or not at all, and give the number of records; NetworkError where JSON cannot hold them."""
        text = self.text()
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".draft-", suffix=".json", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(text)
            Path(draft).replace(file)
        finally:
            Path(draft).unlink(missing_ok=True)
        return len(self.data)

    def text(self) -> str:
        """Text of the file; NetworkError where JSON cannot hold the records."""
        try:
            return json.dumps(self._as_dict())  # escaped, for records may hold halves of surrogate pairs
        except RecursionError:
            raise NetworkError(
                _("{host}: answered records that are nested too deep; check stations.url", host=self.host)
            ) from None

    def _as_dict(self) -> dict[str, Any]:
        """Put the records last, so that a person who opens the file sees the rest."""
        head = {name: value for name, value in vars(self).items() if name != "data"}
        return {**head, "data": self.data}

    @classmethod
    def read(cls, file: Path) -> "Download":
        """Read a file that `write` wrote.

        Raises
        ------
        InputError
            It is damaged.
        """
        try:
            found = parsed_json(file.read_bytes())
            download = cls(**{name: found[name] for name in ("service", "data", "complete", "said", "fetched")})
            whole = isinstance(download.data, list) and all(
                isinstance(text, str) for text in (download.service, download.said, download.fetched)
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            whole = False
        if not whole:
            raise InputError(file, _("a damaged download"), _("run 'evplan fetch --force' with this configuration"))
        return download
