"""The folder of a project: names that are safe in it, and paths that never lead out of it."""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import OutputError
from geodata.system_reasons import reason_of
from planner.errors import ProjectError
from planner.support.replacing import NO_ROOM
from planner.support.speech import Text, _

DATABASE, FILES, SCENARIOS, RUNS = "project.sqlite", "files", "scenarios", "runs"

MOST_NAME_BYTES = 150
"""Of a name, so that what is written beside it (``.name.part``) fits on every disk too."""
MOST_ENDING = 12
_REFUSED = (errno.EACCES, errno.EPERM)

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
"""Signs that no name may have on some system, or that an address takes apart by."""
_EDGES = re.compile(r"^[\s.]+|[\s.]+$")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
"""Names that are devices on Windows, whatever their ending."""


@dataclass(frozen=True)
class Folder:
    """The folder of a project, by its real path."""

    root: Path

    def path(self, *names: str) -> Path:
        """Path of something in the project, each name a plain one; what stands there is no link.

        Raises
        ------
        ProjectError
            A name leads elsewhere, or a link stands on the way.
        """
        place = self.root
        for name in names:
            if not is_plain(name):
                raise ProjectError(
                    repr(name[:80]),
                    _("no name of anything in a project"),
                    _("expected a name without slashes and dots alone"),
                )
            place = place / name
            refuse_link(place)
        return place

    def holds(self, path: Path) -> bool:
        """Whether a path lies in the project once every ``..`` and every link on it is followed."""
        try:
            real = Path(os.path.realpath(path))
        except (OSError, ValueError):
            return False
        return real == self.root or self.root in real.parents


@contextmanager
def told_of_disk(what: str) -> Iterator[None]:
    """Tell in one line of a disk that is full, broken or not to be written to.

    Raises
    ------
    OutputError
        It is full or broken; `what` was to be written.
    ProjectError
        Whoever runs this may not write there.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            why = reason_of(error)
            raise OutputError(what[:80], why, _("nothing was changed; make room and try again")) from None
        if error.errno in _REFUSED:
            raise ProjectError(
                what[:80],
                _("cannot be written to ({reason})", reason=reason_of(error)),
                _("nothing was changed; see who may write to the folder of the project"),
            ) from None
        raise


def refuse_link(place: Path) -> None:
    """Refuse a place that is a link: it could lead out of the project.

    Raises
    ------
    ProjectError
        It is one.
    """
    try:
        is_link = stat.S_ISLNK(place.lstat().st_mode)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise ProjectError(
            place,
            _("no such file can be ({reason})", reason=reason_of(error)),
            _("expected a shorter name"),
        ) from None
    if is_link:
        raise ProjectError(place, _("a link"), _("a project holds its files itself; put a copy there"))


def is_plain(name: str) -> bool:
    """Whether a name is that of one thing in a folder, on every system."""
    return (
        bool(name)
        and name == name.strip().rstrip(".")
        and name not in (".", "..")
        and not _FORBIDDEN.search(name)
        and not any(_is_control(sign) for sign in name)
        and not _RESERVED.fullmatch(name)
        and len(os.fsencode(name)) <= MOST_NAME_BYTES
    )


def within_project(text: str, root: Path) -> str:
    """What is told, with what lies in a project by its place there and not by its path on the disk; a message stays one."""
    if str(root) not in text:
        return text  # as it came, with all that it carries
    if not isinstance(text, Text):
        return text.replace(f"{root}{os.sep}", "").replace(str(root), root.name)
    values = {name: within_project(one, root) if isinstance(one, str) else one for name, one in text.values.items()}
    return Text(text.domain, text.message, values, text.context)


def safe_name(name: str, otherwise: str = "file") -> str:
    r"""Name under which a file that was handed over as `name` may lie in the project: its last part, without what some system refuses.

    Examples
    --------
    >>> safe_name("../../etc/passwd"), safe_name("C:\\fakepath\\План города.xlsx"), safe_name("..")
    ('passwd', 'План города.xlsx', 'file')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()))[-1]
    shown = "".join("_" if _is_control(sign) else sign for sign in _FORBIDDEN.sub("_", last))
    shown = _EDGES.sub("", shown)
    if _RESERVED.fullmatch(shown):
        shown = f"_{shown}"
    while len(shown.encode()) > MOST_NAME_BYTES:
        stem, dot, ending = shown.rpartition(".")
        shown = f"{stem[:-1]}.{ending}" if dot and stem[1:] and len(ending) <= MOST_ENDING else shown[:-1]
        shown = _EDGES.sub("", shown)
    return shown or otherwise


def _is_control(sign: str) -> bool:
    """Whether a sign is shown as none, or turns the text around it."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")
