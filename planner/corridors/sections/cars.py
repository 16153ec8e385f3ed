"""The table `[corridors.driving]`; the text under each field is the manual."""

from typing import Annotated

from pydantic import Field, model_validator

from planner.config.section import Case, NotNegative, Positive, Section
from planner.support.speech import _

Soc = Annotated[float, Field(ge=0, le=1)]


class DrivingConfig(Section):
    """`[corridors.driving]`: how far a car drives and where it may drive along."""

    case: Case = "central"
    """Case of the facts: low is that of the shortest range."""
    soc_start: Soc | None = None
    """State of charge at the beginning of a trip. Default: the facts (0.9, assumed)."""
    soc_least: Soc | None = None
    """Least state of charge, at every stop and on arrival. Default: the facts (0.1, assumed)."""
    soc_stop: Soc | None = None
    """State of charge up to which a car charges at a stop. Default: the facts (0.8, assumed)."""
    battery_kwh: dict[str, Positive] = Field(default_factory=dict)
    """Battery by vehicle class. Default: configs/facts/vehicle_classes.csv."""
    kwh_per_km: dict[str, Positive] = Field(default_factory=dict)
    """Energy at 20 C and up to 90 km/h by vehicle class. Default: configs/facts/vehicle_classes.csv."""
    detour: Annotated[float, Field(ge=1, le=3)] | None = None
    """Longest way that a driver accepts, against the quickest, in minutes. Default: the facts (1.2, assumed)."""
    most_routes: int = Field(default=2, ge=1, le=5)
    """Ways between two towns that are looked at."""
    apart_share: Annotated[float, Field(ge=0, le=1)] = 0.7
    """A further way shares at most this part of its kilometres with each before it."""
    least_range_km: NotNegative = 40.0
    """A class that comes less far on a battery filled at a stop, in the season that is hardest, has no range there: it is named, and its trips that need charging cannot be driven."""

    @model_validator(mode="after")
    def _order(self) -> "DrivingConfig":
        if self.soc_least is not None:
            for name in ("soc_start", "soc_stop"):
                if (value := getattr(self, name)) is not None and value <= self.soc_least:
                    # as TOML has them, with a decimal point in every language
                    written, least = f"{value:g}", f"{self.soc_least:g}"
                    raise ValueError(
                        _(
                            "{name!r} ({value}) must be above 'soc_least' ({least})",
                            name=name,
                            value=written,
                            least=least,
                        )
                    )
        return self
