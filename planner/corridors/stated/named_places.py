"""Places that rules name: each must be one of the roads; all that are not are told at once, each with the nearest known name."""

import difflib
from collections.abc import Iterable, Sequence

from planner.corridors.sections.rules import RulesConfig
from planner.errors import ConfigError
from planner.support.speech import _, listed

MOST_KNOWN = 12
"""So many known names stand in a refusal."""


def insist_on_places(rules: RulesConfig, known: Sequence[str]) -> None:
    """Refuse rules of places that are not there.

    Parameters
    ----------
    rules : RulesConfig
    known : sequence of str
        Names of all places.

    Raises
    ------
    ConfigError
        `closed`, `forbidden` or `forced` name a place that is none.
    """
    there = set(known)
    wrong = [
        _("corridors.rules.{key}: {names}", key=key, names=listed([_close(one, known) for one in strange]))
        for key, names in (("closed", rules.closed), ("forbidden", rules.forbidden), ("forced", rules.forced))
        if (strange := [one for one in names if one not in there])
    ]
    if wrong:
        raise ConfigError(
            _(
                "{wrong}; no place of the roads is called so; {n} are known, among them {some}; 'evplan check' with --json lists all, under places",
                wrong=_.joined("; ", wrong),
                n=len(known),
                some=", ".join(_few(known)),
            )
        )


def _close(name: str, known: Iterable[str]) -> str:
    folded = {one.casefold(): one for one in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
    return _("{name!r} (did you mean {close!r}?)", name=name, close=folded[close[0]]) if close else repr(name)


def _few(known: Sequence[str]) -> list[str]:
    """Names of towns before those of places between them, which are longer."""
    return sorted(known, key=lambda one: (any(sign.isdigit() for sign in one), one))[:MOST_KNOWN]
