"""Archives (.zip, .kmz) unpacked into a folder of their own, no more than a bound of bytes whatever they claim."""

import shutil
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from geodata.errors import InputError
from geodata.speech import _

MOST_BYTES = 4_000_000_000
"""Of all that is unpacked: the buildings of a country as a shapefile; it goes to the disk and not into memory."""

MOST_RATIO = 200
"""Bytes out of one; what is written by programs packs to a tenth or so, and bombs to a thousandth."""

FREE_BYTES = 10_000_000
"""Below this the ratio does not matter."""


def members(path: Path, kind: str) -> list[zipfile.ZipInfo]:
    """Files of an archive; the remarks that macOS leaves in it are none.

    Raises
    ------
    InputError
        It is no archive.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            return [one for one in parts.infolist() if not one.is_dir() and not _is_remark(one.filename)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(
            path,
            _("not {kind}, whatever its name says ({error})", kind=kind, error=str(error)[:80]),
            _("pack it again"),
        ) from None


def unpack(path: Path, wanted: Sequence[zipfile.ZipInfo], folder: Path, names: Sequence[str]) -> None:
    """Write the wanted files under the given plain names.

    Raises
    ------
    InputError
        They unpack to too much, are damaged or locked by a password.
    """
    size = sum(one.file_size for one in wanted)
    packed = sum(one.compress_size for one in wanted)
    if size > MOST_BYTES or size > max(FREE_BYTES, MOST_RATIO * packed):
        found = f"{packed:,} bytes that unpack to {size:,}".replace(",", " ")
        raise InputError(path, found, _("no such file is read; unpack it yourself if you trust it"))
    if size > shutil.disk_usage(folder).free:
        raise InputError(
            path, f"unpacks to {size:,} bytes, more than the disk has free".replace(",", " "), _("make room")
        )
    try:
        with zipfile.ZipFile(path) as parts:
            for one, name in zip(wanted, names, strict=True):
                with parts.open(one) as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)  # zipfile stops at the size that its directory says
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        raise InputError(
            path, _("cannot be unpacked ({error})", error=str(error)[:80]), _("pack it again, without a password")
        ) from None


def _is_remark(name: str) -> bool:
    return "__MACOSX" in PurePosixPath(name).parts or PurePosixPath(name).name.startswith("._")
