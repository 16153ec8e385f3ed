"""Cities whose configuration says another country than the one that is planned: they take their part of its money, so that somebody should know."""

from planner.country.cities.asked import CityAsked
from planner.country.config.country import CountryConfig
from planner.country.names.countries import country_words
from planner.support.speech import _, listed


def of_another(config: CountryConfig, city: CityAsked) -> str:
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


def to_mend(config: CountryConfig, city: CityAsked) -> str:
    """The same with what to do, for whoever has the files at hand."""
    said = of_another(config, city)
    return _("{said}; mend city.country there, or take the city out", said=said) if said else ""
