"""The chargers that a filed plan adds."""

import pandas as pd

from planner.dossier.dossier import Dossier


def chargers_filed(dossier: Dossier) -> pd.DataFrame:
    """Return the chargers of a filed plan: ``site_id, charger, count``."""
    rows = [
        {"site_id": str(site), "charger": str(one["type"]), "count": int(one["count"])}
        for site, added in zip(dossier.sites["site_id"], dossier.sites["chargers"], strict=True)
        for one in added or ()
    ]
    return pd.DataFrame(rows, columns=["site_id", "charger", "count"])
