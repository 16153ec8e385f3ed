"""Memory that each solution method needs, estimated before it starts, so that the machine does not swap.

Measured on made cities (tests.fixtures.instances.town, ten nearest sites, five charger types, HiGHS 1.16 by PuLP 4.2, peak of the resident
memory above that of the process before): the exact model took 112 MB for 9,080 flows after 15 s, 251 MB for 40,816 after 25 s, 474 MB for
110,804 after 20 s. The search took some 530 MB for 440,714 pairs and 290,000 sets of chargers (the family `siting`, 20,000 zones and 4,000 sites)
and 650 MB for 382,515 pairs and 1,136,805 sets (the full model on a made city of 19,603 zones). The figures below lie above all of these. Branch and bound keeps growing: a plain model of 5,000 zones and 1,000 sites was at 4.7 GB
after eight minutes, which no count foretells.
"""

import numpy as np

from planner.errors import SolverError
from planner.model.instance.instance import Instance
from planner.support.memory import available_bytes
from planner.support.speech import _, term

EXACT_BYTES, EXACT_PER_FLOW = 64e6, 12_000.0
"""Of the exact model: stated by PuLP, handed over, presolved and branched upon."""
SEARCH_BYTES, SEARCH_PER_SET, SEARCH_PER_PAIR = 64e6, 450.0, 1_400.0
"""Of the heuristic search."""
PER_SITE_PAIR = 2 * 8
"""Of the search for two sites that share a zone: the matrix of shared demand."""
SHARE = 0.9
"""Share of the free memory that may be used."""
LESS = term(
    "lower plan.nearest_sites or plan.max_drive_min, take larger zones (a smaller city.h3_resolution) or offer fewer plan.chargers"
)


def exact_bytes(flows: int) -> float:
    """Memory that the exact model of so many flows needs."""
    return EXACT_BYTES + EXACT_PER_FLOW * flows


def search_bytes(instance: Instance, sets: int) -> float:
    """Memory that the search over so many sets of chargers needs."""
    near = np.bincount(instance.reach.zone, minlength=1).astype(float)
    alike = min(float(len(instance.sites)) ** 2, float((near**2).sum()))
    return SEARCH_BYTES + SEARCH_PER_SET * sets + SEARCH_PER_PAIR * len(instance.reach.zone) + PER_SITE_PAIR * alike


def lacking(needed: float) -> str:
    """Needed and free memory in words; empty where there is enough, or where free memory is unknown."""
    free = available_bytes()
    if free is None or needed <= SHARE * free:
        return ""
    return _(
        "needs about {needed:,.1f} GB of memory, {free:,.1f} GB are free",
        needed=needed / 1000000000.0,
        free=free / 1000000000.0,
    )


def insist(what: str, needed: float) -> None:
    """Raise an error where there is too little memory.

    Raises
    ------
    SolverError
        Says what to change.
    """
    if short := lacking(needed):
        raise SolverError(_("{what} {short}; {less}, or close other programs", what=what, short=short, less=LESS))
