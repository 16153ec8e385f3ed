"""One folder a mix, one table, one page with the maps side by side."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from planner.compare import Comparison, Play, compare_dossiers
from planner.dossier import Dossier
from planner.output import write_into
from planner.output.comparison.page import write_pages
from planner.output.comparison.summary import summary
from planner.output.shared.csv_file import write_csv
from planner.output.shared.files import write_json, write_text
from planner.output.shared.staging import staged_folder

FILES = ("comparison.html", "comparison.csv", "comparison.json")


def write_comparison(
    dossiers: Mapping[str, Dossier], folder: str | Path, *, comparison: Comparison | None = None
) -> list[Path]:
    """Write the comparison and every plan's own outputs into `folder`, all or none; other files there stay.

    Parameters
    ----------
    dossiers : mapping
        The plans by mix; the names become folders.
    folder : str or Path
    comparison : Comparison, optional
        What was played. Default: each plan in its own world.

    Returns
    -------
    list of Path
        The three files, then the folders.

    Raises
    ------
    ValueError
        A mix has no dossier, or its name cannot be a folder.
    InputError
        The folder cannot be written.
    """
    played = comparison or compare_dossiers(dossiers)
    for mix in played.mixes:
        if mix not in dossiers or not mix.replace("_", "").replace("-", "").isalnum():
            raise ValueError(f"mix {mix!r} has no plan, or a name that cannot be a folder")
    with staged_folder(folder) as stage:
        for mix in played.mixes:
            (stage / mix).mkdir()
            write_into(dossiers[mix], stage / mix)
        told = played.as_dict()
        write_json(stage / "comparison.json", told | {"summary": summary(told)})
        write_csv(table(played), stage / "comparison.csv")
        write_pages(told, dossiers, stage)
    return [*(Path(folder) / name for name in FILES), *(Path(folder) / mix for mix in played.mixes)]


def table(comparison: Comparison) -> pd.DataFrame:
    """One row a play: energy by plug, sites, chargers, cost, gap."""
    families = _families(comparison)
    return pd.DataFrame([_row(play, families) for play in comparison.plays])


def _row(play: Play, families: list[str]) -> dict[str, Any]:
    card, served, unserved = play.scorecard, play.served_by_family, play.unserved_by_family
    return {
        "plan": play.plan,
        "world": play.world,
        "demand_kwh_per_day": card.total_demand_kwh,
        "served_kwh_per_day": card.total_served_kwh,
        "unserved_kwh_per_day": card.total_demand_kwh - card.total_served_kwh,
        **{f"served_{family}_kwh_per_day": served.get(family, 0.0) for family in families},
        **{f"unserved_{family}_kwh_per_day": unserved.get(family, 0.0) for family in families},
        "coverage": card.coverage,
        "new_sites": card.new_sites,
        "upgraded_sites": card.upgraded_sites,
        "chargers": card.chargers,
        "cost_usd": card.cost_usd,
        "gap": play.proof.gap,
        "status": play.proof.status.value,
    }


def _families(comparison: Comparison) -> list[str]:
    """Port families somebody asks for in some world, most asked first."""
    asked: dict[str, float] = {}
    for play in comparison.plays:
        for family, kwh in play.demand_by_family.items():
            asked[family] = asked.get(family, 0.0) + kwh
    return sorted((family for family, kwh in asked.items() if kwh > 0), key=lambda family: (-asked[family], family))
