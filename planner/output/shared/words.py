"""Numbers and verdicts as people read them. Plain text: each format escapes for itself."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from geodata.connectors import Connector, PortFamily
from geodata.speech import local
from planner.audit.scorecard import RESERVE, family_sums
from planner.catalogue.mix_words import mix_label
from planner.output.shared.proof_words import ended, gap_percent, scored, stage_rows, verdict
from planner.studies.names import studies_listed
from planner.support.amounts import NO_VALUE, energy, money, number, percent
from planner.support.speech import _, told

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
    "inlets_words",
    "left_out",
    "mix_label",
    "money",
    "need_words",
    "number",
    "part_words",
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
    return told(PortFamily(family).label) if family in list(PortFamily) else family


def class_label(demand_class: str) -> str:
    """Turn ``"gbt_fast"`` into ``"GB/T, fast"``."""
    family, _sep, need = demand_class.rpartition("_")
    return _("{inlet}, {need}", inlet=family_label(family), need=need_words(need)) if family else demand_class


def need_words(need: str) -> str:
    """How fast drivers want to charge; an unknown need as it is."""
    return {"fast": _("fast"), "slow": _("slow")}.get(need, need)


def connector_label(name: str) -> str:
    """Name of a plug standard; unknown ones as they are."""
    return told(Connector.label_of(name))


def plugs_text(plugs: Mapping[str, int]) -> str:
    """Turn ``{"GBT_DC": 2}`` into ``"2 × GB/T DC"``."""
    return ", ".join(f"{count} × {connector_label(name)}" for name, count in sorted(plugs.items()) if count)


def part_words(part: str) -> str:
    """A part of the cost, as the head of a row."""
    known = {
        "hardware": lambda: _("Hardware"),
        "installation": lambda: _("Installation"),
        "grid": lambda: _("Grid"),
        "ground": lambda: _("Ground"),
        RESERVE: lambda: _("Reserve for unsettled land, connection and access"),
    }
    return known[part]() if part in known else part.capitalize()


def gun_words(pool: str) -> str:
    """Say of ``8 x gbt DC 18.6 kW``, a number and a kind of guns, whose they are, and that the power is what a session takes on the mean and not the gun's."""
    found: re.Match[str] | None = re.fullmatch(r"(?:(\d+) x )?(?:([a-z0-9_+]+) )?(AC|DC) ([\d.]+) kW", pool)
    if not found:
        return pool
    count, families, current, kw = found.groups()
    whose = inlets_words(families.split("+")) if families else ""
    guns = " ".join(one for one in (f"{count} ×" if count else "", whose, current) if one)
    return _("{guns}, mean {kw} kW a session", guns=guns, kw=local(kw))


def inlets_words(families: Sequence[str]) -> str:
    """Turn ``ccs2, gbt`` into ``CCS2 / Type 2 or GB/T``."""
    whose = family_label(families[0])
    for one in families[1:]:
        whose = _("{first} or {other}", first=whose, other=family_label(one))
    return whose


def left_out(studies: Mapping[str, Any]) -> list[str]:
    """One line for each reason why something that was asked for beyond the plan is not there."""
    whys: dict[str, list[str]] = {}
    for one in studies.get("left_out", ()):
        whys.setdefault(told(one["why"]).rstrip("."), []).append(str(one["study"]))
    return [_("Left out: {names}; {why}.", names=studies_listed(names), why=why) for why, names in whys.items()]


def by_family(by_class: Mapping[str, float]) -> dict[str, float]:
    """Sum classes (``gbt_fast``, ``gbt_slow``) to port families, in the order the house lists them."""
    sums = family_sums(by_class)
    order = [*(family.value for family in PortFamily), *sorted(sums)]
    return {family: sums[family] for family in dict.fromkeys(order) if family in sums}
