"""Records gone wrong in every way that data goes wrong, many in a second, the same for the same seed."""

import json
import math
import random
from collections.abc import Sequence
from typing import Any

NUMBERS = (
    0,
    -1,
    1,
    3,
    1e-9,
    0.5,
    -0.0,
    90.0,
    91,
    180.0,
    181,
    360,
    22_000,
    10**9,
    10**30,
    -(10**30),
    10**400,
    1e308,
    -1e308,
)
NO_NUMBERS = (math.nan, math.inf, -math.inf)
TEXTS = (
    "",
    " ",
    "null",
    "None",
    "NaN",
    "nan",
    "inf",
    "1e999",
    "-5",
    "0",
    "22 kW",
    "22000 VA",
    "50kw;120 kW",
    "2;4",
    "²",
    "٣",
    "1_000",
    "1 000",
    "43,25",
    "0x1F",
    "9" * 400,
    "x" * 5000,
    "TEST",
    "a\nb\tc\r",
    "\u202e\u200b\ufeff",
    "\U0001f50c",
    "{{ 7*7 }}",
    "${7*7}",
    "%s%n{0}",
    "<script>alert(1)</script>",
    "\"'`;--",
    "=1+1",
    "../../etc/passwd",
    "GB/T",
    "gbt_dc",
    "Тип 2",
    "ccs",
    "UNKNOWN",
    "false",
    "PLANNED",
    "OUT_OF_ORDER",
    "2024-02-30",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59+14:00",
    "2024-05-01T10:00:00+05:00",
)
UNWRITABLE = ("\ud800", "a\x00b", "\udcff" * 3)
"""Halves of letters and NUL: JSON can carry them, no CSV file can."""


class Mutator:
    """Makes wrong records of right ones.

    Parameters
    ----------
    seed : int
    flat : bool
        Values stay text that a line of CSV or a tag of OpenStreetMap can carry.
    """

    def __init__(self, seed: int, *, flat: bool = False) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.flat = flat

    def records(self, bases: Sequence[Any], count: int) -> list[Any]:
        """So many wrong records, most under an id of their own, some of them twice."""
        found = [self.record(self._numbered(self.random.choice(bases), number)) for number in range(count)]
        for _ in range(self.random.randrange(3)):
            found[self.random.randrange(count)] = json.loads(json.dumps(self.random.choice(found)))
        return found

    def record(self, base: Any) -> Any:
        """One record with some of its parts changed, or all of it."""
        if not self.flat and self.random.random() < 0.02:
            return self.junk()
        out = json.loads(json.dumps(base))
        for _ in range(self.random.choice((1, 1, 1, 1, 2, 3, 5, 9))):
            holders = self._holders(out)
            if not holders:
                break
            self._change(self.random.choice(holders))
        return out

    def junk(self, deep: int = 0) -> Any:
        """A value of any type."""
        kind = self.random.randrange(8)
        if self.flat or kind < 3:
            return self.text()
        if kind == 3:
            return self.random.choice(NUMBERS + NO_NUMBERS)
        if kind == 4:
            return self.random.choice((None, True, False))
        if kind == 5:
            return self.random.uniform(-200, 200)
        if deep > 3:
            return [] if kind == 6 else {}
        inner = [self.junk(deep + 1) for _ in range(self.random.randrange(4))]
        return inner if kind == 6 else {self.text()[:20]: one for one in inner}

    def text(self) -> str:
        """A hostile text, or noise."""
        if self.random.random() < 0.7:
            return str(self.random.choice(TEXTS if self.flat else TEXTS + UNWRITABLE))
        letters = (self.random.choice((0x7F, 0x450, 0xD7FF)) for _ in range(self.random.randrange(15)))
        return "".join(chr(self.random.randrange(0x20, most)) for most in letters)

    def _numbered(self, base: Any, number: int) -> Any:
        """The same record under another id, mostly."""
        ids = {key: base[key] for key in ("id", "ID", "station_id") if key in base and self.random.random() < 0.7}
        return base | {key: f"{one}-{number}" if isinstance(one, str) else one + number for key, one in ids.items()}

    def _holders(self, thing: Any) -> list[Any]:
        """Every object and list with something in it, at every depth."""
        found, todo = [], [thing]
        while todo:
            one = todo.pop()
            if isinstance(one, dict | list) and one:
                found.append(one)
                todo.extend(one.values() if isinstance(one, dict) else one)
        return found

    def _change(self, holder: Any) -> None:
        key = self.random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        action = self.random.randrange(8)
        if action == 0:
            del holder[key]
        elif action == 1:
            self._again(holder, key)
        elif action == 2 and not self.flat:
            holder[key] = self._deep(holder[key])
        elif action == 3:
            self._exchange(holder, key)
        elif action == 4:
            holder[key] = self._other_type(holder[key])
        else:
            holder[key] = self.junk()

    def _again(self, holder: Any, key: Any) -> None:
        """A part once more: at the end of its list, or under another name."""
        if isinstance(holder, list):
            holder.extend([holder[key]] * self.random.choice((1, 2, 30)))
        else:
            holder[self.random.choice((str(key).upper(), f"{key} ", f"{key}:2", self.text()[:30]))] = holder[key]

    def _exchange(self, holder: Any, key: Any) -> None:
        """Two parts change places."""
        other = self.random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        holder[key], holder[other] = holder[other], holder[key]

    def _deep(self, value: Any) -> Any:
        """A part inside many lists or objects."""
        for _ in range(self.random.choice((1, 1, 2, 90))):
            value = [value] if self.random.random() < 0.5 else {"value": value, "ID": value if value is None else 1}
        return value

    def _other_type(self, value: Any) -> Any:
        """The same thing in another type or unit."""
        if isinstance(value, bool) or value is None:
            return str(value) if self.flat else int(bool(value))
        if isinstance(value, int | float):
            factor = self.random.choice((1000, 0.001, 1e15)) if abs(value) < 1e15 else 1
            return self.random.choice((str(value)[:4000], -value, value * factor, [value]))
        if isinstance(value, str):
            ways = (value.upper(), value[:500] * 40, value[::-1], f" {value}\t", f"{value};{value}")
            return self.random.choice(ways if self.flat else (*ways, [value], {value[:30]: value}, len(value)))
        return json.dumps(value)[:3000]
