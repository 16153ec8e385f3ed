"""`evplan check` of a country: its roads, towns, trips and cities with all their files, read and held against what is known; nothing is planned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.errors import GeodataError
from geodata.report import SourceReport
from geodata.trunk.applied import Applied
from geodata.trunk.faults import Fault
from geodata.trunk.reading import Trunk
from planner.corridors.facts.gathering import CorridorFacts, gather
from planner.corridors.sections.rules import RulesConfig
from planner.corridors.stated.account import CorridorAccount
from planner.corridors.stating import CorridorQuestion
from planner.country.cities.configurations import ConfiguredCity, RefusedCity, cities_of
from planner.country.cities.misplaced_cities import far_from_its_town, to_mend
from planner.country.cities.searches import middle_of
from planner.country.config.country import CountryConfig
from planner.country.names.letters import letters_of
from planner.country.plan.promises import floors_named, regions_named
from planner.country.road_plans.task import stated
from planner.country.telling.doubts import beyond
from planner.country.telling.fault_count import fault_count
from planner.country.telling.hints import hints_of
from planner.errors import PlannerError
from planner.kept.prepared import preparing
from planner.support.apart import GATHERING, apart
from planner.support.progress import Progress
from planner.support.speech import _, joined, message_of


@dataclass(frozen=True)
class CityChecked:
    """A city of the country, and why its configuration is of no use, or what is doubtful about it; empty where nothing is."""

    name: str
    region: str
    why: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class CountryCheck:
    """What was read of a country.

    Parameters
    ----------
    name, country : str
    cities : tuple of CityChecked
    roads : mapping or None
        As `geodata.trunk.reading.Trunk.as_dict`; None of a country without roads, or where they cannot be read.
    account : CorridorAccount or None
        None where no question can be made of them.
    applied : tuple of Applied
        Corrections that were applied.
    faults : tuple of Fault
        All that was found in roads, towns, trips, counts and stations.
    reports : tuple of SourceReport
        Of stations and heights.
    places : tuple of str
        Names that rules may name.
    wrong : tuple of str
        What must be mended first, of the country or of a city that its plan would leave out.
    beyond : tuple of str
        Of places abroad, of towns that no road reaches, and of roads of which nobody says whose data they are.
    letters : mapping of str to str
        Towns in Cyrillic letters, by name.
    """

    name: str
    country: str
    cities: tuple[CityChecked, ...] = ()
    roads: Mapping[str, Any] | None = None
    account: CorridorAccount | None = None
    applied: tuple[Applied, ...] = ()
    faults: tuple[Fault, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    places: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_planned(self) -> bool:
        """Whether `evplan country` would plan anything: nothing but cities is wrong, and roads or other cities are left."""
        lost = sum(bool(one.why) for one in self.cities)
        return len(self.wrong) == lost and (lost < len(self.cities) or self.roads is not None)

    @property
    def found(self) -> int:
        """How many faults and doubts there are in the data of the roads; remarks are none."""
        return fault_count(self.faults, self.reports)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        account = {} if self.account is None else self.account.as_dict()
        return {
            "name": self.name,
            "country": self.country,
            "found": self.found,
            "wrong": [str(one) for one in self.wrong],
            "cities": [
                {
                    "name": one.name,
                    "region": one.region,
                    "usable": not one.why,
                    "why": str(one.why),
                    "doubt": str(one.doubt),
                }
                for one in self.cities
            ],
            **account,
            "roads": None if self.roads is None else {k: v for k, v in self.roads.items() if k != "faults"},
            "faults": [one.as_dict() for one in self.faults],
            "sources": [one.as_dict() for one in self.reports],
            "places": list(self.places),
        }


def check_country(config: CountryConfig, *, say: Progress, fresh: bool = False) -> CountryCheck:
    """Read all that a country's configuration names; what is read of a city is kept for the plan."""
    wrong: list[str] = []
    cities, refused, middles = _cities(config, wrong, say, fresh=fresh)
    wrong += [_("{name}: {why}", name=one.name, why=one.why) for one in refused]
    facts, question = (None, None) if config.corridors is None else _roads(config, wrong, say)
    if config.corridors is None or question is not None:
        regions = regions_named((*cities, *refused), None if question is None else question.instance)
        try:
            floors_named(config, regions)
        except PlannerError as error:
            wrong.append(message_of(error))
    trunk = None if facts is None else facts.trunk
    account = None if question is None else question.account
    faults: tuple[Fault, ...] = ()
    if facts is not None:
        faults = account.faults if account is not None else (*facts.trunk.faults, *facts.faults)
    return CountryCheck(
        name=config.name,
        country=config.country,
        cities=(
            *(CityChecked(one.name, one.region, doubt=_doubt(config, one, middles, trunk)) for one in cities),
            *(CityChecked(one.name, one.region, one.why) for one in refused),
        ),
        roads=None if trunk is None else trunk.as_dict(),
        account=account,
        applied=() if trunk is None else trunk.applied,
        faults=faults,
        reports=() if facts is None else facts.reports,
        places=() if question is None else tuple(one.id for one in question.instance.places),
        wrong=tuple(wrong),
        beyond=(
            *(() if question is None else (*beyond(question), *hints_of(config.corridors, question))),
            *_unsourced(config),
        ),
        letters={} if trunk is None else letters_of(trunk),
    )


def _unsourced(config: CountryConfig) -> tuple[str, ...]:
    if config.corridors is None or not config.corridors.roads.is_unsourced:
        return ()
    return (
        _(
            "Whose data the roads are is not stated: give corridors.roads.attribution, and map, report and files say it. Licences such as that of OpenStreetMap ask for it, of tables made of its data too."
        ),
    )


def _cities(
    config: CountryConfig, wrong: list[str], say: Progress, *, fresh: bool
) -> tuple[list[ConfiguredCity], list[RefusedCity], dict[str, tuple[float, float]]]:
    """Cities that can be read, and those that cannot: of some their configuration, of some a file that it names; and where those that can lie."""
    try:
        cities, refused = cities_of(config)
    except PlannerError as error:
        wrong.append(message_of(error))
        return [], [], {}
    gather, _ask = preparing(fresh=fresh)
    read, middles = list[ConfiguredCity](), dict[str, tuple[float, float]]()
    for one in cities:
        say(_("reading {city}", city=one.name))
        try:
            city = gather(one.scenario, say=say)
        except (PlannerError, GeodataError) as error:
            refused.append(RefusedCity(one.name, one.region, message_of(error)))
        else:
            read.append(one)
            middles[one.name] = middle_of(city)[:2]
    return read, refused, middles


def _doubt(
    config: CountryConfig, city: ConfiguredCity, middles: Mapping[str, tuple[float, float]], trunk: Trunk | None
) -> str:
    """What is doubtful about a city that can be used."""
    towns = () if trunk is None else (*trunk.towns.towns, *trunk.off_roads)
    said = (to_mend(config, city), far_from_its_town(city, middles[city.name], towns))
    return joined("; ", [one for one in said if one])


def _roads(
    config: CountryConfig, wrong: list[str], say: Progress
) -> tuple[CorridorFacts | None, CorridorQuestion | None]:
    """What was read, and the question; without its rules where they cannot be kept to, so that all else is told."""
    settings = config.road_settings
    say(_("reading roads, towns and trips"))
    try:
        facts = apart(gather, settings, config.folder, what=config.name, limits=GATHERING)
    except (PlannerError, GeodataError) as error:
        wrong.append(message_of(error))
        return None, None
    say(_("ways between the towns"))
    for tried in (settings, settings.model_copy(update={"rules": RulesConfig()})):
        try:
            return facts, stated(config, facts, tried)
        except (PlannerError, GeodataError) as error:
            said = message_of(error)
            if said not in wrong:
                wrong.append(said)
    return facts, None
