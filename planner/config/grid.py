"""The table `[grid]` of a configuration file; the text under each field is the manual."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from geodata.city_request import GridRequest
from geodata.input_file import file_beside
from planner.config.section import LayerName, NotNegative, Positive, Section, Share
from planner.support.speech import _


class GridConfig(Section):
    """`[grid]`: spare power."""

    path: str | None = None
    """Table `feeder,spare_kw[,lon,lat,substation]`. A feeder without a place must be named by a site."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    layer: LayerName | None = None
    """Which layer of `path`, where it is a file with several. Default: the only one."""
    default_site_kw: NotNegative = 250.0
    """Spare power at a site where nothing is known: assumed, and reported as assumed."""
    substations: str | None = None
    """Table `substation,spare_kw[,lon,lat]`: a further limit over all feeders and sites behind one; a site whose substation is not known is taken to hang on the nearest whose place is."""
    substations_layer: LayerName | None = None
    """Which layer of `substations`. Default: the only one."""
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

    @model_validator(mode="after")
    def _ascending(self) -> "GridConfig":
        if list(self.steps_kva) != sorted(set(self.steps_kva)):
            raise ValueError(_("'steps_kva' must ascend, each step once"))
        if self.step_usd is not None and len(self.step_usd) != len(self.steps_kva):
            raise ValueError(
                _(
                    "'step_usd' has {prices} prices for {steps} steps of 'steps_kva'",
                    prices=len(self.step_usd),
                    steps=len(self.steps_kva),
                )
            )
        if self.step_usd is not None and list(self.step_usd) != sorted(self.step_usd):
            raise ValueError(_("'step_usd' must not fall from one step to the next"))
        return self

    def request(self, folder: Path) -> GridRequest:
        """State what geodata is asked for; files lie beside `folder`."""
        substations = file_beside(folder, self.substations, self.substation_columns, self.substations_layer)
        return GridRequest(file_beside(folder, self.path, self.columns, self.layer), substations)
