"""Electric vehicles of a year by class, port and district."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.connectors import PLUG_FAMILIES, PortFamily
from geodata.report import Assumption
from geodata.tables import rows_of
from planner.catalogue.facts import city_fact
from planner.catalogue.mixes import Mix, mix_of
from planner.catalogue.row_sources import source_of
from planner.config.scenario import Scenario
from planner.demand.forecast import fleet_in
from planner.demand.inputs import TAXIS
from planner.demand.peers import SOURCE
from planner.demand.receivers import receivers_assumed, with_receivers
from planner.demand.spans import Assumed, Draw, Floats, Span
from planner.errors import ConfigError
from planner.support.speech import _

APARTMENT_UNKNOWN = Span.of(0.3, 0.5, 0.8)
"""Share of private cars kept by people in apartments where no figure for the city is known (assumed)."""

STOCK_BAND = 0.1
"""A count of vehicles may be off by so much (assumed): registries are cleaned, and cars drive where they are not registered."""

FAMILIES = PLUG_FAMILIES
"""Families that a mix speaks of; `Fleet.families` has them and, where some vehicles charge at pads, their family at the end."""


@dataclass(frozen=True)
class Fleet:
    """Vehicles of one year, before the shares nobody counted are applied.

    Parameters
    ----------
    year : int
    rows : DataFrame
        ``vehicle_class, count_, district (text or None), port (text or None), low_, high_``, `private` still whole; the last two are
        the ends of an outlook of growth, as ratios of the count.
    classes, districts : tuple of str
        Order of the arrays; the district ``""`` is the whole city.
    apartment, stock : Span
        Share of `private` in apartments; multiplier of all counts.
    ports : Span
        (classes, families): shares of the vehicles whose port the table leaves open; the ends are those of the GB/T share, the
        others in proportion.
    assumed : tuple of Assumed
    assumptions : tuple of Assumption
    pad_share : float
        Share of the taxis that charge at pads, whatever their port.
    """

    year: int
    rows: pd.DataFrame
    classes: tuple[str, ...]
    districts: tuple[str, ...]
    apartment: Span
    stock: Span
    ports: Span
    assumed: tuple[Assumed, ...]
    assumptions: tuple[Assumption, ...]
    pad_share: float = 0.0

    @property
    def families(self) -> tuple[PortFamily, ...]:
        """Families of the arrays, those of plugs first."""
        return (*FAMILIES, PortFamily.WIRELESS) if self.pad_share > 0 else FAMILIES

    def vehicles(self, draw: Draw) -> Floats:
        """Count by class, district and family; (classes, districts, families)."""
        out = np.zeros((len(self.classes), len(self.districts), len(FAMILIES)))
        flats = float(self.apartment.at(draw.get("apartment_share", 0.0)))
        mix, growth = self.ports.at(draw.get("port_gbt", 0.0)), draw.get("growth", 0.0)
        known = self._counts
        split = np.array([1.0, flats, 1.0 - flats])[known.part]
        ports = np.where(known.port[:, None] < 0, mix[known.vehicle_class], np.eye(len(FAMILIES))[known.port])
        counts = (known.count * known.growth.at(growth) * split)[:, None] * ports
        np.add.at(out, (known.vehicle_class, known.district), counts)
        out *= float(self.stock.at(draw.get("stock", 0.0)))
        return with_receivers(out, self.classes, self.pad_share) if self.pad_share > 0 else out

    @cached_property
    def _counts(self) -> "_Counts":
        rows = [
            (self.classes.index(name), row, part)
            for row in rows_of(self.rows)
            for name, part in _parts_of(row.vehicle_class)
        ]
        district = [self.districts.index(row.district if isinstance(row.district, str) else "") for _, row, _ in rows]
        port = [FAMILIES.index(PortFamily(row.port)) if isinstance(row.port, str) else -1 for _, row, _ in rows]
        outlook = [[row.low_, 1.0, row.high_] for _, row, _ in rows]
        return _Counts(
            vehicle_class=np.array([one for one, _, _ in rows], dtype=np.int64),
            district=np.array(district, dtype=np.int64),
            port=np.array(port, dtype=np.int64),
            part=np.array([part for _, _, part in rows], dtype=np.int64),
            count=np.array([row.count_ for _, row, _ in rows], dtype=float),
            growth=Span.of(*np.array(outlook, dtype=float).reshape(-1, 3).T),
        )


@dataclass(frozen=True)
class _Counts:
    """Rows of the table as arrays, a row of private cars twice.

    Parameters
    ----------
    vehicle_class, district : (rows,) int
    port : (rows,) int
        Number of the family, -1 where it was not counted.
    part : (rows,) int
        0 for all vehicles of the row, 1 for those kept in apartments, 2 for the others.
    count : (rows,)
    growth : Span
        Ratio to the count; (rows,).
    """

    vehicle_class: NDArray[np.int64]
    district: NDArray[np.int64]
    port: NDArray[np.int64]
    part: NDArray[np.int64]
    count: Floats
    growth: Span


def _parts_of(vehicle_class: str) -> list[tuple[str, int]]:
    """Classes of a row of the table, with the number of their share of it."""
    return [("private_apartment", 1), ("private_home", 2)] if vehicle_class == "private" else [(vehicle_class, 0)]


def fleet_of_year(table: pd.DataFrame, scenario: Scenario, year: int) -> Fleet:
    """Vehicles of a year from the fleet table, grown where the scenario says how.

    Raises
    ------
    ConfigError
        The table says nothing about the year and the scenario does not say how the fleet grows.
    """
    rows, said = fleet_in(table, scenario, year)
    classes = tuple(dict.fromkeys(name for one in rows["vehicle_class"] for name, _ in _parts_of(one)))
    apartment, note = _apartment_share(scenario)
    private = bool((rows["vehicle_class"] == "private").any())
    pad_share = scenario.coming.pad_share if any(name in TAXIS for name in classes) else 0.0
    ports = _ports(rows, classes, mix_of(scenario), year)
    if rows["count_"].sum() <= 0:
        raise ConfigError(_("the fleet asks for no public energy in {year}; check its counts and years", year=year))
    fleet = Fleet(
        year=year,
        rows=rows.reset_index(drop=True),
        classes=classes,
        districts=tuple(sorted({one if isinstance(one, str) else "" for one in rows["district"]})),
        apartment=apartment,
        stock=Span.of(1 - STOCK_BAND, 1.0, 1 + STOCK_BAND),
        ports=ports,
        assumed=(*_assumed(apartment, private=private), *_assumed_growth(rows)),
        assumptions=(*said, *((note,) if private else ()), *((receivers_assumed(pad_share),) if pad_share else ())),
        pad_share=pad_share,
    )
    return replace(fleet, assumed=(*fleet.assumed, *_assumed_ports(fleet)))


def _ports(rows: pd.DataFrame, classes: Sequence[str], mix: Mix, year: int) -> Span:
    """Shares of the mix by class; a class whose ports were all counted needs none."""
    counted = rows.groupby("vehicle_class")["port"].apply(lambda one: bool(one.notna().all()))
    settled = {part for name, done in counted.items() if done for part, _ in _parts_of(str(name))}
    settled -= {part for name, done in counted.items() if not done for part, _ in _parts_of(str(name))}
    none = ((0.0,) * len(FAMILIES),) * 3
    return Span.of(*zip(*(none if name in settled else mix.span(name, year) for name in classes), strict=True))


def _apartment_share(scenario: Scenario) -> tuple[Span, Assumption]:
    what = _("private cars kept by people in apartments")
    known, fact = scenario.demand.apartment_share, city_fact(scenario.city.name)
    if known is not None:
        # A starter configuration holds the figure of the facts, which is no surer there than in its table.
        bundled = fact is not None and bool(fact["apartment_share"]) and known == float(fact["apartment_share"])
        sure = fact["apartment_share_confidence"] if fact is not None and bundled else "medium"
        said = Assumption(what, _("{share:.0%}", share=known), "demand.apartment_share", sure)
        return Span.fixed(known), said
    if fact and fact["apartment_share"]:
        share = float(fact["apartment_share"])
        low, high = (float(fact[f"apartment_share_{end}"] or share) for end in ("low", "high"))
        said = Assumption(
            what,
            _("{share:.0%}", share=share),
            source_of(fact, "apartment_share"),
            fact["apartment_share_confidence"],
        )
        return Span.of(low, share, high), said
    span = APARTMENT_UNKNOWN
    return span, Assumption(what, _("{share:.0%}", share=float(span.central)), _("assumed: no figure for this city"))


def _assumed(apartment: Span, *, private: bool) -> Sequence[Assumed]:
    bands = (f"-{STOCK_BAND:.0%}", _("as counted"), f"+{STOCK_BAND:.0%}")
    found = [Assumed("stock", _("number of electric vehicles"), *bands, _("band assumed"))]
    if private and apartment.low < apartment.high:
        values = [f"{float(one):.0%}" for one in (apartment.low, apartment.central, apartment.high)]
        found.append(
            Assumed.from_text(
                "apartment_share", _("private cars kept by people in apartments"), values, "city_facts.csv"
            )
        )
    return found


def _assumed_growth(rows: pd.DataFrame) -> Sequence[Assumed]:
    """Band of an outlook by peer countries, over the vehicles that grow by it."""
    grown = rows[rows["low_"] < rows["high_"]]
    total = float(grown["count_"].sum())
    if total <= 0:
        return []
    ends = [float((grown["count_"] * grown[end]).sum()) for end in ("low_", "high_")]
    values = [_("{count:number} vehicles", count=one) for one in (ends[0], total, ends[1])]
    return [Assumed.from_text("growth", _("growth of the fleet, an outlook by peer countries"), values, SOURCE)]


def _assumed_ports(fleet: Fleet) -> Sequence[Assumed]:
    """Band of the GB/T share among the vehicles of unknown port, over their classes."""
    unknown = replace(fleet, rows=fleet.rows[fleet.rows["port"].isna()], pad_share=0.0)
    if not len(unknown.rows) or unknown.rows["count_"].sum() <= 0:
        return []
    gbt, shares = FAMILIES.index(PortFamily.GBT), []
    for position in (-1.0, 0.0, 1.0):
        vehicles = unknown.vehicles({"port_gbt": position}).sum(axis=(0, 1))
        shares.append(vehicles[gbt] / vehicles.sum())
    what, values = _("share of GB/T among vehicles of unknown port"), [f"{one:.0%}" for one in shares]
    return [Assumed.from_text("port_gbt", what, values, _("configs/mixes; band assumed"))]
