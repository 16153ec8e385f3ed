"""One word for each kind of places where chargers may stand, as accounts of a map name it; in English the code itself."""

from collections.abc import Callable, Mapping

from geodata.speech import _

_WORDS: Mapping[str, Callable[[], str]] = {
    "parking": lambda: _.within("kind of place", "parking"),
    "street": lambda: _.within("kind of place", "street"),
    "fuel": lambda: _.within("kind of place", "fuel"),
    "retail": lambda: _.within("kind of place", "retail"),
    "bazaar": lambda: _.within("kind of place", "bazaar"),
    "hotel": lambda: _.within("kind of place", "hotel"),
    "sport": lambda: _.within("kind of place", "sport"),
    "culture": lambda: _.within("kind of place", "culture"),
    "hospital": lambda: _.within("kind of place", "hospital"),
    "university": lambda: _.within("kind of place", "university"),
    "transport": lambda: _.within("kind of place", "transport"),
    "civic": lambda: _.within("kind of place", "civic"),
    "office": lambda: _.within("kind of place", "office"),
    "dealer": lambda: _.within("kind of place", "dealer"),
}


def kind_word(kind: str) -> str:
    """Word of a kind of `geodata.osm.site_kinds`; an unknown kind as it is."""
    return _WORDS[kind]() if kind in _WORDS else kind
