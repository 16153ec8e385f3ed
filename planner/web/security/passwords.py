"""Passwords as they are kept: scrypt of the standard library with a salt of its own, checked in the same time whoever asks."""

import base64
import hashlib
import hmac
import secrets
import threading

from planner.errors import ConfigError
from planner.support.speech import _

COST, BLOCK, PARALLEL = 2**15, 8, 3
"""As OWASP recommends for scrypt: 32 MiB and a quarter of a second for one attempt."""
LEAST = 10
"""Letters of a password."""
MOST = 1000
_AT_ONCE = threading.BoundedSemaphore(2)
"""Attempts that are worked out at a time, so that many at once fill no memory."""


def hashed(password: str) -> str:
    """What is kept of a password: ``scrypt$cost$block$parallel$salt$hash``.

    Raises
    ------
    ConfigError
        It is too short, or longer than any person types.
    """
    if not LEAST <= len(password) <= MOST:
        raise ConfigError(_("a password has at least {least} letters; a few words are easy to remember", least=LEAST))
    salt = secrets.token_bytes(16)
    return "$".join(
        (
            "scrypt",
            str(COST),
            str(BLOCK),
            str(PARALLEL),
            _text(salt),
            _text(_scrypt(password, salt, COST, BLOCK, PARALLEL)),
        )
    )


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; takes as long where nothing was."""
    _kind, cost, block, parallel, salt, wanted = (kept or _NOBODY).split("$")
    found = _scrypt(password[:MOST], base64.b64decode(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(found, base64.b64decode(wanted)) and kept is not None


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    with _AT_ONCE:
        return hashlib.scrypt(
            password.encode("utf-8", "surrogatepass"), salt=salt, n=cost, r=block, p=parallel, maxmem=2**26, dklen=32
        )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


_NOBODY = f"scrypt${COST}${BLOCK}${PARALLEL}${_text(bytes(16))}${_text(bytes(32))}"
