"""GTFS timetables, as a .zip or a folder of their tables."""

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

import pandas as pd

from geodata.address import Address
from geodata.buses.feed import NEEDED, WANTED, Feed
from geodata.delimited import decoded
from geodata.errors import InputError
from geodata.input_file import Fingerprint, InputFile, checked_file
from geodata.speech import _

ROLE = _.term("timetable of buses")
EXPECTED = _.term(
    "expected a GTFS feed: a .zip, or a folder, with stops.txt, routes.txt, trips.txt, stop_times.txt and calendar.txt"
)
MOST_BYTES = 400_000_000
"""Of the tables that are read, unpacked: the timetable of a large country has as much."""
PIECE = 1 << 20


class _Tables(Protocol):
    def names(self) -> dict[str, str]: ...

    def size(self, name: str) -> int: ...

    def read(self, name: str, most: int) -> bytes: ...


def read_gtfs(file: InputFile) -> Feed:
    """Read the tables of a feed, nothing judged but that they are there.

    Raises
    ------
    MissingFileError, InputError
        The feed is missing, no feed, damaged, lacks a table or column, or unpacks to too much.
    """
    with _opened(file.path) as tables:
        there = tables.names()
        for name in NEEDED:
            if name not in there:
                raise InputError(file.path, _("no table {name}.txt", name=name), EXPECTED)
        if not {"calendar", "calendar_dates"} & set(there):
            raise InputError(file.path, _("neither calendar.txt nor calendar_dates.txt"), EXPECTED)
        wanted = [name for name in WANTED if name in there]
        size = sum(tables.size(there[name]) for name in wanted)
        if size > MOST_BYTES:
            found = f"a feed that unpacks to {size:,} bytes where at most {MOST_BYTES:,} are read".replace(",", " ")
            raise InputError(file.path, found, _("cut the feed to the city"))
        digest, found_tables = hashlib.sha256(), {}
        for name in wanted:
            raw = tables.read(there[name], MOST_BYTES)
            digest.update(name.encode() + b"\0" + str(len(raw)).encode() + b"\0" + raw)
            found_tables[name] = _table(str(file.path), name, raw)
    for name in set(WANTED) - set(wanted):
        found_tables[name] = pd.DataFrame({column: pd.Series([], dtype=str) for column in WANTED[name]})
    return Feed(str(file.path), found_tables, _fingerprint(file, digest.hexdigest()))


def _fingerprint(file: InputFile, of_tables: str) -> Fingerprint:
    """Hash of the file; of a folder that of its tables."""
    if isinstance(file.path, Path) and file.path.is_dir():
        return Fingerprint(file.title, of_tables)
    return file.fingerprint()


@contextmanager
def _opened(address: Address) -> Iterator[_Tables]:
    if isinstance(address, Path) and address.is_dir():
        yield _Folder(address)
        return
    path = checked_file(address, ROLE, EXPECTED)
    try:
        with zipfile.ZipFile(path) as parts:
            yield _Zip(parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            path, _("cannot be read as a GTFS feed ({name})", name=type(error).__name__), EXPECTED
        ) from None


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> dict[str, str]:
        files = sorted(one for one in self._folder.iterdir() if one.suffix.lower() == ".txt")
        return {one.stem.lower(): one.name for one in files}

    def size(self, name: str) -> int:
        return checked_file(self._folder / name, ROLE, EXPECTED).stat().st_size

    def read(self, name: str, most: int) -> bytes:
        with (self._folder / name).open("rb") as file:
            return file.read(most)


class _Zip:
    """Tables of an archive, which may lie in one folder of it; no part gives more than the directory says of it."""

    def __init__(self, parts: zipfile.ZipFile) -> None:
        self._parts = parts

    def names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        inside = [PurePosixPath(name) for name in self._parts.namelist()]
        for one in sorted(inside, key=lambda path: (len(path.parts), str(path))):
            if one.suffix.lower() == ".txt" and not one.name.startswith(".") and "__MACOSX" not in one.parts:
                found.setdefault(one.stem.lower(), str(one))
        return found

    def size(self, name: str) -> int:
        return self._parts.getinfo(name).file_size

    def read(self, name: str, most: int) -> bytes:
        pieces, left = [], most
        with self._parts.open(name) as part:
            while left > 0 and (piece := part.read(min(PIECE, left))):
                pieces.append(piece)
                left -= len(piece)
        return b"".join(pieces)


def _table(path: str, name: str, raw: bytes) -> pd.DataFrame:
    """Cells as text without spaces around them, '' where there is nothing; every column of `WANTED`."""
    where = f"{path}, {name}.txt"
    text = decoded(Path(where), raw)
    header = next(csv.reader(io.StringIO(text[:65_536])), [])
    columns = [one.strip().lower() for one in header]
    twice = [one for one in WANTED[name] if columns.count(one) > 1]
    missing = [one for one in NEEDED.get(name, ()) if one not in columns]
    if missing or twice:
        found = f"no column {missing[0]!r}" if missing else f"column {twice[0]!r} twice"
        raise InputError(where, found, _("expected {wanted}, separated by commas", wanted=", ".join(WANTED[name])))
    there = [columns.index(one) for one in WANTED[name] if one in columns]
    try:
        table = pd.read_csv(
            io.StringIO(text),
            header=0,
            names=range(len(columns)),
            usecols=there,
            dtype=str,
            keep_default_na=False,
            on_bad_lines="skip",
            index_col=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, IndexError, csv.Error) as error:
        said = str(error).strip().splitlines()[0][:120] if str(error).strip() else type(error).__name__
        raise InputError(where, _("cannot be read as a table ({said})", said=said), EXPECTED) from None
    out = {}
    for one in WANTED[name]:
        cells = table[columns.index(one)] if one in columns else pd.Series([""] * len(table), dtype=str)
        out[one] = cells.fillna("").astype(str).str.strip()
    return pd.DataFrame(out)
