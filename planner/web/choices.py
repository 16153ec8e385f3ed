"""What may be chosen in the form of a scenario, in words instead of codes."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from planner.catalogue.charger_names import name_by_id
from planner.catalogue.price_cases import case_words
from planner.output.shared.places import kind_words
from planner.output.shared.proof_words import objective_words
from planner.output.shared.words import mix_label
from planner.support.speech import LANGUAGES
from planner.web.setting_words import CODES

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
    if key in WORDS:
        return WORDS[key](code)
    known = CODES.get(re.sub(r"\.(\d+|{n})", "", key), {})
    return known[code]() if code in known else code


def choices_words(key: str, codes: Any) -> str:
    """What was chosen, one or several; a dash where nothing was."""
    if codes is None or codes in ("", (), []):
        return "–"
    several = [codes] if isinstance(codes, str) or not isinstance(codes, Iterable) else codes
    return "; ".join(choice_words(key, str(one)) for one in several)
