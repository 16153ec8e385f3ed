"""Saving workbooks that bear no time: the same cells give the same bytes."""

import contextlib
import datetime as dt
import errno
import os
import tempfile
import traceback
import zipfile
from pathlib import Path
from types import GeneratorType
from typing import IO, TYPE_CHECKING

from planner.support.archives import MOMENT, TimelessArchive
from planner.support.staging import told_if_full

if TYPE_CHECKING:
    from openpyxl import Workbook


def save_workbook(book: "Workbook", to: "Path | IO[bytes]") -> None:
    """Write a workbook as `Workbook.save` does, without time or the name of the library, whatever the clock says.

    Raises
    ------
    OutputError
        No room is left for temporary files, where each sheet is written first.
    """
    from lxml.etree import SerialisationError  # type: ignore[import-untyped]  # noqa: PLC0415  half a second for those who write one
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    book.properties.creator = "evplan"
    book.properties.created = book.properties.modified = dt.datetime(*MOMENT, tzinfo=dt.UTC)
    with TimelessArchive(to, "w", zipfile.ZIP_DEFLATED) as archive:
        try:
            ExcelWriter(book, archive).save()
        except SerialisationError as error:  # "IO_ENOSPC", or of some systems "IO_WRITE"
            _let_go(error)
            number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
            with told_if_full(Path(tempfile.gettempdir())):
                raise OSError(number, os.strerror(number)) from None


def _let_go(error: Exception) -> None:
    """End what the writer of a sheet has under way: else it fails once more whenever it is forgotten, with a traceback."""
    for frame, _line in traceback.walk_tb(error.__traceback__):
        under_way = getattr(frame.f_locals.get("self"), "xf", None)
        if isinstance(under_way, GeneratorType):
            with contextlib.suppress(Exception):
                under_way.close()
