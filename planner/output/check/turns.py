"""How far drives obey the turn restrictions of the map, in a sentence."""

from geodata.roads import Roads
from planner.support.speech import _, told


def turn_sentences(roads: Roads) -> list[str]:
    """Say how many turn restrictions drives obey, and why not the others; nothing where the map has none."""
    ignored = sum(roads.ignored_turns.values())
    known = roads.obeyed_turn_restrictions + ignored
    if not known:
        return []
    obeyed = roads.obeyed_turn_restrictions
    if not ignored:
        return [
            _(
                "Drives obey {obeyed:number} of the {known:number} turn restrictions of the map.",
                obeyed=obeyed,
                known=known,
            )
        ]
    reasons: list[str] = [
        _("{count:number} because {reason}", count=count, reason=told(reason))
        for reason, count in roads.ignored_turns.items()
    ]
    return [
        _(
            "Drives obey {obeyed:number} of the {known:number} turn restrictions of the map, and not {reasons}.",
            obeyed=obeyed,
            known=known,
            reasons="; ".join(reasons),
        )
    ]
