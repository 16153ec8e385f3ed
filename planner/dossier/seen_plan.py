"""What became of the plan that was seen when its edits were kept, in one sentence and as plain JSON (`Dossier.seen_plan`)."""

from typing import Any

from planner.model.solve.begun import Became, Begun
from planner.support.speech import _

TOLD = 5e-5
"""Less is 0 in hundredths of a per cent."""


def seen_plan_told(begun: Begun, gap: float, *, proven: bool) -> dict[str, Any]:
    """What became of it.

    Parameters
    ----------
    begun : Begun
    gap : float
        That was asked for.
    proven : bool
        Whether the plan is within it.
    """
    return {"became": begun.became.value, "better": begun.better, "said": _said(begun, gap, proven=proven)}


def _said(begun: Begun, gap: float, *, proven: bool) -> str:
    if begun.became is Became.BETTER:
        return _(
            "This is not the plan that was seen when the edits were kept: the search has found one that is better by {better:.2%}, more than the gap of {gap:.2%} that was asked for.",
            better=begun.better,
            gap=gap,
        )
    if begun.became is Became.ANEW:
        return _(
            "This is not the plan that was seen when the edits were kept: that one does not keep all that is asked by now, so the plan was made anew."
        )
    if begun.better >= TOLD and not proven:
        return _(
            "This is the plan that was seen when the edits were kept: the same sites, chargers and plugs. One that is better by {better:.2%} was found, which is no more than the gap of {gap:.2%} that was asked for.",
            better=begun.better,
            gap=gap,
        )
    return _("This is the plan that was seen when the edits were kept: the same sites, chargers and plugs.")
