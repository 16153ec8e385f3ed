"""Kinds of places where chargers may stand, and how OpenStreetMap tags them. A new kind is one entry in `SITE_KINDS`."""

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.errors import InputError
from geodata.osm.tags import Tags
from geodata.sites import USUAL_BAYS
from geodata.speech import _


@dataclass(frozen=True)
class TagRule:
    """A key with the values that count.

    Parameters
    ----------
    key : str
    values : frozenset of str
        Empty where any value counts.
    least_m2 : float
        Above 0 for vague tags (`landuse=retail`, `office=*`): only areas of this size count, never points.
    parks_m2 : float
        A mapped area from this size on is taken to have a car park of its own, where none is mapped.
    """

    key: str
    values: frozenset[str] = frozenset()
    least_m2: float = 0.0
    parks_m2: float = math.inf

    @property
    def vague(self) -> bool:
        """Whether the tag names a piece of town rather than one place."""
        return self.least_m2 > 0

    def fits(self, tags: Tags) -> bool:
        """Whether the tags say so, whatever the size."""
        value = tags.get(self.key)
        return value is not None and value != "no" and (not self.values or value in self.values)


@dataclass(frozen=True)
class SiteKind:
    """What a planner calls such a place, how it is tagged, and how many cars it may take.

    Parameters
    ----------
    label : str
        For people.
    rules : tuple of TagRule
        Any of them makes the kind.
    m2_per_bay : float
        Square metres of the mapped area (times its storeys, where it is a building) to one parking bay.
    usual_bays : int
        Bays that chargers may take where nothing tells the size of the place (assumed).
    fixed_bays : int, optional
        Bays that chargers may take at every such place, whatever its size.
    counts_bays : bool
        Whether `capacity` counts cars; elsewhere it counts seats, beds or guests.
    unless : tuple of TagRule
        Any of them unmakes the kind.
    given : tuple of TagRule
        All of them must hold besides.
    needs_parking : bool
        Whether it is a site only where cars can park in or beside it: see `geodata.osm.car_parks`.
    """

    label: str
    rules: tuple[TagRule, ...]
    m2_per_bay: float
    usual_bays: int = USUAL_BAYS
    fixed_bays: int | None = None
    counts_bays: bool = False
    unless: tuple[TagRule, ...] = ()
    given: tuple[TagRule, ...] = ()
    needs_parking: bool = False

    def rule(self, tags: Tags, area_m2: float) -> TagRule | None:
        """Return the first rule that makes this place one of the kind, None where none does."""
        if any(rule.fits(tags) for rule in self.unless) or not all(rule.fits(tags) for rule in self.given):
            return None
        fitting = (rule for rule in self.rules if area_m2 >= rule.least_m2 and rule.fits(tags))
        return min(fitting, key=lambda rule: rule.vague, default=None)


def _rule(key: str, values: str = "", least_m2: float = 0.0, parks_m2: float = math.inf) -> TagRule:
    return TagRule(key, frozenset(values.split()), least_m2, parks_m2)


PARKS_M2 = 1_000.0
"""A mall or supermarket with so much ground of its own is taken to have a car park (assumed: smaller ones are mostly shops
on the ground floor of another building)."""

KERB = _rule("parking", "street_side lane on_kerb half_on_kerb shoulder")
"""Bays along a street."""

_BANK = _rule("amenity", "bank bureau_de_change")
"""Some mappers put a shop and a bank into one object; nobody parks at a bank to charge."""


# Square metres per bay. A car park needs 25 to 30 m2 a car with its aisles. For the others the figure is an estimate of
# the parking that goes with them, of the order of the usual parking norms for new buildings (a bay to 40-60 m2 of shop or
# office floor, to 30-40 m2 of market) and thinner where the mapped area is grounds with greenery. All assumed; sites
# sized so say `bays_assumed`.
SITE_KINDS: Mapping[str, SiteKind] = {
    "parking": SiteKind("car park", (_rule("amenity", "parking"),), 28.0, counts_bays=True, unless=(KERB,)),
    # A bay at the kerb needs no aisle. Car parks of dwellings are of this kind too: see geodata/osm/surroundings.py.
    "street": SiteKind(
        "street parking or car park of dwellings",
        (_rule("amenity", "parking"),),
        14.0,
        usual_bays=2,
        counts_bays=True,
        given=(KERB,),
    ),
    "fuel": SiteKind("fuel station", (_rule("amenity", "fuel"),), 28.0, fixed_bays=2),
    "retail": SiteKind(
        "shopping centre or supermarket",
        (
            _rule("shop", "mall supermarket hypermarket department_store wholesale", parks_m2=PARKS_M2),
            _rule("building", "supermarket mall", least_m2=1_500.0, parks_m2=PARKS_M2),
            # A showroom or a paint shop is none; a large store is one where its car park is mapped.
            _rule("shop", "doityourself furniture", least_m2=PARKS_M2),
            _rule("building", "retail", least_m2=1_500.0),
            _rule("landuse", "retail", least_m2=3_000.0),
        ),
        50.0,
        unless=(_BANK,),
        needs_parking=True,
    ),
    "bazaar": SiteKind("bazaar", (_rule("amenity", "marketplace"),), 40.0),
    "hotel": SiteKind("hotel", (_rule("tourism", "hotel motel resort"),), 200.0, usual_bays=2),
    "sport": SiteKind(
        "sports ground",
        (_rule("leisure", "stadium sports_centre sports_hall fitness_centre water_park ice_rink golf_course"),),
        250.0,
    ),
    "culture": SiteKind(
        "cinema, theatre or hall",
        (
            _rule(
                "amenity", "cinema theatre arts_centre concert_hall events_venue conference_centre exhibition_centre"
            ),
            _rule("tourism", "museum theme_park"),
        ),
        60.0,
    ),
    "hospital": SiteKind("hospital or clinic", (_rule("amenity", "hospital clinic"),), 250.0),
    "university": SiteKind("university or college", (_rule("amenity", "university college"),), 300.0),
    "transport": SiteKind(
        "station, terminal or taxi rank",
        (
            _rule("railway", "station"),
            _rule("amenity", "bus_station taxi ferry_terminal"),
            _rule("aeroway", "terminal"),
            _rule("public_transport", "station"),
            _rule("park_ride", "yes bus train metro tram"),
        ),
        100.0,
        # Underground stations stand in the middle of town with no parking of their own.
        unless=(_rule("station", "subway"), _rule("subway", "yes")),
    ),
    "civic": SiteKind(
        "public office",
        (
            _rule("amenity", "townhall courthouse library community_centre"),
            # Long deprecated, and as a point as often on a workshop as on an office.
            _rule("amenity", "public_building", least_m2=500.0),
        ),
        60.0,
        usual_bays=2,
    ),
    "office": SiteKind(
        "office building",
        (_rule("building", "office commercial", least_m2=500.0), _rule("office", least_m2=500.0)),
        60.0,
        unless=(_BANK,),
        needs_parking=True,
    ),
    "dealer": SiteKind("car dealer", (_rule("shop", "car"),), 60.0, usual_bays=2, needs_parking=True),
}
"""Kind by name; a place that fits several asked kinds is of the first."""


def chosen_kinds(names: Sequence[str]) -> dict[str, SiteKind]:
    """Kinds of these names, in the order of `SITE_KINDS`.

    Raises
    ------
    InputError
        A name is not known; the nearest known one is named, a plain OSM value such as ``mall`` leads to its kind.
    """
    for name in names:
        if name not in SITE_KINDS:
            raise InputError(_("[sites] from_osm"), _("unknown kind of place {name!r}", name=name), _nearest(name))
    return {name: kind for name, kind in SITE_KINDS.items() if name in names}


def _nearest(name: str) -> str:
    kind_of = {value: kind for kind, entry in SITE_KINDS.items() for rule in entry.rules for value in rule.values}
    kind_of |= {kind: kind for kind in SITE_KINDS}
    close = difflib.get_close_matches(name.strip().lower(), kind_of, n=1, cutoff=0.6)
    known = f"known kinds: {', '.join(SITE_KINDS)}"
    return _("did you mean {kind_of!r}? {known}", kind_of=kind_of[close[0]], known=known) if close else known
