"""Sentences on what each choice makes the city depend on."""

from collections.abc import Mapping
from typing import Any

from geodata.connectors import PortFamily
from planner.compare.reading import EVEN, Told, joined, quoted, the_plan
from planner.support.speech import _, begun, listed, told


def tied(data: Told) -> str:
    """Say which plans lean most and least on one standard, and what is at stake should it fade."""
    ties = {plan: one for plan, one in (data.get("dependence") or {}).items() if one and one.get("plugs")}
    if not ties:
        return ""
    in_order = sorted(ties, key=lambda plan: -ties[plan]["hhi_plugs"])
    most, least = ties[in_order[0]]["hhi_plugs"], ties[in_order[-1]]["hhi_plugs"]
    ranks = {in_order[-1]: "least", in_order[0]: "most"} if most > least + EVEN else {}
    shown = dict.fromkeys([in_order[0], in_order[-1], *(plan for plan in [data.get("hedged")] if plan in ties)])
    lines = [line for plan in shown for line in _tie(data, plan, ties[plan], ranks.get(plan, ""))]
    years = sorted({str(one["fade_year"]) for one in ties.values() if one.get("stranded_usd")})
    if years:
        lines.append(_("At stake is what chargers for that standard alone are worth in {years} (assumed).", years=listed(years)))  # fmt: skip
    return joined(lines)


def _tie(data: Told, plan: str, tie: Mapping[str, Any], rank: str) -> list[str]:
    main = max(tie["plugs"], key=lambda family: tie["plugs"][family])
    name = the_plan(data, plan) if plan == data.get("hedged") else quoted(data, plan)
    part, standard = tie["plugs"][main], _family(main)
    if rank == "most":
        said = _("{plan} is the most one-sided plan: {part:percent} of the charging points are for {standard}.", plan=name, part=part, standard=standard)  # fmt: skip
    elif rank == "least":
        said = _("{plan} is the least one-sided: {part:percent} of the charging points are for {standard}.", plan=name, part=part, standard=standard)  # fmt: skip
    else:
        said = _("{plan}: {part:percent} of the charging points are for {standard}.", plan=name, part=part, standard=standard)  # fmt: skip
    if plan == data.get("hedged"):  # its name begins the sentence in some languages and stands within it in others
        said = begun(said)
    if not tie.get("stranded_usd"):
        return [said]
    fades = _family(tie["stranded_standard"])
    return [said, _("Should {standard} fade, {usd:money} are at stake.", standard=fades, usd=tie["stranded_usd"])]


def _family(name: str) -> str:
    return told(PortFamily(name).label) if name in list(PortFamily) else name
