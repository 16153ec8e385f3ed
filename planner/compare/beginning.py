"""Sentences on where to begin: no-regret sites, and those that can wait. Plain text: whoever shows it escapes."""

from planner.compare.reading import MOST_NAMED, Told, joined, quoted
from planner.support.speech import _, listed, plural


def where_to_begin(data: Told) -> str:
    """Say how many sites are chosen in every world, where the hedged plan builds too, and which can wait."""
    sites = data.get("no_regret_sites")
    if sites is None:
        return ""
    if not sites:
        said = [_("No site is chosen in every world compared: where to build depends on which of them comes.")]
        return joined([*said, _one_sided(data)])
    everywhere = plural(
        "{n:number} site is chosen in every world compared.",
        "{n:number} sites are chosen in every world compared.",
        len(sites),
    )
    return joined([everywhere, _begin_with(data, len(sites)), _same_chargers(data), _one_sided(data)])


def _begin_with(data: Told, many: int) -> str:
    """Say where to begin: where the hedged plan builds too, if there is one."""
    part, hedged = data.get("no_regret_share"), data.get("hedged")
    if part is None:
        return _("Begin there.")
    if not hedged:
        return _("That is {part:percent} of the sites of the smallest plan: begin there.", part=part)
    both = round(part * data["sites_count"][hedged])
    if both == many:
        return _("The hedged plan builds there too: begin there.")
    if not both:
        return _("The hedged plan builds at none of them.")
    return plural(
        "The hedged plan builds at {n:number} of them: begin there.",
        "The hedged plan builds at {n:number} of them: begin there.",
        both,
    )


def _same_chargers(data: Told) -> str:
    if "no_regret_chargers" not in data:
        return ""
    same = data["no_regret_chargers"]
    count = sum(sum(one.values()) for one in same.values())
    if not count:
        return _("Which chargers go there still depends on which world comes.")
    if len(same) == len(data["no_regret_sites"]):
        return plural(
            "At all of them the plans agree on chargers too: at least {n:number}.",
            "At all of them the plans agree on chargers too: at least {n:number}.",
            count,
        )
    return plural(
        "At {sites:number} of them the plans agree on chargers too: at least {n:number}.",
        "At {sites:number} of them the plans agree on chargers too: at least {n:number}.",
        count,
        sites=len(same),
    )


def _one_sided(data: Told) -> str:
    wanted = {world: len(sites) for world, sites in data.get("single_mix_sites", {}).items() if sites}
    if not wanted:
        return ""
    most = sorted(wanted, key=lambda world: -wanted[world])
    more = sum(wanted[world] for world in most[MOST_NAMED:])
    parts: list[str] = [
        _("{world} ({sites:number})", world=quoted(data, world), sites=wanted[world]) for world in most[:MOST_NAMED]
    ]
    if more:
        parts.append(_("others ({sites:number})", sites=more))
    return _("Wait with the sites that one world alone wants: {worlds}.", worlds=listed(parts))
