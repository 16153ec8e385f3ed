"""Why the operating system refused a file, a folder or a port, in the reader's language."""

import errno
from collections.abc import Callable

from geodata.speech import _

HELD = (32, 33)
"""Of Windows: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, as of a workbook that is open in Excel."""
_SAID: dict[int, Callable[[], str]] = {
    errno.EACCES: lambda: _("Permission denied"),
    errno.EPERM: lambda: _("Operation not permitted"),
    errno.ENOENT: lambda: _("No such file or directory"),
    errno.ENOTDIR: lambda: _("Not a directory"),
    errno.EISDIR: lambda: _("Is a directory"),
    errno.EEXIST: lambda: _("File exists"),
    errno.ENOSPC: lambda: _("No space left on device"),
    errno.EDQUOT: lambda: _("Disk quota exceeded"),
    errno.EFBIG: lambda: _("File too large"),
    errno.EROFS: lambda: _("Read-only file system"),
    errno.ENAMETOOLONG: lambda: _("File name too long"),
    errno.EIO: lambda: _("Input/output error"),
    errno.EBUSY: lambda: _("Device or resource busy"),
    errno.ELOOP: lambda: _("Too many levels of symbolic links"),
    errno.EMFILE: lambda: _("Too many open files"),
    errno.ENOMEM: lambda: _("Cannot allocate memory"),
    errno.EADDRINUSE: lambda: _("Address already in use"),
    errno.EADDRNOTAVAIL: lambda: _("Cannot assign requested address"),
}
"""In English the words of the C library of Linux."""


def reason_of(error: BaseException | None) -> str:
    """The words of the system for an error, in the reader's language where they are known; else what the error says itself, ``?`` of none.

    Examples
    --------
    >>> reason_of(OSError(28, "No space left on device")), reason_of(OSError("no number")), reason_of(None)
    ('No space left on device', 'no number', '?')
    """
    if not isinstance(error, OSError):
        return str(error) if error is not None else "?"
    if getattr(error, "winerror", None) in HELD:
        return _("another program has it open")
    said = _SAID.get(error.errno or 0)
    return said() if said else error.strerror or str(error)
