"""Doubts about a planned country, in words, which a reader must know before the figures: what lies beyond borders and roads, trips that nobody can make, stations that serve nobody."""

from collections.abc import Sequence

from geodata.trunk.doubts import STRAIGHT_KM
from planner.corridors.stating import CorridorQuestion
from planner.country.names.countries import country_words
from planner.country.roads.station import LEAST_KWH, RoadStation
from planner.support.amounts import number
from planner.support.speech import _, listed, plural

MOST_NAMED = 4
"""Of towns, in a sentence."""


def beyond(question: CorridorQuestion) -> tuple[str, ...]:
    """Places that were passed over because they are abroad, and towns that no road reaches."""
    account, out = question.account, list[str]()
    if account.abroad:
        out.append(
            _(
                "The data count the land of {n:number} places along these roads to {countries}: no new station is planned there, and what stands there serves.",
                n=len(account.abroad),
                countries=listed(
                    [country_words(code) for code in dict.fromkeys(country for _name, country in account.abroad)]
                ),
            )
        )
    off = tuple(one.name for one in question.facts.trunk.off_roads)
    if off:
        out.append(_("No road reaches {names}: trips from and to there are in no figure.", names=_names(off)))
    return tuple(out)


def undriven(question: CorridorQuestion) -> tuple[str, ...]:
    """Trips that no station here makes possible: they are asked for, and cannot be driven with any plan; electric cars that have none of the plugs count nowhere."""
    return tuple(_("No station of these roads helps: {line}.", line=line) for line in question.account.undriven)


def serving_nobody(stations: Sequence[RoadStation]) -> tuple[str, ...]:
    """New stations at which nobody charges in any season, and their money: what a floor of money or a rule asks for may serve nobody."""
    idle = [one for one in stations if one.rank and max(one.kwh_per_day.values(), default=LEAST_KWH) < LEAST_KWH]
    if not idle:
        return ()
    return (
        plural(
            "{n:number} new station for {usd:money} sells nothing in any season: no driver needs it. Where a promise or a rule asks for it, that is met with money that serves nobody.",
            "{n:number} new stations for {usd:money} sell nothing in any season: no driver needs them. Where a promise or a rule asks for them, that is met with money that serves nobody.",
            len(idle),
            usd=sum(one.cost_usd for one in idle),
        ),
    )


def of_no_exact_place(stations: Sequence[RoadStation]) -> tuple[str, ...]:
    """How many new stations have no exact point, and what is to be done before one is built."""
    rough = sum(bool(one.rank and one.approximate) for one in stations)
    if not rough:
        return ()
    return (
        _(
            "New stations of approximate position: {n:number}. The data draw their roads as straight lines of {km:number} km and more; the place of each must be looked for along the true road.",
            n=rough,
            km=STRAIGHT_KM,
        ),
    )


def _names(names: tuple[str, ...]) -> str:
    """The names themselves where they are few, else the first and how many more."""
    if len(names) <= MOST_NAMED:
        return listed(list(names))
    return _("{names} and {more} more", names=", ".join(names[:MOST_NAMED]), more=number(len(names) - MOST_NAMED))
