"""An input file of a source: its path, its name in the configuration, and the SHA-256 by which results identify its bytes."""

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geodata.errors import InputError, MissingFileError

Columns = Mapping[str, str]
"""Our column names to the user's."""

LAYER_NAMED = "|layername="
"""How a path names a layer, as QGIS writes it: ``plan.gpkg|layername=sites``."""


def split_layer(path: Path) -> tuple[Path, str | None]:
    """Take a path apart into its file and the layer that it names, None where it names none."""
    file, named, layer = str(path).partition(LAYER_NAMED)
    return (Path(file), layer.strip()) if named and layer.strip() else (path, None)


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
        Of the file; it may name a layer of it, as `split_layer` takes it apart.
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
        with split_layer(self.path)[0].open("rb") as file:
            return Fingerprint(self.name or self.path.name, hashlib.file_digest(file, "sha256").hexdigest())


_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def checked_file(path: Path, role: str, expected: str = "expected a file; save what it gives into one") -> Path:
    """Path of a plain file that may be read; every reader asks here before it opens anything.

    A pipe or a device gives bytes without end, or waits for ever for the first.

    Parameters
    ----------
    path : Path
    role : str
        What the file is needed as, for the message about a missing one.
    expected : str
        For the message about what is no file.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is a folder, pipe, device or socket, may not be read, or no file can have such a name.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError(path, role) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(path, f"no such file can be ({reason})", f"needed as {role}; check the path") from None
    if not stat.S_ISREG(mode):
        raise InputError(path, _KINDS.get(stat.S_IFMT(mode), "no plain file"), expected)
    if not os.access(path, os.R_OK):
        raise InputError(path, "cannot be read (Permission denied)", f"needed as {role}; ask for the right to read it")
    return path


def file_beside(folder: Path, name: str | None, columns: Columns | None = None) -> InputFile | None:
    """File by its name in a configuration that lies in `folder`; None where it names none."""
    return None if name is None else InputFile(folder / name, columns or {}, name)
