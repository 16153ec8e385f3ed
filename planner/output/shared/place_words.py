"""Words of the names of places: kinds of places and phrases with named values, told in the language of the reader when a name is made."""

from collections.abc import Callable, Mapping

from planner.support.speech import _, within

Word = Callable[[], str]
Phrase = Callable[..., str]

KINDS: Mapping[str, Word] = {
    "parking": lambda: _("car park"),
    "street": lambda: _("street parking"),
    "fuel": lambda: _("fuel station"),
    "retail": lambda: _("shopping centre"),
    "bazaar": lambda: _("bazaar"),
    "hotel": lambda: _("hotel"),
    "sport": lambda: _("sports ground"),
    "culture": lambda: within("building", "hall"),
    "hospital": lambda: _("hospital"),
    "university": lambda: _("university"),
    "transport": lambda: within("station or airport", "terminal"),
    "civic": lambda: within("building", "public office"),
    "office": lambda: _("office building"),
    "dealer": lambda: _("car dealer"),
    "station": lambda: _("charging station"),
    "user": lambda: within("place for chargers", "site"),
}
"""Kinds of places as one word of a name."""

LONGER: Mapping[str, Word] = {
    "parking": lambda: _("car park"),
    "street": lambda: _("street parking or car park of dwellings"),
    "fuel": lambda: _("fuel station"),
    "retail": lambda: _("shopping centre or supermarket"),
    "bazaar": lambda: _("bazaar"),
    "hotel": lambda: _("hotel"),
    "sport": lambda: _("sports ground"),
    "culture": lambda: _("cinema, theatre or hall"),
    "hospital": lambda: _("hospital or clinic"),
    "university": lambda: _("university or college"),
    "transport": lambda: _("station, terminal or taxi rank"),
    "civic": lambda: _("public office"),
    "office": lambda: _("office building"),
    "dealer": lambda: _("car dealer"),
    "station": lambda: _("charging station"),
    "user": lambda: _("site of the own table"),
}
"""Kinds of places as they stand in tables and filters; in English as `geodata.osm.site_kinds` calls them."""

WORDS: Mapping[str, Phrase] = {
    "stated": lambda **of: _("{what} at {address}", **of),
    "house": lambda **of: _("{what} at {street} {number}", **of),
    "near_house": lambda **of: _("{what} by {street} {number}", **of),
    "corner": lambda **of: _("{what} at the corner of {street} and {other}", **of),
    "street": lambda **of: _("{what} on {street}", **of),
    "landmark": lambda **of: _("{what} by {landmark}", **of),
    "from": lambda **of: _("{what} {distance} {side} of {landmark}", **of),
    "quarter": lambda **of: _("{what} in {quarter}", **of),
    "middle": lambda **of: _("{what} {distance} {side} of the middle of {city}", **of),
    "own": lambda **of: within("name of a place and where it is", "{name}, {where}", **of),
    "own_stated": lambda *, address, **_of: str(address),
    "own_house": lambda **of: within("address", "{street} {number}", **of),
    "own_near_house": lambda **of: _("by {street} {number}", **of),
    "own_corner": lambda **of: _("corner of {street} and {other}", **of),
    "own_street": lambda *, street, **_of: str(street),
    "own_landmark": lambda **of: _("by {landmark}", **of),
    "own_from": lambda **of: _("{distance} {side} of {landmark}", **of),
    "own_quarter": lambda *, quarter, **_of: str(quarter),
    "own_middle": lambda **of: _("{distance} {side} of the middle of {city}", **of),
    "more": lambda **of: within("place and more of where it is", "{place}, {more}", **of),
    "point": lambda **of: _("{what} at {lat}, {lon}", **of),
    "by": lambda **of: _("by {landmark}", **of),
    "near": lambda **of: _("near {street}", **of),
    "by_house": lambda **of: _("by {street} {number}", **of),
    "away": lambda **of: _("{distance} {side} of {landmark}", **of),
    "from_middle": lambda **of: _("{distance} {side} of the middle", **of),
    "zone_corner": lambda **of: _("around {street} and {other}", **of),
    "zone_street": lambda **of: _("around {street}", **of),
    "zone_landmark": lambda **of: _("around {landmark}", **of),
    "zone_from": lambda **of: _("{distance} {side} of {landmark}", **of),
    "zone_quarter": lambda *, quarter, **_of: str(quarter),
    "zone_middle": lambda **of: _("{distance} {side} of the middle of {city}", **of),
    "zone_point": lambda **of: _("around {lat}, {lon}", **of),
    "one_of": lambda **of: within("one of several places of one name", "{place} ({mark})", **of),
    "metres": lambda **of: _("{number:number} m", **of),
    "kilometres": lambda **of: _("{number:number1} km", **of),
}
"""Phrases with named values, each whole, so that a language may order them in its own way; a name alone is no phrase."""

SIDES: Mapping[str, Word] = {
    "n": lambda: within("{distance} … of a place", "north"),
    "ne": lambda: within("{distance} … of a place", "north-east"),
    "e": lambda: within("{distance} … of a place", "east"),
    "se": lambda: within("{distance} … of a place", "south-east"),
    "s": lambda: within("{distance} … of a place", "south"),
    "sw": lambda: within("{distance} … of a place", "south-west"),
    "w": lambda: within("{distance} … of a place", "west"),
    "nw": lambda: within("{distance} … of a place", "north-west"),
}
"""Sides as in "300 m north of the bazaar"."""

MARKS: Mapping[str, Word] = {
    "n": lambda: within("the one of several in the …", "north"),
    "ne": lambda: within("the one of several in the …", "north-east"),
    "e": lambda: within("the one of several in the …", "east"),
    "se": lambda: within("the one of several in the …", "south-east"),
    "s": lambda: within("the one of several in the …", "south"),
    "sw": lambda: within("the one of several in the …", "south-west"),
    "w": lambda: within("the one of several in the …", "west"),
    "nw": lambda: within("the one of several in the …", "north-west"),
}
"""Sides as in "car park on Abay (north)"."""
