"""Figures of the demand for pages and terminal: totals with uncertainty, hours, classes, years, and sensitivities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.demand.names import vehicle_words
from planner.demand.occasions import Occasion
from planner.output.shared.evenness import evenness_line, uncalibrated
from planner.output.shared.metered import measured_rows, metered_lines
from planner.output.shared.own_words import own_words
from planner.output.shared.words import class_label, share_of
from planner.output.shared.year import demand_year
from planner.support.amounts import pointed
from planner.support.speech import _, told

Story = Mapping[str, Any]
"""`planner.demand.story.DemandStory.figures`."""

MOST_BARS = 10
"""Assumptions that the tornado shows."""
MOST_MOVERS = 5
"""Assumptions named for changing the order of zones."""
LEAST_SWING, LEAST_CHANGE = 1e-6, 0.0005
"""Less, as a share of the total or as a change of the order of zones, is the arithmetic's own noise."""

CHART_W, CHART_H = 720.0, 150.0
"""Units of the chart of hours; `BAR_W` and `BAR_H` those of a bar of the tornado."""
BAR_W, BAR_H = 200.0, 12.0
MARGIN = 0.04


@dataclass(frozen=True)
class Hour:
    """A bar of the chart of hours: kW in the hour, and where it is drawn."""

    hour: int
    kw: float
    x: float
    y: float
    width: float
    height: float
    is_peak: bool


@dataclass(frozen=True)
class Bar:
    """An assumption of the tornado: what it is, and the city's total with it alone at its low and its high value.

    Parameters
    ----------
    what, low, central, high, source, confidence : str
    total_low, total_high : float
        KWh a day.
    rank_change : float
        1 minus Kendall's tau of the zones' order.
    x_low, x_high : float
        Where the totals lie on the bar, in units of `BAR_W`.
    """

    what: str
    low: str
    central: str
    high: str
    source: str
    confidence: str
    total_low: float
    total_high: float
    rank_change: float
    x_low: float
    x_high: float

    def _told(self) -> dict[str, str]:
        return {name: pointed(told(getattr(self, name))) for name in ("low", "central", "high")}

    @property
    def ends(self) -> str:
        """Low, central and high value with their source."""
        if (self.low, self.high) == ("low", "high"):
            return _(
                "low to high value of {source}", source=self.source.removesuffix(", low to high") or _("the facts")
            )
        if self.central:
            values = _("{low} (low), {central}, {high} (high)", **self._told())
        else:
            values = _("{low} (low), {high} (high)", **self._told())
        return _("{values}; {source}", values=values, source=own_words(told(self.source))) if self.source else values


@dataclass(frozen=True)
class Tornado:
    """The ten assumptions that move the total most, on one scale, and those that move the order of zones.

    Parameters
    ----------
    bars : tuple of Bar
        Largest swing first.
    least, central, most : float
        Totals at the ends and in the middle of the scale, kWh a day.
    x_central : float
    movers : tuple of Bar
        Largest change of the order first.
    others : int
        Assumptions that are no bar.
    """

    bars: tuple[Bar, ...]
    least: float
    central: float
    most: float
    x_central: float
    movers: tuple[Bar, ...]
    others: int


def occasion_label(occasion: str) -> str:
    """Name of an occasion as planners write it; unknown ones as they are."""
    return told(Occasion(occasion).label) if occasion in list(Occasion) else occasion.replace("_", " ")


def plain_label(name: str) -> str:
    """Turn ``taxi_part_time`` into ``taxi part time`` and ``retail_m2`` into ``retail m²``; of vehicle classes in the reader's language."""
    return vehicle_words(name) or name.replace("_m2", " m²").replace("_", " ")


def between(low: float | None, high: float | None) -> str:
    """Write ``63 220 to 107 525``."""
    return _("{low:energy} to {high:energy}", low=low, high=high)


def headline(story: Story) -> str:
    """Total, how sure, kWh per vehicle and kW in one line, assumed as it is."""
    known = story.get("percentiles")
    values = {
        "year": str(story["year"]),
        "kwh": story["total_kwh"],
        "each": story["kwh_per_vehicle"],
        "mean": story["average_kw"],
        "peak": story["peak_kw"],
    }
    if known:
        return _(
            "Demand of {year} (assumed figures): {kwh:energy} kWh a day at public plugs, p10 to p90 {low:energy} to {high:energy}; {each:number1} kWh per vehicle; {mean:number} kW on average, {peak:number} kW in the peak hour",
            low=known["p10"],
            high=known["p90"],
            **values,
        )
    return _(
        "Demand of {year} (assumed figures): {kwh:energy} kWh a day at public plugs, not sampled; {each:number1} kWh per vehicle; {mean:number} kW on average, {peak:number} kW in the peak hour",
        **values,
    )


def demand_lines(story: Story) -> list[str]:
    """The headline, what is known of a year, and how unevenly demand lies, each a line."""
    return [line for line in (headline(story), demand_year(story), evenness_line(story)) if line]


def demand_context(story: Story) -> dict[str, Any]:
    """Give what `assets/demand.html.j2` shows under ``demand``; None without figures of the demand.

    Parameters
    ----------
    story : mapping
        Empty for a plan that was filed without.
    """
    if not story:
        return {"demand": None}
    total = story["total_kwh"]
    return {
        "demand": {
            "story": story,
            "known": story.get("percentiles"),
            "hours": hours(story["hourly_kwh"]),
            "chart": (CHART_W, CHART_H),
            "bar": (BAR_W, BAR_H),
            "classes": [{"label": class_label(name), **row} for name, row in story["by_class"].items()],
            "occasions": [
                {"label": occasion_label(name), "kwh": kwh, "share": share_of(kwh, total)}
                for name, kwh in story["by_occasion"].items()
            ],
            "vehicles": [_vehicle(row) for row in story["by_vehicle_class"]],
            "years": story.get("years", []),
            "tornado": tornado(story),
            "metered": metered_lines(story),
            "measured": measured_rows(story),
            "year": demand_year(story),
            "evenness": story.get("evenness"),
            "uncalibrated": uncalibrated(story),
        }
    }


def _vehicle(row: Mapping[str, Any]) -> dict[str, Any]:
    each = share_of(row["public_kwh_per_day"], row["vehicles"])
    return {**row, "label": plain_label(row["vehicle_class"]), "public_each": each}


def hours(by_hour: Sequence[float]) -> list[Hour]:
    """Bars of a day: kWh of an hour are its mean kW."""
    most = max([*by_hour, 0.0])
    step = CHART_W / max(1, len(by_hour))
    return [
        Hour(
            hour,
            kw,
            round(step * hour + 0.12 * step, 2),
            round(CHART_H * (1 - kw / most), 2) if most > 0 else CHART_H,
            round(0.76 * step, 2),
            round(CHART_H * kw / most, 2) if most > 0 else 0.0,
            most > 0 and kw == most,
        )
        for hour, kw in enumerate(by_hour)
    ]


def tornado(story: Story) -> Tornado | None:
    """Sort and scale what the samples found; None where there were none."""
    rows, central = story.get("tornado", []), story["total_kwh"]
    if not rows:
        return None
    noise = LEAST_SWING * central
    ordered = sorted(rows, key=lambda row: (-round(row["swing_kwh"] / noise) if noise else 0, -row["rank_change"]))
    moving = [row for row in ordered if row["swing_kwh"] > noise][:MOST_BARS]
    ends = [row[key] for row in moving for key in ("total_low_kwh", "total_high_kwh")]
    least, most = min([*ends, central]), max([*ends, central])
    room = MARGIN * BAR_W
    wide = (BAR_W - 2 * room) / (most - least) if most > least else 0.0

    def at(kwh: float) -> float:
        return round(room + wide * (kwh - least), 2) if wide else BAR_W / 2

    bars = tuple(_bar(row, at(row["total_low_kwh"]), at(row["total_high_kwh"])) for row in moving)
    movers = sorted((row for row in rows if row["rank_change"] >= LEAST_CHANGE), key=lambda row: -row["rank_change"])
    return Tornado(
        bars,
        least,
        central,
        most,
        at(central),
        tuple(_bar(row, 0.0, 0.0) for row in movers[:MOST_MOVERS]),
        len(rows) - len(bars),
    )


def _bar(row: Mapping[str, Any], x_low: float, x_high: float) -> Bar:
    """Plans of older versions have no sources."""
    return Bar(
        what=row["what"],
        low=row["low"],
        central=row.get("central", ""),
        high=row["high"],
        source=row.get("source", ""),
        confidence=row.get("confidence", ""),
        total_low=row["total_low_kwh"],
        total_high=row["total_high_kwh"],
        rank_change=row["rank_change"],
        x_low=x_low,
        x_high=x_high,
    )
