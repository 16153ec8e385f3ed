"""Kinds of named places of the ground, as the search of the map calls them."""

from collections.abc import Callable, Mapping

from planner.support.speech import _, within


def place_kinds() -> Mapping[str, Callable[[], str]]:
    """Give the word of each kind of `geodata.osm.backdrop`, and of streets and districts."""
    return {
        "street": lambda: _("street"),
        "district": lambda: _("district"),
        "city": lambda: _("city"),
        "town": lambda: _("town"),
        "borough": lambda: _("borough"),
        "suburb": lambda: _("suburb"),
        "village": lambda: _("village"),
        "quarter": lambda: within("of a city", "quarter"),
        "neighbourhood": lambda: _("neighbourhood"),
        "hamlet": lambda: _("hamlet"),
        "airport": lambda: _("airport"),
        "river": lambda: _("river"),
        "canal": lambda: _("canal"),
        "water": lambda: within("a lake or the like", "water"),
        "green": lambda: _("park"),
        "station": lambda: within("of railways", "station"),
        "university": lambda: _("university"),
        "stadium": lambda: _("stadium"),
        "mall": lambda: _("shopping centre"),
        "market": lambda: _("market"),
        "landmark": lambda: _("landmark"),
        "hospital": lambda: _("hospital"),
        "hotel": lambda: _("hotel"),
        "shop": lambda: _("shop"),
        "fuel": lambda: _("fuel station"),
    }
