"""The plan that edits gave when they were kept, as a file of edits carries it beside its features: chargers by site, for each phase where there are several."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.errors import InputError
from planner.support.speech import _

MEMBER = "plan"
"""Member of the collection of features; other programs leave it out when they write the file anew."""
ENDINGS = (".geojson", ".json")
MOST = 1_000_000
"""Chargers of a type at a site, and years: whatever is more is no plan."""


@dataclass(frozen=True)
class ShownPhase:
    """What is built so far.

    Parameters
    ----------
    chargers : tuple of (str, str, int)
        Site, type of the catalogue, and how many are added.
    year : int or None
        By which; None of a plan without phases.
    """

    chargers: tuple[tuple[str, str, int], ...]
    year: int | None = None


ShownPlan = tuple[ShownPhase, ...]


def shown_as_json(plan: ShownPlan) -> list[dict[str, Any]]:
    """The member of a file, as `shown_plan` reads it."""
    out: list[dict[str, Any]] = []
    for phase in plan:
        sites: dict[str, dict[str, int]] = {}
        for site, kind, count in phase.chargers:
            sites.setdefault(site, {})[kind] = count
        out.append({**({} if phase.year is None else {"year": phase.year}), "chargers": sites})
    return out


def shown_plan(path: Path) -> ShownPlan | None:
    """The plan in a file of edits; None where it has none.

    Raises
    ------
    InputError
        The member is not what `shown_as_json` makes.
    """
    data = _members(path)
    if MEMBER not in data:
        return None
    try:
        return shown_from_json(data[MEMBER])
    except (TypeError, ValueError, AttributeError, KeyError):
        raise InputError(
            path,
            _("the member {member!r} is no plan that edits gave", member=MEMBER),
            _("keep the edits of the plan again, or take that member out: the plan is then made anew"),
        ) from None


def has_features(path: Path) -> bool:
    """Whether a file of edits has any feature; of one that is no collection of features in JSON that is taken for true, and whoever reads them says what is wrong."""
    return bool(_members(path).get("features", True))


def _members(path: Path) -> Mapping[str, Any]:
    """Members of a collection of features; none of a file that is none."""
    if path.suffix.lower() not in ENDINGS:
        return {}
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def shown_from_json(data: Any) -> ShownPlan:
    """Undo `shown_as_json`.

    Raises
    ------
    TypeError, ValueError, AttributeError, KeyError
        It is not what that makes.
    """
    if not isinstance(data, list) or not data:
        raise TypeError  # a plan is a list of phases
    return tuple(_phase(one) for one in data)


def _phase(data: Any) -> ShownPhase:
    chargers = tuple(
        (str(site), str(kind), _whole(count))
        for site, mine in sorted(data["chargers"].items())
        for kind, count in sorted(mine.items())
    )
    year = data.get("year")
    return ShownPhase(chargers, None if year is None else _whole(year))


def _whole(number: Any) -> int:
    """A whole number above 0; some programs write it as 2.0."""
    whole = isinstance(number, int) or (isinstance(number, float) and number.is_integer())
    if isinstance(number, bool) or not whole or not 0 < number <= MOST:
        raise ValueError  # a whole number above 0
    return int(number)
