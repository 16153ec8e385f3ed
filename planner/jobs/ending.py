"""How a job ends that does not give what was asked: one line, and the code that scripts rely on."""

import errno
from dataclasses import dataclass

from geodata.errors import GeodataError, OutputError, one_line
from planner.errors import InfeasibleError, PlannerError
from planner.support.speech import _, term

WRONG_INPUT = 2
IMPOSSIBLE = 3
NOT_WRITTEN = 74
"""EX_IOERR of sysexits(3)."""

_WANT_OF_MEMORY = (
    "failed to map segment",
    "annot allocate memory",
    "can't start new thread",
    "paging file is too small",
)
"""Words of Linux, macOS, Python and Windows."""
MORE_MEMORY = term("raise the limit of this process (ulimit -v), close other programs, or ask for fewer zones or sites")
_SHOWN = 40
"""Characters of a name that is too long."""


@dataclass(frozen=True)
class Ending:
    """Why a job ended.

    Parameters
    ----------
    line : str
        A message.
    code : int
        Exit code of a process that ends so.
    ways : tuple of str
        What would have to give way where promises conflict, a line each.
    """

    line: str
    code: int
    ways: tuple[str, ...] = ()


def ending_of(error: BaseException) -> Ending | None:
    """Line and code of what was raised on purpose, or for want of memory or room; None for a bug."""
    if isinstance(error, OutputError):
        return Ending(_("error: {said}", said=error), NOT_WRITTEN)
    if isinstance(error, (GeodataError, PlannerError)):
        code = IMPOSSIBLE if isinstance(error, InfeasibleError) else WRONG_INPUT
        return Ending(_("error: {said}", said=error), code, tuple(getattr(error, "ways", ())))
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        name = one_line(str(error.filename or ""))[:_SHOWN]
        return Ending(_("error: {name}…: no file can have so long a name; name a shorter one", name=name), WRONG_INPUT)
    want = _want_of_memory(error)
    if want is None:
        return None
    line = _(
        "error: too little memory ({want}); {more_memory}",
        want=one_line(want) or _("nothing more is known"),
        more_memory=MORE_MEMORY,
    )
    return Ending(line, WRONG_INPUT)


def _want_of_memory(error: BaseException) -> str | None:
    """What says that memory was wanting, also where a library that could not be loaded takes it for a broken installation."""
    seen: BaseException | None = error
    found = None
    while seen is not None:
        said = str(seen)
        if isinstance(seen, MemoryError) or any(words in said for words in _WANT_OF_MEMORY):
            found = said  # the cause of all tells most
        seen = seen.__cause__ or seen.__context__
    return found
