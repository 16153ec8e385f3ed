"""Saving workbooks that bear no time: the same cells give the same bytes."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from planner.support.archives import MOMENT, TimelessArchive

if TYPE_CHECKING:
    from openpyxl import Workbook


def save_workbook(book: "Workbook", to: "Path | IO[bytes]") -> None:
    """Write a workbook as `Workbook.save` does, without time or the name of the library, whatever the clock says."""
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415  half a second that other formats need not pay

    book.properties.creator = "evplan"
    book.properties.created = book.properties.modified = dt.datetime(*MOMENT, tzinfo=dt.UTC)
    with TimelessArchive(to, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
