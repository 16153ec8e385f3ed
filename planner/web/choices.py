"""What may be chosen in the form of a scenario, in words instead of codes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from planner.catalogue.charger_names import name_by_id
from planner.output.shared.places import kind_words
from planner.output.shared.proof_words import objective_words
from planner.output.shared.words import mix_label
from planner.support.speech import LANGUAGES, within


def case_words(case: str) -> str:
    """Which of the prices of the catalogue."""
    known = {
        "low": lambda: within("prices of the catalogue", "low"),
        "central": lambda: within("prices of the catalogue", "middle"),
        "high": lambda: within("prices of the catalogue", "high"),
    }
    return known[case]() if case in known else case


PLUGS = {"ccs2": "CCS2", "gbt": "GB/T", "chademo": "CHAdeMO", "nacs": "NACS"}
WORDS: Mapping[str, Callable[[str], str]] = {
    "plan.chargers": name_by_id,
    "plan.objective": objective_words,
    "plan.then": objective_words,
    "plan.cost_case": case_words,
    "fleet.mix": mix_label,
    "compare.mixes": mix_label,
    "sites.from_osm": kind_words,
    "sites.preference": kind_words,
    "sites.slow_kinds": kind_words,
    "plan.mandated_plugs": lambda plug: PLUGS.get(plug, plug),
    "output.languages": lambda code: LANGUAGES.get(code, code),
}
"""By key; the choices of all others are shown as they are written."""


def choice_words(key: str, code: str) -> str:
    """One choice."""
    return WORDS[key](code) if key in WORDS else code


def choices_words(key: str, codes: Any) -> str:
    """What was chosen, one or several; a dash where nothing was."""
    if codes is None or codes in ("", (), []):
        return "–"
    several = [codes] if isinstance(codes, str) or not isinstance(codes, Iterable) else codes
    return "; ".join(choice_words(key, str(one)) for one in several)
