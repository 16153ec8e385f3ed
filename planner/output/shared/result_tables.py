"""The tables of a plan as they are written: demand by zone and what was played out, each with all its columns."""

import numpy as np
import pandas as pd

from planner.demand.occasions import Occasion
from planner.demand.story import PERCENTILES
from planner.dossier.dossier import Dossier
from planner.output.shared.columns import DEPOT, SIMULATION
from planner.output.shared.words import gun_words

DEMAND_COLUMNS = ("zone_id", "district", "port_family", "need", "year", "kwh_per_day")
"""Columns that are promised; what they are made of comes after them."""


def demand_table(dossier: Dossier) -> pd.DataFrame:
    """Public demand the plan was made for, then that of further years: promised columns, kWh by occasion and, where it was sampled, percentiles."""
    demand = dossier.demand
    more = [name for name in (*Occasion, *PERCENTILES) if name in demand]
    later = (demand["year"] != dossier.year).to_numpy()
    return demand.iloc[np.argsort(later, kind="stable")][[*DEMAND_COLUMNS, *more]]


def simulation_table(dossier: Dossier) -> pd.DataFrame:
    """What was played at each site and pool beside what was promised, by the rule of the play."""
    plays = dossier.studies["simulation"]["plays"]
    rows = [
        {"rule": play["rule"], **place, "pool": gun_words(place["pool"])} for play in plays for place in play["places"]
    ]
    return pd.DataFrame(rows, columns=list(SIMULATION))


def depots_table(dossier: Dossier) -> pd.DataFrame:
    """Depots of the city's buses, the one with the most energy first."""
    return pd.DataFrame(dossier.studies["depots"]["rows"], columns=list(DEPOT))
