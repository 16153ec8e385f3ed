"""What further money would buy, in words: by the plans at hand, how far they may be from the best, and who would get more of it and who less."""

from planner.country.money.curves import UNIT_USD
from planner.country.output import today_words, words
from planner.country.result import Country
from planner.support.speech import _, joined, listed

LEAST_GAIN = 1e-4
"""Of what all plans serve, that is worth a sentence."""
UNKNOWN = 0.02
"""Of what all plans serve: where the proof leaves more open than this, nobody knows what further money would buy."""

ROUNDING = 0.005
"""Of further money: differences that the units of shared money make."""


def next_money(country: Country) -> str:
    """What further money would buy by the plans at hand, how far they may be from the best, and who would get more of it and who less."""
    gain, usd = country.next_value - country.value, country.next_usd
    if usd <= 0 or country.next_value <= 0:
        return ""
    unknown = country.next_bound - country.value
    if gain <= LEAST_GAIN * country.value or country.value <= 0:
        if unknown <= UNKNOWN * country.value:
            return _("A further {usd:money} would buy next to nothing by the plans at hand.", usd=usd)
        return joined(" ", [one for one in (_not_known(country, unknown), _open_already(country)) if one])
    before = sum(one.curve[0].value for one in country.askers if one.curve and one.failed is None)
    given = _given_more(country)
    more = given if given > 0 and abs(given - usd) >= _rounding(country) else usd
    prices = {
        "usd": usd,
        "gain": gain,
        "dear": more / gain,
        "usual": _usual(country, country.spent_usd / max(country.value - before, LEAST_GAIN * country.value)),
    }
    if words.in_trips(country):
        said = _(
            "A further {usd:money} would make {gain:number1} more trips a day possible by the plans at hand ({dear:money} for each trip a day; {usual}).",
            **prices,
        )
    elif words.weighted(country):
        said = _(
            "A further {usd:money} would serve {gain:number} weighted kWh a day more by the plans at hand ({dear:money} for each weighted kWh a day; {usual}).",
            **prices,
        )
    else:
        said = _(
            "A further {usd:money} would serve {gain:number} kWh a day more by the plans at hand ({dear:money} for each kWh a day; {usual}).",
            **prices,
        )
    parts = _changes(country)
    if parts:
        said = _("{said} Compared with this plan: {parts}.", said=said, parts=listed(parts))
    if more == usd:
        return said
    return _("{said} The price is that of the {more:money} more that these plans are given.", said=said, more=more)


def _usual(country: Country, usd: float) -> str:
    """What this budget pays for each."""
    if today_words.none_given(country):
        return _("this budget: {usual:money} for each beyond what is known of today", usual=usd)
    return _("this budget: {usual:money} for each beyond today's", usual=usd)


def _rounding(country: Country) -> float:
    """Less than this is told by no word: money is shared in whole units."""
    return max(UNIT_USD, ROUNDING * country.next_usd)


def _not_known(country: Country, unknown: float) -> str:
    """That nobody knows what further money would buy, and how much no plan passes."""
    usd = country.next_usd
    if words.in_trips(country):
        return _(
            "What a further {usd:money} would buy is not known: no plan is at hand that makes more of it, and none makes more than {trips:number1_most} further trips a day possible.",
            usd=usd,
            trips=unknown,
        )
    if words.weighted(country):
        return _(
            "What a further {usd:money} would buy is not known: no plan is at hand that makes more of it, and none serves above {kwh:number_most} weighted kWh a day more.",
            usd=usd,
            kwh=unknown,
        )
    return _(
        "What a further {usd:money} would buy is not known: no plan is at hand that makes more of it, and none serves above {kwh:number_most} kWh a day more.",
        usd=usd,
        kwh=unknown,
    )


def _open_already(country: Country) -> str:
    """How much of that the present budget may buy, for no plan of it is known to be the best; empty where that is next to nothing."""
    unknown = country.bound - country.value
    if unknown <= UNKNOWN * country.value:
        return ""
    if words.in_trips(country):
        return _(
            "A better plan for this budget may make up to {trips:number1_most} of these possible already.",
            trips=unknown,
        )
    return _("A better plan for this budget may serve up to {kwh:number_most} of these already.", kwh=unknown)


def _given_more(country: Country) -> float:
    """What the plans with further money are given beyond those of the budget: less than it, or more where the budget leaves some over."""
    return sum(one.next_usd - one.share_usd for one in country.askers if one.failed is None)


def _changes(country: Country) -> list[str]:
    """Who would get more of it and who less; none where all stays. Of roads alone what more than it is spent."""
    usd = country.next_usd
    changes = [(one, one.next_usd - one.share_usd) for one in country.askers if one.failed is None]
    if not country.cities and _given_more(country) < usd + _rounding(country):
        return []
    told = [
        _("{name} {usd:money} more", name=words.asker_words(one), usd=more)
        if more > 0
        else _("{name} {usd:money} less", name=words.asker_words(one), usd=-more)
        for one, more in sorted(changes, key=lambda of: -of[1])
        if abs(more) >= _rounding(country)
    ]
    if not told:
        return []
    left = usd - sum(more for _one, more in changes)
    if left >= _rounding(country):
        told.append(_("{usd:money} would be given to nobody", usd=left))
    elif left <= -_rounding(country):
        over = country.budget_usd - country.spent_usd
        told.append(
            _("{usd:money} of it is out of the {over:money} that this budget leaves over", usd=-left, over=over)
        )
    return told
