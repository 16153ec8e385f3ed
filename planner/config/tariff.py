"""The table `[tariff]` of a configuration file; the text under each field is the manual."""

from pydantic import Field, model_validator

from planner.config.section import NotNegative, Positive, Section
from planner.support.speech import _


class TariffConfig(Section):
    """`[tariff]`: what drivers pay and what the energy costs; with a price, every plan is told with its revenue and the sites that do not earn their cost. The choice of sites does not change."""

    price_usd_kwh: Positive | None = None
    """What drivers pay for a kWh, without tax. Default: none, and nothing is told of money earned."""
    energy_usd_kwh: NotNegative | None = None
    """What the operator pays for a kWh. Must be given with the price."""
    cap_usd_kwh: Positive | None = None
    """Highest price that a rule allows, without tax: told beside the price. Default: none."""
    mean_temperature_c: float | None = Field(default=None, ge=-40, le=50)
    """Mean temperature of the year, for every month, by which the energy of the design day is carried to the year along the winter curve; `fleet.month_temperatures_c` goes before it. Default: the months that the facts assume of the city, else 10 (assumed)."""

    @model_validator(mode="after")
    def _price_and_energy(self) -> "TariffConfig":
        given = {name: getattr(self, name) is not None for name in ("price_usd_kwh", "energy_usd_kwh", "cap_usd_kwh")}
        if any(given.values()) and not given["price_usd_kwh"]:
            raise ValueError(
                _(
                    "price_usd_kwh is missing: without what drivers pay a kWh nothing can be told; add for example price_usd_kwh = 0.20 or take the table out"
                )
            )
        if given["price_usd_kwh"] and not given["energy_usd_kwh"]:
            raise ValueError(
                _(
                    "energy_usd_kwh is missing: a price tells nothing without what the operator pays a kWh; add for example energy_usd_kwh = 0.06"
                )
            )
        return self
