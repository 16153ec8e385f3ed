"""The judge: what a plan serves and costs, and whether it keeps its promises, from facts alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scorecard:
    """What the council asks of a plan.

    Parameters
    ----------
    demand_kwh, served_kwh : mapping
        kWh per design day by ``"<family>_<need>"`` (``"gbt_fast"``).
    district_demand_kwh, district_served_kwh : mapping
        The same by district; zones outside every district under ``"(none)"``.
    cost_usd, annual_cost_usd : float
        Money spent at once; its annuity with operation and maintenance.
    cost_parts_usd : mapping
        ``hardware``, ``installation``, ``grid``, ``ground``.
    new_sites, upgraded_sites, chargers : int
    plugs_added, plugs_standing : mapping
        By OCPI connector name; standing counts supply only.
    power_kw_added : float
    mean_drive_min : float
        Energy-weighted drive time to the serving site.
    """

    demand_kwh: Mapping[str, float]
    served_kwh: Mapping[str, float]
    district_demand_kwh: Mapping[str, float]
    district_served_kwh: Mapping[str, float]
    cost_usd: float
    annual_cost_usd: float
    cost_parts_usd: Mapping[str, float]
    new_sites: int
    upgraded_sites: int
    chargers: int
    plugs_added: Mapping[str, int]
    plugs_standing: Mapping[str, int]
    power_kw_added: float
    mean_drive_min: float

    @property
    def total_demand_kwh(self) -> float:
        """All classes together."""
        return sum(self.demand_kwh.values())

    @property
    def total_served_kwh(self) -> float:
        """All classes together."""
        return sum(self.served_kwh.values())

    @property
    def coverage(self) -> float:
        """Share of demand served; 1 where nothing is asked."""
        return self.total_served_kwh / self.total_demand_kwh if self.total_demand_kwh > 0 else 1.0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, totals included."""
        plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in vars(self).items()}
        return plain | {"total_demand_kwh": self.total_demand_kwh, "total_served_kwh": self.total_served_kwh, "coverage": self.coverage}
