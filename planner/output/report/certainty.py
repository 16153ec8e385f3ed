"""How sure the plan is, in three sentences, and what decides it. Plain text: the template escapes."""

from planner.dossier.dossier import Dossier
from planner.output.report.charts import Swing
from planner.output.shared.demand import tornado
from planner.output.shared.headline import headline_of
from planner.support.speech import plural, told

MOST_SWINGS = 8


def sentences(dossier: Dossier) -> list[str]:
    """How much of its promise holds, what decides that, and how near to the best plan it is; three at most."""
    said = headline_of(dossier).lines
    return [*said[:-1][:1], *_deciding(dossier), said[-1]]


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
