"""Shares of a vehicle's energy that are charged in public, fast, slowly and at work, with the bands that draws move.

The facts give flat dwellers a band of the share charged at home and house owners one of the share charged fast; all other classes
have the band `PUBLIC_BAND` of the public share. A share that the scenario gives is taken as known and is not drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.facts import fact_rows
from planner.catalogue.vehicle_classes import CLASS_ROWS, VehicleClass
from planner.config.scenario import Scenario
from planner.demand.spans import Assumed, Draw, Floats, Span
from planner.support.speech import _

PUBLIC_BAND = 0.3
"""Relative half-width of the span of the share charged in public, where the facts give no band (assumed)."""

MOVED_BY = {"": "public_share", "share_home": "home_share", "share_public_dc": "fast_share"}
"""Assumption that moves the shares of a class, by the band that the facts give it."""
FAST_KEYS, SLOW_KEYS, WORK_KEYS = ("share_public_dc",), ("share_public_ac",), ("share_work",)
CASES = ("low", "central", "high")


@dataclass(frozen=True)
class PublicShares:
    """Shares of the energy of a vehicle charged away from home and depot.

    Parameters
    ----------
    span : Span
        (classes, 3): fast, slow, at work; a class that takes no DC charges its fast share slowly.
    moved_by : (classes, 3)
        Name of the assumption that moves each; empty where none does.
    """

    span: Span
    moved_by: NDArray[np.str_]

    def at(self, draw: Draw) -> tuple[Floats, Floats]:
        """Shares charged in public, (classes, needs), and at work, (classes,)."""
        position = np.array([[draw.get(name, 0.0) for name in row] for row in self.moved_by])
        found = self.span.at(position)
        return found[:, :2], found[:, 2]


def public_shares(cases: Mapping[str, Sequence[VehicleClass]], scenario: Scenario) -> PublicShares:
    """Gather the shares of these classes, each in its three cases of use."""
    low, central, high = (np.array([_shares(one, scenario) for one in cases[case]]) for case in CASES)
    figures, changes = cases["central"], scenario.demand.classes
    total = central.sum(axis=1)
    most = np.maximum(np.divide(1.0, total, out=np.ones(len(total)), where=total > 0), 1.0)
    up = np.minimum(1.0 + PUBLIC_BAND, most)
    moved_by = np.full(central.shape, "", dtype="<U16")
    for c, one in enumerate(figures):
        own = changes.get(one.name, {})
        for k, keys in enumerate((FAST_KEYS, _slow_keys(one), WORK_KEYS)):
            by_facts = one.banded == "share_home" or one.banded in keys
            if not any(key in own for key in keys):
                moved_by[c, k] = MOVED_BY[one.banded if by_facts else ""]
            if not by_facts:
                low[c, k], high[c, k] = central[c, k] * (1.0 - PUBLIC_BAND), central[c, k] * up[c]
    return PublicShares(Span(low, central, high), moved_by)


def _slow_keys(figures: VehicleClass) -> tuple[str, ...]:
    return SLOW_KEYS if figures.max_dc_kw > 0 else (*SLOW_KEYS, *FAST_KEYS)


def _shares(figures: VehicleClass, scenario: Scenario) -> tuple[float, float, float]:
    fast, slow = figures.share_public_dc, figures.share_public_ac
    work = figures.share_work if scenario.demand.work_is_public else 0.0
    return (fast, slow, work) if figures.max_dc_kw > 0 else (0.0, fast + slow, work)


def shares_assumed(classes: Sequence[str], moved_by: NDArray[np.str_]) -> list[Assumed]:
    """Assumptions about the shares of these classes that draws move."""
    moving = set(moved_by.flat)
    found = [
        Assumed(
            "public_share",
            _("share of the energy charged in public"),
            _("-{share:.0%}", share=PUBLIC_BAND),
            "vehicle_classes.csv",
            _("+{share:.0%}", share=PUBLIC_BAND),
            "band assumed",
        )
    ]
    rows = {(row["class"], row["variant"]): row for row in fact_rows("vehicle_classes")}
    for name in classes:
        row = rows[CLASS_ROWS[name]]
        for banded, what, ends in (
            ("share_home", _("share of the energy that flat dwellers charge at home"), ("_high", "", "_low")),
            ("share_public_dc", _("share of the energy that house owners charge fast"), ("_low", "", "_high")),
        ):
            if row[f"{banded}_low"] and MOVED_BY[banded] in moving:
                values = [f"{float(row[banded + end]):.0%}" for end in ends]
                found.append(Assumed.from_text(MOVED_BY[banded], what, values, row["source"]))
    return [one for one in found if one.name in moving]
