"""Evaluation of one plan in one world."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.audit.scorecard import Scorecard, family_sums
from planner.proofs import Proof

ENERGY = "energy"


@dataclass(frozen=True)
class Play:
    """Evaluation of one plan in one world.

    Parameters
    ----------
    plan, world : str
        Whose chargers are judged; what has come.
    scorecard : Scorecard
    proof : Proof
        Of the plan in its own world, of the re-allocation elsewhere.
    breaks : str
        Promise of this world that the plan breaks there, in words; empty where it keeps them all.
    imbalance : str
        How a plan that was not made for this world misses its balance of plugs, in words; empty where it does not.
    """

    plan: str
    world: str
    scorecard: Scorecard
    proof: Proof
    breaks: str = ""
    imbalance: str = ""

    @property
    def value(self) -> float | None:
        """Worth-weighted energy served, kWh a day; None where the plan was made for another objective."""
        return self.proof.value if self.proof.objective == ENERGY else None

    @property
    def served_by_family(self) -> dict[str, float]:
        """Energy served by port family, kWh per day."""
        return family_sums(self.scorecard.served_kwh)

    @property
    def demand_by_family(self) -> dict[str, float]:
        """Energy asked by port family, kWh per day."""
        return family_sums(self.scorecard.demand_kwh)

    @property
    def unserved_by_family(self) -> dict[str, float]:
        """Energy asked and not served by port family, kWh per day."""
        served = self.served_by_family
        return {family: max(0.0, kwh - served.get(family, 0.0)) for family, kwh in self.demand_by_family.items()}

    @property
    def by_district(self) -> dict[str, dict[str, float]]:
        """Demand and energy served by district, kWh per day."""
        served: Mapping[str, float] = self.scorecard.district_served_kwh
        return {
            name: {"demand": kwh, "served": served.get(name, 0.0)}
            for name, kwh in self.scorecard.district_demand_kwh.items()
        }
