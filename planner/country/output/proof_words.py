"""What is proven of a country's plan, in words: one figure, the same wherever it is told; and money that is left over."""

from planner.country.output import words
from planner.country.result import Country
from planner.model.solve.countable import COUNTED_KWH_PER_USD
from planner.proofs import ROUNDING, gap_of
from planner.support.speech import _, joined, listed

LEAST_OVER = 0.01
"""Of the budget: less that is left over is not told."""


def proof(country: Country) -> str:
    """What is proven of the plan, among those that were planned."""
    gap = gap_of(country.value, country.bound)
    said = _of_roads(country, gap) if _of_roads_alone(country) else _of_sharing(country, gap)
    if not country.failed:
        return said
    return _(
        "{said} That is proven among those that were planned; what was left out is not in it.",
        said=said,
    )


def _of_roads_alone(country: Country) -> bool:
    """Whether all that is counted is what roads serve, as it is: where every city was left out their figures are weighed all the same."""
    return not country.cities and not words.weighted(country)


def _of_roads(country: Country, gap: float) -> str:
    if words.in_trips(country):
        return _of_trips(country, gap)
    if gap <= ROUNDING:
        return _("No plan for this money sells more than this one: {value:number} kWh a day.", value=country.value)
    return _(
        "No plan for this money sells above {bound:number_most} kWh a day; this one sells {value:number}, {gap:percent1_most} less.",
        gap=gap,
        value=country.value,
        bound=country.bound,
    )


def _of_trips(country: Country, gap: float) -> str:
    if gap <= ROUNDING:
        return _(
            "No plan for this money makes more trips possible than this one: {value:number1} a day that need charging.",
            value=country.value,
        )
    return _(
        "No plan for this money makes more than {bound:number1_most} trips a day possible that need charging; this one {value:number1}, {gap:percent1_most} fewer.",
        gap=gap,
        value=country.value,
        bound=country.bound,
    )


def _of_sharing(country: Country, gap: float) -> str:
    values = {"gap": gap, "value": country.value, "bound": country.bound}
    if words.weighted(country):
        said = (
            _(
                "No other way to share and spend this money serves more than this one: {value:number} weighted kWh a day.",
                value=country.value,
            )
            if gap <= ROUNDING
            else _(
                "No other way to share and spend this money serves above {bound:number_most} weighted kWh a day; these plans serve {value:number}, {gap:percent1_most} less.",
                **values,
            )
        )
        return _("{said} ({how})", said=said, how=words.how_weighted(country))
    if gap <= ROUNDING:
        return _(
            "No other way to share and spend this money serves more than this one: {value:number} kWh a day.",
            value=country.value,
        )
    return _(
        "No other way to share and spend this money serves above {bound:number_most} kWh a day; these plans serve {value:number}, {gap:percent1_most} less.",
        **values,
    )


def between_sums(country: Country) -> str:
    """How much of what is open is for splits between the sums that were planned; empty where that is little, or nothing is split."""
    if not country.cities or country.bound - country.bound_at_sums <= LEAST_OVER * country.bound:
        return ""
    if words.weighted(country):
        return _(
            "At the sums of money that were planned no split serves above {bound:number_most} weighted kWh a day; what is more in the figure above is for sums between them, which were not planned.",
            bound=country.bound_at_sums,
        )
    return _(
        "At the sums of money that were planned no split serves above {bound:number_most} kWh a day; what is more in the figure above is for sums between them, which were not planned.",
        bound=country.bound_at_sums,
    )


def roads_proof(country: Country) -> str:
    """What is proven of the plan of the roads; empty where it is all of the plan."""
    on_roads = country.on_roads
    if on_roads is None or _of_roads_alone(country):
        return ""
    if country.trip_kwh is not None:
        each = country.weight * country.trip_kwh
        return _(
            "The plan of the roads makes {value:number1} trips a day possible that need charging, for its share of the money; no plan for that money makes more than {bound:number1_most} possible.",
            value=on_roads.value / each,
            bound=on_roads.bound / each,
        )
    return _(
        "The plan of the roads sells {value:number} kWh a day for its share of the money; no plan for that money sells more than {bound:number_most}.",
        value=on_roads.value / country.weight,
        bound=on_roads.bound / country.weight,
    )


def left_over(country: Country) -> str:
    """How much of the budget is not spent, and with whom it lies; empty where that is little. How much more a plan might serve is told by the proof, once."""
    over = country.budget_usd - country.spent_usd
    if over <= LEAST_OVER * country.budget_usd:
        return ""
    proven = gap_of(country.value, country.bound) <= ROUNDING
    if country.cut_short is not None and country.cut_short.leaves_money_open and not proven:
        return _(
            "{over:money} is left over: the run was stopped before all sums of money were searched, so that nobody knows what it would buy.",
            over=over,
        )
    unspent = [(one, one.share_usd - one.cost_usd) for one in country.askers if one.failed is None]
    kept = [(one, usd) for one, usd in unspent if usd >= LEAST_OVER * country.budget_usd and country.cities]
    parts = [_("{usd:money} is kept for {name}", usd=usd, name=words.asker_words(one)) for one, usd in kept]
    said = (
        _("{over:money} is left over, of which {parts}", over=over, parts=listed(parts))
        if parts
        else _("{over:money} is left over", over=over)
    )
    if proven:
        return joined(": ", [said, _("no plan serves more with it, which is proven.")])
    if words.in_trips(country):
        return joined(": ", [said, _("no plan was found that makes noticeably more trips possible with it.")])
    worth = _("no plan was found that serves 1 kWh a day more for each {usd:money} of it.", usd=1 / COUNTED_KWH_PER_USD)
    return joined(": ", [said, worth])
