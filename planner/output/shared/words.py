"""Numbers and verdicts as people read them. Plain text: each format escapes for itself."""

import math
import re
from collections.abc import Mapping
from typing import Any

from geodata.connectors import Connector, PortFamily
from planner.audit.scorecard import family_sums
from planner.model.objectives import OBJECTIVES
from planner.plan import FOR_SEVERAL_WORLDS, Proof, Sense, Status
from planner.support.amounts import NO_VALUE, THIN, energy, money, number, percent
from planner.support.stopping import BY_USER

__all__ = [
    "NO_VALUE",
    "by_family",
    "class_label",
    "connector_label",
    "ended",
    "energy",
    "family_label",
    "gap_percent",
    "gun_words",
    "left_out",
    "mix_label",
    "money",
    "number",
    "percent",
    "plugs_text",
    "scored",
    "share_of",
    "stage_rows",
    "verdict",
]


def share_of(part: float, whole: float) -> float | None:
    """Share served; no demand is distinguished from no service."""
    return part / whole if whole > 0 else None


def family_label(family: str) -> str:
    """Name of a port family; unknown ones as they are."""
    return PortFamily(family).label if family in list(PortFamily) else family


def class_label(demand_class: str) -> str:
    """Turn ``"gbt_fast"`` into ``"GB/T, fast"``."""
    family, _, need = demand_class.rpartition("_")
    return f"{family_label(family)}, {need}" if family else demand_class


def mix_label(mix: str) -> str:
    """Name of a mix as people write it: ``gbt_heavy`` is ``GB/T heavy``, ``kz_low`` is ``KZ low``; a file's as it is."""
    words = {"gbt": "GB/T", "ccs2": "CCS2", "nacs": "NACS", "chademo": "CHAdeMO"}
    parts = [words.get(word, word.upper() if len(word) == 2 else word) for word in mix.split("_")]
    return mix if "." in mix else " ".join(parts)


def connector_label(name: str) -> str:
    """Name of a plug standard; unknown ones as they are."""
    known = Connector.named(name)
    return known.label if known else name


def plugs_text(plugs: Mapping[str, int]) -> str:
    """Turn ``{"GBT_DC": 2}`` into ``"2 × GB/T DC"``."""
    return ", ".join(f"{count} × {connector_label(name)}" for name, count in sorted(plugs.items()) if count)


def gap_percent(gap: float) -> str:
    """Write a gap rounded up, so that no proof is made to look better than it is."""
    return f"{math.ceil(round(gap * 1e4, 6)) / 100:.2f}{THIN}%"


def gun_words(pool: str) -> str:
    """Say of ``gbt DC 18.6 kW``, the name of a kind of guns, that its power is what a session takes on the mean and not the gun's."""
    return re.sub(r" ([\d.]+) kW$", r", mean \1 kW a session", pool)


def verdict(proof: Proof) -> str:
    """One or two sentences: how good the plan is, proven."""
    return _proven(proof) + _further(proof)


_WHY = {
    "time": "when the time limit was reached",
    BY_USER: "when the user stopped the search",
    "memory": "when there was too little memory to go on",
}


def ended(proof: Proof) -> str:
    """One sentence: why the search ended, and what its status means."""
    if proof.stopped == "nothing to decide":
        return "There was nothing to search for."
    asked = gap_percent(proof.asked_gap)
    if proof.stopped == FOR_SEVERAL_WORLDS:
        return "The search was for a plan for several worlds."
    why = f"as soon as the gap asked for ({asked}) was proven" if proof.stopped == "gap" else _WHY.get(proof.stopped)
    status = "the gap asked for is proven" if proof.status is Status.OPTIMAL else f"a gap of {asked} was asked for"
    return f"The search ended {why or f'by itself ({proof.stopped})'}; its status is “{proof.status.value}”: {status}."


def _proven(proof: Proof) -> str:
    if proof.stopped == "nothing to decide":
        return "There was nothing to choose between, so the plan is the best possible."
    if proof.gap <= 1e-9:
        return f"Proven: no other plan under the same rules {OBJECTIVES[proof.objective].better}."
    if proof.sense is Sense.MAX:
        reached = gap_percent(math.floor((1 - proof.gap) * 1e4) / 1e4)
        good = f"is worth at least {reached} of the best possible one"
    else:
        good = f"{OBJECTIVES[proof.objective].limited} the best possible one".format(gap_percent(proof.gap))
    if proof.stopped == FOR_SEVERAL_WORLDS:
        return f"This plan was made for several worlds and not for this one alone, where it {good} (gap {gap_percent(proof.gap)})."
    if proof.status is Status.OPTIMAL:
        return f"Proven: this plan {good} under the same rules (gap {gap_percent(proof.gap)})."
    why = _WHY.get(proof.stopped, "when the search stopped")
    return f"The best plan found {why}. A better one may exist: this one {good} (gap {gap_percent(proof.gap)}, asked {gap_percent(proof.asked_gap)})."


def _further(proof: Proof) -> str:
    """What was optimised after the first objective, and how well."""
    told = ", ".join(f"{stage.objective} (gap {gap_percent(stage.gap)})" for stage in proof.stages[1:])
    return f" Within the share that it may give up, it was then made as good as could be in: {told}." if told else ""


def left_out(studies: Mapping[str, Any]) -> list[str]:
    """One line for each reason why something that was asked for beyond the plan is not there."""
    whys: dict[str, list[str]] = {}
    for one in studies.get("left_out", ()):
        whys.setdefault(str(one["why"]), []).append(str(one["study"]))
    return [f"Left out: {', '.join(names)}; {why}." for why, names in whys.items()]


def scored(proof: Proof) -> str:
    """One sentence with the value and its bound, in the unit of the objective."""
    return OBJECTIVES[proof.objective].proven.format(number(proof.value, 1), number(proof.bound, 1))


def stage_rows(proof: Proof) -> list[tuple[str, ...]]:
    """Objectives in order: name, value when its turn ended, value of the plan, bound, gap, why its turn ended."""
    return [
        (
            stage.objective,
            number(stage.reached, 1),
            number(stage.value, 1),
            number(stage.bound, 1),
            gap_percent(stage.gap),
            stage.stopped,
        )
        for stage in proof.stages
    ]


def by_family(by_class: Mapping[str, float]) -> dict[str, float]:
    """Sum classes (``gbt_fast``, ``gbt_slow``) to port families, in the order the house lists them."""
    sums = family_sums(by_class)
    order = [*(family.value for family in PortFamily), *sorted(sums)]
    return {family: sums[family] for family in dict.fromkeys(order) if family in sums}
