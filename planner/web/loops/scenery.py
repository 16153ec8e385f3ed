"""What a picture of the loop does not say again: names and facts of sites as the plan was filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from planner.catalogue.charger_names import name_by_id
from planner.catalogue.chargers import charger_types
from planner.dossier.dossier import Dossier
from planner.errors import ConfigError
from planner.output.shared.plugs import plugs_by_group
from planner.support.amounts import money
from planner.support.metres import metres_apart
from planner.support.speech import _
from planner.web.plans.figures import Figures, figures
from planner.web.plans.sites import Site, sites

STATUS = {"new": "proposed", "upgrade": "upgrade", "existing": "existing"}
STATES = {"forced": "forced", "forbidden": "forbidden", "exactly": "locked", "at_least": "locked", "at_most": "locked"}
COUNTED_KWH = 0.5
"""Less energy a day is the same."""
MOVED_M = 2.0
"""A site that lies nearer to where it was filed has not been moved."""


@dataclass(frozen=True)
class Scenery:
    """The plan as it was filed, in the language of the moment when it was made.

    Parameters
    ----------
    sites : mapping
        By id.
    figures : Figures
    """

    sites: Mapping[str, Site]
    figures: Figures

    @classmethod
    def of(cls, dossier: Dossier) -> "Scenery":
        """Of a plan, inside `written_for`."""
        return cls({one["id"]: one for one in sites(dossier)}, figures(dossier))

    def site(self, drawn: Mapping[str, Any]) -> Site:
        """A site of a picture, as pages take it."""
        filed = self.sites.get(str(drawn["id"]), {})
        moved = self.moved(str(drawn["id"]), (drawn["lon"], drawn["lat"]))
        chargers = {str(one["id"]): int(one["count"]) for one in drawn["chargers"]}
        built = [_("{count} × {charger}", count=one["count"], charger=one["name"]) for one in drawn["chargers"]]
        same = filed.get("chargers") == chargers
        kwh = sum(drawn["served_kwh"].values())
        used_alike = same and abs(kwh - filed["kwh"]) < COUNTED_KWH
        return {
            "id": str(drawn["id"]),
            "title": _capital(str(drawn["name"]) if moved else filed.get("title") or str(drawn["name"])),
            "sort": filed.get("sort"),
            "district": None if moved else filed.get("district"),
            "status": STATUS.get(drawn["status"], "existing"),
            "rank": drawn.get("rank"),
            "at": [drawn["lon"], drawn["lat"]],
            "groups": _groups(chargers) or filed.get("groups") or {"other": 1},
            "chargers": chargers,
            "plan": filed["plan"] if same else " + ".join(built),
            "build": built,
            "power_kw": drawn["kw"],
            "bays": drawn["bays"],
            "grid_kw": drawn["grid_kw"],
            "cost_usd": drawn["cost_usd"],
            "cost": money(drawn["cost_usd"]),
            "kwh": filed["kwh"] if used_alike else kwh,
            "hours": filed["hours"] if used_alike else None,
            "reason": filed.get("reason") if same and not moved else None,
            "state": STATES.get(drawn.get("asked") or ""),
            "left": _left(drawn.get("left_to")),
        }

    def moved(self, site: str, at: tuple[float, float]) -> bool:
        """Whether a site lies elsewhere than the plan was filed with: what was said of its place holds no more."""
        filed = self.sites.get(site)
        if filed is None:
            return False
        lon, lat = filed["at"]
        return metres_apart(lon, lat, *at) > MOVED_M

    def told(self, found: Figures) -> dict[str, Any]:
        """Figures, each with what changed against the plan as it was filed."""
        out, before = found.told(), self.figures
        energy, usd = found.served_kwh - before.served_kwh, found.cost_usd - before.cost_usd
        changes = {"energy": (energy, 0.5, energy < 0), "money": (usd, 0.5, usd > 0)}
        for line in out["lines"]:
            change, least, worse = changes.get(line["key"], (0.0, 1.0, False))
            if abs(change) >= least:
                words = (
                    _sign(change) + _("{kwh:energy} kWh", kwh=abs(change))
                    if line["key"] == "energy"
                    else f"{_sign(change)}{money(abs(change))}"
                )
                line |= {"change": words, "worse": worse}
        return out


def _left(operator: str | None) -> str | None:
    """Why a station is left as it is; None where it need not be."""
    return (
        None
        if operator is None
        else _("{operator} runs this station, and the plan leaves it as it is.", operator=operator)
    )


def _groups(chargers: Mapping[str, int]) -> dict[str, int]:
    plugs: dict[str, int] = {}
    for name, count in chargers.items():
        for plug in _plugs(name):
            plugs[plug] = plugs.get(plug, 0) + count
    return plugs_by_group(plugs)


@cache
def _plugs(charger: str) -> tuple[str, ...]:
    """OCPI names of the plugs of a type of the catalogue; none of one that is not in it."""
    try:
        return tuple(one.value for one in charger_types((charger,))[0].connectors)
    except ConfigError:
        return ()


def charger_words(chargers: Mapping[str, int]) -> str:
    """Chargers by type in words, in one line."""
    return "; ".join(_("{count} × {charger}", count=count, charger=name_by_id(one)) for one, count in chargers.items())


def _sign(change: float) -> str:
    return "+" if change > 0 else "−"


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
