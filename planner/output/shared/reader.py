"""Who reads an output: in which language, and which currency stands beside dollars."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.key_words import configured_as
from planner.support.currency import OF_COUNTRIES, Rate, beside_dollars
from planner.support.speech import LANGUAGES, SOURCE, filed, speaking


def languages_of(dossier: Dossier) -> Sequence[str]:
    """Languages that a plan was asked in, the first first; English of a plan that was filed before there were any."""
    asked = _asked(dossier).get("languages") or (SOURCE,)
    return [code for code in asked if code in LANGUAGES] or [SOURCE]


def language_of(file: Path) -> str | None:
    """Language that a file's name tells, ``report.kk.html``; None where it tells none."""
    parts = file.name.lower().split(".")
    return parts[-2] if len(parts) > 2 and parts[-2] in LANGUAGES else None


def named_for(name: str, code: str) -> str:
    """Name of an output in a further language: ``report.kk.html``."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{code}.{ending}"


def page_in(name: str, code: str | None) -> str:
    """Name of an output in the first language of a plan, or in a further one."""
    return name if code is None else named_for(name, code)


@contextmanager
def written_for(dossier: Dossier, code: str) -> Iterator[None]:
    """Write for a reader of a language; texts of the dossier are told in it, and prices also in the country's currency."""
    with (
        speaking(code),
        filed(dossier.known_messages()),
        beside_dollars(rate_of(dossier)),
        configured_as(dossier.configuration, dossier.given),
    ):
        yield


def rate_of(dossier: Dossier) -> Rate | None:
    """The currency beside dollars: that which was asked for, else the country's; None where no rate was given."""
    asked = _asked(dossier)
    code = asked.get("currency") or OF_COUNTRIES.get(dossier.country)
    if code is None or not asked.get("usd_rate"):
        return None
    return Rate(str(code), float(asked["usd_rate"]), asked.get("rate_date"))


def _asked(dossier: Dossier) -> Mapping[str, Any]:
    return dict(dossier.configuration.get("output") or {})
