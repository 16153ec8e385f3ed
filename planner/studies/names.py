"""What the studies of a plan are called in a sentence: in English as in the configuration, `plan.bands`."""

from collections.abc import Callable, Iterable, Mapping

from planner.support.speech import joined, within

_NAMES: Mapping[str, Callable[[], str]] = {
    "rules": lambda: within("study", "rules"),
    "sizing": lambda: within("study", "sizing"),
    "spare_power": lambda: within("study", "spare power"),
    "unspent": lambda: within("study", "unspent"),
    "plug_balance": lambda: within("study", "balance of plugs"),
    "phases": lambda: within("study", "phases"),
    "coming": lambda: within("study", "coming"),
    "annual": lambda: within("study", "annual"),
    "tariff": lambda: within("study", "tariff"),
    "fairness": lambda: within("study", "fairness"),
    "balance_price": lambda: within("study", "price of the balance of plugs"),
    "catchments": lambda: within("study", "catchments"),
    "bands": lambda: within("study", "bands"),
    "simulation": lambda: within("study", "simulation"),
    "reasons": lambda: within("study", "reasons"),
    "order": lambda: within("study", "order"),
    "beginning": lambda: within("study", "beginning"),
    "alternatives": lambda: within("study", "alternatives"),
    "budgets": lambda: within("study", "budgets"),
    "depots": lambda: within("study", "depots"),
    "dependence": lambda: within("study", "dependence"),
    "flexibility": lambda: within("study", "flexibility"),
}


def study_words(name: str) -> str:
    """Name of a study; what a plan of another version left out is named as it is."""
    return _NAMES[name]() if name in _NAMES else name


def studies_listed(names: Iterable[str]) -> str:
    """Names of several studies, set beside each other."""
    return joined(", ", [study_words(one) for one in names])
