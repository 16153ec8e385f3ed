"""An input file of a source: its path, its name in the configuration, and the SHA-256 by which results identify its bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Columns = Mapping[str, str]
"""Our column names to the user's."""


@dataclass(frozen=True)
class Fingerprint:
    """Which bytes were read.

    Parameters
    ----------
    name : str
        Of the file, the same on every machine.
    sha256 : str
        In hexadecimal.
    """

    name: str
    sha256: str


@dataclass(frozen=True)
class InputFile:
    """A file to read.

    A section of the configuration makes one of each key that names a file, a reader takes it, and the reader's
    `SourceReport` carries its fingerprint: from there it comes into every result. No other place lists the files.

    Parameters
    ----------
    path : Path
    columns : mapping, optional
        Our column names to the user's, for tables.
    name : str, optional
        As the configuration writes it. Default: the name of the file without its folder.
    """

    path: Path
    columns: Columns = field(default_factory=dict)
    name: str = ""

    def fingerprint(self) -> Fingerprint:
        """Hash the file in one pass, a block at a time.

        Each reader asks once, right after it has read the file. Most libraries open the path by themselves (osmium, GDAL,
        osmnx), so that there are no bytes to hash on the way; the pass finds them still in the memory of the system.
        """
        with self.path.open("rb") as file:
            return Fingerprint(self.name or self.path.name, hashlib.file_digest(file, "sha256").hexdigest())


def file_beside(folder: Path, name: str | None, columns: Columns | None = None) -> InputFile | None:
    """File by its name in a configuration that lies in `folder`; None where it names none."""
    return None if name is None else InputFile(folder / name, columns or {}, name)
