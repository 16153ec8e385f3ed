"""What flexibility buys, in plain words made from the numbers of its study."""

from planner.compare.reading import EVEN, Told, share
from planner.support.amounts import money, percent


def flexible(data: Told) -> str:
    """How far cabinets for two standards bring the loss down."""
    study = data.get("flexibility") or {}
    curve, target = study.get("curve") or [], study.get("target")
    if not curve or target is None:
        return ""
    aim, least = f"the target of {share(target)} at worst", min(curve, key=lambda one: one["max_regret"])
    if study.get("least_share") is not None and study["least_share"] <= EVEN:
        return f"Cabinets of one standard alone reach {aim}."
    bought = _from_catalogue(study)
    if study.get("least_share") is not None:
        return f"A plan that spends {percent(study['least_share'])} of the budget on DC cabinets for two standards or more reaches {aim}.{bought}"
    without = max(one["max_regret"] for one in curve)
    if least["dual_share"] > EVEN and without - least["max_regret"] > EVEN:
        gain = f"bring the loss at worst from {share(without)} down to {share(least['max_regret'])}"
        return f"Cabinets for two standards {gain} where {percent(least['dual_share'])} of the budget goes to them, but not to {aim}.{bought}"
    return f"Cabinets for two standards do not bring the loss down to {aim}: the least that was found is {share(least['max_regret'])}, with {percent(least['dual_share'])} of the budget for them."


def _from_catalogue(study: Told) -> str:
    """What must be put on offer before plans can be made of it."""
    added = study.get("from_catalogue") or []
    return f" To plan with them, put {', '.join(added)} into plan.chargers." if added else ""


def put_right(data: Told, plan: str, world: str) -> str:
    """What must be bought later, should the bet be lost."""
    study = data.get("flexibility") or {}
    row = (study.get("recourse") or {}).get(plan) or {}
    if row.get("world") != world or not row.get("later_usd"):
        return ""
    return f" To bring the loss down to {share(study['target'])} later, {money(row['later_usd'])} more must be found."
