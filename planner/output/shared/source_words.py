"""As what a source was read, in words."""

from collections.abc import Callable, Mapping

from planner.support.speech import told, within

_READ_AS: Mapping[str, Callable[[], str]] = {
    "roads": lambda: within("read as", "roads"),
    "boundary": lambda: within("read as", "boundary"),
    "districts": lambda: within("read as", "districts"),
    "district table": lambda: within("read as", "district table"),
    "population": lambda: within("read as", "population"),
    "activities": lambda: within("read as", "activities"),
    "osm sites": lambda: within("read as", "osm sites"),
    "list of places": lambda: within("read as", "list of places"),
    "own sites": lambda: within("read as", "own sites"),
    "feeders": lambda: within("read as", "feeders"),
    "fleet": lambda: within("read as", "fleet"),
    "sessions": lambda: within("read as", "sessions"),
    "demand": lambda: within("read as", "demand"),
    "gates": lambda: within("read as", "gates"),
    "zones": lambda: within("read as", "zones"),
}


def source_words(format_: str) -> str:
    """As what a source was read; names of formats stay as they are."""
    return _READ_AS[format_]() if format_ in _READ_AS else told(format_)
