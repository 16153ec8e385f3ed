"""Where to begin, in plain words: sites that are right whatever comes, and those that can wait. Plain text: whoever shows it escapes."""

from planner.compare.reading import MOST_NAMED, Told, all_worlds, quoted
from planner.support.amounts import listed, number, percent


def where_to_begin(told: Told) -> str:
    """Say how many sites are chosen in every world, where the hedged plan builds too, and which can wait."""
    sites, everywhere = told.get("no_regret_sites"), all_worlds(told)
    if sites is None:
        return ""
    if not sites:
        return f"No site is chosen in {everywhere}: where to build depends on the bet.{_one_sided(told)}"
    first = f"{number(len(sites))} sites are" if len(sites) > 1 else "1 site is"
    return f"{first} chosen in {everywhere}{_begin_with(told, len(sites))}.{_same_chargers(told)}{_one_sided(told)}"


def _begin_with(told: Told, many: int) -> str:
    """Say where to begin: where the hedged plan builds too, if there is one."""
    part, hedged = told.get("no_regret_share"), told.get("hedged")
    these = "these" if many > 1 else "it"
    if part is None or not hedged:
        of = f", {percent(part)} of those of the smallest plan" if part is not None else ""
        return f"{of}: begin with {these}"
    both = round(part * told["sites_count"][hedged])
    if both == many:
        return f", and the hedged plan builds there too: begin with {these}"
    return f". The hedged plan builds at {number(both) if both else 'none'} of them{': begin there' if both else ''}"


def _same_chargers(told: Told) -> str:
    if "no_regret_chargers" not in told:
        return ""
    same = told["no_regret_chargers"]
    count = sum(sum(one.values()) for one in same.values())
    if not count:
        return " Which chargers go there still depends on the bet."
    where = "all of them" if len(same) == len(told["no_regret_sites"]) else f"{number(len(same))} of them"
    return f" At {where} the plans agree on chargers too, {number(count)} at least."


def _one_sided(told: Told) -> str:
    wanted = {world: len(sites) for world, sites in told.get("single_mix_sites", {}).items() if sites}
    if not wanted:
        return ""
    most = sorted(wanted, key=lambda world: -wanted[world])
    parts = [f"{number(wanted[world])} by {quoted(told, world)}" for world in most[:MOST_NAMED]]
    more = sum(wanted[world] for world in most[MOST_NAMED:])
    return f" Wait with those that one world alone wants: {listed([*parts, f'{number(more)} by others'] if more else parts)}."
