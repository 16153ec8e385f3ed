"""Sentences on where to begin: no-regret sites, and those that can wait. Plain text: whoever shows it escapes."""

from planner.compare.reading import MOST_NAMED, Told, all_worlds, quoted
from planner.support.amounts import number, percent
from planner.support.speech import listed


def where_to_begin(data: Told) -> str:
    """Say how many sites are chosen in every world, where the hedged plan builds too, and which can wait."""
    sites, everywhere = data.get("no_regret_sites"), all_worlds(data)
    if sites is None:
        return ""
    if not sites:
        return f"No site is chosen in {everywhere}: where to build depends on the bet.{_one_sided(data)}"
    first = f"{number(len(sites))} sites are" if len(sites) > 1 else "1 site is"
    return f"{first} chosen in {everywhere}{_begin_with(data, len(sites))}.{_same_chargers(data)}{_one_sided(data)}"


def _begin_with(data: Told, many: int) -> str:
    """Say where to begin: where the hedged plan builds too, if there is one."""
    part, hedged = data.get("no_regret_share"), data.get("hedged")
    these = "these" if many > 1 else "it"
    if part is None or not hedged:
        of = f", {percent(part)} of those of the smallest plan" if part is not None else ""
        return f"{of}: begin with {these}"
    both = round(part * data["sites_count"][hedged])
    if both == many:
        return f", and the hedged plan builds there too: begin with {these}"
    return f". The hedged plan builds at {number(both) if both else 'none'} of them{': begin there' if both else ''}"


def _same_chargers(data: Told) -> str:
    if "no_regret_chargers" not in data:
        return ""
    same = data["no_regret_chargers"]
    count = sum(sum(one.values()) for one in same.values())
    if not count:
        return " Which chargers go there still depends on the bet."
    where = "all of them" if len(same) == len(data["no_regret_sites"]) else f"{number(len(same))} of them"
    return f" At {where} the plans agree on chargers too, {number(count)} at least."


def _one_sided(data: Told) -> str:
    wanted = {world: len(sites) for world, sites in data.get("single_mix_sites", {}).items() if sites}
    if not wanted:
        return ""
    most = sorted(wanted, key=lambda world: -wanted[world])
    parts = [f"{number(wanted[world])} by {quoted(data, world)}" for world in most[:MOST_NAMED]]
    more = sum(wanted[world] for world in most[MOST_NAMED:])
    return f" Wait with those that one world alone wants: {listed([*parts, f'{number(more)} by others'] if more else parts)}."
