"""The promises of a plan, each with what it would mean to give way: a column that lets its rows take more, and how to say so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.structure import RULES
from planner.model.instance.configurations import Configurations, configurations_of
from planner.model.instance.instance import Instance
from planner.model.program.draft import Draft

RICH = 1e15
"""A budget that limits nothing."""
STRONG = 1e9
"""A feeder that limits nothing, in kW."""
DUST = 1e-6


@dataclass(frozen=True)
class Stated:
    """A question laid out as rows, to be asked whether anything keeps them; `rows` are those of each rule."""

    instance: Instance
    draft: Draft
    columns: Columns
    rows: Mapping[str, range]


@dataclass(frozen=True)
class Given:
    """Columns by which a promise gives way, and what a unit of each counts."""

    columns: NDArray[np.int64]
    counts: NDArray[np.float64]


@dataclass(frozen=True)
class Promise:
    """One promise.

    Parameters
    ----------
    key : str
        As in the configuration.
    asked : callable
        Whether the question holds it.
    sets : callable
        The question as the sets of chargers are to be enumerated for, when this promise gives way.
    ease : callable
        Adds the columns.
    tell : callable
        What is said of (question, values of the columns, least sum that is proven, whether it is proven to suffice).
    """

    key: str
    asked: Callable[[Instance], bool]
    sets: Callable[[Instance], Instance]
    ease: Callable[[Stated], Given]
    tell: Callable[[Instance, NDArray[np.float64], float, bool], str]


def stated(instance: Instance, sets_for: Instance, *, forced: bool = True) -> Stated:
    """Lay out a question; where no share is promised, energy decides nothing: only what is forced or stands already must be built."""
    sets = configurations_of(sets_for)
    if instance.floor <= 0 and instance.coverage <= 0:
        instance = replace(instance, demand=np.zeros_like(instance.demand))
        must = instance.forced | (
            instance.dual_share is not None
        )  # a cabinet elsewhere may let a forced site have two standards
        must = must if instance.least is None else must | instance.least.any(axis=1)
        kept = must[sets.site]
        sets = Configurations(sets.site[kept], sets.group[kept], sets.chargers[kept])
    ruled = instance if forced else replace(instance, forced=np.zeros_like(instance.forced))
    draft = Draft("promises")
    columns = lay_columns(draft, ruled, sets)
    rows = {}
    for name, rule in RULES.items():
        first = draft.rows
        rule(draft, ruled, columns)
        rows[name] = range(first, draft.rows)
    if (ruled.forced & ~np.isin(np.arange(len(ruled.forced)), sets.site)).any():
        draft.at_most([], [], -1.0)  # a forced site that can take nothing: no rule has a row for it
    return Stated(instance, draft, columns, rows)


def _one(state: Stated, rows: Iterable[int], by: Sequence[float] | None = None) -> Given:
    at = list(rows)
    column = state.draft.ease(at, [1.0] * len(at) if by is None else by)
    return Given(np.array([column]), np.ones(1))


def _budget(state: Stated) -> Given:
    return _one(state, state.rows["budget"])


def _floor(state: Stated) -> Given:
    asked = [
        float(state.instance.demand[state.instance.district == number].sum())
        for number in range(len(state.instance.district_names))
    ]
    return _one(state, state.rows["district_floor"], asked)


def _coverage(state: Stated) -> Given:
    asked, of_zone = state.instance.demand.sum(axis=1), state.instance.zone_world
    return _one(state, state.rows["coverage"], np.bincount(of_zone, asked, minlength=state.instance.worlds).tolist())


def _most_sites(state: Stated) -> Given:
    return _one(state, state.rows["most_sites"])


def _dual(state: Stated) -> Given:
    return _one(state, state.rows["dual_share"])


def _mains(state: Stated, rule: str, main: NDArray[np.int64], number: int) -> Given:
    """A column a feeder or substation; those without any charger on offer have no row, and none is needed."""
    offered = np.unique(main[state.columns.sets.site])
    rows = dict(zip([h for h in offered.tolist() if h >= 0], state.rows[rule], strict=True))
    columns = [state.draft.ease([rows[h]] if h in rows else [], [1.0] * (h in rows)) for h in range(number)]
    return Given(np.array(columns), np.ones(len(columns)))


def _feeders(state: Stated) -> Given:
    return _mains(state, "feeders", state.instance.feeder, len(state.instance.feeder_kw))


def _substations(state: Stated) -> Given:
    return _mains(state, "substations", state.instance.substation, len(state.instance.substation_kw))


def _spacing(state: Stated) -> Given:
    """A pair may stand nearer: the column of each pair, and one for how much the nearest of those that do falls short."""
    instance, door = state.instance, state.columns.open
    pairs = [p for p, (a, b) in enumerate(instance.too_near.tolist()) if door[a] >= 0 and door[b] >= 0]
    apart = instance.too_near_m if instance.too_near_m is not None else np.zeros(len(instance.too_near))
    (short,) = state.draft.add(1, upper=0.0).tolist()
    columns = [short]
    longest = float(apart.max(initial=0.0)) + 1.0
    for row, pair in zip(state.rows["spacing"], pairs, strict=True):
        column = state.draft.ease([row], [1.0])
        state.draft.at_most([column, short], [longest - apart[pair], -1.0], 0.0)
        columns.append(column)
    return Given(np.array(columns), np.array([1.0] + [0.0] * len(pairs)))


def _forced(state: Stated) -> Given:
    """A forced site may be left out, wholly."""
    columns = []
    for site in np.flatnonzero(state.instance.forced):
        adds = state.columns.sets.chargers[:, state.instance.bays_taken >= 0].any(axis=1)
        sets = state.columns.chosen[(state.columns.sets.site == site) & adds]
        state.draft.at_most(sets, -np.ones(len(sets)), -1.0)
        columns.append(state.draft.ease([state.draft.rows - 1], [1.0]))
    return Given(np.array(columns, dtype=np.int64), np.ones(len(columns)))


def _mandated(state: Stated) -> Given:
    """A new site may lack a gun of a mandated family: a column for each of the two, in the order of the rule's rows."""
    columns = [state.draft.ease([row], [1.0]) for row in state.rows["mandated_plugs"]]
    return Given(np.array(columns, dtype=np.int64), np.ones(len(columns)))


def _at_least(proven: bool) -> str:
    return "" if proven else "at least "


def _tell_budget(instance: Instance, _values: NDArray[np.float64], least: float, proven: bool) -> str:
    return f"plan.budget_usd: {_at_least(proven)}{np.ceil(instance.budget + least - DUST):,.0f} USD instead of {instance.budget:,.0f}"


def _tell_floor(instance: Instance, _values: NDArray[np.float64], least: float, proven: bool) -> str:
    return f"plan.district_floor: {_share(instance.floor, least, proven)}"


def _tell_coverage(instance: Instance, _values: NDArray[np.float64], least: float, proven: bool) -> str:
    return f"plan.coverage: {_share(instance.coverage, least, proven)}"


def _share(asked: float, least: float, proven: bool) -> str:
    highest = np.floor(1000.0 * max(0.0, asked - least) + DUST) / 10.0
    return f"{'' if proven else 'at most '}{highest / 100:.3g} instead of {asked:g}"


def _tell_most_sites(instance: Instance, _values: NDArray[np.float64], least: float, proven: bool) -> str:
    return f"plan.max_sites: {_at_least(proven)}{(instance.max_sites or 0) + int(np.ceil(least - DUST))} instead of {instance.max_sites}"


def _tell_dual(instance: Instance, _values: NDArray[np.float64], least: float, proven: bool) -> str:
    assert instance.dual_share is not None
    more = int(np.ceil(least - DUST))
    return f"plan.max_dual_share: {_at_least(proven)}{more} more new DC cabinet{'s' * (more != 1)} of two standards than the share of {instance.dual_share.most:g} allows"


def _tell_feeders(instance: Instance, values: NDArray[np.float64], least: float, proven: bool) -> str:
    return _tell_mains("feeder", instance.names.feeders, instance.feeder_kw, values, least, proven)


def _tell_substations(instance: Instance, values: NDArray[np.float64], least: float, proven: bool) -> str:
    return _tell_mains("substation", instance.names.substations, instance.substation_kw, values, least, proven)


def _tell_mains(
    kind: str, names: Sequence[str], spare: NDArray[np.float64], values: NDArray[np.float64], least: float, proven: bool
) -> str:
    said = [
        f"{kind} {name_of(names, int(h))} {'' if proven else 'about '}{values[h]:,.0f} kW more than its {spare[h]:,.0f} kW"
        for h in np.flatnonzero(values > DUST)
    ]
    return f"spare power of {kind}s: {_at_least(proven)}{least:,.0f} kW more: {', '.join(said)}"


def _tell_spacing(instance: Instance, _values: NDArray[np.float64], least: float, proven: bool) -> str:
    apart = instance.too_near_m if instance.too_near_m is not None else np.zeros(len(instance.too_near))
    largest = float(apart.max(initial=0.0)) + 1.0 - least
    return f"plan.min_spacing_m: {'' if proven else 'at most '}{np.floor(largest + DUST):,.0f} m"


def _tell_mandated(instance: Instance, _values: NDArray[np.float64], least: float, proven: bool) -> str:
    ports = " and ".join(instance.mandated_names)
    number = int(np.ceil(least - DUST))
    return f"plan.mandated_plugs: new sites may lack {_at_least(proven)}{number} of the guns of {ports}"


def _tell_forced(instance: Instance, values: NDArray[np.float64], least: float, proven: bool) -> str:
    sites = np.flatnonzero(instance.forced)
    number = int(np.ceil(least - DUST))
    gone = [
        instance.site_names[j]
        for j in sites[np.argsort(-values, kind="stable")][: max(number, int((values > 0.5).sum()))]
    ]
    return f"plan.forced: {_at_least(proven)}{number} of the {len(sites)} forced site{'s' * (len(sites) != 1)} must go, for example {', '.join(gone)}"


def name_of(names: Sequence[str], at: int) -> str:
    """Name of a thing, or its number where names are not known."""
    return names[at] if at < len(names) else f"number {at + 1}"


def _same(instance: Instance) -> Instance:
    return instance


PROMISES = (
    Promise("plan.forced", lambda one: bool(one.forced.any()), _same, _forced, _tell_forced),
    Promise("plan.district_floor", lambda one: one.floor > 0, _same, _floor, _tell_floor),
    Promise("plan.coverage", lambda one: one.coverage > 0, _same, _coverage, _tell_coverage),
    Promise("plan.mandated_plugs", lambda one: len(one.mandated) > 0, _same, _mandated, _tell_mandated),
    Promise("plan.min_spacing_m", lambda one: len(one.too_near) > 0, _same, _spacing, _tell_spacing),
    Promise("plan.max_sites", lambda one: one.max_sites is not None, _same, _most_sites, _tell_most_sites),
    Promise(
        "plan.max_dual_share",
        lambda one: one.dual_share is not None,
        lambda one: replace(one, dual_share=None),
        _dual,
        _tell_dual,
    ),
    Promise(
        "plan.budget_usd",
        lambda one: bool(np.isfinite(one.budget)),
        lambda one: replace(one, budget=RICH),
        _budget,
        _tell_budget,
    ),
    Promise(
        "grid.path",
        lambda one: len(one.feeder_kw) > 0,
        lambda one: replace(one, feeder_kw=np.full_like(one.feeder_kw, STRONG)),
        _feeders,
        _tell_feeders,
    ),
    Promise(
        "grid.substations",
        lambda one: len(one.substation_kw) > 0,
        lambda one: replace(one, substation_kw=np.full_like(one.substation_kw, STRONG)),
        _substations,
        _tell_substations,
    ),
)
"""Promises in the order in which they are told."""
