"""Which problem a file and a few options ask for, stated as an instance of the siting model."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geodata.errors import InputError, MissingFileError
from geodata.input_file import checked_file
from planner.errors import InfeasibleError
from planner.model.instance.instance import Instance
from planner.model.medians.files import Pairs, insist_on_memory, read_cap, read_pairs, read_pmed, read_points
from planner.model.medians.location_problems import lscp, mclp, p_median_of_pairs, pairs_within, warehouses
from planner.model.medians.numbers_file import Ints
from planner.model.medians.options import FORMATS, Asked, check_options, format_of
from planner.support.speech import _


@dataclass(frozen=True)
class Statement:
    """The instance, its objective, the names of its sites, the points and pairs that were read, and the sum of the points' weights."""

    instance: Instance
    objective: str
    sites: tuple[str, ...]
    points: int
    pairs: int
    weight: float


def state(path: Path, asked: Asked) -> Statement:
    """Read a file and state the problem.

    Raises
    ------
    ConfigError
        An option is missing, or is none of this problem's.
    InputError
        There is no such file, or it is not of the form.
    InfeasibleError
        No plan can serve what the problem asks, as far as that shows before a search.
    """
    form = format_of(path, asked)
    check_options(asked, form)
    try:
        checked_file(path, "the instance")
    except MissingFileError:
        raise InputError(path, _("no such file"), _("check the path")) from None
    if form == "cap":
        return _warehouses(path)
    try:
        pairs, p = _read(path, asked, form)
    except InputError as error:
        if asked.format is not None or form == "pairs":
            raise
        others = " or ".join(f"--format {one}" for one in FORMATS if one not in {form, "cap"})
        raise InputError(
            error.where,
            error.found,
            _("{expected}; if it is another format: {others}", expected=error.expected, others=others),
        ) from None
    within = np.ones(len(pairs.distance), dtype=bool) if asked.radius is None else pairs.distance <= asked.radius
    point, site, sites = pairs.point[within], pairs.site[within], len(pairs.site_names)
    if asked.problem == "mclp":
        instance, objective = mclp(pairs.weight, point, site, sites=sites, p=p), "energy"
    elif asked.problem == "lscp":
        instance, objective = _covering_all(path, pairs, (point, site)), "cost"
    else:
        instance = p_median_of_pairs(pairs.weight, (point, site), pairs.distance[within], sites=sites, p=p)
        objective = "distance"
    weight = float(pairs.weight.sum())
    return Statement(instance, objective, pairs.site_names, len(pairs.weight), len(point), weight)


def _covering_all(path: Path, pairs: Pairs, within: tuple[Ints, Ints]) -> Instance:
    try:
        return lscp(*within, points=len(pairs.weight), sites=len(pairs.site_names), names=pairs.point_names)
    except InfeasibleError as error:
        raise InfeasibleError(f"{path}: {error}") from None


def _warehouses(path: Path) -> Statement:
    read = read_cap(path)
    room, demand = float(read.capacity.sum()), float(read.demand.sum())
    if demand > room * (1 + 1e-9):
        raise InfeasibleError(
            _(
                "{path}: the customers ask for {demand:,.10g}, all warehouses hold {room:,.10g}",
                path=path,
                demand=demand,
                room=room,
            )
        )
    instance = warehouses(read.demand, read.unit_cost, read.capacity, read.opening)
    return Statement(instance, "cost", _numbered(len(read.capacity)), len(read.demand), read.unit_cost.size, demand)


def _read(path: Path, asked: Asked, form: str) -> tuple[Pairs, int]:
    """Pairs of the file, and p; 0 where the problem has none."""
    p = asked.p or 0
    if form == "pairs":
        return read_pairs(path, asked.columns), p
    if form == "pmed":
        graph = read_pmed(path)
        point, site = np.nonzero(np.isfinite(graph.distance))
        names = _numbered(len(graph.distance))
        pairs = Pairs(np.ones(len(names)), point, site, graph.distance[point, site], names, names)
        return pairs, p or graph.p
    places, weight = read_points(path)
    names = _numbered(len(weight))
    if asked.radius is None:
        insist_on_memory(path, len(weight) ** 2)
        point, site = (one.reshape(-1) for one in np.indices((len(weight), len(weight))))
    else:
        point, site = pairs_within(places, places, asked.radius)
    distance = np.hypot(*(places[point] - places[site]).T)
    if asked.radius is not None:
        distance = np.minimum(distance, asked.radius)  # the tree's rounding decides who lies on the circle
    return Pairs(weight, point, site, distance, names, names), p


def _numbered(count: int) -> tuple[str, ...]:
    """Names of what a file only counts: 1, 2, ..."""
    return tuple(str(number + 1) for number in range(count))
