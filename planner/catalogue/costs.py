"""Prices and annuities of chargers, connections and ground works: the objective, the budget and the report all take them from here."""

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from planner.catalogue.chargers import ChargerType
from planner.catalogue.facts import fact_rows, parameter
from planner.config.grid import GridConfig
from planner.errors import ConfigError
from planner.support.speech import _


@dataclass(frozen=True)
class Steps:
    """Stepped grid connections: power that each carries, ascending, and its price, never falling.

    Parameters
    ----------
    kw, usd : tuple of float
    cable_usd_per_m : float
    """

    kw: tuple[float, ...]
    usd: tuple[float, ...]
    cable_usd_per_m: float

    def connection_usd(self, new_kw: float, cable_m: float) -> float:
        """Smallest step that carries the power, and its cable; nothing for no power, infinite above the largest."""
        if new_kw <= TOLERANCE_KW:
            return 0.0
        at = bisect_left(self.kw, new_kw - TOLERANCE_KW)
        return self.usd[at] + self.cable_usd_per_m * cable_m if at < len(self.kw) else math.inf


TOLERANCE_KW = 1e-6


def steps_of(grid: GridConfig, case: str) -> Steps:
    """Steps of the scenario, priced by it or by the facts.

    Raises
    ------
    ConfigError
        A step that the facts have no price for.
    """
    known = {float(row["kva"]): float(row[f"usd_{case}"]) for row in fact_rows("grid_connection_steps")}
    usd = grid.step_usd
    if usd is None:
        strange = next((kva for kva in grid.steps_kva if kva not in known), None)
        if strange is not None:
            steps = ", ".join(f"{kva:g}" for kva in known)
            raise ConfigError(
                _(
                    "grid.steps_kva: no price is known for {strange:g} kVA, only for {steps}; give grid.step_usd",
                    strange=strange,
                    steps=steps,
                )
            )
        usd = tuple(known[kva] for kva in grid.steps_kva)
    cable = parameter("grid_cable_capex", case) if grid.cable_usd_per_m is None else grid.cable_usd_per_m
    return Steps(tuple(kva * grid.power_factor for kva in grid.steps_kva), usd, cable)


@dataclass(frozen=True)
class Costs:
    """Prices of one scenario.

    Parameters
    ----------
    connection_usd_per_kw : float
        Connecting one kW to the grid.
    discount_rate : float
        Per year, for annuities.
    steps : Steps or None
        Where a site pays once for all its new power, so that no cabinet has a connection of its own.
    """

    connection_usd_per_kw: float
    discount_rate: float
    steps: Steps | None = None

    def grid_usd(self, charger: ChargerType) -> float:
        """Connection of one cabinet; 0 where the site pays once for all, and where the cabinet frees power."""
        return 0.0 if self.steps is not None else self.connection_usd_per_kw * max(0.0, charger.power_kw)

    def site_grid_usd(self, chargers: "Iterable[tuple[ChargerType, int]]", cable_m: float) -> float:
        """Connection of all that is added at one site."""
        mine = list(chargers)
        if self.steps is not None:
            return self.steps.connection_usd(sum(kind.power_kw * count for kind, count in mine), cable_m)
        return sum(self.grid_usd(kind) * count for kind, count in mine)

    def shared_grid_usd(self, chargers: "Iterable[tuple[ChargerType, int]]", cable_m: float) -> float:
        """Part of the connection that no single cabinet bears: 0 unless it is stepped."""
        return 0.0 if self.steps is None else self.site_grid_usd(chargers, cable_m)

    def charger_usd(self, charger: ChargerType) -> float:
        """One cabinet, installed and, where it has a connection of its own, connected; ground works of the site are apart."""
        return charger.hardware_usd + charger.install_usd + self.grid_usd(charger)

    def charger_annual_usd(self, charger: ChargerType) -> float:
        """Annuity of one cabinet over its lifetime, with operation and maintenance."""
        return annuity(self.charger_usd(charger), self.discount_rate, charger.lifetime_years) + charger.om_usd_per_year

    def ground_annual_usd(self, capital_usd: float) -> float:
        """Annuity of ground works over the lifetime of a site."""
        return annuity(capital_usd, self.discount_rate, SITE_LIFETIME_YEARS)


SITE_LIFETIME_YEARS = 20.0
"""Ground works and stepped connections outlive the cabinets on them (assumed)."""


def annuity(capital_usd: float, rate: float, years: float) -> float:
    """Equal yearly payment that repays `capital_usd` over `years` at `rate`; ``C r / (1 - (1 + r)^-n)``."""
    if rate == 0:
        return capital_usd / years
    return capital_usd * rate / (1.0 - math.pow(1.0 + rate, -years))
