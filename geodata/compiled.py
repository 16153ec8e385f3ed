"""The only module that uses numba: compiles loops over arrays to machine code, cached on disk between runs.

Only for loops that no library has: bounded searches of a road graph, and the problems of single sites that the siting search solves
by the million. They take and give numpy arrays and plain numbers, never objects.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def compiled(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Compile a function at its first call; the same numbers come out as in Python, division by zero aside."""
    return cast("Callable[Given, Answer]", numba.njit(function, cache=True, nogil=True, error_model="numpy"))
