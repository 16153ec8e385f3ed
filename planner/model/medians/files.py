"""Readers of files that hold a classical location problem.

* ``pmed`` and ``cap``: the OR-Library's formats of p-median and of capacitated warehouse problems (J. E. Beasley, OR-Library: distributing
  test problems by electronic mail, Journal of the Operational Research Society 41, 1990).
* ``points``: ``x y weight`` a line.
* ``pairs``: a table ``point,site,distance[,weight]`` as spreadsheets and routing tools write it.

A message names the file, the line, what is there and what was expected.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from geodata.errors import InputError
from geodata.spreadsheet import parse_number, read_table
from planner.errors import ConfigError
from planner.model.instance.memory_needs import lacking
from planner.model.medians.numbers_file import Floats, Ints, at_line, number_of, numbers_of, text_of_file
from planner.support.speech import _, term

PAIR_COLUMNS = ("point", "site", "distance", "weight")
BYTES_PER_PAIR = 150
"""Memory that a pair takes from a graph or from points to the answer; 120 were measured, of 4 million pairs."""
PMED = term("expected 'vertices edges p', then 'from to cost' for each edge")
CAP = term(
    "expected 'warehouses customers', 'capacity cost' for each warehouse, then for each customer its demand and a cost from every warehouse"
)
POINT = term("expected 'x y weight', weight at least 0")


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


@dataclass(frozen=True)
class Pairs:
    """Points, sites and the distances that are known between them.

    Parameters
    ----------
    weight : (points,)
    point, site : (pairs,) int
    distance : (pairs,)
    point_names, site_names : tuple of str
        As the file has them, in the order in which they first appear.
    """

    weight: Floats
    point: Ints
    site: Ints
    distance: Floats
    point_names: tuple[str, ...]
    site_names: tuple[str, ...]


def read_pmed(path: Path) -> PMedian:
    """Read vertices, edges and p, then an undirected edge a line; of a repeated edge the last cost counts.

    Raises
    ------
    MissingFileError, InputError
        There is no such file, or it is not of this form.
    ConfigError
        There is not enough memory for all its distances.
    """
    value, line = numbers_of(path, PMED)
    if len(value) < 3 or len(value) != 3 + 3 * value[1]:
        found = _("{count} numbers in the whole file", count=len(value)) + (
            f" for {value[1]:g} edges" if len(value) > 1 else ""
        )
        raise InputError(at_line(path, line, 1), found, PMED)
    if (value[:3] % 1 != 0).any() or value[0] < 1 or not 1 <= value[2] <= value[0]:
        raise InputError(
            at_line(path, line, 0),
            _("{value:g} vertices, p = {value_2:g}", value=value[0], value_2=value[2]),
            _("expected whole numbers with 1 <= p <= vertices"),
        )
    vertices, edge = int(value[0]), value[3:].reshape(-1, 3)
    insist_on_memory(path, vertices * vertices)
    wrong = ((edge[:, :2] < 1) | (edge[:, :2] > vertices) | (edge[:, :2] % 1 != 0)).any(axis=1) | (edge[:, 2] < 0)
    if wrong.any():
        row = int(np.argmax(wrong))
        found = f"edge {row + 1} is {' '.join(f'{cell:g}' for cell in edge[row])}"
        raise InputError(
            at_line(path, line, 3 + 3 * row),
            found,
            _("expected vertices 1 to {vertices} and a cost of at least 0", vertices=vertices),
        )
    ends = edge[:, :2].astype(np.int64) - 1
    last = {(min(a, b), max(a, b)): c for (a, b), c in zip(ends.tolist(), edge[:, 2].tolist(), strict=True)}
    at = np.array(list(last), dtype=np.int64).reshape(-1, 2)
    graph = sp.csr_array((np.array(list(last.values())), (at[:, 0], at[:, 1])), shape=(vertices, vertices))
    return PMedian(np.asarray(dijkstra(graph, directed=False)), int(value[2]))


def read_cap(path: Path) -> Warehouses:
    """Read warehouses and customers; capacity and opening cost of each warehouse; demand and costs of each customer.

    The costs are those of serving a customer whole.

    Raises
    ------
    MissingFileError, InputError
        There is no such file, or it is not of this form.
    """
    value, line = numbers_of(path, _("{cap}; where the OR-Library writes the word capacity, put a number", cap=CAP))
    sites, customers = (value[0], value[1]) if len(value) > 1 else (0.0, 0.0)
    if sites < 1 or customers < 1 or len(value) != 2 + 2 * sites + customers * (1 + sites):
        found = _("{count} numbers in the whole file", count=len(value)) + (
            _(" for {sites:g} warehouses and {customers:g} customers", sites=sites, customers=customers)
            if len(value) > 1
            else ""
        )
        raise InputError(at_line(path, line, 1), found, CAP)
    if (value < 0).any():
        first = int(np.argmax(value < 0))
        raise InputError(at_line(path, line, first), f"{value[first]:g}", _("expected numbers of at least 0"))
    width = 1 + int(sites)
    warehouse = value[2 : 2 * width].reshape(-1, 2)
    customer = value[2 * width :].reshape(-1, width)
    demand = customer[:, 0]
    if (demand <= 0).any():
        first = int(np.argmax(demand <= 0))
        raise InputError(
            at_line(path, line, 2 * width + width * first),
            _("customer {first} has no demand", first=first + 1),
            _("expected more than 0"),
        )
    return Warehouses(demand, customer[:, 1:] / demand[:, None], warehouse[:, 0], warehouse[:, 1])


def read_points(path: Path) -> tuple[Floats, Floats]:
    """Read ``x y weight`` a line: places (points, 2) and weights (points,).

    Raises
    ------
    MissingFileError, InputError
        There is no such file, or a line is not of this form.
    """
    rows = []
    for number, line in enumerate(text_of_file(path).splitlines(), start=1):
        words = line.split()
        if words:
            cells = [number_of(word) for word in words]
            known = [cell for cell in cells if cell is not None]
            if len(cells) != 3 or len(known) != 3 or known[2] < 0:
                raise InputError(_("{path}, line {number}", path=path, number=number), " ".join(words)[:60], POINT)
            rows.append(known)
    if not rows:
        raise InputError(path, _("no points"), _("{point}, a line", point=POINT))
    table = np.array(rows)
    return table[:, :2], table[:, 2]


def read_pairs(path: Path, columns: Mapping[str, str]) -> Pairs:
    """Read a table with a row for each pair of a point and a site that may serve it.

    Parameters
    ----------
    path : Path
        .csv, .tsv, .txt or a workbook (.xlsx, .xls, .xlsb, .ods); separators, encodings and decimal commas as spreadsheets save them.
    columns : mapping
        Our names, of `PAIR_COLUMNS`, to the file's, where they differ. Without a weight every point weighs 1.

    Raises
    ------
    MissingFileError, InputError
        There is no such file, a column is missing, a cell is no name or number, a pair is there twice, or the rows of a point differ in weight.
    """
    table = read_table(path, columns, PAIR_COLUMNS, role="the instance")
    for name in PAIR_COLUMNS[:3]:
        if name not in table:
            raise InputError(
                path,
                _("no column {name!r}", name=name),
                _(
                    "expected the columns point, site, distance and, if wanted, weight; or say which it is: --columns {name}=YOURS",
                    name=name,
                ),
            )
    row = table["row"].to_numpy()
    for name in ("point", "site"):
        if table[name].isna().any():
            first = int(np.argmax(table[name].isna()))
            raise InputError(
                _("{path}, row {row}, column {name}", path=path, row=row[first], name=name),
                "nothing",
                _("expected a name or number"),
            )
    distance = _column(path, table, "distance")
    weights = _column(path, table, "weight") if "weight" in table else np.ones(len(table))
    point, point_names = pd.factorize(table["point"])
    site, site_names = pd.factorize(table["site"])
    first_row = pd.Series(np.arange(len(table))).groupby(point).transform("first").to_numpy()
    differs = weights != weights[first_row]
    if differs.any():
        k = int(np.argmax(differs))
        found = f"point {point_names[point[k]]} weighs {weights[k]:g}"
        expected = _(
            "expected {weights:g}, its weight in row {row}", weights=weights[first_row[k]], row=row[first_row[k]]
        )
        raise InputError(_("{path}, row {row}", path=path, row=row[k]), found, expected)
    twice = pd.Series(point * np.int64(len(site_names)) + site)
    if twice.duplicated().any():
        k = int(np.argmax(twice.duplicated()))
        earlier = int(np.argmax(twice == twice[k]))
        pair = _(
            "point {point_names} and site {site_names} again",
            point_names=point_names[point[k]],
            site_names=site_names[site[k]],
        )
        raise InputError(
            _("{path}, row {row}", path=path, row=row[k]),
            pair,
            _("expected each pair once; it is in row {row} too", row=row[earlier]),
        )
    names = (tuple(map(str, point_names)), tuple(map(str, site_names)))
    return Pairs(weights[np.unique(point, return_index=True)[1]], point, site, distance, *names)


def insist_on_memory(path: Path, pairs: int) -> None:
    """Refuse an instance with more pairs than there is memory for.

    Raises
    ------
    ConfigError
        Says how much it needs and what there is.
    """
    if short := lacking(BYTES_PER_PAIR * float(pairs)):
        advice = _("leave out pairs that nobody would use (a table of pairs), or close other programs")
        raise ConfigError(
            _(
                "{path}: {pairs:,} pairs of a point and a site: {short}; {advice}",
                path=path,
                pairs=pairs,
                short=short,
                advice=advice,
            )
        )


def _column(path: Path, table: pd.DataFrame, name: str) -> Floats:
    """Numbers of at least 0 of a column; (rows,)."""
    numbers = [parse_number(cell) for cell in table[name]]
    for number, cell, row in zip(numbers, table[name], table["row"], strict=True):
        if number is None or number < 0:
            raise InputError(
                _("{path}, row {row}, column {name}", path=path, row=row, name=name),
                "nothing" if cell is None else repr(cell),
                _("expected a number of at least 0"),
            )
    return np.array(numbers, dtype=float)
