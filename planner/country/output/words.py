"""What pages, tables and map of a country have in common: sentences, seasons and plugs in words."""

from collections.abc import Mapping

from planner.corridors.facts.seasons import season_words
from planner.country.names.countries import country_words
from planner.country.output import today_words
from planner.country.output.plugs import ROAD_PLUGS
from planner.country.result import CITY, TRIPS, Asker, Country, Season
from planner.country.roads.station import EXISTING, LEAST_KWH, RoadStation
from planner.output.shared.words import share_of
from planner.support.amounts import number
from planner.support.speech import _, joined, listed, plural, within

LEAST_TOLD = 5e-4
"""A smaller gap is told as none."""
MOST_STANDING = 40
"""So many places with stations that stand are named in the report."""
_ROAD_CLASSES = {
    "motorway": lambda: within("class of road", "motorway"),
    "trunk": lambda: within("class of road", "trunk road"),
    "primary": lambda: within("class of road", "primary road"),
    "secondary": lambda: within("class of road", "secondary road"),
    "tertiary": lambda: within("class of road", "tertiary road"),
}


def plug_words(family: str) -> str:
    """Name of a fast plug, ``CCS2``: on roads there is no slow one."""
    known = ROAD_PLUGS.get(family)
    return family if known is None else known.label


def whole_country(country: Country) -> str:
    """The country, or all whose roads are planned together; no real one where it is invented."""
    if country.configuration.get("fictional"):
        return _("A fictional country")
    corridors = country.configuration.get("corridors") or {}
    codes = [code for code in corridors.get("countries") or () if len(code) == len(country.country)]
    return joined(", ", [country_words(code) for code in codes or [country.country]])


def season_heads(name: str) -> str:
    """Name of a season at the beginning of a line; one of the user's own as it is."""
    known = {"winter": lambda: _("Winter"), "summer": lambda: _("Summer")}
    return known[name]() if name in known else name


def asker_words(one: Asker) -> str:
    """Name of a city, or of the roads."""
    return one.name if one.kind == CITY else _("Roads between towns")


def guns_words(guns: Mapping[str, int]) -> str:
    """``4 × GB/T, 2 × CCS2``."""
    return joined(", ", [f"{count} × {plug_words(family)}" for family, count in guns.items() if count])


def new_guns(one: RoadStation) -> str:
    """``3 cabinets of 120 kW, 2 guns each: 4 × GB/T, 2 × CCS2``: the guns of a cabinet share its power."""
    alike: dict[tuple[float, int], tuple[int, dict[str, int]]] = {}
    for kind in one.cabinets:
        key = (kind.kw, sum(kind.guns.values()))
        count, guns = alike.get(key, (0, {}))
        more = {family: guns.get(family, 0) + kind.count * own for family, own in kind.guns.items()}
        alike[key] = (count + kind.count, {**guns, **more})
    said = [
        plural(
            "{n:number} cabinet of {kw:number} kW, {guns}: {plugs}",
            "{n:number} cabinets of {kw:number} kW, {guns} each: {plugs}",
            count,
            kw=kw,
            guns=plural("{n:number} gun", "{n:number} guns", several),
            plugs=guns_words(guns),
        )
        for (kw, several), (count, guns) in alike.items()
    ]
    return joined("; ", said) if said else guns_words(one.guns)


def cost_parts(one: RoadStation) -> str:
    """``cabinets $108 000, ground works $5 000, grid $65 000``, in dollars alone: tables are full of it; empty where it is not known."""
    if not (one.ground_usd or one.grid_usd):
        return ""
    return _(
        "cabinets {cabinets:usd}, ground works {ground:usd}, connection and cable {grid:usd}",
        cabinets=one.cabinets_usd,
        ground=one.ground_usd,
        grid=one.grid_usd,
    )


def total(amounts: Mapping[str, float]) -> float:
    """Sum of all plugs or seasons."""
    return float(sum(amounts.values()))


def possible(country: Country, season: Season) -> str:
    """``Winter: 78 % of the trips between towns can be driven, 31 % today``, and how many have no road at all."""
    said = _(
        "{season}: {plan:percent} of the trips between towns can be driven, {before}",
        season=season_heads(season.name),
        plan=share_of(season.plan, season.asked),
        before=today_words.driven_before(country, season),
    )
    return joined("; ", [one for one in (said, no_road(season), of_plugs(country)) if one])


def of_plugs(country: Country) -> str:
    """Of which cars the trips are told; empty where no electric car has another plug."""
    families = {} if country.on_roads is None else country.on_roads.asked_kwh
    if not country.other_plugs or not families:
        return ""
    return _("only cars with {plugs} are counted", plugs=joined(", ", [plug_words(one) for one in families]))


def trips_counted(country: Country) -> str:
    """How many trips the seasons come to on the mean of the year, and how many cars with other plugs are in no figure."""
    mean = sum(one.asked * one.days for one in country.seasons) / max(sum(one.days for one in country.seasons), 1.0)
    said = _(
        "In each season another number of trips is made; on the mean of the year it is {trips:number1} a day.",
        trips=mean,
    )
    if not of_plugs(country):
        return said
    return _(
        "{said} A further {others:number1} trips a day are made by electric cars with other plugs ({share:percent} of all): no station here is for them, and they are in no figure.",
        said=said,
        others=country.other_plugs,
        share=share_of(country.other_plugs, country.other_plugs + mean),
    )


def no_road(season: Season) -> str:
    """Share of the trips that no open road allows; empty where there are none."""
    if season.no_way <= 0:
        return ""
    return _("{part:percent1} have no open road", part=share_of(season.no_way, season.asked))


def region_words(one: RoadStation) -> str:
    """Region of a station; of one abroad its country, marked."""
    return _("{country} (abroad)", country=country_words(one.country)) if one.abroad else one.region


def built_abroad(country: Country) -> str:
    """Which new stations stand abroad, as is allowed; empty where none does."""
    there = [one for one in country.built if one.abroad]
    if not there:
        return ""
    return _(
        "New stations on land that the data count to another country, as the configuration allows: {names} ({countries}).",
        names=listed([one.name for one in there]),
        countries=listed([country_words(code) for code in dict.fromkeys(one.country for one in there)]),
    )


def stands_there(country: Country) -> str:
    """Places with the names of the stations that stand there, as an inventory has them; empty where none stands."""
    named = [_("{name}: {why}", name=one.name, why=", ".join(one.stands)) for one in country.stations if one.stands]
    if not named:
        return ""
    more = len(named) - MOST_STANDING
    names = joined("; ", named[:MOST_STANDING])
    if more > 0:
        names = _("{names} and {more} more", names=names, more=number(more))
    return _("Stations that stand today, by place: {names}.", names=names)


def position(one: RoadStation) -> str:
    """That a station has no exact point; empty where it has."""
    if not one.approximate:
        return ""
    return _("Approximate position: the data draw the road here as a straight line, and its true course is unknown.")


def rough_position(one: RoadStation) -> str:
    """The same in two words, where it is explained beside them."""
    return _("approximate position") if one.approximate else ""


def with_upgraded(new: str, upgraded: int) -> str:
    """``28 new sites and 22 upgraded stations``; the latter only where there are any."""
    return (
        listed([new, plural("{n:number} upgraded station", "{n:number} upgraded stations", upgraded)])
        if upgraded
        else new
    )


def built(country: Country) -> str:
    """What is built, for how much."""
    stations = len(country.built)
    guns = sum(sum(one.guns.values()) for one in country.built)
    parts = []
    if country.on_roads is not None:
        parts.append(
            _(
                "{stations} with {guns} on the roads",
                stations=plural("{n:number} new station", "{n:number} new stations", stations),
                guns=plural("{n:number} plug", "{n:number} plugs", guns),
            )
        )
    if country.cities:
        new = sum(one.new_sites for one in country.cities)
        sites = with_upgraded(
            plural("{n:number} new site", "{n:number} new sites", new),
            sum(one.upgraded_sites for one in country.cities),
        )
        cities = plural("{n:number} city", "{n:number} cities", len(country.cities))
        parts.append(_("{sites} in {cities}", sites=sites, cities=cities))
    return _(
        "{built} for {usd:money} of {budget:money}.",
        built=listed(parts) if parts else _("Nothing is built"),
        usd=country.spent_usd,
        budget=country.budget_usd,
    )


def idle(country: Country, one: RoadStation) -> str:
    """In which season a new station sells nothing, and whether that is because nobody comes through on its road."""
    sold = {name: one.kwh_per_day.get(name, 0.0) for name in (season.name for season in country.seasons)}
    still = [name for name, kwh in sold.items() if kwh < LEAST_KWH]
    if one.status == EXISTING or not still:
        return ""
    if len(still) == len(sold):
        return _("Sells nothing in any season: no trip that can be driven needs it.")
    seasons = listed([season_words(name) for name in still])
    trips = [part.trips.get(name, (0.0, 0.0, 0.0)) for part in country.roads if part.name == one.road for name in still]
    asked, driven = sum(each[0] for each in trips), sum(each[2] for each in trips)
    if asked > 0 and driven <= LEAST_TOLD * asked:
        return _("Sells nothing in {seasons}: no trip on its road can be driven then.", seasons=seasons)
    return _("Sells nothing in {seasons}: no trip that can be driven then needs it.", seasons=seasons)


def idle_lines(country: Country) -> list[str]:
    """New stations that sell nothing in a season, each with why."""
    return [_("{name}: {why}", name=one.name, why=why) for one in country.built if (why := idle(country, one))]


def weighted(country: Country) -> bool:
    """Whether roads and cities are added up by other than the kWh that both serve: such a sum is called weighted wherever it is told."""
    return (country.weight != 1 or country.trip_kwh is not None) and country.on_roads is not None


def how_weighted(country: Country) -> str:
    """By what what is made of the roads is weighed."""
    if country.trip_kwh is None:
        return _("A kWh on a road counts {weight:g} times in these figures.", weight=country.weight)
    return _(
        "A trip between towns that charging makes possible counts {kwh:number1} kWh in these figures, whatever it needs itself.",
        kwh=country.trip_kwh * country.weight,
    )


def in_trips(country: Country) -> bool:
    """Whether what is counted are trips: of roads alone that are planned for these."""
    return country.unit == TRIPS


def brown() -> str:
    """What the colour of roads says on which nobody drives."""
    return _("Brown: a road on which nobody drives, though it may be open: its trips may take another road.")


def road_class_words(code: str) -> str:
    """A class of road of OpenStreetMap in words; any other one as the file of roads names it."""
    known = _ROAD_CLASSES.get(code.removesuffix("_link"))
    return known() if known else code


def station_words(one: RoadStation) -> str:
    """Plugs and money of a station in a line."""
    if one.status == EXISTING:
        return guns_words(one.standing)
    said = _("{plugs}; {usd:money}", plugs=new_guns(one), usd=one.cost_usd)
    return _("{year}: {said}", year=str(one.year), said=said) if one.year else said


def left_out(country: Country) -> str:
    """Which cities were left out, and why; empty where none was."""
    whys = [_("{name}: {why}", name=asker_words(one), why=one.failed) for one in country.failed]
    return _("Left out: {whys}", whys=joined("; ", whys)) if whys else ""


def other_way() -> str:
    """Why trips are made though a gap on their road is longer than a car comes."""
    return _(
        "Longer than some cars come on this road: their trips between its ends take another way, with stations of its own."
    )
