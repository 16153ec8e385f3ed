"""The figures of a plan as a page shows them: its headline, money and sites."""

from dataclasses import dataclass, replace
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.headline import Headline, Sample, headline, headline_of
from planner.output.shared.proof_words import room_above
from planner.proofs import GIVEN, Status
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
    objective : str
        Name of what the plan is good for.
    given : bool
        Whether somebody's list says what is built, so that nothing was searched for.
    headline : Headline or None
        Of a finished plan; None of one that is being edited, which nobody has sampled.
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
    objective: str = "energy"
    given: bool = False
    headline: Headline | None = None

    def told(self) -> dict[str, Any]:
        """Numbers, and beside them words: ``lines`` (``key, label, value, beside``), the figure to quote first, and ``proof``."""
        numbers = {name: cell for name, cell in vars(self).items() if name not in ("headline", "objective", "given")}
        return {**numbers, "lines": self._lines(), "proof": self._proof()}

    def _lines(self) -> list[dict[str, str]]:
        said = self.headline or self._of_edits()
        of = "" if self.budget_usd is None else _("of {usd:money}", usd=self.budget_usd)
        chargers = plural("{n:number} charger", "{n:number} chargers", self.chargers)
        new = f"{number(self.new_sites)} + {number(self.upgraded_sites)}"
        return [
            {"key": "quote", "label": _("To quote"), "value": said.quote, "beside": said.quote_words},
            {"key": "energy", "label": _("What the model says"), "value": said.model, "beside": said.model_words},
            {"key": "money", "label": _("To build"), "value": money(self.cost_usd), "beside": of},
            {"key": "sites", "label": _("Sites, new + upgraded"), "value": new, "beside": chargers},
        ]

    def _of_edits(self) -> Headline:
        why = _("edits are sampled when they are kept and planned")
        said = headline(Sample(None, why, self.served_kwh, self.demand_kwh), "")
        return replace(said, quote_words=why)

    def _proof(self) -> dict[str, str]:
        """``word`` (proven or not, or given) and ``said``, how much better another plan could be; said of the plan, beside no share of the demand."""
        good, open_ = within("how good a plan is", "proven"), within("how good a plan is", "not proven yet")
        word = good if self.proven and self.gap is not None else open_
        if self.given:
            word = within("how good a plan is", "chargers as given")
        if self.gap is None:
            return {"word": word, "said": _("How much better a plan could be is not known yet.")}
        own = None if self.proven and not self.given else self.headline  # it would say once more that it is proven
        return {"word": word, "said": room_above(self.gap, self.objective) if own is None else own.plan}


def figures(dossier: Dossier) -> Figures:
    """Of a finished plan, in the language of the moment."""
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
        objective=proof.objective,
        given=proof.stopped == GIVEN,
        headline=headline_of(dossier),
    )
