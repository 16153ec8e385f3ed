"""One folder a mix, one table, one page with the maps side by side."""

import base64
import hashlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from planner.compare.comparison import Comparison, compare_dossiers
from planner.dossier import Dossier
from planner.output import write_into
from planner.output.comparison.table import families_of, table
from planner.output.shared import words
from planner.output.shared.csv_file import write_csv
from planner.output.shared.files import write_json, write_text
from planner.output.shared.plugs import PLUG_GROUPS, PlugGroup, plugs_by_group
from planner.output.shared.ramps import GREENS, SHARE_ENDS
from planner.output.shared.sites_table import mapping_in
from planner.output.shared.staging import staged_folder

FILES = ("comparison.html", "comparison.csv", "comparison.json")


def write_comparison(
    dossiers: Mapping[str, Dossier], folder: str | Path, *, comparison: Comparison | None = None
) -> list[Path]:
    """Write the comparison and every plan's own outputs into `folder`, all or none; other files there stay.

    Parameters
    ----------
    dossiers : mapping
        The plans by name, those of the worlds and those over several; the names become folders.
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
        A plan has no dossier, or its name cannot be a folder.
    InputError
        The folder cannot be written.
    """
    played = comparison or compare_dossiers(dossiers)
    for plan in played.rows:
        if plan not in dossiers or not plan.replace("_", "").replace("-", "").isalnum():
            raise ValueError(f"{plan!r} has no plan, or a name that cannot be a folder")
    with staged_folder(folder) as stage:
        for plan in played.rows:
            (stage / plan).mkdir()
            write_into(dossiers[plan], stage / plan)
        write_json(stage / "comparison.json", played.as_dict())
        write_csv(table(played), stage / "comparison.csv")
        write_text(stage / "comparison.html", comparison_html(played, dossiers))
    return [*(Path(folder) / name for name in FILES), *(Path(folder) / plan for plan in played.rows)]


def comparison_html(comparison: Comparison, dossiers: Mapping[str, Dossier]) -> str:
    """Render the page; its frames open the `map.html` in each mix's folder, and move together."""
    assets = resources.files("planner.output.comparison") / "assets"
    script = (assets / "comparison.js").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters |= {
        "number": words.number,
        "money": words.money,
        "energy": words.energy,
        "percent": words.percent,
        "gap": words.gap_percent,
    }
    first = dossiers[comparison.mixes[0]]
    return environment.from_string((assets / "comparison.html.j2").read_text(encoding="utf-8")).render(
        city=first.city,
        year=first.year,
        name=first.name,
        columns=[_column(comparison, mix, dossiers[mix]) for mix in comparison.mixes],
        families=[{"id": family, "label": words.family_label(family)} for family in families_of(comparison)],
        groups=_groups(dossiers),
        ramp=list(zip(GREENS, SHARE_ENDS, strict=True)),
        attribution=list(dict.fromkeys(line for mix in comparison.mixes for line in dossiers[mix].attribution)),
        script=Markup(script),  # noqa: S704  our own file
        script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    )


def _column(comparison: Comparison, mix: str, dossier: Dossier) -> dict[str, Any]:
    play = comparison.own(mix)
    demand, served = play.demand_by_family, play.served_by_family
    return {
        "mix": mix,
        "title": words.mix_label(mix),
        "map": f"{quote(mix)}/map.html",
        "report": f"{quote(mix)}/report.html",
        "card": play.scorecard,
        "before": dossier.do_nothing,
        "proof": play.proof,
        "verdict": words.verdict(play.proof),
        "demand": demand,
        "served": served,
        "unserved": play.unserved_by_family,
        "share": {family: words.share_of(served.get(family, 0.0), kwh) for family, kwh in demand.items()},
    }


def _groups(dossiers: Mapping[str, Dossier]) -> list[PlugGroup]:
    """Plug groups on some of the maps, for the legend they share."""
    cells = [
        cell for one in dossiers.values() for name in ("connectors", "existing_connectors") for cell in one.sites[name]
    ]
    present = {group for cell in cells for group in plugs_by_group(mapping_in(cell))}
    return [group for group in PLUG_GROUPS if group.id in present]
