"""ZIP files: written without times, so that the same members give the same bytes (a ZIP file knows nothing before 1980); and those of others looked through."""

import os
import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from geodata.errors import InputError
from geodata.vector.archive import FREE_BYTES, MOST_RATIO, members
from planner.support.speech import _

MOST_MEMBERS = 10_000
MOST_UNPACKED = 4_000_000_000
_LOCKED = 0x1
MOMENT = (1980, 1, 1, 0, 0, 0)


class TimelessArchive(zipfile.ZipFile):
    """A ZIP file whose members bear no time."""

    def writestr(self, zinfo_or_arcname: "str | zipfile.ZipInfo", data: Any, *_args: Any, **_kwargs: Any) -> None:
        """Write a member."""
        info = zinfo_or_arcname
        if isinstance(info, str):
            info = zipfile.ZipInfo(info, MOMENT)
        info.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(info, data)

    def write(
        self,
        filename: "str | os.PathLike[str]",
        arcname: "str | os.PathLike[str] | None" = None,
        *_args: Any,
        **_kwargs: Any,
    ) -> None:
        """Write a file as a member."""
        self.writestr(os.fspath(arcname or filename), Path(filename).read_bytes())


def checked_members(path: Path) -> list[zipfile.ZipInfo]:
    """Files of an archive of somebody else; nothing is unpacked.

    Raises
    ------
    InputError
        It is no archive, has a member that leads out of it, is a link or is locked, or would unpack to too many files or bytes.
    """
    inside = members(path, _("a zip archive"))
    if len(inside) > MOST_MEMBERS:
        raise InputError(
            path,
            _("an archive of {count:number} files", count=len(inside)),
            _("at most {most:number} are looked at; pack only what is needed", most=MOST_MEMBERS),
        )
    for one in inside:
        parts = PurePosixPath(one.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in one.filename or "\0" in one.orig_filename:
            raise InputError(
                path,
                _("a member that leads out of the archive ({name})", name=repr(one.filename[:60])),
                _("pack it again"),
            )
        if stat.S_ISLNK(one.external_attr >> 16):
            raise InputError(
                path, _("a link in the archive ({name})", name=repr(one.filename[:60])), _("pack the file itself")
            )
        if one.flag_bits & _LOCKED:
            raise InputError(path, _("an archive with a password"), _("pack it again, without a password"))
    size, packed = sum(one.file_size for one in inside), sum(one.compress_size for one in inside)
    if size > MOST_UNPACKED or size > max(FREE_BYTES, MOST_RATIO * packed):
        raise InputError(
            path,
            _("{packed:number1} MB that unpack to {size:number} MB", packed=packed / 1e6, size=size / 1e6),
            _("no such archive is taken; unpack it yourself if you trust it"),
        )
    return inside
