"""Readers of the OR-Library's formats (J. E. Beasley, OR-Library: distributing test problems by electronic mail, 1990)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from geodata.errors import InputError, MissingFileError

Floats = NDArray[np.float64]


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
    numbers = _numbers(path, "a p-median file of the OR-Library: 'vertices edges p', then 'from to cost' a line")
    if len(numbers) < 3 or len(numbers) != 3 + 3 * int(numbers[1]):
        raise InputError(path, f"{len(numbers)} numbers", "expected 'vertices edges p', then three numbers an edge")
    vertices, p = int(numbers[0]), int(numbers[2])
    edges = numbers[3:].reshape(-1, 3)
    ends = edges[:, :2].astype(np.int64) - 1
    if len(ends) and (ends.min() < 0 or ends.max() >= vertices or (edges[:, 2] < 0).any()):
        row = int(np.flatnonzero((ends < 0).any(axis=1) | (ends >= vertices).any(axis=1) | (edges[:, 2] < 0))[0])
        raise InputError(
            path, f"edge {row + 1} is wrong", f"expected vertices 1 to {vertices} and a cost of at least 0"
        )
    last = {(min(a, b), max(a, b)): c for (a, b), c in zip(ends.tolist(), edges[:, 2].tolist(), strict=True)}
    at = np.array(list(last), dtype=np.int64).reshape(-1, 2)
    graph = sp.csr_array((np.array(list(last.values())), (at[:, 0], at[:, 1])), shape=(vertices, vertices))
    return PMedian(np.asarray(dijkstra(graph, directed=False)), p)


def read_cap(path: Path) -> Warehouses:
    """Read warehouses and customers; capacity and opening cost of each warehouse; demand and costs of each customer.

    The costs are those of serving a customer whole.

    Raises
    ------
    MissingFileError, InputError
        There is no such file, or it is not of this form.
    """
    numbers = _numbers(path, "a warehouse file of the OR-Library, with a number as every capacity")
    sites, customers = (int(n) for n in numbers[:2]) if len(numbers) > 1 else (0, 0)
    if len(numbers) != 2 + 2 * sites + customers * (1 + sites) or not sites:
        raise InputError(
            path,
            f"{len(numbers)} numbers",
            "expected 'warehouses customers', their capacities and costs, then customers",
        )
    warehouse = numbers[2 : 2 + 2 * sites].reshape(sites, 2)
    customer = numbers[2 + 2 * sites :].reshape(customers, 1 + sites)
    demand = customer[:, 0]
    if (demand <= 0).any():
        raise InputError(path, f"customer {int(np.argmax(demand <= 0)) + 1} has no demand", "expected more than 0")
    return Warehouses(demand, customer[:, 1:] / demand[:, None], warehouse[:, 0], warehouse[:, 1])


def read_points(path: Path) -> tuple[Floats, Floats]:
    """Read ``x y weight`` a line: places (points, 2) and weights (points,).

    Raises
    ------
    MissingFileError, InputError
        There is no such file, or a line is not of this form.
    """
    lines = [line.split() for line in _text(path).splitlines()]
    rows = []
    for number, words in enumerate(lines, start=1):
        if words:
            cells = _floats(words)
            if cells is None or len(cells) != 3 or cells[2] < 0:
                raise InputError(
                    f"{path}, line {number}", " ".join(words)[:60], "expected 'x y weight', weight at least 0"
                )
            rows.append(cells)
    if not rows:
        raise InputError(path, "no points", "expected 'x y weight' a line")
    table = np.array(rows)
    return table[:, :2], table[:, 2]


def _numbers(path: Path, expected: str) -> Floats:
    cells = _floats(_text(path).split())
    if cells is None:
        raise InputError(path, "something that is no number", f"expected {expected}")
    return np.array(cells)


def _floats(words: list[str]) -> list[float] | None:
    try:
        cells = [float(word) for word in words]
    except ValueError:
        return None
    return cells if np.isfinite(cells).all() else None


def _text(path: Path) -> str:
    if not path.is_file():
        raise MissingFileError(path, "the instance")
    return path.read_text(encoding="utf-8", errors="replace")
