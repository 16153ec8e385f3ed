"""Words for what may be chosen in single settings, by key and code."""

from collections.abc import Callable, Mapping

from planner.support.speech import within

CODES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "sessions.date_order": {
        "day_first": lambda: within("setting", "day first"),
        "month_first": lambda: within("setting", "month first"),
    },
    "inventory.also_supply": {
        "private": lambda: within("setting", "private"),
        "disconnected": lambda: within("setting", "not connected"),
        "planned": lambda: within("setting", "planned"),
        "out_of_order": lambda: within("setting", "out of order"),
        "unknown_access": lambda: within("setting", "unknown access"),
        "reserved": lambda: within("setting", "reserved"),
    },
    "inventory.out_of_order_now": {
        "counts": lambda: within("setting", "they count"),
        "left_out": lambda: within("setting", "they are left out"),
    },
    "fleet.growth": {
        "linear": lambda: within("setting", "straight line"),
        "exponential": lambda: within("setting", "exponential"),
        "logistic": lambda: within("setting", "logistic"),
        "bass": lambda: within("setting", "Bass curve"),
        "peers": lambda: within("setting", "as other countries grew"),
    },
    "demand.case": {
        "low": lambda: within("setting", "low use"),
        "central": lambda: within("setting", "middle use"),
        "high": lambda: within("setting", "high use"),
    },
    "grid.connection": {
        "per_kw": lambda: within("setting", "so much a kW"),
        "stepped": lambda: within("setting", "by steps and cable"),
    },
    "simulation.choice": {
        "served": lambda: within("setting", "as many as the plan serves"),
        "all": lambda: within("setting", "all who ask"),
        "off": lambda: within("setting", "nobody"),
    },
    "simulation.hours": {
        "class": lambda: within("setting", "of their vehicle class"),
        "zone": lambda: within("setting", "of their zone"),
    },
}
