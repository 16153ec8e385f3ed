"""The configuration of a country: one TOML file, frozen, unknown keys refused."""

from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, model_validator

from geodata.errors import one_line
from planner.config.output import OutputConfig
from planner.config.reading import section_from, tables_of
from planner.config.section import Section
from planner.corridors.settings import CorridorSettings
from planner.country.config.money import MoneyConfig, WholeUnits
from planner.country.config.phases import CountryPhase
from planner.country.config.worlds import WorldsConfig
from planner.errors import ConfigError
from planner.support.speech import _

DEFAULT_YEAR = 2028


class CountryCity(Section):
    """`[[cities]]`: a city with a configuration of its own."""

    config: str
    """Its configuration file, as for `evplan plan`. It is asked for the most energy, whatever its objective; one whose promises are not kept without money is left out."""
    region: str = ""
    """Region of which something may be promised. Default: its name."""
    name: str | None = None
    """Name of its folder and in the report, each once, none `roads`. Default: `city.name` of its file, up to a bracket."""


class CountryConfig(Section):
    """A country's question, as a TOML file states it."""

    name: str = "Charging plan of a country"
    """Title of the plan."""
    country: str = Field(pattern="^[A-Z]{2}$")
    """ISO 3166-1 alpha-2."""
    fictional: bool = False
    """The country does not exist: map and report do not call it by the name of the one whose facts it takes."""
    budget_usd: WholeUnits = 10_000_000.0
    """Money for cities and roads together, in whole thousands. With `[[phases]]` leave it out: it is the sum of theirs."""
    phases: tuple[CountryPhase, ...] = ()
    """Building in steps, as `[[phases]]`: year and budget_usd of each. The country is planned for all of the money. Each earlier phase is the best that its money can build of the phase after it, by these steps: a city the first so many sites of its order of building, the roads the first of their stages, and what sells the most for the rest of the money. Default: all at once."""
    cities: tuple[CountryCity, ...] = ()
    """Cities, as `[[cities]]`: config, region. Default: none, and all money goes to the roads."""
    corridors: CorridorSettings | None = None
    """Chargers along the roads between towns. Default: none, and all money goes to the cities."""
    money: MoneyConfig = MoneyConfig()
    compare: WorldsConfig = WorldsConfig()
    output: OutputConfig = OutputConfig()
    _folder: Path = PrivateAttr(default=Path())
    _file: str = PrivateAttr(default="configuration")

    @model_validator(mode="before")
    @classmethod
    def _one_budget(cls, data: Any) -> Any:
        """With phases the budget is the sum of theirs; one that says otherwise contradicts them."""
        phases = data.get("phases") if isinstance(data, dict) else None
        found = phases if isinstance(phases, list | tuple) else []
        given: list[Any] = [one.get("budget_usd") for one in found if isinstance(one, dict)]
        if not given or not all(isinstance(one, int | float) and isfinite(one) for one in given):
            return data
        if data.get("budget_usd", sum(given)) != sum(given):
            raise ValueError(
                _("budget_usd and [[phases]] contradict each other; each phase has its own, take budget_usd out")
            )
        return {**data, "budget_usd": float(sum(given))}

    @model_validator(mode="after")
    def _phases_in_order(self) -> "CountryConfig":
        for one, later in pairwise(self.phases):
            if later.year <= one.year:
                raise ValueError(
                    _(
                        "phases: {later} comes after {year}; give one phase a year, in the order of the years",
                        later=str(later.year),
                        year=str(one.year),
                    )
                )
        if self.phases and self.corridors is not None and self.phases[-1].year != self.year:
            raise ValueError(
                _(
                    "the last of [[phases]] is {last} and corridors.trips.year is {year}: the roads are planned for the last phase; set corridors.trips.year to its year",
                    last=str(self.phases[-1].year),
                    year=str(self.year),
                )
            )
        return self

    @model_validator(mode="after")
    def _each_city_once(self) -> "CountryConfig":
        files = [one.config for one in self.cities]
        twice = next((one for one in files if files.count(one) > 1), None)
        if twice is not None:
            raise ValueError(_("cities: {twice!r} is there twice; name each city once", twice=twice))
        if not self.cities and self.corridors is None:
            raise ValueError(_("nothing is asked: give [[cities]], or [corridors] with its roads, or both"))
        if self.money.trip_shares and self.corridors is None:
            raise ValueError(_("money.trip_shares are of trips on roads, and there is no [corridors]; leave them out"))
        return self

    @property
    def year(self) -> int:
        """Planning year of the roads; where there are none, that of the last phase."""
        if self.corridors is not None:
            return self.corridors.trips.year
        return self.phases[-1].year if self.phases else DEFAULT_YEAR

    @property
    def road_settings(self) -> CorridorSettings:
        """What is asked of the roads, of this country where nobody names others."""
        assert self.corridors is not None
        own = self.corridors
        return own if "countries" in own.model_fields_set else own.model_copy(update={"countries": (self.country,)})

    @property
    def road_weight(self) -> float:
        """By what the worth of the roads (`wish_of`: each trip the kWh of the mean one, or what it needs) is multiplied beside the kWh of cities; 1 where there is no city to weigh it against."""
        return self.money.road_weight if self.cities else 1.0

    @property
    def folder(self) -> Path:
        """Where its paths begin."""
        return self._folder

    @property
    def file(self) -> str:
        """Its file, for messages."""
        return self._file

    def path(self, value: str) -> Path:
        """Path as written in the file, taken relative to the file."""
        return self._folder / value

    def beside(self, folder: Path, file: str | None = None) -> "CountryConfig":
        """Return the configuration with its paths taken relative to `folder`; `file` is its name for messages."""
        other = self.model_copy()
        other._file = self._file if file is None else file  # noqa: SLF001  # as below
        other._folder = folder  # noqa: SLF001  # a copy of this very class
        return other

    def with_languages(self, *codes: str) -> "CountryConfig":
        """Return the configuration with outputs in other languages."""
        output = OutputConfig.model_validate({**self.output.model_dump(), "languages": codes})
        return self.model_copy(update={"output": output}).beside(self._folder, self._file)


def load_country(path: str | Path) -> CountryConfig:
    """Read and check a country's configuration file.

    Raises
    ------
    ConfigError
        The file is missing, not TOML, has an unknown key (the nearest known one is named) or a value out of range.
    """
    file = Path(path)
    name, tables = one_line(str(file)), tables_of(file)
    if "city" in tables and "country" not in tables:
        raise ConfigError(
            _("{name}: the configuration of a city; 'evplan check' checks it, 'evplan plan' plans it", name=name)
        )
    return section_from(CountryConfig, tables, where=name).beside(file.parent, name)
