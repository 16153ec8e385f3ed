"""Which kind of place a planner would sooner go and look at; all assumed."""

from collections.abc import Mapping, Sequence

from geodata.speech import _

PREFERENCE: Mapping[str, str] = {
    "parking": _.term("ground made for cars, often the city's own, open all day; nothing else has to give way"),
    "retail": _.term("cars stand for half an hour to two hours; light, toilets, staff, a strong connection"),
    "fuel": _.term("drivers look for energy there; open all night, easy to find and to enter"),
    "transport": _.term("taxis and commuters wait there; the ground is mostly public"),
    "hotel": _.term("guests stay overnight and travellers need it"),
    "hospital": _.term("visitors and staff stay for hours, all day"),
    "bazaar": _.term("many visitors, but crowded ground with many owners"),
    "sport": _.term("visitors stay one or two hours, at some hours of the day"),
    "culture": _.term("visitors stay two or three hours, mostly in the evening"),
    "university": _.term("stays are long, but the ground is often behind a barrier"),
    "civic": _.term("public ground, open in office hours"),
    "street": _.term("people who live there without a place of their own; room for slow posts alone"),
    "office": _.term("mostly for those who work there"),
    "dealer": _.term("a seller's yard, closed at night, for the seller's makes first"),
}
"""Kinds of `geodata.osm.site_kinds.SITE_KINDS`, best first, and why. Assumed, in the order in which guides for public charging
name them: car parks and destinations where people stay for about as long as charging takes, then places on the way, then
streets for those who cannot charge at home (see docs/data.md). Of near duplicates the one of the better kind stays."""


def preferred_kinds(first: Sequence[str] = ()) -> tuple[str, ...]:
    """All kinds, best first: these, then the others in the order of `PREFERENCE`."""
    return tuple(dict.fromkeys((*first, *PREFERENCE)))
