"""Records of a JSON file, however they are wrapped."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from geodata.errors import InputError, MissingFileError


def json_records(path: Path, *, role: str, keys: Collection[str]) -> list[Any]:
    """Records in a bare list, in an envelope's `data`, or a single object.

    Parameters
    ----------
    path : Path
    role : str
        What the file is, for errors: ``"OCPI Locations"``.
    keys : collection of str
        A lone object is a record where it has one of these keys.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, unreadable, no JSON, or holds neither form.
    """
    data = _parsed(path, role)
    inner = data.get("data") if isinstance(data, Mapping) and not any(key in data for key in keys) else data
    if isinstance(inner, list):
        return inner
    if isinstance(inner, Mapping) and any(key in inner for key in keys):
        return [inner]
    found = (
        f"an object with keys {', '.join(map(str, list(data)[:5]))}"
        if isinstance(data, Mapping)
        else f"a {type(data).__name__}"
    )
    raise InputError(path, found, f'expected {role}: a list of objects, or {{"data": [...]}}')


def _parsed(path: Path, role: str) -> Any:
    advice = f"expected {role} as JSON; export or download the file again"
    if not path.exists():
        raise MissingFileError(path, role)
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror})", advice) from None
    except UnicodeDecodeError:
        raise InputError(path, "not UTF-8 text", advice) from None
    except json.JSONDecodeError as error:
        raise InputError(f"{path}, line {error.lineno}", f"not JSON ({error.msg})", advice) from None
    except (RecursionError, ValueError):
        raise InputError(path, "JSON nested too deep or a number too long", advice) from None
