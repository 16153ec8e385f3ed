"""What things cost: asked by the objective, the budget and the report alike."""

import math
from dataclasses import dataclass

from planner.catalogue import ChargerType


@dataclass(frozen=True)
class Costs:
    """Prices of one scenario.

    Parameters
    ----------
    connection_usd_per_kw : float
        Connecting one kW to the grid.
    discount_rate : float
        Per year, for annuities.
    """

    connection_usd_per_kw: float
    discount_rate: float

    def grid_usd(self, charger: ChargerType) -> float:
        """Connection of one cabinet."""
        return self.connection_usd_per_kw * charger.power_kw

    def charger_usd(self, charger: ChargerType) -> float:
        """One cabinet, installed and connected; ground works of the site are apart."""
        return charger.hardware_usd + charger.install_usd + self.grid_usd(charger)

    def charger_annual_usd(self, charger: ChargerType) -> float:
        """Annuity of one cabinet over its lifetime, with operation and maintenance."""
        return annuity(self.charger_usd(charger), self.discount_rate, charger.lifetime_years) + charger.om_usd_per_year

    def ground_annual_usd(self, capital_usd: float) -> float:
        """Annuity of ground works over the lifetime of a site."""
        return annuity(capital_usd, self.discount_rate, SITE_LIFETIME_YEARS)


SITE_LIFETIME_YEARS = 20.0
"""Ground works outlive the cabinets on them (assumed)."""


def annuity(capital_usd: float, rate: float, years: float) -> float:
    """Equal yearly payment that repays `capital_usd` over `years` at `rate`; ``C r / (1 - (1 + r)^-n)``."""
    if rate == 0:
        return capital_usd / years
    return capital_usd * rate / (1.0 - math.pow(1.0 + rate, -years))
