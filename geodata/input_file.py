"""An input of a source: where it lies, its name in the configuration, and the SHA-256 by which results identify its bytes."""

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import overload

import pandas as pd

from geodata.address import LAYER_NAMED, Address, DatabaseTable, address_in, split_layer
from geodata.errors import InputError, MissingFileError
from geodata.speech import _
from geodata.system_reasons import reason_of
from geodata.vector.shapefile import parts_beside

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
    """A file, or a table of a database, to read.

    A section of the configuration makes one of each key that names a file, a reader takes it, and the reader's
    `SourceReport` carries its fingerprint: from there it comes into every result. No other place lists the files.

    Parameters
    ----------
    path : Path or DatabaseTable
        Where it lies; a path may name a layer of its file, as `geodata.address.split_layer` takes it apart.
    columns : mapping, optional
        Our column names to the user's, for tables.
    name : str, optional
        As the configuration writes it. Default: the name of the file without its folder.
    """

    path: Address
    columns: Columns = field(default_factory=dict)
    name: str = ""

    @property
    def title(self) -> str:
        """Name by which results know it, the same on every machine."""
        return self.name or (str(self.path) if isinstance(self.path, DatabaseTable) else self.path.name)

    def fingerprint(self, read: pd.DataFrame | None = None) -> Fingerprint:
        """Hash the file in one pass, a block at a time; of a table of a database the rows that were read.

        Each reader asks once, right after it has read the file. Most libraries open the path by themselves (osmium, GDAL,
        osmnx), so that there are no bytes to hash on the way; the pass finds them still in the memory of the system. Of a
        shapefile its table, index, coordinate system and encoding are hashed behind it.

        Parameters
        ----------
        read : DataFrame, optional
            What `read_table` or `read_layer` gave: that of a database tells the hash of its rows under ``sha256``.
        """
        if isinstance(self.path, DatabaseTable):
            if read is None:
                raise AssertionError(f"{self.path}: a database has no bytes but the rows that were read")
            return Fingerprint(self.title, str(read.attrs["sha256"]))
        path = split_layer(self.path)[0]
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        for part in parts_beside(path):
            digest.update(part.read_bytes())
        return Fingerprint(self.title, digest.hexdigest())


_KINDS = {
    stat.S_IFDIR: _.term("a folder"),
    stat.S_IFIFO: _.term("a named pipe"),
    stat.S_IFCHR: _.term("a device"),
    stat.S_IFBLK: _.term("a device"),
    stat.S_IFSOCK: _.term("a socket"),
}


def checked_file(address: Address, role: str, expected: str = "expected a file; save what it gives into one") -> Path:
    """Path of a plain file that may be read; every reader of files asks here before it opens anything.

    A pipe or a device gives bytes without end, or waits for ever for the first.

    Parameters
    ----------
    address : Path or DatabaseTable
    role : str
        What the file is needed as, for the message about a missing one.
    expected : str
        For the message about what is no file.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is a table of a database, a folder, pipe, device or socket, may not be read, or no file can have such a name.
    """
    if isinstance(address, DatabaseTable):
        raise InputError(address, _("a database where a file is needed as {role}", role=role), expected)
    try:
        mode = address.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError(address, role) from None
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise InputError(
            address,
            _("no such file can be ({reason})", reason=reason),
            _("needed as {role}; check the path", role=role),
        ) from None
    if not stat.S_ISREG(mode):
        raise InputError(address, _KINDS.get(stat.S_IFMT(mode), "no plain file"), expected)
    if not os.access(address, os.R_OK):
        raise InputError(
            address,
            _("cannot be read (Permission denied)"),
            _("needed as {role}; ask for the right to read it", role=role),
        )
    return address


@overload
def file_beside(folder: Path, name: str, columns: Columns | None = None, layer: str | None = None) -> InputFile: ...
@overload
def file_beside(
    folder: Path, name: str | None, columns: Columns | None = None, layer: str | None = None
) -> InputFile | None: ...
def file_beside(
    folder: Path, name: str | None, columns: Columns | None = None, layer: str | None = None
) -> InputFile | None:
    """Input by its name in a configuration that lies in `folder`, a file or a database, perhaps one layer or table of it; None where it names none."""
    if name is None:
        return None
    name = name if layer is None else f"{name}{LAYER_NAMED}{layer}"
    address = address_in(folder, name)
    return InputFile(address, columns or {}, str(address) if isinstance(address, DatabaseTable) else name)
