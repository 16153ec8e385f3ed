"""Cities whose configuration says another country than the one that is planned, or whose roads are of another city: they take their part of its money, so that somebody should know."""

from collections.abc import Iterable

import numpy as np

from geodata.osm.network import geodesic_m
from geodata.trunk.towns import Town, plain_name
from planner.country.cities.configurations import ConfiguredCity
from planner.country.config.country import CountryConfig
from planner.country.names.countries import country_words
from planner.country.names.letters import cyrillic_of, towns_of_the_facts
from planner.support.speech import _, listed

FAR_KM = 50.0
"""So far from the town of its name a city is another one."""


def of_another(config: CountryConfig, city: ConfiguredCity) -> str:
    """That a city is of a country that is not planned here; empty where it is, or says none."""
    planned = (config.country,) if config.corridors is None else (config.country, *config.road_settings.countries)
    own = city.scenario.city.country
    if not own or own in planned:
        return ""
    return _(
        "{name}: its configuration is of {own}, and money of {countries} is shared with it",
        name=city.name,
        own=country_words(own),
        countries=listed([country_words(code) for code in dict.fromkeys(planned)]),
    )


def to_mend(config: CountryConfig, city: ConfiguredCity) -> str:
    """The same with what to do, for whoever has the files at hand."""
    said = of_another(config, city)
    return _("{said}; mend city.country there, or take the city out", said=said) if said else ""


def far_from_its_town(city: ConfiguredCity, middle: tuple[float, float], towns: Iterable[Town]) -> str:
    """That the files of a city lie far from the town of its name; empty where they do not, or there is none.

    Parameters
    ----------
    city : ConfiguredCity
    middle : (lon, lat)
        Of its zones.
    towns : iterable of Town
        Of the roads, those too that no road reaches.
    """
    called = {plain_name(one) for one in (city.name, city.scenario.city.name.partition("(")[0])}
    facts = towns_of_the_facts()
    for town in towns:
        if called.isdisjoint(map(plain_name, (town.name, *town.other_names, cyrillic_of(town, facts)))):
            continue
        km = float(geodesic_m(np.array([middle]), np.array([[town.lon, town.lat]]))[0] / 1000.0)
        if km > FAR_KM:
            return _(
                "{name}: the middle of its zones is {km:number} km from the town of that name; its roads or boundary may be of another city",
                name=city.name,
                km=km,
            )
    return ""
