"""Records of a JSON file, however they are wrapped."""

import codecs
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from geodata.address import Address
from geodata.errors import InputError
from geodata.input_file import checked_file
from geodata.json_text import TooManyValuesError, parsed_json
from geodata.loose import mapping_of, number_of, short, text_of
from geodata.speech import _
from geodata.system_reasons import reason_of

OCPI_ERRORS = 2000
"""Status codes of OCPI from here on tell of an error of the asker or of the service."""


def json_records(address: Address, *, role: str, keys: Collection[str]) -> list[Any]:
    """Records in a bare list, in an envelope's `data`, or a single object.

    Parameters
    ----------
    address : Path or DatabaseTable
    role : str
        What the file is, for errors: ``"OCPI Locations"``.
    keys : collection of str
        A lone object is a record where it has one of these keys.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, unreadable, no JSON, the error answer of a service, or holds neither form.
    """
    path = checked_file(address, role, _advice(role))
    data = _parsed(path, role)
    _refuse_error_answer(data, path, role)
    inner = data.get("data") if isinstance(data, Mapping) and not any(key in data for key in keys) else data
    if isinstance(inner, list):
        return inner
    if isinstance(inner, Mapping) and any(key in inner for key in keys):
        return [inner]
    found = (
        _("an object with keys {map}", map=", ".join(map(str, list(data)[:5])))
        if isinstance(data, Mapping)
        else f"a {type(data).__name__}"
    )
    raise InputError(path, found, _('expected {role}: a list of objects, or {{"data": [...]}}', role=role))


def _advice(role: str) -> str:
    return _("expected {role} as JSON; export or download the file again", role=role)


def _refuse_error_answer(data: Any, path: Path, role: str) -> None:
    """OCPI answers an error with HTTP 200, and with an empty `data` or none; that is no operator without stations."""
    status = number_of(mapping_of(data).get("status_code"))
    if status is not None and status >= OCPI_ERRORS:
        said = short(text_of(data.get("status_message")) or _("no reason given"), 120)
        found = _("the error answer of a service (OCPI status {status:.0f}: {said})", status=status, said=said)
        raise InputError(path, found, _("expected {role}; ask the service again", role=role))


def _parsed(path: Path, role: str) -> Any:
    advice = _advice(role)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, _("cannot be read ({strerror})", strerror=reason_of(error)), advice) from None
    if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"", b"<"):
        raise InputError(path, _("a web page or XML") if b"<" in data else _("an empty file"), advice)
    try:
        return parsed_json(data)
    except UnicodeDecodeError:
        raise InputError(path, _("not UTF-8 text"), advice) from None
    except json.JSONDecodeError as error:
        raise InputError(
            _("{path}, line {lineno}", path=path, lineno=error.lineno), _("not JSON ({msg})", msg=error.msg), advice
        ) from None
    except TooManyValuesError as error:
        raise InputError(
            path, _("JSON of {error}", error=error), _("cut the file to the city or its country")
        ) from None
    except (RecursionError, ValueError):
        raise InputError(path, _("JSON nested too deep or a number too long"), advice) from None
