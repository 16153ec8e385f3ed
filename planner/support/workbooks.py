"""Saving workbooks that bear no time: the same cells give the same bytes, also where the clock is wrong (a ZIP file knows nothing before 1980)."""

import datetime as dt
import os
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

_MOMENT = (1980, 1, 1, 0, 0, 0)


class _Archive(zipfile.ZipFile):
    """A ZIP file whose members bear no time."""

    def writestr(self, zinfo_or_arcname: "str | zipfile.ZipInfo", data: Any, *_: Any, **__: Any) -> None:
        info = zinfo_or_arcname
        if isinstance(info, str):
            info = zipfile.ZipInfo(info, _MOMENT)
        info.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(info, data)

    def write(
        self,
        filename: "str | os.PathLike[str]",
        arcname: "str | os.PathLike[str] | None" = None,
        *_: Any,
        **__: Any,
    ) -> None:
        self.writestr(os.fspath(arcname or filename), Path(filename).read_bytes())


def save_workbook(book: "Workbook", to: "Path | IO[bytes]") -> None:
    """Write a workbook as `Workbook.save` does, without time or the name of the library, whatever the clock says."""
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415  half a second that other formats need not pay

    book.properties.creator = "evplan"
    book.properties.created = book.properties.modified = dt.datetime(*_MOMENT, tzinfo=dt.UTC)
    with _Archive(to, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
