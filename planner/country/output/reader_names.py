"""A country with the names of its towns, roads and stations as its reader has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from planner.catalogue.regions import regions_in_letters
from planner.country.names.places import in_letters, in_quarters, letters_for_reader
from planner.country.result import Country
from planner.country.roads.gap import BETWEEN
from planner.country.world_play import CountryWorlds


@dataclass(frozen=True)
class Names:
    """How the reader of the moment calls what has a name: towns and regions in his letters, by their names here, and roads by the towns at their ends."""

    towns: Mapping[str, str]
    regions: Mapping[str, str]
    ends: Mapping[str, tuple[str, str]]

    def town(self, name: str) -> str:
        """A town."""
        return self.towns.get(name, name)

    def region(self, name: str) -> str:
        """A region."""
        return self.regions.get(name, name)

    def road(self, name: str) -> str:
        """A road, by the towns at its ends."""
        return BETWEEN.join(map(self.town, self.ends[name])) if name in self.ends else name

    def place(self, name: str) -> str:
        """A town, or a place that is called by one: ``Джизак, 21 км к востоку``."""
        return in_quarters(name, self.town)


def names_for_reader(country: Country) -> Names:
    """Of a country."""
    letters = {**country.letters, **{one.name: one.cyrillic for one in country.towns if one.cyrillic}}
    ends = {one.road: one.ends for one in country.gaps if all(one.ends)}
    return Names(letters_for_reader(letters), letters_for_reader(regions_in_letters()), ends)


def named_for_reader(country: Country) -> Country:
    """The same country with its names as the reader of the moment has them; ids and folders stay."""
    names = names_for_reader(country)
    known = names.towns
    town, region, road, place = names.town, names.region, names.road, names.place
    return replace(
        country,
        cut_short=None if country.cut_short is None else country.cut_short.named(town),
        askers=tuple(replace(one, name=town(one.name), region=region(one.region)) for one in country.askers),
        stations=tuple(
            replace(one, name=place(one.name), road=road(one.road), region=region(one.region))
            for one in country.stations
        ),
        roads=tuple(replace(one, name=road(one.name)) for one in country.roads),
        towns=tuple(replace(one, name=town(one.name), region=region(one.region)) for one in country.towns),
        gaps=tuple(
            replace(
                one,
                road=road(one.road),
                ends=(town(one.ends[0]), town(one.ends[1])),
                stations=tuple((place(name), km) for name, km in one.stations),
                between=(place(one.between[0]), place(one.between[1])),
            )
            for one in country.gaps
        ),
        norms=tuple(replace(one, road=road(one.road)) for one in country.norms),
        floors=tuple({**one, "said": in_letters(one["said"], known)} for one in country.floors),
        worlds=_worlds(country.worlds, town, place),
        doubts=tuple(in_letters(one, known) for one in country.doubts),
        problems=tuple(in_letters(one, known) for one in country.problems),
        problem_rows={
            str(in_letters(one, known)): tuple(in_letters(row, known) for row in country.problem_rows[str(one)])
            for one in country.problems
            if str(one) in country.problem_rows
        },
        phases=tuple(
            replace(
                one,
                usd={town(name): usd for name, usd in one.usd.items()},
                sites={town(name): count for name, count in one.sites.items()},
            )
            for one in country.phases
        ),
    )


def _worlds(told: CountryWorlds, town: Callable[[str], str], place: Callable[[str], str]) -> CountryWorlds:
    return replace(
        told,
        plans=tuple(
            replace(
                one,
                usd={town(name): usd for name, usd in one.usd.items()},
                sites=tuple(replace(site, part=town(site.part), name=place(site.name)) for site in one.sites),
            )
            for one in told.plans
        ),
        everywhere={
            town(name): tuple(replace(one, name=place(one.name)) for one in sites)
            for name, sites in told.everywhere.items()
        },
        left_out=tuple((town(name), why) for name, why in told.left_out),
    )
