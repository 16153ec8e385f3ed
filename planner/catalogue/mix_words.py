"""Mixes of ports as people write their names."""

from planner.catalogue.mixes import mix_names
from planner.support.speech import within


def mix_label(mix: str) -> str:
    """Name of a mix as people write it: ``gbt_heavy`` is ``GB/T heavy``, ``kz_low`` is ``KZ low``; a file's as it is."""
    known = {
        "balanced": lambda: within("mix", "balanced"),
        "ccs2_heavy": lambda: within("mix", "CCS2 heavy"),
        "gbt_heavy": lambda: within("mix", "GB/T heavy"),
    }
    if mix in known:
        return known[mix]()
    country, _between, end = mix.partition("_")
    if len(country) == 2 and end in ("low", "high"):
        named = country.upper()
        return (
            within("mix", "{country} low", country=named)
            if end == "low"
            else within("mix", "{country} high", country=named)
        )
    words = {"gbt": "GB/T", "ccs2": "CCS2", "nacs": "NACS", "chademo": "CHAdeMO"}
    parts = [words.get(word, word.upper() if len(word) == 2 else word) for word in mix.split("_")]
    return mix if "." in mix else " ".join(parts)


def world_words(name: str) -> str:
    """A world of which the name alone is known: a mix of the program by its words, any other as it is."""
    return mix_label(name) if name in mix_names() else name
