"""What was read of the files of a project, kept in memory until a file or what was said of it changes."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from planner.project.columns import TableColumns, table_columns
from planner.project.files import ProjectFile
from planner.project.project import Project
from planner.project.reading import ReadReport, read_report
from planner.support.speech import language

MOST = 40
"""Reports that are kept, the last to be asked for."""
AT_A_TIME = 2


class Readings:
    """Reports of one project; reading takes seconds where a file is large, and is done once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._kept: OrderedDict[Hashable, ReadReport] = OrderedDict()
        self._lock = threading.Lock()
        self._reading = threading.BoundedSemaphore(AT_A_TIME)

    def report(self, file: ProjectFile) -> ReadReport:
        """What was read of a file; where the city is follows from the others."""
        key = (file.id, language(), *(_said(one) for one in self._project.files.all()))
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        with self._reading:
            found = read_report(self._project, file)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return found

    def columns(self, file: ProjectFile, *, most_rows: int = 6) -> TableColumns | None:
        """Columns of a file and its first rows; None where it is no table."""
        return table_columns(
            file.path,
            file.kind,
            format_=file.recognised.format,
            columns=file.columns,
            layer=file.layer,
            most_rows=most_rows,
        )


def _said(file: ProjectFile) -> Hashable:
    return (file.id, file.sha256, file.kind, tuple(sorted(file.columns.items())), file.layer)
