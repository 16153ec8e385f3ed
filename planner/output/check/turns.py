"""How far drives obey the turn restrictions of the map, in a sentence."""

from geodata.roads import Roads
from planner.output.shared.words import number


def turn_sentences(roads: Roads) -> list[str]:
    """Say how many turn restrictions drives obey, and why not the others; nothing where the map has none."""
    ignored = sum(roads.ignored_turns.values())
    known = roads.obeyed_turn_restrictions + ignored
    if not known:
        return []
    said = f"Drives obey {number(roads.obeyed_turn_restrictions)} of the {number(known)} turn restrictions of the map"
    if not ignored:
        return [f"{said}."]
    reasons = (f"{number(count)} because {reason}" for reason, count in roads.ignored_turns.items())
    return [f"{said}, and not {'; '.join(reasons)}."]
