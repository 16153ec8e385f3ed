"""The charger catalogue: what can be bought, at what price, with its source."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from geodata.connectors import Connector, Current
from planner.catalogue.facts import table_rows
from planner.errors import ConfigError
from planner.support.resources import configs_dir
from planner.support.speech import _
from planner.support.spelling import nearest_known

RETROFIT = "retrofit"
"""Standard of catalogue entries that are work on standing guns."""


class Work(StrEnum):
    """What can be done to a standing gun."""

    RETROFIT = "retrofit"
    REPAIR = "repair"
    CONNECT = "connect"
    REMOVE = "remove"


CASES = {"low": "low", "central": "mid", "high": "high"}


@dataclass(frozen=True)
class ChargerType:
    """One cabinet that can be bought, or one piece of work on a standing gun.

    Parameters
    ----------
    id : str
    connectors : tuple of Connector
        One per cable.
    power_kw : float
        Of the cabinet; its guns share it.
    guns : int
        Vehicles that charge at once, and bays it takes.
    pooled : bool
        Any gun serves any of its standards, so both queues are one.
    hardware_usd, install_usd, om_usd_per_year, lifetime_years : float
    source, confidence : str
    efficiency, availability : float
        KWh given for each kWh taken from the grid; share of the time that it works.
    work : Work or None
        None for a new cabinet.
    words : str
        Description of the work on one gun: ``"GB/T cable added to a standing CCS2 gun of 50 kW"``; empty for a new cabinet.
    gun_kw : float
        Power of the gun that is worked on.
    """

    id: str
    connectors: tuple[Connector, ...]
    power_kw: float
    guns: int
    pooled: bool
    hardware_usd: float
    install_usd: float
    om_usd_per_year: float
    lifetime_years: float
    source: str
    confidence: str
    work: Work | None = None
    words: str = ""
    gun_kw: float = 0.0
    efficiency: float = 0.95
    availability: float = 0.95

    @property
    def bays(self) -> int:
        """Bays that it takes: one a gun of a new cabinet; a gun that is taken down frees one."""
        return self.guns if self.work is None else -1 if self.work is Work.REMOVE else 0

    @property
    def standards(self) -> tuple[str, ...]:
        """Port families whose cars a new cabinet charges by DC, sorted; none for work on a standing gun."""
        dc = {c.family.value for c in self.connectors if c.family is not None and c.current is Current.DC}
        return tuple(sorted(dc)) if self.work is None else ()

    def plugs(self) -> dict[str, int]:
        """Cables by OCPI connector name."""
        return {c.value: self.connectors.count(c) for c in dict.fromkeys(self.connectors)}

    def gun_power_kw(self, connector: Connector) -> float:
        """Most one gun gives: the cabinet's power, or what an AC socket carries."""
        return min(self.power_kw, connector.max_kw)


def charger_types(ids: "tuple[str, ...]", case: str = "central") -> tuple[ChargerType, ...]:
    """Look up catalogue entries in the order of `ids`; `case` picks low, central or high prices.

    A retrofit comes without the standing guns that it is for, which `planner.network.upgrades` finds.

    Raises
    ------
    ConfigError
        Unknown id (the nearest is named), an id twice, or an entry that cannot be planned as a new charger.
    """
    known = catalogue_rows()
    for one in ids:
        if one not in known:
            raise ConfigError(
                _(
                    "plan.chargers: unknown charger {one!r}; {nearest_known}",
                    one=one,
                    nearest_known=nearest_known(one, known),
                )
            )
        if ids.count(one) > 1:
            raise ConfigError(_("plan.chargers: {one!r} is there twice; name it once", one=one))
    return tuple(_charger(known[one], CASES[case]) for one in ids)


def catalogue_rows() -> dict[str, dict[str, str]]:
    """Rows of the catalogue by id, cells as text."""
    return {row["id"]: row for row in table_rows(configs_dir() / "chargers.csv")}


def _charger(row: Mapping[str, str], case: str) -> ChargerType:
    names = [name for part in row["connectors_ocpi"].split("|") for name in _repeated(part)]
    connectors = [Connector.named(name) for name in names]
    where = f"chargers.csv, {row['id']}"
    if not all(c is not None and c.family is not None for c in connectors) or not connectors:
        raise ConfigError(
            _(
                "{where}: connector {connectors_ocpi!r} serves no vehicle that is planned for; leave it out of plan.chargers",
                where=where,
                connectors_ocpi=row["connectors_ocpi"],
            )
        )
    retrofit = row["standard"] == RETROFIT
    if not row[f"hardware_usd_{case}"] or (float(row["power_kw"]) <= 0 and not retrofit):
        raise ConfigError(
            _(
                "{where}: has no price or no power of its own, so it cannot be planned as a new charger; leave it out of plan.chargers",
                where=where,
            )
        )
    for column in (
        f"hardware_usd_{case}",
        f"install_usd_{case}",
        "om_usd_per_year",
        "power_kw",
        "guns",
        "lifetime_years",
    ):
        least = 0.0 if "usd" in column or (retrofit and column in ("power_kw", "guns")) else 1e-9
        if not least <= float(row[column]) < math.inf:
            raise ConfigError(
                _(
                    "{where}: {column} is {row!r}; expected a number of {part}, mend it",
                    where=where,
                    column=column,
                    row=row[column],
                    part=_("0 or more") if least == 0 else _("more than 0"),
                )
            )
    return ChargerType(
        id=row["id"],
        connectors=tuple(c for c in connectors if c is not None),
        power_kw=float(row["power_kw"]),
        guns=int(row["guns"]),
        pooled="do NOT pool" not in row["note"] and "pooled" in row["standard"],
        hardware_usd=float(row[f"hardware_usd_{case}"]),
        install_usd=float(row[f"install_usd_{case}"]),
        om_usd_per_year=float(row["om_usd_per_year"]),
        lifetime_years=float(row["lifetime_years"]),
        source=row["source"],
        confidence=row["confidence"],
        work=Work.RETROFIT if retrofit else None,
        efficiency=_share(row, "efficiency"),
        availability=_share(row, "availability"),
    )


def _share(row: Mapping[str, str], column: str) -> float:
    if not row[column] or not 0 < float(row[column]) <= 1:
        raise ConfigError(
            _(
                "chargers.csv, {id}: {column} is {row!r}; expected a share above 0 and up to 1, mend it",
                id=row["id"],
                column=column,
                row=row[column],
            )
        )
    return float(row[column])


def _repeated(part: str) -> list[str]:
    """Names in 'GBT_DC x6', '2x GBT_DC + 2x CCS' and 'GBT_DC'."""
    names: list[str] = []
    for piece in part.split("+"):
        found = re.fullmatch(r"\s*(?:(\d+)\s*x\s+)?(\w+)(?:\s+x(\d+))?\s*", piece)
        if found:
            names += [found[2]] * int(found[1] or found[3] or 1)
    return names
