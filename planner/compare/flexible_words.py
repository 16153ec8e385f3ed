"""What flexibility buys, in plain words made from the numbers of its study."""

from collections.abc import Sequence

from planner.catalogue.charger_names import name_by_id
from planner.compare.reading import EVEN, Told, joined
from planner.support.amounts import loss
from planner.support.speech import _, listed, told


def flexible(data: Told) -> str:
    """How far chargers for two standards bring the loss down."""
    study = data.get("flexibility") or {}
    curve, target = study.get("curve") or [], study.get("target")
    if not curve or target is None:
        return ""
    enough = study.get("least_share")
    if enough is not None and enough <= EVEN:
        return _("Chargers of one standard alone reach the target of {target:loss} lost at worst.", target=target)
    if enough is not None:
        said = _("A plan that spends {part:percent_most} of the budget on DC chargers for two standards or more reaches the target of {target:loss} lost at worst.", part=enough, target=target)  # fmt: skip
        return joined([said, _from_catalogue(study)])
    return joined([_not_reached(study, curve, target), _with_more(study, curve)])


def _not_reached(study: Told, curve: Sequence[Told], target: float) -> str:
    """How near to the target the loss can be brought."""
    least = min(curve, key=lambda one: one["max_regret"])
    without, with_them, spent = max(one["max_regret"] for one in curve), least["max_regret"], least["dual_share"]
    if spent > EVEN and loss(with_them) != loss(without):
        said = _("Chargers for two standards bring the loss at worst from {without:loss} down to {lost:loss} where {part:percent} of the budget goes to them, but not to the target of {target:loss}.", without=without, lost=with_them, part=spent, target=target)  # fmt: skip
        return joined([said, _from_catalogue(study)])
    if spent <= EVEN:
        return _("Chargers for two standards do not bring the loss down to the target of {target:loss} at worst: the least that was found is {lost:loss}, and that without any of them.", target=target, lost=with_them)  # fmt: skip
    return _("Chargers for two standards do not bring the loss down to the target of {target:loss} at worst: the least that was found is {lost:loss}, with {part:percent} of the budget for them.", target=target, lost=with_them, part=spent)  # fmt: skip


def _with_more(study: Told, curve: Sequence[Told]) -> str:
    """What was found with more on offer than the curve has, where that is less: else two figures would both be called the least."""
    offers = [one for one in study.get("offers") or () if not one.get("why_not") and one.get("max_regret") is not None]
    best = min(offers, key=lambda one: one["max_regret"], default=None)
    if best is None or best["max_regret"] >= min(one["max_regret"] for one in curve) - EVEN:
        return ""
    return _("With more on offer ({offer}) it is {lost:loss}.", offer=told(best["offer"]), lost=best["max_regret"])


def _from_catalogue(study: Told) -> str:
    """What must be put on offer before plans can be made of it."""
    added = [name_by_id(one) for one in study.get("from_catalogue") or ()]
    if not added:
        return ""
    return _("The plans compared here may not buy them yet; put on offer must be: {chargers}.", chargers=listed(added))


def put_right(data: Told, plan: str, world: str) -> str:
    """What must be bought later, should the bet be lost."""
    study = data.get("flexibility") or {}
    row = (study.get("recourse") or {}).get(plan) or {}
    if row.get("world") != world or not row.get("later_usd"):
        return ""
    return _(
        "To bring the loss down to {target:loss} later, {usd:money} more must be found.",
        target=study["target"],
        usd=row["later_usd"],
    )
