"""Units of the fields of the form of a scenario, by the last word of their keys, in the language of the reader."""

from collections.abc import Callable, Mapping

from planner.support.speech import within

UNITS: Mapping[str, Callable[[], str]] = {
    "usd": lambda: within("unit", "USD"),
    "kw": lambda: within("unit", "kW"),
    "kwh": lambda: within("unit", "kWh"),
    "kva": lambda: within("unit", "kVA"),
    "kmh": lambda: within("unit", "km/h"),
    "km": lambda: within("unit", "km"),
    "m": lambda: within("unit", "m"),
    "s": lambda: within("unit", "s"),
    "min": lambda: within("unit", "min"),
    "h": lambda: within("unit", "h"),
    "c": lambda: "°C",
    "years": lambda: within("unit", "years"),
    "days": lambda: within("unit", "days"),
    "m2": lambda: within("unit", "m²"),
}
PER: Mapping[str, Callable[[], str]] = {
    "usd_per_m": lambda: within("unit", "USD a metre"),
    "usd_per_kw": lambda: within("unit", "USD a kW"),
    "usd_kwh": lambda: within("unit", "USD a kWh"),
    "kw_per_bev": lambda: within("unit", "kW a car"),
    "also_years": lambda: "",
    "budgets": UNITS["usd"],
}
"""Units of keys whose last word alone does not tell."""


def unit_of(key: str) -> str:
    """Unit of a key; empty where it has none."""
    last = key.rpartition(".")[2]
    for ending, unit in PER.items():
        if last == ending or last.endswith(f"_{ending}"):
            return unit()
    unit = UNITS.get(last.rpartition("_")[2], str) if "_" in last and not last.endswith("_columns") else str
    return unit()
