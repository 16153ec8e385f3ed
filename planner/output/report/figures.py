"""The charts of a plan: each where it has the data, with a title and a description; an empty text where it has none."""

from collections.abc import Sequence

from markupsafe import Markup

from planner.dossier.dossier import Dossier
from planner.output.report import charts, gains
from planner.output.report.certainty import swings
from planner.output.report.charts import Caption, Key, Point, Scale, Served
from planner.output.report.svg import FURTHER, LIGHT, NOW, PLAN
from planner.output.shared.words import energy, money, number, share_of
from planner.support.speech import _

NONE = Markup("")
HOURS = 24


def plug_chart(dossier: Dossier) -> Markup:
    """Energy by plug family, now and then."""
    rows = gains.plug_bars(dossier)
    title = _("Energy a day by plug: asked for, and served without and with the plan")
    return _bars(dossier, "energy-by-plug", title, rows) if rows else NONE


def district_chart(dossier: Dossier) -> Markup:
    """Energy by district, now and then."""
    rows = gains.district_bars(dossier)[: gains.FEW_ROWS]
    title = _("Energy a day by district: asked for, and served without and with the plan")
    return _bars(dossier, "energy-by-district", title, rows) if rows else NONE


def _bars(dossier: Dossier, key: str, title: str, rows: Sequence[Served]) -> Markup:
    asked, now, then = gains.key_words(dossier)
    told = "; ".join(_("{name}: {shares}", name=row.label, shares=row.said) for row in rows)
    entries = [Key("outline", LIGHT, asked), Key("bar", PLAN, then), Key("bar", NOW, now)]
    return charts.bars(Caption(key, title, told), rows, entries).markup()


def hour_chart(dossier: Dossier, spare_kw: float | None) -> Markup:
    """Load by hour of what is served, beside the power that is asked of the grid and what the feeders have to spare."""
    hourly, card = dossier.demand_story.get("hourly_kwh", ()), dossier.scorecard
    share = share_of(card.total_served_kwh, card.total_demand_kwh)
    if len(hourly) != HOURS or not share or card.power_kw_added <= 0:
        return NONE
    load = [kwh * share for kwh in hourly]
    most = max(*load, card.power_kw_added, spare_kw or 0.0)
    scale = Scale(HOURS, most * 1.05)
    entries = [Key("bar", PLAN, _("load of all guns")), Key("line", FURTHER, _("new chargers at full power"))]
    if spare_kw is not None:
        entries.append(Key("dash", FURTHER, _("spare power on file")))
    title = _("Load by hour of the day, beside the power that is asked of the grid")
    told = _(
        "At most {load:number} kW in the busiest hour; the new chargers together could draw {kw:number} kW.",
        load=max(load),
        kw=card.power_kw_added,
    )
    drawing = charts.plot(Caption("load-by-hour", title, told), entries, _("hour of the day; up: kW"))
    up = [(value, number(value)) for value in charts.steps(most)]
    across = [(hour + 0.5, str(hour)) for hour in range(0, HOURS, 3)]
    charts.axes(drawing, scale, up, across)
    charts.columns(drawing, scale, [[(kw, PLAN)] for kw in load])
    charts.limit(drawing, scale, card.power_kw_added)
    if spare_kw is not None:
        charts.limit(drawing, scale, spare_kw, "5 3")
    return drawing.markup()


def cost_chart(dossier: Dossier) -> Markup:
    """Energy over money: for several budgets where they were planned for, else site after site of this plan."""
    rows = dossier.studies.get("budgets", {}).get("budgets", ())
    if rows:
        points = sorted(
            (Point(row["budget_usd"], row["served_kwh"], None, bool(row["own"])) for row in rows),
            key=lambda one: one.x,
        )
        title = _("Energy served a day for other budgets; the ring is this plan")
        axis = _("budget; up: kWh a day served")
    else:
        order = dossier.studies.get("order", {})
        steps = order.get("steps", ())
        if not steps:
            return NONE
        points = [
            Point(0.0, order["nothing"]["served_kwh"]),
            *(Point(one["total_cost_usd"], one["served_kwh"], None, one is steps[-1]) for one in steps),
        ]
        title = _("Energy served a day as site after site is built; the ring is the whole plan")
        axis = _("money spent; up: kWh a day served")
    most_x, most_y = max(one.x for one in points), max(one.y for one in points)
    if most_x <= 0 or most_y <= 0:
        return NONE
    told = "; ".join(_("{usd:money}: {kwh:energy} kWh a day", usd=one.x, kwh=one.y) for one in _few(points))
    scale = Scale(most_x * 1.02, most_y * 1.06)
    entries = [Key("dot", NOW, _("this plan"))]
    drawing = charts.plot(Caption("energy-by-money", title, told), entries, axis)
    up = [(value, energy(value)) for value in charts.steps(most_y)]
    charts.axes(drawing, scale, up, [(value, money(value)) for value in charts.steps(most_x)])
    charts.curve(drawing, scale, points)
    return drawing.markup()


def _few(points: Sequence[Point]) -> Sequence[Point]:
    """A handful of points for who listens: the first, the last and some between."""
    step = max(1, len(points) // 5)
    return [*points[:-1:step], points[-1]]


def tornado_chart(dossier: Dossier) -> Markup:
    """What the demand would be with one assumption after the other at its low and its high value."""
    rows, central = swings(dossier)
    if not rows:
        return NONE
    values = [central, *(end for row in rows for end in (row.low, row.high))]
    title = _("Demand a day, with one assumption after the other at its low and at its high value")
    told = "; ".join(
        _("{what}: {low:energy} to {high:energy} kWh", what=row.label, low=row.low, high=row.high) for row in rows
    )
    entries = [Key("bar", NOW, _("at its low value")), Key("bar", FURTHER, _("at its high value"))]
    ends = (energy(min(values)), _("{kwh:energy} kWh a day", kwh=central), energy(max(values)))
    return charts.tornado(Caption("tornado", title, told), rows, central, ends, entries).markup()


def phase_chart(dossier: Dossier) -> Markup:
    """Demand and what is served by the end of each phase."""
    rows = dossier.studies.get("phases", {}).get("phases", ())
    if len(rows) < 2:
        return NONE
    most = max(row["demand_kwh"] for row in rows)
    if most <= 0:
        return NONE
    entries = [Key("outline", LIGHT, _("asked for")), Key("bar", PLAN, _("served when the phase is built"))]
    told = "; ".join(_("{year}: {share:percent} served", year=str(row["year"]), share=row["coverage"]) for row in rows)
    caption = Caption("phases", _("Energy a day asked for and served, phase by phase"), told)
    drawing = charts.plot(caption, entries, _("phase; up: kWh a day"))
    scale = Scale(len(rows), most * 1.05)
    across = [
        (at + 0.5, _("{year}: {usd:usd} spent so far", year=str(row["year"]), usd=row["spent_so_far_usd"]))
        for at, row in enumerate(rows)
    ]
    charts.axes(drawing, scale, [(value, energy(value)) for value in charts.steps(most)], across)
    charts.columns(drawing, scale, [[(row["demand_kwh"], LIGHT), (row["served_kwh"], PLAN)] for row in rows], 0.4)
    return drawing.markup()
