"""The stages in which a plan of the roads is built: stations that belong together, each stage worth the most for its money beside those before it.

A chain of stations along a road serves little until it is whole, so that an order of single stations, or of equal parts of the money, can put the parts of several chains
before any whole one. Of all orders the one is sought in which what counts is greatest on the mean over all sums of money from none to that of the plan; its stages
end where what has been served lies highest above the money spent: at the corners of the concave hull. Each dollar of a stage buys less than one of the stage before.
"""

from collections.abc import Collection, Sequence
from itertools import combinations, pairwise

from planner.country.order.building import BuildingStep
from planner.country.order.part_worth import PartWorth
from planner.country.road_plans.play import for_its_money
from planner.country.road_plans.used_chains import Part

EXACT = 8
"""So many stations are put in order by what every part of them is worth; of more, groups that give the most for their money are sought first, and all are put behind one another: the better order stays."""
WINDOW, STRIDE = 6, 3
"""So many stations in a row of such an order are put in order exactly again, beginning with every third one."""
ROUNDED = 1e-9
"""Relative difference below which two orders are as good."""


def steps_of(worth: PartWorth) -> tuple[BuildingStep, ...]:
    """What each stage builds of a plan, holding the one before; the last is the plan."""
    found = []
    for end in stages_of(worth, building_order(worth)):
        usd, told = worth.cost(end), worth.told(end)
        value = worth.at_least(end) if told is None else told.value
        found.append(BuildingStep(usd, {at: worth.built[at] for at in sorted(end)}, usd, value))
    return tuple(found)


def building_order(worth: PartWorth) -> tuple[int, ...]:
    """Places of a plan in the order of building; where two orders are as good, what sells most for its money with the whole plan first."""
    liked = worth.by_sales
    if len(liked) <= EXACT:
        return in_order(worth, Part(), liked)
    order: list[int] = []
    while len(order) < len(liked):
        rest = Part(liked) - Part(order)
        group = _best_group(worth, Part(order), rest)
        order += in_order(worth, Part(order), [at for at in liked if at in group])
    if worth.affords(len(liked) * (len(liked) + 3) // 2):
        behind = in_order(worth, Part(), liked)
        order = order if _on_the_mean(worth, order) >= _on_the_mean(worth, behind) else list(behind)
    for begin in range(0, len(order) - 1, STRIDE):
        window = order[begin : begin + WINDOW]
        if worth.affords(2 ** len(window)):
            order[begin : begin + WINDOW] = in_order(worth, Part(order[:begin]), [at for at in liked if at in window])
    return tuple(order)


def _on_the_mean(worth: PartWorth, order: Sequence[int]) -> float:
    """What is served for each sum of money up to that of the plan, added up."""
    return sum(worth.driven(Part(order[:count])) * worth.usd[at] for count, at in enumerate(order))


def stages_of(worth: PartWorth, order: Sequence[int]) -> tuple[Part, ...]:
    """What stands at the end of each stage of an order, the plan last."""
    sells = worth.driven if worth.affords(len(order)) else worth.at_least

    def slope(begun: Part, end: Part) -> float:
        return (sells(end) - sells(begun)) / max(1.0, worth.cost(end - begun))

    hull = [Part()]
    for count in range(1, len(order) + 1):
        end = Part(order[:count])
        while len(hull) > 1 and slope(hull[-2], hull[-1]) <= slope(hull[-1], end) * (1 + ROUNDED):
            hull.pop()
        hull.append(end)
    return tuple(hull[1:]) or (Part(),)


def in_order(worth: PartWorth, before: Part, group: Sequence[int], first: Collection[int] = ()) -> tuple[int, ...]:
    """Stations of a group in the order that serves most on the mean over the money, once others stand; those of `first` before the others.

    Exact for a group of `EXACT` at most, as far as there is work for the drives; else one is put behind all others again and again, the one of
    which the drives lose least for its money: drives of what is left, or, where there is no work for these, those of the whole plan. Where several
    orders are as good they stay in the order in which they are given.
    """
    if len(group) <= 1:
        return tuple(group)
    if len(group) <= EXACT and worth.affords(2 ** len(group)):
        return _best_of_all(worth, before, group, first)
    if not worth.affords(len(group) * (len(group) + 1) // 2):
        left_over = [tuple(part) for part in reversed(worth.peeled(before, Part(group)))]
        order = [next(at for at in part if at not in fewer) for fewer, part in pairwise([(), *left_over])]
        return tuple(sorted(order, key=lambda at: at not in first))
    left, last = list(group), list[int]()
    while left:
        whole = worth.driven(before | Part(left))
        lost = {
            at: for_its_money(whole - worth.driven(before | Part(left) - {at}), worth.usd[at])
            for at in [at for at in left if at not in first] or left
        }
        last.append(min(reversed(lost), key=lambda at: lost[at]))
        left.remove(last[-1])
    return tuple(reversed(last))


def _best_of_all(worth: PartWorth, before: Part, group: Sequence[int], first: Collection[int]) -> tuple[int, ...]:
    """By dynamic programming over the parts of a group: from the whole back to nothing, the most that can still be had of what follows."""
    known: dict[Part, tuple[float, int | None]] = {Part(group): (0.0, None)}
    for count in range(len(group) - 1, -1, -1):
        for some in combinations(group, count):
            part, best = Part(some), (-1.0, -1)
            left = [at for at in group if at not in part]
            served = worth.driven(before | part)
            for at in [at for at in left if at in first] or left:
                if part | {at} in known:
                    value = served * worth.usd[at] + known[part | {at}][0]
                    if value > best[0] * (1 + ROUNDED) + ROUNDED:
                        best = value, at
            known[part] = best
    part, out = Part(), list[int]()
    while len(out) < len(group):
        following = known[part][1]
        assert following is not None
        out.append(following)
        part |= {following}
    return tuple(out)


def _best_group(worth: PartWorth, before: Part, rest: Part) -> Part:
    """Of what is left the stations that are worth most for their money together: the best of a row of parts, bettered by one station more or less as long as that helps."""
    tried = worth.peeled(before, rest)
    real = worth.affords(2 * len(tried))
    sells = worth.driven if real else worth.at_least

    def merit(group: Part) -> tuple[float, int]:
        gained = sells(before | group) - sells(before)
        return for_its_money(gained, worth.cost(group)), -len(group)

    best = max(tried, key=merit)
    while real and worth.affords(len(rest)):
        near = [best ^ {at} for at in sorted(rest) if best != {at}]
        better = max(near, key=merit, default=best)
        if merit(better) <= merit(best):
            break
        best = better
    return best if merit(best)[0] > 0 else rest
