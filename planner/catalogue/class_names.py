"""Vehicle classes as a mix tells them: in English by the codes that its rows have, in other languages by their names."""

from collections.abc import Callable, Mapping

from planner.support.speech import within

_NAMES: Mapping[str, Callable[[], str]] = {
    "private": lambda: within("vehicle class", "private"),
    "private_home": lambda: within("vehicle class", "private_home"),
    "private_apartment": lambda: within("vehicle class", "private_apartment"),
    "phev": lambda: within("vehicle class", "phev"),
    "taxi": lambda: within("vehicle class", "taxi"),
    "taxi_part_time": lambda: within("vehicle class", "taxi_part_time"),
    "bus": lambda: within("vehicle class", "bus"),
    "delivery": lambda: within("vehicle class", "delivery"),
    "car_share": lambda: within("vehicle class", "car_share"),
}


def class_words(code: str) -> str:
    """Name of a class; what a user's table calls otherwise stays as it is."""
    return _NAMES[code]() if code in _NAMES else code
