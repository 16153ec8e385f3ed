"""What each city and the roads would make of more or less money: curves in one chart, with the sums that they are given."""

import math

from markupsafe import Markup

from planner.country.output import words
from planner.country.result import ROADS, Country
from planner.output.report.charts import steps
from planner.output.report.svg import SOFT, Drawing, cut, wide
from planner.support.amounts import money, number
from planner.support.speech import _

WIDTH, HIGH, LEFT, TOP = 680.0, 210.0, 62.0, 14.0
NAME, BOLD = 10.5, 1.18
"""Size of the name of a curve, and how much wider bold letters are."""
LEAST_ROOM, MOST_ROOM = 120.0, 240.0
"""For the names of curves, at the right."""
INKS = ("#0b4f79", "#c2410c", "#117733", "#882255", "#999933", "#44aa99", "#cc6677", "#332288")
MOST = 8
"""Curves that a reader can tell apart; the others are left to the table."""


def money_chart(country: Country) -> Markup | None:
    """Draw the curves; None where nobody has one."""
    curved = [one for one in country.askers if len(one.curve) > 2 and one.failed is None]
    curved = sorted(curved, key=lambda one: -one.cost_usd)[:MOST]
    most_x = max((one.curve[-1].usd for one in curved), default=0.0)
    worth = {one.name: country.weight if one.kind == ROADS and country.weight > 0 else 1.0 for one in curved}
    most_y = max(
        ((row.value - one.curve[0].value) / worth[one.name] for one in curved for row in one.curve), default=0.0
    )
    if most_x <= 0 or most_y <= 0:
        return None
    names = {one.name: words.asker_words(one) for one in curved}
    room = max(wide(name, NAME * BOLD) for name in names.values()) + 14
    right = WIDTH - min(max(room, LEAST_ROOM), MOST_ROOM)
    drawing = Drawing(
        "money-chart",
        WIDTH,
        TOP + HIGH + 36,
        _("What money buys"),
        _("Trips made possible a day beyond today by money; a dot is what the plan gives.")
        if words.in_trips(country)
        else _("Energy served a day beyond today by money; a dot is what the plan gives."),
    )

    def x(usd: float) -> float:
        return LEFT + (right - LEFT) * usd / most_x

    def y(kwh: float) -> float:
        return TOP + HIGH * (1.0 - kwh / most_y)

    for kwh in steps(most_y):
        drawing.line(LEFT, y(kwh), right, y(kwh))
        drawing.text(LEFT - 6, y(kwh) + 4, number(kwh), anchor="end", size=10)
    sums = steps(most_x)
    widest = max(wide(money(usd), 10.0) for usd in sums) + 8
    for usd in sums[:: max(1, math.ceil(widest / (x(sums[1]) - x(0.0))))]:
        drawing.text(x(usd), TOP + HIGH + 14, money(usd), anchor="middle", size=10)
    drawing.line(LEFT, TOP + HIGH, right, TOP + HIGH, SOFT)
    upwards = (
        _("money; upwards trips a day made possible beyond today")
        if words.in_trips(country)
        else _("money; upwards kWh a day beyond today")
        if country.trip_kwh is None
        else _("money; upwards kWh a day beyond today, a trip on the roads as the mean one")
    )
    drawing.text(right, TOP + HIGH + 30, upwards, anchor="end", size=10)
    ends: list[float] = []
    for one, ink in zip(curved, INKS, strict=False):
        base = one.curve[0].value
        points = [(x(row.usd), y(max(0.0, row.value - base) / worth[one.name])) for row in one.curve]
        path = " ".join(f"{across:.1f},{up:.1f}" for across, up in points)
        drawing.add("polyline", points=path, fill="none", stroke=ink, stroke_width=2)
        drawing.add(
            "circle",
            cx=x(one.cost_usd),
            cy=y(max(0.0, one.value - base) / worth[one.name]),
            r=4.5,
            fill=ink,
            stroke="#fff",
        )
        at = points[-1][1]
        while any(abs(at - other) < 13 for other in ends):
            at += 13
        ends.append(at)
        drawing.text(
            right + 8,
            at + 4,
            cut(names[one.name], NAME * BOLD, WIDTH - right - 8),
            fill=ink,
            size=NAME,
            bold=True,
        )
    return drawing.markup()
