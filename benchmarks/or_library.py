"""Readers of published location problems.

``pmed`` and ``cap`` are the OR-Library's formats of p-median and of capacitated warehouse problems (J. E. Beasley, OR-Library:
distributing test problems by electronic mail, Journal of the Operational Research Society 41, 1990); ``points`` is ``x y weight`` a line.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from geodata.errors import InputError
from geodata.input_file import checked_file

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PMED = "expected 'vertices edges p', then 'from to cost' for each edge"
CAP = "expected 'warehouses customers', 'capacity cost' for each warehouse, then for each customer its demand and a cost from every warehouse"
CAP_WORD = f"{CAP}; where the OR-Library writes the word capacity, put a number"
POINT = "expected 'x y weight', weight at least 0"


@dataclass(frozen=True)
class PMedian:
    """A p-median problem on a graph: `distance` (vertices, vertices) of shortest paths, p sites."""

    distance: Floats
    p: int


@dataclass(frozen=True)
class Warehouses:
    """A warehouse problem: `demand` (customers,), `unit_cost` (customers, warehouses), `capacity` and `opening` (warehouses,)."""

    demand: Floats
    unit_cost: Floats
    capacity: Floats
    opening: Floats


def read_pmed(path: Path) -> PMedian:
    """Read vertices, edges and p, then an undirected edge a line; of a repeated edge the last cost counts.

    Raises
    ------
    MissingFileError, InputError
        There is no such file, or it is not of this form.
    """
    value, line = _read_numbers(path, PMED)
    if len(value) < 3 or len(value) != 3 + 3 * value[1]:
        raise InputError(_place(path, line, 1), f"{len(value)} numbers in the whole file", PMED)
    if (value[:3] % 1 != 0).any() or value[0] < 1 or not 1 <= value[2] <= value[0]:
        found = f"{value[0]:g} vertices, p = {value[2]:g}"
        raise InputError(_place(path, line, 0), found, "expected whole numbers with 1 <= p <= vertices")
    vertices, edge = int(value[0]), value[3:].reshape(-1, 3)
    wrong = ((edge[:, :2] < 1) | (edge[:, :2] > vertices) | (edge[:, :2] % 1 != 0)).any(axis=1) | (edge[:, 2] < 0)
    if wrong.any():
        row = int(np.argmax(wrong))
        found = f"edge {row + 1} is {' '.join(f'{cell:g}' for cell in edge[row])}"
        expected = f"expected vertices 1 to {vertices} and a cost of at least 0"
        raise InputError(_place(path, line, 3 + 3 * row), found, expected)
    ends = edge[:, :2].astype(np.int64) - 1
    last = {(min(a, b), max(a, b)): c for (a, b), c in zip(ends.tolist(), edge[:, 2].tolist(), strict=True)}
    at = np.array(list(last), dtype=np.int64).reshape(-1, 2)
    graph = sp.csr_array((np.array(list(last.values())), (at[:, 0], at[:, 1])), shape=(vertices, vertices))
    return PMedian(np.asarray(dijkstra(graph, directed=False)), int(value[2]))


def read_cap(path: Path) -> Warehouses:
    """Read warehouses and customers: capacity and opening cost of each warehouse, demand of each customer and costs of serving it whole.

    Raises
    ------
    MissingFileError, InputError
        There is no such file, or it is not of this form.
    """
    value, line = _read_numbers(path, CAP_WORD)
    sites, customers = (value[0], value[1]) if len(value) > 1 else (0.0, 0.0)
    if sites < 1 or customers < 1 or len(value) != 2 + 2 * sites + customers * (1 + sites):
        raise InputError(_place(path, line, 1), f"{len(value)} numbers in the whole file", CAP)
    width = 1 + int(sites)
    warehouse = value[2 : 2 * width].reshape(-1, 2)
    customer = value[2 * width :].reshape(-1, width)
    demand = customer[:, 0]
    if (value < 0).any() or (demand == 0).any():
        raise InputError(path, f"{value.min():g}", "expected numbers of at least 0 and a demand of each customer")
    return Warehouses(demand, customer[:, 1:] / demand[:, None], warehouse[:, 0], warehouse[:, 1])


def read_points(path: Path) -> tuple[Floats, Floats]:
    """Read ``x y weight`` a line: places (points, 2) and weights (points,).

    Raises
    ------
    MissingFileError, InputError
        There is no such file, or a line is not of this form.
    """
    value, line = _read_numbers(path, POINT)
    number, count = np.unique(line, return_counts=True)
    if (count != 3).any():
        raise InputError(f"{path}, line {number[count != 3][0]}", f"{count[count != 3][0]} numbers", POINT)
    table = value.reshape(-1, 3)
    if (table[:, 2] < 0).any():
        first = int(np.argmax(table[:, 2] < 0))
        raise InputError(f"{path}, line {number[first]}", f"weight {table[first, 2]:g}", POINT)
    return table[:, :2], table[:, 2]


def _read_numbers(path: Path, expected: str) -> tuple[Floats, Ints]:
    """All numbers of a file, whatever lines they stand on, and the line of each; both (numbers,)."""
    checked_file(path, "the instance")
    values, lines = [], []
    for number, text in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), start=1):
        for word in text.split():
            try:
                value = float(word)
            except ValueError:
                value = float("nan")
            if not np.isfinite(value):
                raise InputError(f"{path}, line {number}", f"{word[:60]!r} is no number", expected)
            values.append(value)
            lines.append(number)
    if not values:
        raise InputError(path, "no numbers", expected)
    return np.array(values), np.array(lines, dtype=np.int64)


def _place(path: Path, line: Ints, number: int) -> str:
    """Where the number stands, or the last one where there are not so many."""
    return f"{path}, line {line[min(number, len(line) - 1)]}"
