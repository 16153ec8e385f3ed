"""The figures of a plan as a page shows them: energy, money, sites, and how good it is proven to be."""

from dataclasses import dataclass
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.proof_words import gap_percent
from planner.proofs import Status
from planner.support.amounts import money, number
from planner.support.speech import _, plural, within


@dataclass(frozen=True)
class Figures:
    """What a plan gives and costs.

    Parameters
    ----------
    served_kwh, demand_kwh : float
        Public energy a design day.
    cost_usd : float
    budget_usd : float or None
        None where none is set.
    new_sites, upgraded_sites, chargers : int
    gap : float or None
        A share of one; None while nothing is proven.
    proven : bool
        Whether the gap that was asked for is reached.
    """

    served_kwh: float
    demand_kwh: float
    cost_usd: float
    budget_usd: float | None
    new_sites: int
    upgraded_sites: int
    chargers: int
    gap: float | None
    proven: bool

    def told(self) -> dict[str, Any]:
        """Numbers, and beside them words: ``lines`` (``key, label, value, beside``) and ``proof``."""
        return {**vars(self), "lines": self._lines(), "proof": proof_words(self.gap, proven=self.proven)}

    def _lines(self) -> list[dict[str, str]]:
        share = self.served_kwh / self.demand_kwh if self.demand_kwh > 0 else None
        of = "" if self.budget_usd is None else _("of {usd:money}", usd=self.budget_usd)
        chargers = plural("{n:number} charger", "{n:number} chargers", self.chargers)
        new = f"{number(self.new_sites)} + {number(self.upgraded_sites)}"
        energy = _("{kwh:energy} kWh", kwh=self.served_kwh)
        served = _("a day, {share:percent} of the demand", share=share)
        return [
            {"key": "energy", "label": _("Energy served"), "value": energy, "beside": served},
            {"key": "money", "label": _("To build"), "value": money(self.cost_usd), "beside": of},
            {"key": "sites", "label": _("Sites, new + upgraded"), "value": new, "beside": chargers},
        ]


def figures(dossier: Dossier) -> Figures:
    """Of a finished plan."""
    card, proof = dossier.scorecard, dossier.proof
    budget = dossier.configuration.get("plan", {}).get("budget_usd")
    return Figures(
        served_kwh=card.total_served_kwh,
        demand_kwh=card.total_demand_kwh,
        cost_usd=card.cost_usd,
        budget_usd=None if budget is None else float(budget),
        new_sites=card.new_sites,
        upgraded_sites=card.upgraded_sites,
        chargers=card.chargers,
        gap=proof.gap,
        proven=proof.status is Status.OPTIMAL,
    )


def proof_words(gap: float | None, *, proven: bool) -> dict[str, str]:
    """``word`` (proven or not) and ``said``, a sentence with the gap."""
    if gap is None:
        return {
            "word": within("how good a plan is", "not proven yet"),
            "said": _("How much better a plan could be is not known yet."),
        }
    said = gap_percent(gap)
    if proven:
        return {
            "word": within("how good a plan is", "proven"),
            "said": _("No plan of this model is more than {gap} better.", gap=said),
        }
    return {
        "word": within("how good a plan is", "not proven yet"),
        "said": _("Another plan could still be up to {gap} better.", gap=said),
    }
