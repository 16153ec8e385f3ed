"""`country.json`, all that is known of a planned country, and `summary.json`, its figures and proof."""

from pathlib import Path
from typing import Any

from planner.country.output.norms import norm_lines
from planner.country.output.report import reach
from planner.country.output.stopped_words import stopped_summary
from planner.country.output.trip_shares import share_rows
from planner.country.result import Country
from planner.output.shared.words import share_of
from planner.proofs import gap_of
from planner.support.files import write_json
from planner.support.frames import plain

OWN = ("family", "least_guns", "least_kw", "binding", "road")
"""What the summary says of a norm of the user's own."""


def write_country_json(country: Country, path: Path) -> None:
    """Write all of it; `run` alone differs between two runs of one question, and stands in the summary."""
    write_json(path, plain({key: value for key, value in country.as_dict().items() if key != "run"}))


def write_country_summary(country: Country, path: Path) -> None:
    """Write the figures."""
    write_json(path, plain(summary(country)))


def summary(country: Country) -> dict[str, Any]:
    """Plain JSON form of what a script would ask."""
    return {
        "name": country.name,
        "country": country.country,
        "year": country.year,
        "attribution": list(country.attribution),
        "budget_usd": country.budget_usd,
        "spent_usd": country.spent_usd,
        "stopped": stopped_summary(country.cut_short),
        "unit": country.unit,
        "trip_kwh": country.trip_kwh,
        "value": country.value,
        "bound": country.bound,
        "bound_at_sums": country.bound_at_sums,
        "gap": gap_of(country.value, country.bound),
        "next": {"usd": country.next_usd, "value": country.next_value, "bound": country.next_bound},
        "roads": dict(country.proof),
        "trips": {
            one.name: {
                "asked": one.asked,
                "no_way": one.no_way,
                "today": share_of(one.today, one.asked),
                "plan": share_of(one.plan, one.asked),
            }
            for one in country.seasons
        },
        "trip_shares": share_rows(country),
        "phases": [
            {"year": one.year, "money_usd": one.money_usd, "spent_usd": one.spent_usd, "value": one.value}
            for one in country.phases
        ],
        "stations": len(country.built),
        "plugs": {
            family: sum(one.guns.get(family, 0) for one in country.built)
            for family in sorted({family for one in country.built for family in one.guns})
        },
        "shares": {
            one.name: {
                "kind": one.kind,
                "cost_usd": one.cost_usd,
                "value": one.value,
                "bound": one.bound,
                "folder": one.folder,
            }
            for one in country.askers
            if one.failed is None
        },
        "left_out": {one.name: one.failed for one in country.failed},
        "within_reach": reach(country),
        "floors": [
            {"promise": one["said"], "account": one["account"], "least": one["least"], "given": one["given"]}
            for one in country.floors
        ],
        "norms": [
            {
                "norm": one.name,
                "km": one.worst.limit_km,
                **({} if one.own is None else {key: getattr(one.own, key) for key in OWN}),
                "roads": one.roads,
                "longer_roads": one.longer,
                "kept_today": one.today,
                "kept": one.plan,
                "greatest_gap_km": one.worst.plan_km,
                "greatest_gap_on": one.worst.road,
            }
            for one in norm_lines(country)
        ],
        "worlds": {
            "regret": {
                plan.name: {one.world: one.regret for one in country.worlds.plays if one.plan == plan.name}
                for plan in country.worlds.plans
            },
            "hedge": None if country.worlds.hedge is None else vars(country.worlds.hedge),
            "left_out": dict(country.worlds.left_out),
        },
        "whole": country.whole,
        "versions": dict(country.versions),
        "configuration": dict(country.configuration),
        "run": dict(country.run) or None,
    }
