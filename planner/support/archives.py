"""ZIP files that bear no time: the same members give the same bytes, also where the clock is wrong (a ZIP file knows nothing before 1980)."""

import os
import zipfile
from pathlib import Path
from typing import Any

MOMENT = (1980, 1, 1, 0, 0, 0)


class TimelessArchive(zipfile.ZipFile):
    """A ZIP file whose members bear no time."""

    def writestr(self, zinfo_or_arcname: "str | zipfile.ZipInfo", data: Any, *_: Any, **__: Any) -> None:
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
        *_: Any,
        **__: Any,
    ) -> None:
        """Write a file as a member."""
        self.writestr(os.fspath(arcname or filename), Path(filename).read_bytes())
