"""Metered charging sessions of Dundee, every record accounted for.

The file says of a charger its model alone, so power and current are those of the model's name: "50kW" and "Rapid" are DC, "7kW" and
"22kW" are posts whose every outlet is a gun. A rapid cabinet counts as one gun: its records overlap in 2 % of cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.errors import ConfigError

SOURCE = "Dundee City Council open data, June to September 2018 (sessions/dundee_2018q3.csv)"
FILE = Path("sessions") / "dundee_2018q3.csv"

FAST, SLOW_22, SLOW_7 = "fast", "22 kW", "7 kW"
KINDS = (SLOW_7, SLOW_22, FAST)

NEEDED = (
    "CP ID",
    "Connector",
    "Start Date",
    "Start Time",
    "End Date",
    "End Time",
    "Total kWh",
    "Site",
    "Model",
)
MOST_KWH = 100.0
"""No car of 2018 took more; one record has 1,430 kWh."""
LONGEST_H = 48.0
"""Longer ones were left running or forgotten; with this bound cars at 7 kW posts stay 8.4 h on the mean, as the evidence says."""
LEAST_DAYS = 14.0
"""Guns with records over fewer days say nothing of a usual day."""


@dataclass(frozen=True)
class Sessions:
    """Usable sessions and what became of the others.

    Parameters
    ----------
    table : DataFrame
        ``gun, site, kind, start, kwh, plugged_h``; start is a timestamp of local time.
    records : int
        Of the file.
    dropped : mapping
        Records left out, by reason; ``records = len(table) + sum(dropped)``.
    """

    table: pd.DataFrame
    records: int
    dropped: Mapping[str, int]

    def of(self, kind: str) -> pd.DataFrame:
        """Sessions of one kind of gun."""
        return self.table[self.table["kind"] == kind]

    def guns(self, kind: str) -> pd.DataFrame:
        """Energy and hours of each gun of a kind a day, from the start of its first session to the end of its last.

        Returns
        -------
        DataFrame
            By gun, ``kwh_per_day, plugged_h_per_day``; guns with fewer than LEAST_DAYS are left out.
        """
        mine = self.of(kind)
        end = mine["start"] + pd.to_timedelta(mine["plugged_h"], unit="h")
        by_gun = (
            mine.assign(end=end)
            .groupby("gun")
            .agg(kwh=("kwh", "sum"), plugged_h=("plugged_h", "sum"), first=("start", "min"), last=("end", "max"))
        )
        days = (by_gun["last"] - by_gun["first"]).dt.total_seconds() / 86_400.0
        rates = by_gun[["kwh", "plugged_h"]].div(days, axis=0)[days >= LEAST_DAYS]
        return rates.rename(columns={"kwh": "kwh_per_day", "plugged_h": "plugged_h_per_day"})


def read_dundee(file: Path) -> Sessions:
    """Read the sessions, dates day first, and drop what cannot be one, counted by its first reason.

    Raises
    ------
    ConfigError
        A column is missing.
    """
    raw = pd.read_csv(file, dtype=str, encoding="utf-8-sig")
    missing = [name for name in NEEDED if name not in raw.columns]
    if missing:
        raise ConfigError(f"{file.name}: no column {missing[0]!r}; expected the sessions as Dundee publishes them")
    table = pd.DataFrame(
        {
            "gun": raw["CP ID"],
            "site": raw["Site"],
            "kind": raw["Model"].map(_kind),
            "start": _time(raw, "Start"),
            "kwh": pd.to_numeric(raw["Total kWh"], errors="coerce"),
        }
    )
    slow = table["kind"] != FAST
    table.loc[slow, "gun"] = raw["CP ID"] + "-" + raw["Connector"]
    table["plugged_h"] = (_time(raw, "End") - table["start"]).dt.total_seconds() / 3600.0
    kept = pd.Series(data=True, index=table.index)
    dropped = {}
    for reason, wrong in _faults(table).items():
        dropped[reason] = int((kept & wrong).sum())
        kept &= ~wrong
    return Sessions(table[kept].reset_index(drop=True), len(table), dropped)


def _faults(table: pd.DataFrame) -> dict[str, "pd.Series[bool]"]:
    """What makes a record no session, in the order in which records are counted."""
    return {
        "no time or energy": table[["start", "plugged_h", "kwh"]].isna().any(axis=1),
        "energy not above 0": table["kwh"] <= 0,
        f"more than {MOST_KWH:g} kWh": table["kwh"] > MOST_KWH,
        "no time between start and end": table["plugged_h"] <= 0,
        f"longer than {LONGEST_H:g} h": table["plugged_h"] > LONGEST_H,
        "trial site": table["site"].str.contains("TEST SITE", regex=False, na=False),
        "unknown charger": table["kind"].isna(),
    }


def _kind(model: object) -> str | None:
    """Kind of gun by the name of its model."""
    name = str(model).replace(" ", "").lower()
    if "50kw" in name or "rapid" in name:
        return FAST
    return SLOW_22 if "22kw" in name else SLOW_7 if "7kw" in name else None


def _time(raw: pd.DataFrame, which: str) -> "pd.Series[pd.Timestamp]":
    both = raw[f"{which} Date"] + " " + raw[f"{which} Time"]
    return pd.to_datetime(both, format="%d/%m/%Y %H:%M", errors="coerce")
