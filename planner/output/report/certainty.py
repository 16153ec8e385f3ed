"""How sure the plan is, in three sentences, and what decides it. Plain text: the template escapes."""

from planner.dossier.dossier import Dossier
from planner.output.report.charts import Swing
from planner.output.report.drawn import at_least, share_asked
from planner.output.shared.demand import tornado
from planner.output.shared.proof_words import gap_percent
from planner.proofs import FOR_SEVERAL_WORLDS, GIVEN
from planner.support.amounts import rounded_down
from planner.support.speech import _, plural, told

MOST_SWINGS = 8


def sentences(dossier: Dossier) -> list[str]:
    """How near to the best plan it is, how much of its promise holds, what decides; three at most."""
    return [_proven(dossier), *_drawn(dossier), *_deciding(dossier)]


def _proven(dossier: Dossier) -> str:
    proof = dossier.proof
    if proof.stopped == "nothing to decide":
        return _("There was nothing to choose between, so the plan is the best possible for these inputs.")
    if proof.stopped == GIVEN and proof.gap <= 1e-9:
        return _("The chargers of this plan were given, not searched for.")
    if proof.gap <= 1e-9:
        return _("For these inputs and rules no better plan exists: that is proven.")
    gap = gap_percent(proof.gap)
    if proof.stopped == FOR_SEVERAL_WORLDS:
        return _(
            "The plan was made for several futures at once; for this one alone it lies within {gap} of the best possible plan (rounded up).",
            gap=gap,
        )
    return _(
        "For these inputs and rules the plan lies within {gap} of the best possible one (rounded up): that is proven.",
        gap=gap,
    )


def _drawn(dossier: Dossier) -> list[str]:
    bands = dossier.studies.get("bands")
    if not bands or bands["promised_kwh_per_day"] <= 0:
        return []
    low, promised = bands["served_p10_kwh_per_day"], bands["promised_kwh_per_day"]
    return [
        _(
            "The inputs are less sure: quote at least {low:energy} of the promised {promised:energy} kWh a day ({share:percent} of the promise, {asked:percent} of the demand), which holds in nine of ten draws of the assumed figures.",
            low=at_least(low),
            promised=promised,
            share=rounded_down(low / promised, 2),
            asked=share_asked(low, dossier.scorecard.total_demand_kwh),
        )
    ]


def _deciding(dossier: Dossier) -> list[str]:
    count = len(dossier.assumptions)
    found = tornado(dossier.demand_story) if dossier.demand_story else None
    if not count:
        return []
    if found is None or not found.bars:
        return [how_many_assumed(dossier)]
    return [
        plural(
            "{n} figure is assumed and stands in the annex with its source; of those of the demand the chart shows what moves it most.",
            "{n} figures are assumed and stand in the annex with their sources; of those of the demand the chart shows what moves it most.",
            count,
        )
    ]


def how_many_assumed(dossier: Dossier) -> str:
    """How many figures the plan rests on that nobody gave; empty where there is none."""
    count = len(dossier.assumptions)
    if not count:
        return ""
    return plural(
        "{n} figure is assumed and stands in the annex.",
        "{n} figures are assumed and stand in the annex.",
        count,
    )


def swings(dossier: Dossier) -> tuple[list[Swing], float]:
    """Assumptions that move the demand most, and the demand itself; none where it was not sampled."""
    found = tornado(dossier.demand_story) if dossier.demand_story else None
    if found is None:
        return [], 0.0
    return [Swing(told(one.what), one.total_low, one.total_high) for one in found.bars[:MOST_SWINGS]], found.central
