"""Files of numbers, as the OR-Library has them, read by line."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.input_file import checked_file
from planner.support.speech import _

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def numbers_of(path: Path, expected: str) -> tuple[Floats, Ints]:
    """All numbers of a file, whatever lines they stand on, and the line of each; both (numbers,)."""
    values, lines = [], []
    for number, line in enumerate(text_of_file(path).splitlines(), start=1):
        for word in line.split():
            value = number_of(word)
            if value is None:
                raise InputError(
                    _("{path}, line {number}", path=path, number=number),
                    _("{word!r} is no number", word=word[:60]),
                    expected,
                )
            values.append(value)
            lines.append(number)
    if not values:
        raise InputError(path, _("no numbers"), expected)
    return np.array(values), np.array(lines, dtype=np.int64)


def at_line(path: Path, line: Ints, number: int) -> str:
    """Where the number stands, or the last one where there are not so many."""
    return f"{path}, line {line[min(number, len(line) - 1)]}"


def number_of(word: str) -> float | None:
    """A number, or None."""
    try:
        value = float(word)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def text_of_file(path: Path) -> str:
    """Text of a file, what is no UTF-8 marked."""
    checked_file(path, "the instance")
    return path.read_text(encoding="utf-8-sig", errors="replace")
