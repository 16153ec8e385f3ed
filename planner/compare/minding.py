"""Sentences on what a comparison leaves out: worlds, studies, and losses where a plan breaks a promise."""

from planner.compare.reading import MOST_NAMED, Told, joined, quoted, the_plan
from planner.support.speech import _, listed, plural, told


def left_out(data: Told) -> str:
    """What is left out and why; empty where nothing is."""
    lines: list[str] = [
        _("{world} is left out: {why}.", world=quoted(data, one["world"]), why=_open(one["why"]))
        for one in data.get("left_out") or ()
    ]
    if len(data["mixes"]) > 1:
        lines += [
            _("{world} stands by itself: it has {why}.", world=quoted(data, world), why=_open(why))
            for world, why in data.get("apart", {}).items()
        ]
    lines += [
        _("The study of {study} is left out: {why}.", study=study_words(one["study"]), why=_open(one["why"]))
        for one in data.get("studies_left_out") or ()
    ]
    broken = _broken(data)
    if broken:
        more = len(broken) - MOST_NAMED
        rest = [plural("{n:number} more", "{n:number} more", more)] if more > 0 else []
        lines += [
            _("A promise of the world is broken by {plans}.", plans=listed([*broken[:MOST_NAMED], *rest])),
            _("What is served there is told all the same, but is not counted as a loss."),
        ]
    return joined(lines)


def study_words(study: str) -> str:
    """Name of a study of a comparison; an unknown one as it is."""
    known = {
        "dependence": lambda: _("dependence on plugs"),
        "flexibility": lambda: _("flexibility"),
        "coming": lambda: _("coming technologies"),
        "tariff": lambda: _("tariffs"),
    }
    return known[study]() if study in known else study


def _open(why: object) -> str:
    """Words without their full stop."""
    return told(why).rstrip(".")


def _broken(data: Told) -> list[str]:
    """By world: the plan that breaks a promise there, or how many do and one of them."""
    by_world: dict[str, list[tuple[str, str]]] = {}
    for plan, row in data.get("breaks", {}).items():
        for world, why in row.items():
            by_world.setdefault(world, []).append((plan, told(why)))
    return [_broken_in(data, world, found) for world, found in by_world.items()]


def _broken_in(data: Told, world: str, found: list[tuple[str, str]]) -> str:
    plan, why = the_plan(data, found[0][0]), found[0][1]
    if len(found) == 1:
        return _("{plan} in {world} ({why})", plan=plan, world=quoted(data, world), why=why)
    return plural(
        "{n:number} plan in {world} ({plan}: {why})",
        "{n:number} plans in {world} ({plan}: {why})",
        len(found),
        world=quoted(data, world),
        plan=plan,
        why=why,
    )
