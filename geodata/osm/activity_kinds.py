"""Tags of each kind of activity, and the assumed size of a place where the map has none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from geodata.osm.site_kinds import SITE_KINDS, TagRule
from geodata.osm.tags import Tags
from geodata.speech import _


@dataclass(frozen=True)
class ActivityKind:
    """One kind of activity. Every figure is assumed, and said to be so in the account of the activities.

    Parameters
    ----------
    label : str
        For people.
    rules : tuple of TagRule
        Any of them makes the kind; their least areas, which are about sites for chargers, do not matter here.
    point_m2 : float
        Area of a place mapped as a point; 0 where points do not count.
    levels : float
        Storeys of a building that does not tell them.
    on_ground : float
        Floor area to a square metre of grounds, where fewer buildings are mapped on them.
    points, grounds : mapping
        `point_m2` and `on_ground` of single tag values that differ much from their kind.
    by_ground : bool
        The ground counts once, whatever stands on it.
    same_m : float
        Points this near to an area or an earlier point of the kind are the same place; always where they lie in one.
    unless : tuple of TagRule
        Any of them unmakes the kind.
    """

    label: str
    rules: tuple[TagRule, ...]
    point_m2: float
    levels: float = 1.0
    on_ground: float = 1.0
    points: Mapping[str, float] = field(default_factory=dict)
    grounds: Mapping[str, float] = field(default_factory=dict)
    by_ground: bool = False
    same_m: float = 0.0
    unless: tuple[TagRule, ...] = ()


def _rule(key: str, values: str = "") -> TagRule:
    return TagRule(key, frozenset(values.split()))


AERODROME = ("aeroway", "aerodrome")
AERODROME_M2 = 5_000.0
"""Terminal of an aerodrome with an IATA code where none is mapped: that of a regional airport (assumed)."""
TERMINAL_M = 3_000.0
"""An aerodrome with a terminal this near has its terminal."""

# Sizes of points: of the order of what the same tags measure where they are drawn as areas in towns of the region, and
# of the usual norms (a school of 800 pupils has 8 to 10 m2 of floor a pupil, a kindergarten of 200 places 8 to 10).
# Floor to ground: schools, hospitals and shopping centres stand on two to three times their floor. All assumed.
# The order matters: a place that fits several kinds is of the first.
ACTIVITY_KINDS: Mapping[str, ActivityKind] = {
    "transport_m2": ActivityKind(
        _.term("stations and terminals"),
        (
            *SITE_KINDS["transport"].rules,
            _rule(*AERODROME),
            _rule("building", "train_station transportation"),
        ),
        2_000.0,
        on_ground=0.3,
        points={"taxi": 100.0, "terminal": 20_000.0, "aerodrome": AERODROME_M2},
        same_m=100.0,
        unless=SITE_KINDS["transport"].unless,
    ),
    "bazaar_m2": ActivityKind(
        _.term("bazaars"), (*SITE_KINDS["bazaar"].rules, _rule("shop", "market")), 5_000.0, by_ground=True
    ),
    "health_m2": ActivityKind(
        _.term("hospitals and clinics"),
        (*SITE_KINDS["hospital"].rules, _rule("amenity", "doctors"), _rule("building", "hospital clinic")),
        5_000.0,
        levels=3.0,
        on_ground=0.4,
        points={"clinic": 1_500.0, "doctors": 200.0},
    ),
    "education_m2": ActivityKind(
        _.term("schools and universities"),
        (
            *SITE_KINDS["university"].rules,
            _rule("amenity", "school kindergarten"),
            _rule("building", "school kindergarten university college"),
            _rule("landuse", "education"),
        ),
        6_000.0,
        levels=3.0,
        on_ground=0.35,
        points={"kindergarten": 2_000.0, "university": 10_000.0},
    ),
    "hotel_m2": ActivityKind(
        _.term("hotels"), (*SITE_KINDS["hotel"].rules, _rule("building", "hotel")), 3_000.0, levels=4.0, on_ground=0.4
    ),
    "leisure_m2": ActivityKind(
        _.term("sport and culture"),
        (*SITE_KINDS["sport"].rules, *SITE_KINDS["culture"].rules, _rule("building", "stadium sports_hall")),
        2_000.0,
        on_ground=0.3,
        points={"stadium": 10_000.0, "fitness_centre": 600.0},
        grounds={"golf_course": 0.005, "theme_park": 0.1, "water_park": 0.2},
    ),
    "civic_m2": ActivityKind(
        _.term("public offices"),
        (*SITE_KINDS["civic"].rules, _rule("building", "public civic government")),
        1_500.0,
        levels=3.0,
        on_ground=0.5,
        # As a point as often on a workshop as on an office; see the kind of site.
        points={"public_building": 0.0},
    ),
    "retail_m2": ActivityKind(
        _.term("shops"),
        (*SITE_KINDS["retail"].rules, _rule("shop"), _rule("building", "kiosk")),
        80.0,
        on_ground=0.4,
        levels=1.5,
        points={
            "mall": 15_000.0,
            "hypermarket": 6_000.0,
            "department_store": 4_000.0,
            "wholesale": 2_000.0,
            "doityourself": 2_000.0,
            "supermarket": 800.0,
            "furniture": 800.0,
            "kiosk": 10.0,
        },
    ),
    "office_m2": ActivityKind(
        _.term("offices"),
        (*SITE_KINDS["office"].rules, _rule("landuse", "commercial")),
        200.0,
        levels=4.0,
        on_ground=0.5,
    ),
    "industry_m2": ActivityKind(
        _.term("works and warehouses"),
        (_rule("building", "industrial warehouse factory"), _rule("landuse", "industrial")),
        1_000.0,
        by_ground=True,
    ),
}
"""Kind by column of the activity table."""

_HOUSES = frozenset(
    {"building", "shop", "office", "terminal", "cinema", "theatre", "library", "townhall", "courthouse"}
)
"""Keys and values of places that are drawn by their walls."""
_DULL = {"building": 1, "landuse": 2}
"""Keys that say less of a place than all others, and land less than a building."""
_NOTHING = ("no", "vacant")


def _ranks() -> dict[tuple[str, str], tuple[int, str]]:
    """Rank and kind by tag; the value is empty where any value counts."""
    ranks: dict[tuple[str, str], tuple[int, str]] = {}
    for place, (name, kind) in enumerate(ACTIVITY_KINDS.items()):
        for rule in kind.rules:
            rank = (len(ACTIVITY_KINDS) * _DULL.get(rule.key, 0) + place, name)
            for value in rule.values or ("",):
                ranks.setdefault((rule.key, value), rank)
    return ranks


_RANKS = _ranks()


@dataclass(frozen=True)
class Match:
    """Kind of a place, and the tag that makes it so."""

    kind: str
    key: str
    value: str

    @property
    def is_land(self) -> bool:
        """Whether it is a piece of town rather than one place."""
        return self.key == "landuse"

    @property
    def is_house(self) -> bool:
        """Whether its outline is that of a building even where it is not tagged as one."""
        return self.key in _HOUSES or self.value in _HOUSES

    @property
    def is_aerodrome(self) -> bool:
        """Whether it is an airport as a whole."""
        return (self.key, self.value) == AERODROME

    @property
    def point_m2(self) -> float:
        """Area of such a place where it is mapped as a point."""
        entry = ACTIVITY_KINDS[self.kind]
        return entry.points.get(self.value, entry.point_m2)

    @property
    def on_ground(self) -> float:
        """Floor area to a square metre of its grounds."""
        entry = ACTIVITY_KINDS[self.kind]
        return entry.grounds.get(self.value, entry.on_ground)


def activity_match(tags: Tags) -> Match | None:
    """Kind of activity by tags, None where there is none; what a place does goes before what its building or land is."""
    found = []
    for key, value in tags.items():
        rank = _RANKS.get((key, value)) or _RANKS.get((key, ""))
        if (
            rank is not None
            and value not in _NOTHING
            and not any(rule.fits(tags) for rule in ACTIVITY_KINDS[rank[1]].unless)
        ):
            found.append((rank, key, value))
    if not found:
        return None
    (_, kind), key, value = min(found)
    return Match(kind, key, value)
