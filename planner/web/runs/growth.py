"""A plan that grew from an earlier one: from which, how much of that stayed, and what is new."""

from typing import Any

from geodata.tables import rows_of
from planner.dossier.dossier import Dossier
from planner.dossier.filed_chargers import chargers_filed
from planner.project.runs.run import Run
from planner.support.speech import _
from planner.web.runs.telling import earlier_run


def grown_words(run: Run, dossier: Dossier | None) -> dict[str, Any]:
    """From which run a plan grew (``run``) and, once it is made, what stayed and what is new (``said``); nothing of one that did not grow.

    What had to stay stands in the configuration of the plan itself, so that it can be told when the earlier one is gone.
    """
    asked = run.request.options.grow
    if asked is None:
        return {}
    before = earlier_run(asked)
    if dossier is None:
        return {"run": before, "said": ""}
    locked = dossier.configuration.get("plan", {}).get("locked", ())
    old = {
        (one["site"], kind): int(n)
        for one in locked
        if one.get("hold") != "at_most"
        for kind, n in one["chargers"].items()
    }
    now = {(str(row.site_id), str(row.charger)): int(row.count) for row in rows_of(chargers_filed(dossier))}
    stayed = {key: min(n, now.get(key, 0)) for key, n in old.items()}
    sites, kept = {site for site, _kind in old}, {site for (site, _kind), n in stayed.items() if n}
    new = {key: n - stayed.get(key, 0) for key, n in now.items() if n > stayed.get(key, 0)}
    return {
        "run": before,
        "said": _(
            "{kept:number} of {sites:number} sites and {stayed:number} of {chargers:number} chargers stayed. New: sites {new_sites:number}, chargers {new_chargers:number}, of these at sites that stayed {more:number}.",
            kept=len(kept),
            sites=len(sites),
            stayed=sum(stayed.values()),
            chargers=sum(old.values()),
            new_sites=len({site for site, _kind in now} - sites),
            new_chargers=sum(new.values()),
            more=sum(n for (site, _kind), n in new.items() if site in sites),
        ),
    }
