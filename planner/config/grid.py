"""The tables of a configuration file that speak of sites: spare power, gates, and work on what stands."""

import math
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from geodata.city_request import GridRequest
from geodata.input_file import file_beside
from geodata.sites import CONNECTION_STATUSES, LAND_STATUSES
from planner.config.plan import NotNegative, Positive, Section, Share
from planner.support.spelling import nearest_known


class GridConfig(Section):
    """`[grid]`: spare power."""

    path: str | None = None
    """Table `feeder,spare_kw[,lon,lat,substation]`. A feeder without a place must be named by a site."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    default_site_kw: NotNegative = 250.0
    """Spare power at a site where nothing is known: assumed, and reported as assumed."""
    substations: str | None = None
    """Table `substation,spare_kw[,lon,lat]`: a further limit over all feeders and sites behind one; a site whose substation is not known is taken to hang on the nearest whose place is."""
    substation_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    winter_share: Share = 1.0
    """Share of all spare power (sites, feeders, substations) that is left on the design day, when heating takes the rest. 1 for all of it, which is assumed; no figure was found."""
    connection: Literal["per_kw", "stepped"] = "per_kw"
    """per_kw: every new kW costs `connection_usd_per_kw`. stepped: a site pays once, for the smallest of `steps_kva` that carries all its new kW, and for the cable to the nearest substation; above the largest step nothing can be added."""
    connection_usd_per_kw: NotNegative = 90.0
    """Cost of connecting one kW (facts: 40 / 90 / 200, assumed for the region)."""
    steps_kva: Annotated[tuple[Positive, ...], Field(min_length=1)] = (63.0, 160.0, 250.0, 400.0, 630.0)
    """Transformers in stock, ascending."""
    step_usd: tuple[NotNegative, ...] | None = None
    """Price of each step, never falling. Default: configs/facts/grid_connection_steps.csv, all assumed, in the case of `plan.cost_case`."""
    power_factor: Annotated[float, Field(gt=0, le=1)] = 0.9
    """KW that one kVA carries (assumed)."""
    cable_usd_per_m: NotNegative | None = None
    """Cable from the nearest substation, as the crow flies. Default: grid_cable_capex of configs/facts/planning_parameters.csv (25 / 50 / 100, assumed)."""
    assumed_cable_m: NotNegative = 300.0
    """Length of that cable where no substation within 3 km is known, from the map or your table (assumed)."""

    def request(self, folder: Path) -> GridRequest:
        """State what geodata is asked for; files lie beside `folder`."""
        substations = file_beside(folder, self.substations, self.substation_columns)
        return GridRequest(file_beside(folder, self.path, self.columns), substations)

    @model_validator(mode="after")
    def _ascending(self) -> "GridConfig":
        if list(self.steps_kva) != sorted(set(self.steps_kva)):
            raise ValueError("'steps_kva' must ascend, each step once")
        if self.step_usd is not None and len(self.step_usd) != len(self.steps_kva):
            raise ValueError(
                f"'step_usd' has {len(self.step_usd)} prices for {len(self.steps_kva)} steps of 'steps_kva'"
            )
        if self.step_usd is not None and list(self.step_usd) != sorted(self.step_usd):
            raise ValueError("'step_usd' must not fall from one step to the next")
        return self


Gate = NotNegative | Literal["exclude"]


def _left_out(status: str) -> dict[str, Gate]:
    return {status: "exclude"}


class GatesConfig(Section):
    """`[gates]`: what an unsettled status of a candidate site costs, or that it is left out; stations that stand have passed."""

    land: dict[str, Gate] = Field(default_factory=lambda: _left_out("disputed"))
    """By land status (municipal, leased, agreed, disputed, unknown): USD kept back on top of the ground works where such a site is opened, or "exclude". Those not named cost nothing, but disputed land is left out unless you say otherwise: { disputed = 20_000, unknown = 5_000 }."""
    connection: dict[str, Gate] = Field(default_factory=lambda: _left_out("refused"))
    """The same by connection status (connected, agreed, applied, refused, unknown); sites that the grid company refused are left out unless you say otherwise."""

    @field_validator("land", "connection", mode="before")
    @classmethod
    def _known_words(cls, rules: object, info: ValidationInfo) -> object:
        if not isinstance(rules, dict):
            raise ValueError(  # noqa: TRY004  # pydantic tells a ValueError in one line
                'expected a table of statuses, { disputed = "exclude" }'
            )
        land = info.field_name == "land"
        known = LAND_STATUSES if land else CONNECTION_STATUSES
        for word, says in rules.items():
            if word not in known:
                raise ValueError(f"unknown status {word!r}; {nearest_known(word, known)}")
            number = isinstance(says, int | float) and not isinstance(says, bool) and 0 <= says < math.inf
            if not number and says != "exclude":
                raise ValueError(f'{word} = {says!r}; expected USD of at least 0, or "exclude"')
        return {**_left_out("disputed" if land else "refused"), **rules}


class UpgradesConfig(Section):
    """`[upgrades]`: what can be done to guns that stand, at what price; all prices here are assumed, no price of the region was found."""

    retrofit_usd: NotNegative | None = None
    """One GB/T cable added to a standing DC gun of one other standard, which then serves both by turns; offered where `plan.chargers` names `retrofit_gbt_gun`. Default: its price in configs/chargers.csv, in the case of `plan.cost_case` (assumed there)."""
    repair: bool = False
    """Guns that are out of order may be repaired, each for its price, and serve from then on."""
    repair_dc_usd: NotNegative = 3000.0
    """Repair of one DC gun (assumed: some of its power modules, controller or cable)."""
    repair_ac_usd: NotNegative = 300.0
    """Repair of one AC gun (assumed)."""
    connect: bool = False
    """Guns of stations that the grid does not feed may be connected; each pays for its kW as a new charger does."""
    connect_usd: NotNegative = 500.0
    """Bringing one such gun into service, beside its connection (assumed)."""
    replace: bool = False
    """Standing guns may be taken down, which frees a bay and the kW of each for new cabinets."""
    remove_usd: NotNegative = 1500.0
    """Taking one gun down (assumed)."""
