"""Tokens and keys kept out of everything that is shown or stored, in whatever form a server sends them back."""

import base64
import json
import os
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from geodata.errors import InputError
from geodata.speech import _

LEAST_PART = 8
"""So many characters in a row of a secret are taken for a part of it."""

_CLEAR_PART = 16
"""So many are no chance even if they are letters alone, as of a word."""

HIDDEN = "***"
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_NAMES = re.compile(r"(?:^|[_.-]|api|access)(?:token|key|secret|auth|pass|password|sig|signature)$", re.IGNORECASE)
_LEAST_TELLING = 4
"""What is shorter is in honest records by chance, and no token."""


class Secrets:
    """Secrets in every form: as they are, in base64, URL-encoded, JSON-escaped, in hexadecimal; in any case of letters.

    Parameters
    ----------
    texts : iterable of str
    """

    def __init__(self, texts: Iterable[str]) -> None:
        forms = {form.translate(_LOWER) for text in texts if text for form in _forms(text)}
        self._whole = sorted(forms, key=len, reverse=True)
        self._parts = frozenset(_parts(forms, LEAST_PART))
        told = {part for part in self._parts if any(sign.isdigit() for sign in part)}
        self._telling = sorted(
            {*told, *_parts(forms, _CLEAR_PART), *(one for one in forms if len(one) >= _LEAST_TELLING)}
        )

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._whole)

    def hidden(self, text: str) -> str:
        """Text with every secret, and every part of one that is long enough, replaced."""
        plain = text.translate(_LOWER)
        marks = bytearray(len(plain))
        for form in self._whole:
            at = plain.find(form)
            while at >= 0:
                marks[at : at + len(form)] = b"\x01" * len(form)
                at = plain.find(form, at + 1)
        for at in range(len(plain) - LEAST_PART + 1):
            if plain[at : at + LEAST_PART] in self._parts:
                marks[at : at + LEAST_PART] = b"\x01" * LEAST_PART
        return "".join(_shown(text, marks))

    def are_in(self, text: str) -> bool:
        """Whether a text to be stored holds one, or a part that is none by chance."""
        plain = text.translate(_LOWER) if self._telling else ""
        return any(one in plain for one in self._telling)


def secret_in(variable: str | None) -> str | None:
    """Token or key that an environment variable holds; None where it is unnamed, unset or blank.

    Raises
    ------
    InputError
        What it holds cannot be sent; the line does not show it.
    """
    secret = os.environ.get(variable, "").strip() if variable else ""
    if secret and not (secret.isascii() and secret.isprintable()):
        raise InputError(
            _("environment variable {variable}", variable=variable),
            _("characters that no token has"),
            _("copy the token again"),
        )
    return secret or None


def secrets_of_address(url: str) -> list[str]:
    """What an address carries under names such as ``key`` and ``token``."""
    try:
        query = parse_qsl(urlsplit(url).query)
    except ValueError:
        return []
    return [value for name, value in query if _NAMES.search(name)]


def _forms(text: str) -> Iterator[str]:
    raw = text.encode("utf-8", "replace")
    yield text
    for packed in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        yield packed.decode("ascii")
        yield packed.decode("ascii").rstrip("=")
        yield quote(packed.decode("ascii"), safe="")
    yield quote(text, safe="")
    yield quote_plus(text)
    yield json.dumps(text)[1:-1]
    yield raw.hex()


def _parts(forms: Iterable[str], size: int) -> Iterator[str]:
    for form in forms:
        yield from (form[at : at + size] for at in range(len(form) - size + 1))


def _shown(text: str, marks: bytearray) -> Iterator[str]:
    was = 0
    for sign, mark in zip(text, marks, strict=True):
        if mark and not was:
            yield HIDDEN
        if not mark:
            yield sign
        was = mark
