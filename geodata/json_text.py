"""JSON text parsed within bounds: a few bytes of text may stand for a hundred of memory, and brackets may nest without end."""

import json
from typing import Any

from geodata.speech import _

MOST_VALUES = 30_000_000
"""Values in one text, which take some 3 GB: the stations of all countries have about a third of that."""


class TooManyValuesError(ValueError):
    """More values than are read at once."""


def parsed_json(data: bytes, most_values: int = MOST_VALUES) -> Any:
    """Parse UTF-8 JSON, with a byte order mark or without.

    Raises
    ------
    TooManyValuesError
        Commas and brackets tell of more than so many values.
    ValueError, RecursionError
        It is no UTF-8, no JSON, nested too deep, or a number in it is too long.
    """
    if sum(data.count(sign) for sign in (b",", b"[", b"{")) > most_values:
        raise TooManyValuesError(_("more than {most_values} values", most_values=most_values))
    return json.loads(data.decode("utf-8-sig"))
