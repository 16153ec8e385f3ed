"""Vehicle classes: energy, kilometres and habits, from the facts."""

from dataclasses import dataclass
from functools import cache

from planner.facts import fact_rows


@dataclass(frozen=True)
class VehicleClass:
    """Energy and habits of a class, one case of the facts.

    Shares say where its energy is charged; `session_dc_kwh` is the mean energy of a fast session.
    """

    name: str
    kwh_per_100km: float
    daily_km: float
    operating_days: float
    max_ac_kw: float
    max_dc_kw: float
    share_work: float
    share_public_ac: float
    share_public_dc: float
    session_dc_kwh: float
    winter_column: str
    source: str
    confidence: str


# Our class names and the rows of the facts behind them; where several rows are one class their weights are assumed.
CLASS_ROWS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "private_home": (("private", "BEV, house with parking", 1.0),),
    "private_apartment": (("private", "BEV, apartment", 1.0),),
    "phev": (("private", "PHEV", 1.0),),
    "taxi": (("taxi", "full-time", 1.0),),
    "taxi_part_time": (("taxi", "app part-time", 1.0),),
    "bus": (("bus", "12 m", 1.0),),
    "delivery": (("delivery", "LCV <=3.5 t", 1.0),),
    "car_share": (("car_share", "", 1.0),),
}


@cache
def vehicle_class(name: str, case: str = "central") -> VehicleClass:
    """Figures of one class; `private` itself is split by the demand model and has none."""
    rows = {(row["class"], row["variant"]): row for row in fact_rows("vehicle_classes")}
    family, variant, _ = CLASS_ROWS[name][0]
    row = next(r for (c, v), r in rows.items() if c == family and (not variant or v == variant))
    suffix = "" if case == "central" else f"_{case}"
    return VehicleClass(
        name=name,
        kwh_per_100km=float(row[f"kwh_per_100km_20c{suffix}"]),
        daily_km=float(row[f"daily_km{suffix}"]),
        operating_days=float(row["operating_days"]),
        max_ac_kw=float(row["max_ac_kw"]),
        max_dc_kw=float(row["max_dc_kw"]),
        share_work=float(row["share_work"]),
        share_public_ac=float(row["share_public_ac"]),
        share_public_dc=float(row["share_public_dc"]),
        session_dc_kwh=float(row["mean_dc_session_kwh"]),
        winter_column="bus_electric_heat" if name == "bus" else f"car_{case}",
        source=row["source"],
        confidence=row["confidence"],
    )
