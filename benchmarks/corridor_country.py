"""The roads of a country from the given tables, as the corridor benchmarks ask of them."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from benchmarks.city import REAL
from planner.corridors.facts.gathering import gather
from planner.corridors.settings import CorridorSettings
from planner.corridors.stating import CorridorQuestion, state

COUNTRIES = ("KG", "KZ", "TJ", "TM", "UZ")
ROADS = {"nodes": "roads/central_asia_nodes.csv", "edges": "roads/central_asia_edges.csv"}
FAMILIES = ("gbt", "ccs2")


def arguments(parser: ArgumentParser) -> None:
    """Add what is asked of a country."""
    parser.add_argument("--data", type=Path, default=REAL, help="folder with roads/, for --country")
    parser.add_argument(
        "--country", choices=COUNTRIES, help="its roads as given, towns and trips as its [corridors] states them"
    )
    parser.add_argument("--ev-share", type=float, default=0.05, help="electric part of all cars, with --country")


def stated(asked: Namespace, mix: str | None = None) -> CorridorQuestion:
    """The question of a country; with a mix, of its port shares, and with the greatest gap of each plug told."""
    told: dict[str, Any] = {
        "countries": [asked.country],
        "roads": ROADS,
        "stations": {"every_km": asked.every, "abroad": True},  # borders of these tables are coarse
        "trips": {"ev_share": asked.ev_share, "families": FAMILIES},
    }
    if mix is not None:
        told["trips"]["mix"] = mix
        told["rules"] = {
            "norms": [{"name": one, "km": 60.0, "family": one, "binding": False} for one in FAMILIES],
        }
    settings = CorridorSettings.model_validate(told)
    return state(gather(settings, asked.data), settings, asked.budget)
