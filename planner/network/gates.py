"""Permission gates of candidate sites: what an unsettled status of land, grid connection or access costs, or that the site is left out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.report import Assumption, Problem
from planner.config.gates import GatesConfig
from planner.support.speech import _, plural

EXCLUDE = "exclude"


@dataclass(frozen=True)
class Gates:
    """Result of the permission gates for every place.

    Parameters
    ----------
    excluded : (sites,) bool
        No charger may be added there.
    reserve_usd : (sites,)
        Kept back for land, connection and access that are not settled, once where the site is opened.
    why : (sites,) object
        The statuses that exclude it, ``"access private"``; empty text where none does.
    assumptions : tuple of Assumption
    problems : tuple of Problem
        How many sites each gate took out.
    """

    excluded: NDArray[np.bool_]
    reserve_usd: NDArray[np.float64]
    why: NDArray[np.object_]
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()


def gates_of(statuses: Mapping[str, NDArray[np.object_]], existing: NDArray[np.bool_], config: GatesConfig) -> Gates:
    """Apply every gate to every candidate; existing stations have their land, connection and access already.

    Parameters
    ----------
    statuses : mapping
        Status of each place, (sites,), by the name of the gate: land, connection, access.
    existing : (sites,) bool
    config : GatesConfig
    """
    excluded, reserve = np.zeros(len(existing), dtype=bool), np.zeros(len(existing))
    why = np.full(len(existing), "", dtype=object)
    problems, assumptions = [], []
    for name, told in statuses.items():
        rules: Mapping[str, float | str] = getattr(config, name)
        for status, count in sorted(Counter(str(one) for one in told[~existing]).items()):
            says, here = rules.get(status, 0.0), (told == status) & ~existing
            if says == EXCLUDE:
                excluded |= here
                why[here] = [f"{one}, {name} {status}".removeprefix(", ") for one in why[here]]
                what = plural("{n} candidate site", "{n} candidate sites", count)
                problems.append(
                    Problem(
                        what,
                        _("{name} status is {status}", name=name, status=status),
                        _("left out (gates.{name})", name=name),
                    )
                )
            elif float(says) > 0:
                reserve += np.where(here, float(says), 0.0)
                what = _("reserve for a new site whose {name} status is {status}", name=name, status=status)
                value = _("{says:number} USD at each of {count} candidate sites", says=float(says), count=count)
                assumptions.append(Assumption(what, value, _("gates.{name}", name=name)))
    return Gates(excluded, np.where(excluded, 0.0, reserve), why, tuple(assumptions), tuple(problems))
