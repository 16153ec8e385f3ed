"""A plan beside an earlier one, from which it grew or whose layer was edited: which sites stay, come, go, and have other chargers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.tables import rows_of
from planner.catalogue.chargers import catalogue_rows
from planner.model.solve.changed_sites import sharing_sites
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import label_of

NAME = "earlier"
"""Among the studies of a plan."""
GROWN, EDITED = "grown", "edited"
SAME, NEW, GONE, OTHER = "same", "new", "gone", "other"


@dataclass(frozen=True)
class EarlierPlan:
    """What is known of the earlier plan.

    Parameters
    ----------
    how : str
        `GROWN` from it, or `EDITED` in its layer.
    name : str
        Of its folder or file.
    chargers : mapping
        By site, how many of each type it adds; None where the layer does not hold them.
    cost_usd : float or None
        Where it is known.
    edited : collection of str
        Sites of which something was asked.
    """

    how: str
    name: str
    chargers: Mapping[str, Mapping[str, int]] | None
    cost_usd: float | None = None
    edited: Collection[str] = field(default_factory=frozenset)


def compare_with_earlier(question: Question, plan: Plan, earlier: EarlierPlan) -> dict[str, Any]:
    """Compare the plans site by site.

    Returns
    -------
    dict
        Plain JSON under `NAME`: ``how``, ``name``, ``cost_usd``, and ``sites`` (None where the earlier plan is not known): `site_id, name,
        became, before, after`, whether it was `edited`, and whether it is `apart`: shares no driver with an edited site.
    """
    told: dict[str, Any] = {"how": earlier.how, "name": earlier.name, "cost_usd": earlier.cost_usd, "sites": None}
    if earlier.chargers is None:
        return {NAME: told}
    known, number = catalogue_rows(), question.places.number()
    now: dict[str, dict[str, int]] = {}
    for row in rows_of(plan.chargers):
        now.setdefault(str(row.site_id), {})[str(row.charger)] = int(row.count)
    near = {str(one) for one in question.places.site_id[sharing_sites(earlier.edited, question)]} | set(earlier.edited)
    rows = []
    for site in sorted({*earlier.chargers, *now}):
        before, after = (
            {kind: n for kind, n in sorted(one.get(site, {}).items()) if kind in known and n}
            for one in (earlier.chargers, now)
        )
        if not before and not after:
            continue
        label = label_of(question, number[site]) if site in number else {"site_id": site, "name": site}
        became = SAME if before == after else NEW if not before else GONE if not after else OTHER
        rows.append(
            {
                **label,
                "became": became,
                "before": before,
                "after": after,
                "edited": site in earlier.edited,
                "apart": site not in near,
            }
        )
    return {NAME: {**told, "sites": rows}}
