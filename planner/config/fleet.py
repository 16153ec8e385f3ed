"""The table `[fleet]` of a configuration file with its steps and adapters; the text under each field is the manual."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from geodata.city_request import FleetRequest
from geodata.input_file import file_beside
from planner.config.section import NotNegative, Positive, Section, Share
from planner.support.speech import _

MixValue = str | dict[str, Share] | tuple[dict[str, str | int | float], ...]
"""A mix of ports: a name, shares by port, or rows by vehicle class and year (see `planner.catalogue.mixes`)."""


def _kind_of_mix(value: object) -> object:
    """Say in one line what a mix may be, where none of its forms fits."""
    if isinstance(value, dict) and {"vehicle_class", "year"} & set(value):
        raise ValueError(
            _("a row for a class or a year stands in a list, [{row}]", row="{ vehicle_class = ..., gbt = ... }")
        )
    if value is None or isinstance(value, str | dict) or (isinstance(value, list | tuple) and value):
        return value
    shares = "{ gbt = 0.5, ccs2 = 0.5 }"
    raise ValueError(_("expected the name of a mix, a table of shares {shares}, or a list of such rows", shares=shares))


MixKey = Annotated[MixValue, BeforeValidator(_kind_of_mix)]


class FleetStep(Section):
    """`[[fleet.steps]]`: what policy does to the fleet from a date on."""

    date: dt.date
    """When it takes effect, as a TOML date (2027-01-01)."""
    vehicle_class: str | None = None
    """Class as in the fleet table. Default: all (only for `factor`)."""
    vehicles: NotNegative | None = None
    """The class has at least so many electric vehicles from then on, and rises to them in a straight line from `since`."""
    factor: NotNegative | None = None
    """Growth after the date, or after the last count if that is later, is so many times that of the curve."""
    since: dt.date | None = None
    """When the order was given. Default: the last count."""

    @model_validator(mode="after")
    def _one_effect(self) -> "FleetStep":
        if (self.vehicles is None) == (self.factor is None):
            raise ValueError(_("give one of 'vehicles' (a number to reach) and 'factor' (of the growth after it)"))
        if self.vehicles is not None and self.vehicle_class is None:
            raise ValueError(_("'vehicles' needs a 'vehicle_class'"))
        if self.since is not None and self.since >= self.date:
            raise ValueError(
                _(
                    "'since' ({since}) must lie before 'date' ({date})",
                    since=self.since.isoformat(),
                    date=self.date.isoformat(),
                )
            )
        return self


Port = Literal["gbt", "ccs2", "chademo", "nacs"]


class AdapterConfig(Section):
    """`[[fleet.adapters]]`: an adapter by which vehicles of one port charge at plugs of another standard."""

    port: Port
    """Port of the vehicles that have it."""
    to: Port
    """Standard whose plugs they can use by it, where these serve no port of their own."""
    worth: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Worth of a kWh charged by adapter against one at a plug of one's own (assumed): below 1 it is a bother."""
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of these vehicles, in every zone, that have one (assumed)."""
    current: Literal["DC", "AC"] = "DC"
    """Current that it carries."""

    @model_validator(mode="after")
    def _another_port(self) -> "AdapterConfig":
        if self.port == self.to:
            raise ValueError(
                _("an adapter from {port} to {to} joins a plug to itself; name two ports", port=self.port, to=self.to)
            )
        return self


Temperature = Annotated[float, Field(ge=-40, le=50)]


class FleetConfig(Section):
    """`[fleet]`: the electric vehicles."""

    path: str | None = None
    """Table `vehicle_class,count[,district][,year][,port]`. Default: the city's stock from the facts: electric taxis where they are counted, all others as private cars."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    year: int = Field(default=2028, ge=2015, le=2060)
    """Planning year. Rows of that year count, rows without a year count for it; between two years counted the fleet lies on a straight line, beyond them `growth` decides."""
    mix: MixKey | None = None
    """Port shares of vehicles whose port is not in the table: a name in configs/mixes (kz_low and kz_high have the GB/T share at the ends of its band), { gbt = 0.5, ccs2 = 0.5 }, rows by class and year, [{ gbt = 0.6, ccs2 = 0.4 }, { vehicle_class = "taxi", year = 2030, gbt = 0.9, ccs2 = 0.1 }], or a file of such rows, .csv, .xlsx, .xls, .xlsb, .ods or .toml. Default: those assumed for the country (kz, uz, kg, tj, tm), otherwise "balanced"."""
    temperature_c: float = Field(default=-10.0, ge=-40, le=50)
    """Design day: the mean temperature for which energy and charging power are computed."""
    month_temperatures_c: Annotated[tuple[Temperature, ...], Field(min_length=12, max_length=12)] | None = None
    """Mean temperature of each month, January first: twelve numbers, which carry the design day to a year. Default: `tariff.mean_temperature_c` where it is given, else a sinusoid through the means of January and July that the facts assume of the city; none for a city that they do not know, and then no figure of a year is told."""
    growth: Literal["linear", "exponential", "logistic", "bass", "peers"] | None = None
    """Curve by which the fleet grows beyond the years of the table, fitted to its dated counts or, where a class has only one, to those that the facts know of the city. "peers" is no curve but an outlook, with a band that is drawn: as countries grew that once had the same share of electric cars (recalled figures, low confidence). Default: none; a year beyond the table is refused."""
    ceiling: Positive | None = None
    """Vehicles that can ever be electric: the ceiling of the curve. Default: all vehicles registered in the city, where the facts know them."""
    steps: tuple[FleetStep, ...] = ()
    """Steps of policy, as `[[fleet.steps]]`: { date = 2027-01-01, factor = 0.5 } when a duty exemption ends, { date = 2026-09-01, vehicle_class = "taxi", vehicles = 4350 } when a fleet is ordered electric by a date."""
    adapters: tuple[AdapterConfig, ...] = ()
    """Adapters, as `[[fleet.adapters]]`: { port = "ccs2", to = "gbt", worth = 0.8, share = 0.3 }. Default: none, every vehicle charges at plugs of its own."""
    also_years: tuple[Annotated[int, Field(ge=2015, le=2060)], ...] = ()
    """Further years for which demand is estimated and shown, in any order; the plan is made for `year`."""

    @model_validator(mode="after")
    def _each_adapter_once(self) -> "FleetConfig":
        ways = [(one.port, one.to) for one in self.adapters]
        for way in ways:
            if ways.count(way) > 1:
                raise ValueError(_("there are two adapters from {port} to {to}; give one", port=way[0], to=way[1]))
        return self

    def request(self, folder: Path) -> FleetRequest:
        """State what geodata is asked for; the table lies beside `folder`, and without one the facts may know a stock."""
        return FleetRequest(self.year, file_beside(folder, self.path, self.columns))
